// What `camp simulate` goes on with: people, rates and invariants, read from the command line and
// the working copy. What people can be like and can do (lang/analysis/population.h) is compiled
// with the project, as a scenario of a file that is not there, so that values are what scripts say.
#pragma once
#include <memory>

#include "cli/project.h"
#include "lang/analysis/population.h"
#include "runtime/sim/ahead.h"

namespace camp::cli {

// --rate, --seed; --contacts, --share, --at.
void add_simulation_options(po::options_description& options);

struct Simulation {
  CompiledProject compiled;  // with that file; what it had for a run is in the plan
  PopulationText text;
  std::unique_ptr<Arena> arena;  // of values in the plan
  sim::AheadPlan plan;
};

// Of a project without errors. `from_ms`: of a store's people; nothing: they are drawn. Errors:
// kInvalid for an option that means nothing here.
Result<Simulation> read_simulation(const Invocation& call, const Project& project,
                                   const CompiledProject& compiled,
                                   std::optional<std::int64_t> from_ms);

}  // namespace camp::cli
