// A text from outside, as an error shows it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace camp {

inline constexpr std::size_t kExcerptBytes = 60;

// In back quotes and cut, with what a terminal cannot show as `?`.
std::string quoted_excerpt(std::string_view text, std::size_t most_bytes = kExcerptBytes);

}  // namespace camp
