// Whose names fall into which arms: contacts are drawn by a hash of theirs, so that a name is an
// arm. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/program/program.h"

namespace camp::sim {

// `first`, and behind it as many more as it takes that each arm of these flows' experiments that
// are drawn has somebody.
std::vector<std::string> names_for_arms(const Program& program,
                                        const std::vector<std::string>& flows,
                                        std::string_view first);

}  // namespace camp::sim
