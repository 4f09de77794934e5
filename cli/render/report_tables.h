// The tables of the HTML report. Pure.
//
// A table marked `cards` turns into one card a row on a narrow screen: every cell says its column
// (`data-label`), so that no column is lost behind the edge.
#pragma once
#include <string>

#include "runtime/measure/results.h"

namespace camp::cli {

// Counters as rows, arms as columns: there are many counters and few arms.
std::string counts_html(const ExperimentResult& experiment);
// Every measure: the arms with their baseline, then the other pairs of arms.
std::string comparisons_html(const ExperimentResult& experiment);
// Steps with who waits there, messages by channel with what became of them.
std::string talks_html(const RunResult& run);
std::string places_html(const RunResult& run);
std::string reasons_html(const Counts& counts);
// The curves' figures: contacts per day and arm.
std::string days_html(const ExperimentResult& experiment, const GoalName& goal);

}  // namespace camp::cli
