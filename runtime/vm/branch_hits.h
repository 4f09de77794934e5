// Which ways the conditional jumps of a program have gone: what coverage counts. Nobody watches in
// production.
#pragma once
#include <cstdint>
#include <vector>

namespace camp {

inline constexpr std::uint8_t kWentOn = 1, kJumped = 2;
// By offset in Program::code; sized by whoever watches, what lies outside is not noted.
using BranchHits = std::vector<std::uint8_t>;

}  // namespace camp
