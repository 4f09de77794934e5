// 128-bit integers for exact intermediate results; a compiler extension under one name.
#pragma once
#include <cstdint>
#include <optional>

namespace camp {

__extension__ typedef __int128 Int128;

inline std::optional<std::int64_t> narrow(Int128 value) {
  if (value > INT64_MAX || value < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace camp
