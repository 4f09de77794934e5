// Scenarios say times to the second: what is due within one is done at its end.
#pragma once
#include <cstdint>

namespace camp::sim {

inline constexpr std::int64_t kSecondMs = 1000;

inline std::int64_t to_full_second(std::int64_t at_ms) {
  return (at_ms + kSecondMs - 1) / kSecondMs * kSecondMs;
}

}  // namespace camp::sim
