// Values as JSON, and texts for the inside of one.
#include "lang/value/json_text.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib::rows {

Value json_row(const Arguments& arguments, const Context& context) {
  std::string text;
  if (!append_json_within(text, arguments[0], arena_room(context))) return Value::absent();
  return in_arena(context, text);
}

Value json_escape_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  std::string text;
  append_json_escaped(text, text_of(arguments[0], buffer, context));
  return in_arena(context, text);
}

}  // namespace camp::stdlib::rows
