// JSON without a parser in sight: so that only the files that read JSON compile simdjson.
#pragma once
#include <string>
#include <string_view>

#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp {

// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// Numbers and booleans bare, everything else as the string that value_of_text reads back.
void append_json(std::string& out, const Value& value);

// A list or record from JSON text (of any size: it is copied). False with `*problem` when it does
// not fit the type.
bool value_of_json_text(const Type& type, std::string_view json, Arena& arena, Value* value,
                        std::string* problem);

}  // namespace camp
