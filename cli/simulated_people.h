// The people of a simulation without a store, from `--contacts` and `--share`. Pure.
#pragma once
#include "cli/simulated_rates.h"
#include "runtime/sim/ahead.h"

namespace camp::cli {

// Values are the arena's, or the program's. kInvalid: a share of nothing that people have, or more
// than there is; kExhausted: too many people.
Result<sim::PeoplePlan> read_people(const Invocation& call, const Program& program,
                                    const PopulationText& text, const Alphabet& alphabet,
                                    Arena& arena);

}  // namespace camp::cli
