#include "lang/analysis/analysis.h"

#include "lang/base/reporter.h"
#include "lang/syntax/parser.h"

namespace camp {

Analysis analyze(SourceSet scripts, const FileReader& read_file) {
  // Which of two declarations is "the first" must not depend on how a folder was listed.
  scripts.sort_by_path();
  auto analysis = Analysis::of(scripts, read_file);
  if (!analysis.diagnostics_.has_errors()) analysis.try_modules(std::move(scripts), read_file);
  return analysis;
}

// Behind the last script, so that the others keep their ids. What it finds in the project is known
// already.
void Analysis::try_modules(SourceSet scripts, const FileReader& read_file) {
  trials_ = Trials(*model_, sources_);
  if (trials_.empty()) return;
  scripts.add("trials of modules", trials_.text());
  tried_ = std::make_unique<const Analysis>(of(std::move(scripts), read_file));
  for (const auto& finding : tried_->diagnostics_.all()) {
    if (finding.severity() != Severity::kError) continue;
    Reporter(diagnostics_)
        .report(finding.code, trials_.step_at(finding.primary.span.begin),
                "the module cannot be tried so: " + finding.message);
  }
  diagnostics_.sort();
}

Analysis Analysis::of(SourceSet scripts, const FileReader& read_file) {
  Analysis analysis;
  analysis.sources_ = std::move(scripts);
  analysis.files_.reserve(analysis.sources_.size());
  ast::NodeId end_id = 0;
  for (SourceId id = 0; id < analysis.sources_.size(); ++id) {
    analysis.files_.push_back(parse(analysis.sources_, id, analysis.diagnostics_, end_id));
    end_id = analysis.files_.back().end_id;
  }
  analysis.model_ = check(analysis.sources_, analysis.files_, read_file, analysis.diagnostics_);
  analysis.diagnostics_.sort();
  return analysis;
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
