// What `camp prove` does: each flow by itself and all together, explored. The choices
// (lang/analysis/choices.h) are compiled with the project, as scenarios of a file that is not
// there, so that what is tried is what a scenario can say.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/project.h"
#include "lang/analysis/choices.h"
#include "runtime/sim/explorer.h"

namespace camp::cli {

// Some flows, and what was found of them.
struct Exploration {
  std::vector<std::string> flows;
  ChoiceText text;
  sim::Explored explored;
};

struct Proof {
  CompiledProject compiled;  // with the choices
  std::shared_ptr<const sim::ScenarioStage> stage;
  std::vector<Exploration> explorations;  // those that were begun: of a stopped proof not all
  std::vector<std::string> untried;       // the flows that no exploration was begun of
};

// Of these flows of a project without errors; all together as well, when they are several.
Result<Proof> prove(const Project& project, const CompiledProject& compiled,
                    const std::vector<std::string>& flows, const sim::Bounds& bounds);

// The way as a scenario that `camp test` runs; not laid out.
std::string scenario_text(const Proof& proof, const Exploration& exploration,
                          const sim::CounterExample& example);
// The same of a way that breaks nothing, in one line: "anna does purchase { ... }, 1h later ...".
std::string way_text(const Proof& proof, const Exploration& exploration, const sim::Way& way);

}  // namespace camp::cli
