// Phone numbers as people write them, by libphonenumber, whose headers are seen in the .cpp alone.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

// `+358401234567` of `+358 (0)40 123 4567`, or of `040 123 4567` with a country (FI). Nothing when
// it is no number that could be dialled from elsewhere: too short, with an extension, with letters.
std::optional<std::string> phone_in_e164(std::string_view text, const std::string& country);

bool is_phone_country(std::string_view country);  // two capital letters that have a plan of numbers

}  // namespace camp
