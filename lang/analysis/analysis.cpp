#include "lang/analysis/analysis.h"

#include "lang/syntax/parser.h"

namespace camp {

Analysis analyze(SourceSet scripts, const FileReader& read_file) {
  Analysis analysis;
  // Which of two declarations is "the first" must not depend on how a folder was listed.
  scripts.sort_by_path();
  analysis.sources_ = std::move(scripts);
  analysis.files_.reserve(analysis.sources_.size());
  for (SourceId id = 0; id < analysis.sources_.size(); ++id)
    analysis.files_.push_back(parse(analysis.sources_, id, analysis.diagnostics_));
  analysis.model_ = check(analysis.sources_, analysis.files_, read_file, analysis.diagnostics_);
  analysis.diagnostics_.sort();
  return analysis;
}

}  // namespace camp
