// By which clock the owner of a phone number lives, where the number tells (calling_codes.def).
#pragma once
#include <string_view>

namespace camp {

// Of a number in E.164 (`+358401234567`): the name of a time zone; "" where nothing is known.
std::string_view zone_of_number(std::string_view number);

}  // namespace camp
