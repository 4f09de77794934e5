#include "cli/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "cli/findings.h"
#include "cli/input_path.h"
#include "lang/base/limits.h"
#include "lang/base/render.h"
#include "lang/graph/written.h"
#include "stdlib/modules/modules.h"

namespace camp::cli {
namespace {

namespace fs = std::filesystem;

bool has_camp_file(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".camp" && entry.is_regular_file(ignored)) return true;
  }
  return false;
}

// A folder inside the project that has a store of its own is another project.
bool belongs_elsewhere(const fs::path& folder) {
  auto name = folder.filename().string();
  return name.empty() || name[0] == '.' || name == "spool" || has_store_folder(folder.string());
}

Result<std::string> read_text(const fs::path& path) {
  std::error_code problem;
  auto size = fs::file_size(path, problem);
  if (!problem && size > limits::kSourceBytes + 1)
    size = limits::kSourceBytes + 1;  // the parser says "too large"
  std::ifstream in(path, std::ios::binary);
  if (problem || !in) {
    return Error{ErrorKind::kIo, fmt::format("cannot read {}", path.string()), "",
                 "check its owner and mode"};
  }
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Json span_json(const SourceSet& sources, const Span& span) {
  const auto& source = sources[span.source];
  auto from = source.locate(span.begin);
  auto to = source.locate(span.end);
  return {{"file", source.path()},
          {"line", from.line},
          {"column", from.column},
          {"end_line", to.line},
          {"end_column", to.column}};
}

Json diagnostic_json(const Diagnostic& diagnostic, const SourceSet& sources) {
  Json one;
  one["code"] = code_text(diagnostic.code);
  one["severity"] = severity_text(diagnostic.severity());
  one["message"] = diagnostic.message;
  one["at"] = span_json(sources, diagnostic.primary.span);
  if (!diagnostic.primary.text.empty()) one["label"] = diagnostic.primary.text;
  for (const auto& label : diagnostic.secondary) {
    auto at = span_json(sources, label.span);
    at["label"] = label.text;
    one["related"].push_back(at);
  }
  if (!diagnostic.notes.empty()) one["notes"] = diagnostic.notes;
  if (!diagnostic.help.empty()) one["help"] = diagnostic.help;
  for (const auto& fix : diagnostic.fixes) {
    auto at = span_json(sources, fix.span);
    one["fixes"].push_back({{"title", fix.title},
                            {"at", std::move(at)},
                            {"replacement", fix.replacement},
                            {"certain", fix.certainty == Certainty::kCertain}});
  }
  return one;
}

void add_program(CompiledProject* compiled) {
  compiled->diagnostics = compiled->analysis.diagnostics();
  auto program = compile_program(compiled->analysis, compiled->diagnostics);
  if (program.ok()) {
    auto suite = compile_suite(compiled->analysis, compiled->diagnostics);
    if (suite.ok()) {
      compiled->program = std::move(*program);
      compiled->suite = std::move(*suite);
    }
  }
  compiled->diagnostics.sort();
}

}  // namespace

bool has_store_folder(const std::string& folder) {
  std::error_code ignored;
  return fs::is_directory(fs::path(folder) / ".camp", ignored);
}

bool is_project_folder(const std::string& folder) {
  return has_store_folder(folder) || has_camp_file(folder);
}

// A store goes first, so that a sub-folder with sources of its own is not taken for a project once
// its project has one.
std::optional<std::string> project_folder_above(const std::string& folder) {
  std::optional<std::string> with_sources;
  for (fs::path at = folder;; at = at.parent_path()) {
    if (has_store_folder(at.string())) return at.string();
    if (!with_sources && has_camp_file(at)) with_sources = at.string();
    if (at == at.parent_path()) return with_sources;
  }
}

std::optional<plan::Dissection> dissect(const CompiledProject& compiled,
                                        const std::string& segment) {
  if (!compiled.program) return std::nullopt;
  Diagnostics findings;
  auto made = dissect_segment(compiled.analysis, segment, findings);
  return made.ok() ? std::optional(std::move(*made)) : std::nullopt;
}

// Whether it is whole is the store's to say when it is opened.
bool has_store(const Project& project) {
  std::error_code failed;
  return !fs::is_empty(project.store_path(), failed) && !failed;
}

Result<Project> project_in(const std::string& folder) {
  std::error_code problem;
  auto root = fs::canonical(folder, problem);
  if (!problem && fs::is_directory(root, problem)) return Project{root.string()};
  return Error{ErrorKind::kNotFound, fmt::format("there is no folder '{}'", folder), "",
               "--project takes the folder that holds the .camp files"};
}

Result<Project> find_project(const Invocation& call) {
  if (call.has("project")) return project_in(call.text("project"));
  std::error_code problem;
  auto here = fs::current_path(problem);
  if (auto root = project_folder_above(here.string())) return Project{*root};
  return Error{ErrorKind::kNotFound, "no .camp files here or in any folder above", here.string(),
               "go to the project's folder, or name it: --project DIR"};
}

