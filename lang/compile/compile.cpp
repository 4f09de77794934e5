#include "lang/compile/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/compile/project.h"

namespace camp {
namespace {

Error refusal(const Diagnostics& diagnostics, const SourceSet& sources) {
  const auto& all = diagnostics.all();
  const auto& first = *std::find_if(
      all.begin(), all.end(), [](const auto& one) { return one.severity() == Severity::kError; });
  return {ErrorKind::kInvalid, first.message, sources.place_text(first.primary.span), ""};
}

template <class Made, class Make>
Result<Made> compile_with(const Analysis& analysis, Diagnostics& findings, Make&& make) {
  if (analysis.diagnostics().has_errors())
    return refusal(analysis.diagnostics(), analysis.sources());
  Diagnostics own;
  auto made = make(own);
  for (const auto& finding : own.all()) findings.add(finding);
  if (own.has_errors()) return refusal(own, analysis.sources());
  return made;
}

}  // namespace

Result<Program> compile_program(const Analysis& analysis, Diagnostics& findings) {
  return compile_with<Program>(analysis, findings, [&](Diagnostics& own) {
    return compile::compile_model(analysis.model(), analysis.sources(), own);
  });
}

Result<StepPaths> step_paths(const Analysis& analysis, Diagnostics& findings) {
  return compile_with<StepPaths>(analysis, findings, [&](Diagnostics& own) {
    StepPaths paths;
    compile::compile_model(analysis.model(), analysis.sources(), own, &paths);
    return paths;
  });
}

Result<plan::Suite> compile_suite(const Analysis& analysis, Diagnostics& findings) {
  if (analysis.diagnostics().has_errors())
    return refusal(analysis.diagnostics(), analysis.sources());
  if (analysis.model().scenarios.empty() && analysis.model().invariants.empty())
    return plan::Suite{};
  const auto* tried = analysis.tried();
  const auto& whole = tried != nullptr ? *tried : analysis;
  CAMP_ASSIGN(auto suite, compile_with<plan::Suite>(whole, findings, [&](Diagnostics& own) {
                return compile::compile_scenarios(whole.model(), whole.sources(), analysis.trials(),
                                                  own);
              }));
  if (tried != nullptr) {
    CAMP_ASSIGN(suite.tried, compile_program(*tried, findings));
  }
  return suite;
}

Result<plan::Dissection> dissect_segment(const Analysis& analysis, std::string_view segment,
                                         Diagnostics& findings) {
  const auto* symbol = analysis.model().find(segment);
  if (symbol == nullptr || symbol->kind != sema::SymbolKind::kSegment)
    return Error{ErrorKind::kNotFound, fmt::format("there is no segment '{}'", segment), "", ""};
  const auto& declared = std::get<ast::Segment>(symbol->declaration->node);
  return compile_with<plan::Dissection>(analysis, findings, [&](Diagnostics& own) {
    return compile::dissect(analysis.model(), analysis.sources(), *declared.condition, own);
  });
}

}  // namespace camp
