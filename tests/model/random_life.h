// Random projects and lives that the model can evaluate; the same seed gives the same one.
#pragma once
#include <cstdint>

#include "tests/model/life.h"
#include "tests/sim/chance.h"

namespace camp::model {

using simulator::Chance;

// One seed of five is a life about the calendar alone.
Life random_life(std::uint64_t seed);
Life random_calendar(std::uint64_t seed);
// `begin_ms`: near the moments that it names.
Project random_project(Chance& chance, std::int64_t begin_ms);
Policy random_policy(Chance& chance);
std::vector<Message> random_messages(Chance& chance);
std::vector<Module> random_modules(Chance& chance);
// Of a wait or a window.
Length random_length(Chance& chance);

}  // namespace camp::model
