// JSON by simdjson, typed by the schema. Only the files that read JSON include this one.
//
// The parser validates the whole text: UTF-8, numbers, nesting (kJsonDepth). Duplicate keys are
// legal to it, so every object that is read here is checked for them. One JsonReader per thread;
// elements live until the next parse.
#pragma once
#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/limits.h"
#include "lang/value/type.h"
#include "lang/value/value.h"
#include "runtime/audience/field_text.h"

namespace camp {

using JsonElement = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

// What became of typing one value: where it went wrong ("items[2].sku") and why; and which keys no
// schema knows.
struct JsonTyping {
  Arena& arena;
  std::string path;  // of the value at hand, set by the caller, longer on failure
  std::string problem;
  std::vector<std::string> unknown;         // paths of keys that were passed over, some of them
  TextRules rules = {.by_options = false};  // of values in strings
  // Files of people are read as they are meant: an order's number may be a number. What a system
  // was asked is what was agreed: text is a string, an int a number, a bool true or false. Amounts
  // and times, for which JSON has nothing exact, may stand in strings either way.
  bool as_agreed = false;

  void note_unknown(std::string key_path) {
    if (unknown.size() < limits::kCsvColumns) unknown.push_back(std::move(key_path));
  }
};

class JsonReader {
 public:
  JsonReader();
  // `text` must be followed by ByteBuffer::kPadding readable bytes. False with `*problem` for
  // malformed JSON.
  bool parse_padded(std::string_view text, JsonElement* root, std::string* problem);
  bool parse(std::string_view text, JsonElement* root, std::string* problem);  // copies

 private:
  bool finish(simdjson::simdjson_result<JsonElement> parsed, JsonElement* root,
              std::string* problem);
  simdjson::dom::parser parser_;
};

// null is absent, as is "" for anything but plain strings. Numbers and booleans may stand in
// strings, unless they are read as agreed. False with typing.problem. Decimals are exact: a JSON
// number that a double cannot hold exactly is refused.
bool value_of_json(const Type& type, const JsonElement& json, const Value* schema_default,
                   JsonTyping& typing, Value* value);

// A key that occurs twice, when there is one.
std::optional<std::string_view> duplicate_key(const JsonObject& object);

// A string, or an integer as its digits; false for everything else. The text lives in the arena or
// the document.
bool json_text(const JsonElement& json, Arena& arena, std::string_view* text);

// "a list", "null", ...: for messages.
std::string_view json_kind(const JsonElement& json);

}  // namespace camp
