// Values as JSON (RFC 8259), and as the text that an import reads back. Pure.
#pragma once
#include <string>
#include <string_view>

#include "lang/value/value.h"

namespace camp {

bool is_json(std::string_view text);

// `text`, which is UTF-8, as the inside of a JSON string.
void append_json_escaped(std::string& out, std::string_view text);
// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// Numbers and booleans bare, everything else as a string; decimals that a double cannot hold are
// strings too.
void append_json(std::string& out, const Value& value);
// The same, but no more than about so many bytes: false when there would be more, since values can
// share their items and stand for endless ones.
bool append_json_within(std::string& out, const Value& value, std::size_t bytes);

// As text again, for `contacts show`, exports and `why`: what an import reads as the same value.
std::string text_of_value(const Value& value);

}  // namespace camp
