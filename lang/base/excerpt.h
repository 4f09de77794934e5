// A text from outside, as an error shows it.
#pragma once
#include <string>
#include <string_view>

namespace camp {

// In back quotes and cut, with what a terminal cannot show as `?`.
std::string quoted_excerpt(std::string_view text);

}  // namespace camp
