#include "lang/analysis/analysis.h"

#include <span>

#include "lang/analysis/imports.h"
#include "lang/base/reporter.h"
#include "lang/syntax/parser.h"

namespace camp {

Analysis analyze(SourceSet scripts, const FileReader& read_file, Library library) {
  // Which of two declarations is "the first" must not depend on how a folder was listed.
  scripts.sort_by_path();
  auto analysis = Analysis::of(scripts, read_file, library, {});
  if (!analysis.diagnostics_.has_errors())
    analysis.try_modules(std::move(scripts), read_file, library);
  return analysis;
}

// What it finds in the project is known already.
void Analysis::try_modules(SourceSet scripts, const FileReader& read_file, Library library) {
  trials_ = Trials(*model_, sources_);
  if (trials_.empty()) return;
  tried_ = std::make_unique<const Analysis>(of(std::move(scripts), read_file, library, trials_));
  for (const auto& finding : tried_->diagnostics_.all()) {
    if (finding.severity() != Severity::kError) continue;
    Reporter(diagnostics_)
        .report(finding.code, trials_.step_at(finding.primary.span.begin),
                "the module cannot be tried so: " + finding.message);
  }
  diagnostics_.sort();
}

// The trials stand behind the last script and module, so that these have the same ids without them.
Analysis Analysis::of(SourceSet scripts, const FileReader& read_file, Library library,
                      const Trials& trials) {
  Analysis analysis;
  analysis.sources_ = std::move(scripts);
  do {
    const auto known = analysis.files_.size();
    analysis.parse_new();
    import_modules(std::span(analysis.files_).subspan(known), library, analysis.sources_,
                   analysis.diagnostics_);
  } while (analysis.files_.size() < analysis.sources_.size());
  if (!trials.empty()) analysis.sources_.add("trials of modules", trials.text());
  analysis.parse_new();
  analysis.model_ = check(analysis.sources_, analysis.files_, read_file, analysis.diagnostics_);
  analysis.diagnostics_ = told_of_modules(
      with_imports_suggested(std::move(analysis.diagnostics_), analysis.sources_, library),
      analysis.sources_);
  // Where there are errors, what they are about may be what is not used.
  if (analysis.diagnostics_.has_errors()) analysis.diagnostics_.drop(Code::kUnusedName);
  analysis.diagnostics_.sort();
  return analysis;
}

// The trees' ids follow one another.
void Analysis::parse_new() {
  while (files_.size() < sources_.size()) {
    const auto first_id = files_.empty() ? 0 : files_.back().end_id;
    const auto id = static_cast<SourceId>(files_.size());
    files_.push_back(parse(sources_, id, diagnostics_, first_id));
  }
}

ast::NodeRef Analysis::node_at(SourceId source, std::uint32_t offset) const {
  ast::NodeRef innermost;
  if (source >= files_.size()) return innermost;
  ast::walk(files_[source], [&](const auto& node) {
    bool inside = node.span.begin <= offset && offset < node.span.end;
    if (inside) innermost = &node;
    return inside;
  });
  return innermost;
}

}  // namespace camp
