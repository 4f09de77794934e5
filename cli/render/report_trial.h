// What became of an experiment that is decided, in words: for every output of a report. Pure.
#pragma once
#include <string>
#include <vector>

#include "cli/render/json.h"
#include "runtime/measure/results.h"

namespace camp::cli {

// A paragraph for each run or program of it: who won, when, by what evidence; before that, when it
// will be known.
std::vector<std::string> trial_words(const ExperimentResult& experiment);
Json trials_json(const ExperimentResult& experiment);

}  // namespace camp::cli
