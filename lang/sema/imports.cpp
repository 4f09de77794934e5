// `import std.NAME`: names that a module and the project both declare, what a module needs of the
// contact, and imports that bring nothing.
//
// A module stands behind the project's scripts as one more of them. Only its `contact { }` declares
// nothing: it says which fields the project's contact has to have, and of what type. Where a module
// does not fit, that is told in the project, and what follows from it inside the module is not.
#include <fmt/format.h>

#include <type_traits>

#include "lang/base/library.h"
#include "lang/sema/declarations.h"
#include "lang/syntax/walk.h"

namespace camp::sema {
namespace {

// Whether a declaration does something of which nobody needs to speak.
bool acts_by_itself(SymbolKind kind) {
  return kind == SymbolKind::kCampaign || kind == SymbolKind::kJourney ||
         kind == SymbolKind::kHoldout;
}

// Where a value may be absent, one that never is may stand.
bool fits(const Type& given, const Type& needed) {
  auto as_needed = given;
  as_needed.optional = given.optional || needed.optional;
  return as_needed == needed;
}

}  // namespace

const std::optional<Span>& DeclarationChecker::imported_at(Span place) const {
  return sources_[place.source].imported_at();
}

void DeclarationChecker::report_imported_twice(const Symbol& own, const ast::Name& imported) {
  const auto& module = sources_[imported.span.source].path();
  reporter_.report(Code::kDuplicateName, own.span, fmt::format("'{}' is declared twice", own.name))
      .also(imported.span, fmt::format("declared by {} as well", module))
      .also(*imported_at(imported.span), "which is brought in here")
      .help(fmt::format("this name comes by `import {}`: take another one for yours", module));
  misfit(imported.span.source);
}

void DeclarationChecker::check_module_needs() {
  for (const auto* contact : module_contacts_) {
    for (const auto& field : contact->fields) check_module_need(field);
  }
}

void DeclarationChecker::check_module_need(const ast::Field& needed) {
  const auto* given = model_.contact.find(needed.name.text);
  if (given != nullptr) model_.note_meaning(needed.name.span, given->span);
  if (given != nullptr && fits(given->type, needed.type.type)) return;
  if (given == nullptr) {
    report_missing_field(needed);
  } else {
    const auto& module = sources_[needed.span.source].path();
    const auto type = to_string(needed.type.type);
    reporter_
        .report(Code::kModuleNeeds, given->span,
                fmt::format("{} needs the contact's '{}' to be `{}`, and here it is `{}`", module,
                            given->name, type, to_string(given->type)))
        .also(needed.span, "needed here")
        .also(*imported_at(needed.span), "the module is brought in here")
        .help(fmt::format("write `{}: {}`, or do without `import {}`", given->name, type, module));
  }
  misfit(needed.span.source);
}

void DeclarationChecker::report_missing_field(const ast::Field& needed) {
  const auto import = *imported_at(needed.span);
  const auto field = fmt::format("{}: {}", needed.name.text, to_string(needed.type.type));
  auto report =
      reporter_.report(Code::kModuleNeeds, import,
                       fmt::format("{} needs a field that the contact does not have: `{}`",
                                   sources_[needed.span.source].path(), field));
  report.also(needed.span, "needed here");
  if (contact_ == nullptr) {
    report.help(fmt::format("write `contact {{ {} }}`", field));
    return;
  }
  report.help(fmt::format("add `{}` to `contact {{ }}`", field));
  const auto& fields = std::get<ast::Contact>(contact_->node).fields;
  if (fields.empty()) return;
  const Span behind{contact_->span.source, fields.back().span.end, fields.back().span.end};
  report.fix("add the field", behind, fmt::format("\n  {}", field), Certainty::kCertain);
}

void DeclarationChecker::misfit(SourceId module) {
  reporter_.forgive_file(module);
  misfits_.insert(module);
}

// The modules of which something outside of them speaks, by its name; a local of that name counts
// as well. What only scenarios name is not used.
std::set<SourceId> DeclarationChecker::modules_named(const std::vector<ast::File>& files) const {
  std::set<SourceId> named;
  for (const auto& file : files) {
    ast::walk(file, [&](const auto& node) {
      using Node = std::remove_cvref_t<decltype(node)>;
      if constexpr (std::is_same_v<Node, ast::Declaration>)
        return !std::holds_alternative<ast::Scenario>(node.node) &&
               !std::holds_alternative<ast::Invariant>(node.node) &&
               !std::holds_alternative<ast::Import>(node.node);
      if constexpr (std::is_same_v<Node, ast::Name>) {
        const auto* symbol = model_.find(node.text);
        if (symbol != nullptr && symbol->span.source != file.source)
          named.insert(symbol->span.source);
      }
      return true;
    });
  }
  return named;
}

void DeclarationChecker::check_imports(const std::vector<ast::File>& files) {
  if (project_imports_.empty()) return;
  auto used = modules_named(files);
  for (const auto& [name, symbol] : model_.symbols) {
    if (acts_by_itself(symbol.kind)) used.insert(symbol.span.source);
  }
  for (const auto* declaration : project_imports_) {
    const auto path = module_path(std::get<ast::Import>(declaration->node).module.text);
    const auto module = sources_.find_module(path);
    if (!module || used.contains(*module) || misfits_.contains(*module)) continue;
    reporter_.report(Code::kUnusedName, declaration->span,
                     fmt::format("nothing of {} is used", path));
  }
}

}  // namespace camp::sema
