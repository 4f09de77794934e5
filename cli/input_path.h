// What stands beside a project's scripts as one of them, and is no file: a session's own text.
#pragma once
#include <string_view>

namespace camp::cli {

inline constexpr std::string_view kInputPath = "(input)";

}  // namespace camp::cli
