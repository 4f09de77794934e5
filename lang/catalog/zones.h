// The time zones that exist: names of the IANA data that this machine has, where cctz finds it too:
// below TZDIR, or /usr/share/zoneinfo. Any thread may ask.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

// Whether the machine's data has it. A name may come from anywhere: none leads out of the folder.
bool has_zone(std::string_view name);

// True as well where the machine has no zone data at all: then nothing can be said against a name.
bool is_zone(std::string_view name);

// The zone that was probably meant, for "did you mean": it differs by case, is the place's without
// its area (`Helsinki`), or is close.
std::optional<std::string> nearest_zone(std::string_view name);

// "2025b"; empty when the data does not say.
std::string zone_data_version();

}  // namespace camp
