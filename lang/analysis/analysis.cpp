#include "lang/analysis/analysis.h"

#include "lang/syntax/parser.h"

namespace camp {

Analysis analyze(SourceSet scripts, const FileReader& read_file) {
  Analysis analysis;
  // Which of two declarations is "the first" must not depend on how a folder was listed.
  scripts.sort_by_path();
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
