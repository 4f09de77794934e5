// Values as JSON, and as the text that an import reads back.
#pragma once
#include <string>
#include <string_view>

#include "lang/value/value.h"

namespace camp {

// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// Numbers and booleans bare, everything else as a string; decimals that a double cannot hold are
// strings too.
void append_json(std::string& out, const Value& value);

// As text again, for `contacts show`, exports and `why`: what an import reads as the same value.
std::string text_of_value(const Value& value);

}  // namespace camp
