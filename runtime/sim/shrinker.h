// A way that breaks something, made as short as it can be: what is not needed is left out, one by
// one, as long as the same is broken.
#pragma once
#include "runtime/sim/explorer.h"

namespace camp::sim {

// Errors: what the engine says when it cannot go on.
Result<void> shrink(const ScenarioStage& stage, const Choices& choices, CounterExample* example);

}  // namespace camp::sim
