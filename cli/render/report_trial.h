// What became of an experiment that is decided, in words: for every output of a report. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/render/json.h"
#include "runtime/measure/results.h"

namespace camp::cli {

struct TrialWords {
  std::string_view label;  // "winner", "bandit"
  // Who won, when, by what evidence; what who comes now gets; before that, when it will be known.
  std::string words;
  std::string late;                  // what came in too late for that; "": nothing did
  std::vector<std::string> earlier;  // a bandit's decisions but the last, the newest first
};
// For each run, or each program of a journey.
std::vector<TrialWords> trial_words(const ExperimentResult& experiment);
Json trials_json(const ExperimentResult& experiment);

}  // namespace camp::cli
