// "Did you mean": the nearest known name, only when it is close.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours; small
// and capital letters count as one), if that is at most a third of the name's length and at most 3.
// Ties go to the first in the list.
std::optional<std::string> suggest(std::string_view name,
                                   const std::vector<std::string>& candidates);

}  // namespace camp
