// Replacing and taking out. In messages an empty search text stands nowhere; by Liquid's own rules
// at every gap between characters.
#include <algorithm>

#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

// What is put in place of `part` at `at` of `text`. Liquid's own replace and replace_first leave
// Ruby's signs to their users: \0 and \& the part, \` what stands before it, \' what stands behind.
void add_replacement(TextBuilder& out, std::string_view by, std::string_view text, std::size_t at,
                     std::string_view part) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    const char sign = by[i] == '\\' && i + 1 < by.size() ? by[i + 1] : 'a';
    if (sign == '0' || sign == '&') {
      out.add(part);
    } else if (sign == '\\') {
      out.add('\\');
    } else if (sign == '`') {
      out.add(text.substr(0, at));
    } else if (sign == '\'') {
      out.add(text.substr(at + part.size()));
    } else if (sign < '1' || sign > '9') {  // those are parts that only a pattern has
      out.add(by[i]);
      continue;
    }
    ++i;
  }
}

struct Replacing {
  std::string_view text;
  std::string_view part;
  std::string_view by;
  bool signs;  // those of add_replacement

  Value run(std::size_t most, const Context& context) const {
    TextBuilder out(context);
    std::size_t at = 0;
    for (; most > 0 && (!part.empty() || context.own_rules); --most) {
      const auto found = find_part(text, part, at);
      if (found == std::string_view::npos || !out.add(text.substr(at, found - at))) break;
      if (signs)
        add_replacement(out, by, text, found, part);
      else if (!out.add(by))
        break;
      at = found + part.size();
      if (!part.empty()) continue;
      if (at == text.size()) break;
      const auto next = code_point_at(text, at).size;  // gaps are between characters
      out.add(text.substr(at, next));
      at += next;
    }
    out.add(text.substr(at));
    return out.finish();
  }
};

Value replaced(const Arguments& arguments, const Context& context, bool with_argument,
               std::size_t most) {
  std::string buffers[3];
  Replacing replacing{};
  replacing.text = text_of(arguments[0], buffers[0], context);
  replacing.part = text_of(arguments[1], buffers[1], context);
  if (with_argument) replacing.by = text_of(arguments[2], buffers[2], context);
  replacing.signs = context.own_rules;
  return replacing.run(most, context);
}

Value last_replaced(const Arguments& arguments, const Context& context, bool with_argument) {
  std::string buffers[3];
  const auto text = text_of(arguments[0], buffers[0], context);
  const auto part = text_of(arguments[1], buffers[1], context);
  const bool somewhere = !part.empty() || context.own_rules;
  const auto at = somewhere ? find_last_part(text, part) : std::string_view::npos;
  if (at == std::string_view::npos) return in_arena(context, text);
  TextBuilder out(context);
  out.add(text.substr(0, at));
  if (with_argument) out.add(text_of(arguments[2], buffers[2], context));
  out.add(text.substr(at + part.size()));
  return out.finish();
}

}  // namespace

namespace rows {

Value replace_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, true, SIZE_MAX);
}
Value replace_first_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, true, 1);
}
Value replace_last_row(const Arguments& arguments, const Context& context) {
  return last_replaced(arguments, context, true);
}
Value remove_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, false, SIZE_MAX);
}
Value remove_first_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, false, 1);
}
Value remove_last_row(const Arguments& arguments, const Context& context) {
  return last_replaced(arguments, context, false);
}

}  // namespace rows
}  // namespace camp::stdlib
