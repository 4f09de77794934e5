// Random projects that compile: journeys with waits, branches, talks, experiments, exits and goals;
// messages with variants, tags, and lists to walk.
#pragma once
#include <string>

#include "lang/catalog/channels.h"
#include "tests/sim/chance.h"

namespace camp::simulator {

inline constexpr int kJourneys = 3;

// The text of a project. `variant` changes its flows, never its schema: a later version of it.
std::string random_project(Chance& chance, int variant);
// To be added to one: quiet hours, the same on every day, and caps.
std::string random_policy(Chance& chance);
// `channel email { rate 3 per 40s }`, and what it says: for invariants.
struct RandomRate {
  std::string text;
  Channel channel{};
  std::uint64_t limit = 0;
  std::int64_t per_ms = 0;
};
RandomRate random_rate(Chance& chance);

}  // namespace camp::simulator