Result<std::vector<std::string>> scripts_below(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code problem;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::skip_permission_denied,
                                           problem);
  for (; !problem && entries != fs::recursive_directory_iterator(); entries.increment(problem)) {
    std::error_code ignored;  // a link that leads nowhere, or to itself, is no file of the project
    if (entries->is_directory(ignored) && belongs_elsewhere(entries->path()))
      entries.disable_recursion_pending();
    else if (entries->path().extension() == ".camp" && entries->is_regular_file(ignored))
      paths.push_back(entries->path().lexically_relative(folder).string());
  }
  if (problem)
    return Error{ErrorKind::kIo, "cannot read the folder: " + problem.message(), folder, ""};
  return paths;
}

FileReader reader_of(const Project& project, const std::vector<TextFile>& beside) {
  return [root = fs::path(project.root), &beside](const std::string& path) -> Result<std::string> {
    for (const auto& file : beside)
      if (file.path == path) return file.text;
    return read_text(root / path);
  };
}

Result<CompiledProject> compile(const Project& project, const std::vector<TextFile>& beside) {
  SourceSet scripts;
  for (const auto& [path, text] : beside) {
    if (path.ends_with(".camp") || path == kInputPath) scripts.add(path, text);
  }
  auto is_beside = [&](const std::string& path) {
    return std::any_of(beside.begin(), beside.end(),
                       [&](const auto& file) { return file.path == path; });
  };
  CAMP_ASSIGN(const auto paths, scripts_below(project.root));
  for (const auto& path : paths) {
    if (is_beside(path)) continue;
    CAMP_ASSIGN(auto text, read_text(fs::path(project.root) / path));
    scripts.add(path, std::move(text));
  }
  if (scripts.size() == 0) {
    return Error{ErrorKind::kNotFound, "the project has no .camp files", project.root,
                 "write one; examples/cart_recovery shows how"};
  }
  auto file_count = scripts.size();
  auto analysis = analyze(std::move(scripts), reader_of(project, beside), library_modules());
  CompiledProject compiled{std::move(analysis), {}, {}, {}, file_count, project.root};
  add_program(&compiled);
  return compiled;
}

std::map<std::string, std::string> briefs_of(const CompiledProject& compiled) {
  std::map<std::string, std::string> briefs;
  for (const auto& file : compiled.analysis.files()) {
    for (const auto& declaration : file.declarations) {
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      if (!flow || declaration.doc.empty()) continue;
      auto& brief = briefs[std::string(flow->name.text)] = declaration.doc;
      std::replace(brief.begin(), brief.end(), '\n', ' ');
    }
  }
  return briefs;
}

namespace {

std::string audience_text(const ast::Flow& flow, const SourceSet& sources) {
  std::string text;
  if (flow.journey) {
    for (const auto& start : flow.starts) {
      auto line = written(sources.text(start.span));
      if (line.starts_with("start ")) line.erase(0, sizeof "start");
      text += (text.empty() ? "" : ", or ") + line;
    }
    return text;
  }
  if (!flow.audience) return text;
  const auto whole = sources.text(flow.audience->span);
  const auto begin = whole.find('{'), end = whole.rfind('}');
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end)
    text = written(whole.substr(begin + 1, end - begin - 1));
  return text.empty() ? "everybody" : text;
}

}  // namespace

std::map<std::string, std::string> audiences_of(const CompiledProject& compiled) {
  std::map<std::string, std::string> audiences;
  for (const auto& file : compiled.analysis.files())
    for (const auto& declaration : file.declarations)
      if (const auto* flow = std::get_if<ast::Flow>(&declaration.node))
        audiences[std::string(flow->name.text)] = audience_text(*flow, compiled.analysis.sources());
  return audiences;
}

Json diagnostics_json(const Diagnostics& diagnostics, const SourceSet& sources) {
  Json all = Json::array();
  for (const auto& diagnostic : diagnostics.all())
    all.push_back(diagnostic_json(diagnostic, sources));
  return all;
}

int show_diagnostics(const Invocation& call, const CompiledProject& compiled, const Json& beside) {
  bool good =
      call.has("strict") ? compiled.diagnostics.all().empty() : !compiled.diagnostics.has_errors();
  if (call.console.json()) {
    Json body = {
        {"files", compiled.file_count},
        {"errors", compiled.diagnostics.count(Severity::kError)},
        {"warnings", compiled.diagnostics.count(Severity::kWarning)},
        {"diagnostics", diagnostics_json(compiled.diagnostics, compiled.analysis.sources())}};
    body.update(beside);
    call.answer(!compiled.diagnostics.has_errors(), std::move(body));
    return good ? kDone : kFindings;
  }
  const auto summary = render_summary(compiled.diagnostics, compiled.file_count);
  if (const auto format = findings_format(call)) {
    auto report = report_of(compiled);
    report.warnings_fail = call.has("strict");
    call.console.out(findings_text(*format, report));
    call.console.note(summary);
    return good ? kDone : kFindings;
  }
  for (const auto& diagnostic : compiled.diagnostics.all())
    call.console.out(render(diagnostic, compiled.analysis.sources(), call.console.out_color()) +
                     "\n");
  call.console.out(summary + "\n");
  if (!compiled.diagnostics.all().empty())
    call.console.note(fmt::format("camp explain {} says more of it, with an example",
                                  code_text(compiled.diagnostics.all().front().code)));
  return good ? kDone : kFindings;
}

}  // namespace camp::cli
