// Random projects that compile: journeys with waits, branches, talks, experiments, exits and goals;
// messages with variants, tags, and lists to walk.
#pragma once
#include <string>

#include "tests/sim/chance.h"

namespace camp::simulator {

inline constexpr int kJourneys = 3;

// The text of a project. `variant` changes its flows, never its schema: a later version of it.
std::string random_project(Chance& chance, int variant);
// To be added to one: quiet hours, the same on every day, and caps.
std::string random_policy(Chance& chance);

}  // namespace camp::simulator
