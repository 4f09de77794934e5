#include "cli/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "lang/base/render.h"
#include "lang/explanations/explanations.h"

namespace camp::cli {
namespace {

// Of an imported module what is the project's: the import.
Span in_project(Span span, const SourceSet& sources) {
  return sources[span.source].imported_at().value_or(span);
}

// Tools look for a file from where they called camp, which may be above the project.
FoundPlace place_of(Span anywhere, const CompiledProject& compiled) {
  const auto& sources = compiled.analysis.sources();
  const auto span = in_project(anywhere, sources);
  const auto& source = sources[span.source];
  std::error_code ignored;
  const auto file = std::filesystem::proximate(compiled.root, ignored) / source.path();
  return {file.lexically_normal().string(), source.locate(span.begin), source.locate(span.end)};
}

const DiagnosticRow& row_of(Code code) {
  const auto rows = diagnostic_rows();
  return *std::find_if(rows.begin(), rows.end(),
                       [&](const DiagnosticRow& row) { return row.code == code; });
}

Found found_of(const Diagnostic& diagnostic, const CompiledProject& compiled) {
  const auto& row = row_of(diagnostic.code);
  Found found;
  found.rule = {code_text(row.code), std::string(row.title),
                std::string(explanation_of(row.code).prose)};
  found.severity = row.severity;
  found.message = diagnostic.message;
  found.details = render(diagnostic, compiled.analysis.sources(), false);
  found.place = place_of(diagnostic.primary.span, compiled);
  for (const auto& label : diagnostic.secondary)
    found.related.emplace_back(place_of(label.span, compiled), label.text);
  return found;
}

Found found_of(const ScenarioOutcome& outcome, const CompiledProject& compiled) {
  const auto& sources = compiled.analysis.sources();
  const auto& failure = *outcome.result.failure;
  Found found;
  found.rule = {"scenario", "a scenario's expectation does not hold", ""};
  found.message = fmt::format("{}: {}", title_of(*outcome.scenario), failure.message);
  found.details = sources.place_text(failure.span) + "\n" + failure_text(outcome, sources, false);
  found.place = place_of(failure.span, compiled);
  return found;
}

}  // namespace

void add_format_option(po::options_description& options) {
  options.add_options()(
      "format", po::value<std::string>()->value_name("github|sarif|junit"),
      "for machines that build: annotations of a workflow, SARIF 2.1.0, JUnit's XML");
}

std::string wrong_format(const Invocation& call) {
  if (!call.has("format")) return {};
  if (call.console.json()) return "--format and --json are two answers: ask for one";
  return findings_format(call) ? "" : "--format is github, sarif or junit";
}

std::optional<FindingsFormat> findings_format(const Invocation& call) {
  return call.has("format") ? find_findings_format(call.text("format")) : std::nullopt;
}

FindingsReport report_of(const CompiledProject& compiled) {
  const auto& sources = compiled.analysis.sources();
  FindingsReport report{"camp check", CAMP_VERSION, {}, false};
  for (SourceId id = 0; id < sources.size(); ++id) {
    LookedAt one{"camp check", sources[id].path(), {}};
    for (const auto& diagnostic : compiled.diagnostics.all())
      if (in_project(diagnostic.primary.span, sources).source == id)
        one.found.push_back(found_of(diagnostic, compiled));
    if (id < compiled.file_count || !one.found.empty()) report.all.push_back(std::move(one));
  }
  return report;
}

FindingsReport report_of(const std::vector<ScenarioOutcome>& outcomes,
                         const CompiledProject& compiled) {
  FindingsReport report{"camp test", CAMP_VERSION, {}, false};
  for (const auto& outcome : outcomes) {
    const auto& source = compiled.analysis.sources()[outcome.scenario->span.source];
    LookedAt one{source.path(), name_of(*outcome.scenario), {}};
    if (outcome.result.failure) one.found.push_back(found_of(outcome, compiled));
    report.all.push_back(std::move(one));
  }
  return report;
}

}  // namespace camp::cli
