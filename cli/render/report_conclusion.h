// A report's conclusion in words: which arm is ahead, by how much, how sure that is, what to do,
// and what speaks against it. Pure; what it says was decided in runtime/measure/conclusion.h.
#pragma once
#include <string>
#include <vector>

#include "runtime/measure/results.h"

namespace camp::cli {

// Each one paragraph of plain text; an empty one has nothing to say.
struct ConclusionWords {
  std::string finding;
  std::string sureness;
  std::string advice;
  std::vector<std::string> caveats;
  std::vector<std::string> others;  // the other measures
};
ConclusionWords conclusion_words(FlowKind kind, const ExperimentResult& experiment);

}  // namespace camp::cli
