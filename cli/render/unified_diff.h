// What differs between two texts, as `diff -u` shows it and `patch -p0` takes it.
#pragma once
#include <string>
#include <string_view>

namespace camp::cli {

// Empty when nothing differs. Texts that have little in common are shown one behind the other: the
// work is bounded.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace camp::cli
