// The time zones that exist: names of the IANA data that this machine has.
//
// Read once, at the first question; any thread may ask. The VM looks zones up in the same data.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

// True as well where the machine has no zone data at all: then nothing can be said against a name.
bool is_zone(std::string_view name);

// The zone that was probably meant, for "did you mean": it differs by case, is the place's without
// its area (`Helsinki`), or is close.
std::optional<std::string> nearest_zone(std::string_view name);

}  // namespace camp
