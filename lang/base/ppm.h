// Shares in millionths, as programs and stores keep them.
#pragma once
#include <cstdint>

namespace camp {

inline constexpr std::uint32_t kWholePpm = 1'000'000;  // all of them

// 0.25 for 250,000 millionths.
inline double share_of(std::uint32_t ppm) { return ppm / double{kWholePpm}; }

}  // namespace camp
