// The arms of an experiment compared: rates of goals and engagement, money per contact, every pair
// of arms. Pure.
#pragma once
#include "runtime/measure/results.h"

namespace camp {

// Fills the experiment's rates and revenue from its arms' counts.
void compare_arms(ExperimentResult& experiment);
// And what its arms but the holdout did, with what they brought beyond it.
Headline headline_of(const ExperimentResult& experiment);

}  // namespace camp
