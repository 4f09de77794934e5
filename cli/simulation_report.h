// What `camp simulate` tells of what is to come: of whom it is, what they did meanwhile, which
// invariants were broken. How much was sent is render/volume_text.h's. Pure, but for asking the
// world.
#pragma once
#include <string>

#include "cli/console.h"
#include "cli/simulation.h"
#include "runtime/explain/volume.h"

namespace camp::cli {

struct SimulationReport {
  const Simulation& simulation;
  sim::Ahead& ahead;
  const Volume& volume;
  std::int64_t until_ms = 0;
  bool is_drawn = false;  // the people
};

// "of 1,000 people drawn by seed 1, from ... to ...", and what is taken for granted.
std::string granted_text(const SimulationReport& report);
std::string simulation_text(const SimulationReport& report, bool colour);
Json simulation_json(const SimulationReport& report);

}  // namespace camp::cli
