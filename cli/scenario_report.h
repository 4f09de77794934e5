// What `camp test` tells of scenarios: text, JSON, coverage.
#pragma once
#include <string>
#include <vector>

#include "cli/console.h"
#include "lang/base/source.h"
#include "runtime/sim/scenario.h"

namespace camp::cli {

struct ScenarioOutcome {
  const plan::Scenario* scenario = nullptr;
  sim::ScenarioResult result;
  std::string
      project_option;  // Invocation's: the command that opens it is typed where this one was
};

// a buyer leaves ("FI", "fi"): what a machine calls it
std::string name_of(const plan::Scenario& scenario);
// "a buyer leaves" ("FI", "fi")
std::string title_of(const plan::Scenario& scenario);
// What its `show` steps saw, a line each: "shop.camp:12: show anna.points = 3".
std::string shown_text(const ScenarioOutcome& outcome, const SourceSet& sources);
// What was expected, with its lines and the values that led to it.
std::string failure_places(const sim::Failure& failure, const SourceSet& sources, bool colour);
// The failure with its lines, values and what the contact did instead.
std::string failure_text(const ScenarioOutcome& outcome, const SourceSet& sources, bool colour);
// The command that opens it at the failing line.
std::string walk_command(const ScenarioOutcome& outcome, const SourceSet& sources);
Json failure_json(const ScenarioOutcome& outcome, const SourceSet& sources);

// One thing of a flow that scenarios may reach: a step, an arm of an experiment, a way of a branch.
struct Covered {
  std::string flow;
  std::string what;  // step "wait 1h", arm collection/mens, condition true
  std::string file;  // "" and 0 when the program does not say
  std::uint32_t line = 0;
  bool reached = false;
};
// What stands in library modules has tests of its own, and no project has to try it again: it is
// counted beside the project.
struct Coverage {
  std::vector<Covered> project;
  std::vector<Covered> modules;
};
Coverage coverage_of(const LinkedProgram& program, const sim::Reached& reached,
                     const SourceSet& sources);
// Whether so many percent of it are reached; of nothing, everything is.
inline constexpr unsigned kWhole = 100;
bool covers(const std::vector<Covered>& all, unsigned percent);
std::string coverage_text(const Coverage& coverage);
Json coverage_json(const std::vector<Covered>& all);
std::string lcov_text(const std::vector<Covered>& all);

}  // namespace camp::cli
