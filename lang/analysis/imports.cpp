#include "lang/analysis/imports.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/syntax/parser.h"

namespace camp {
namespace {

struct Wanted {
  std::string_view text;
  Span imported_at;
};

void report_unknown(const ast::Name& name, Library library, Reporter& reporter) {
  std::vector<std::string> names;
  std::string list;
  for (const auto& module : library) {
    names.emplace_back(module.name);
    list += (list.empty() ? "" : ", ") + module_path(module.name);
  }
  reporter
      .report(Code::kUnknownModule, name.span,
              fmt::format("the library has no module '{}'", name.text))
      .label(list.empty() ? "there are no library modules here" : "there are " + list)
      .did_you_mean(name.text, names);
}

// Which module of the library declares a name; the first by name, where several do.
std::map<std::string, std::string_view> declared_by(Library library) {
  std::map<std::string, std::string_view> modules;
  for (const auto& module : library) {
    SourceSet sources;
    Diagnostics ignored;  // the library's own tests read them
    const auto id = sources.add(module_path(module.name), std::string(module.text));
    const auto file = parse(sources, id, ignored);
    for (const auto& declaration : file.declarations)
      std::visit(
          [&](const auto& node) {
            if constexpr (requires { node.name.text.size(); })
              modules.emplace(node.name.text, module.name);
          },
          declaration.node);
  }
  return modules;
}

}  // namespace

Diagnostics with_imports_suggested(Diagnostics found, const SourceSet& sources, Library library) {
  const auto is_unknown = [](const Diagnostic& one) { return one.code == Code::kUnknownName; };
  if (std::none_of(found.all().begin(), found.all().end(), is_unknown)) return found;
  const auto modules = declared_by(library);
  Diagnostics told;
  for (auto one : found.all()) {
    const auto module = modules.find(std::string(sources.text(one.primary.span)));
    if (is_unknown(one) && module != modules.end()) {
      const auto import = "import " + module_path(module->second);
      one.help = fmt::format("`{}` brings it in", import);
      one.fixes = {{fmt::format("write `{}`", import),
                    {one.primary.span.source, 0, 0},
                    import + "\n",
                    Certainty::kCertain}};
    }
    told.add(std::move(one));
  }
  return told;
}

void import_modules(std::span<ast::File> files, Library library, SourceSet& sources,
                    Diagnostics& diagnostics) {
  Reporter reporter(diagnostics);
  std::map<std::string_view, Wanted> wanted;
  for (auto& file : files) {
    for (auto& declaration : file.declarations) {
      const auto* import = std::get_if<ast::Import>(&declaration.node);
      if (import == nullptr) continue;
      const auto module = std::find_if(library.begin(), library.end(), [&](const auto& row) {
        return row.name == import->module.text;
      });
      if (module == library.end()) {
        declaration.incomplete = true;
        report_unknown(import->module, library, reporter);
      } else {
        const auto& through = sources[file.source].imported_at();
        wanted.emplace(module->name, Wanted{module->text, through.value_or(declaration.span)});
      }
    }
  }
  for (const auto& [name, module] : wanted) {
    auto path = module_path(name);
    if (!sources.find_module(path))
      sources.add(std::move(path), std::string(module.text), module.imported_at);
  }
}

Diagnostics told_of_modules(const Diagnostics& found, const SourceSet& sources) {
  const auto in_module = [&](Span span) { return sources[span.source].imported_at().has_value(); };
  Diagnostics told;
  for (auto one : found.all()) {
    std::erase_if(one.fixes, [&](const Fix& fix) { return in_module(fix.span); });
    if (in_module(one.primary.span)) {
      if (one.severity() == Severity::kWarning) continue;
      const auto& module = sources[one.primary.span.source];
      one.secondary.push_back({*module.imported_at(), "the module is brought in here"});
    }
    told.add(std::move(one));
  }
  return told;
}

}  // namespace camp
