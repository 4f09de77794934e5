// Lists as a whole, and texts that are made of and into lists.
#include <algorithm>
#include <memory>
#include <vector>

#include "lang/base/utf8.h"
#include "stdlib/functions/liquid.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

// Values that share their items are small and endless at once: so many items, so deep.
bool flatten(std::vector<Value>& items, const Value& list, std::size_t depth, std::size_t most) {
  for (std::uint32_t i = 0; i < list.aux; ++i) {
    const auto& each = list.items[i];
    if (each.tag == Tag::kList && depth < liquid::kDepth) {
      if (!flatten(items, each, depth + 1, most)) return false;
    } else {
      if (items.size() >= most) return false;
      items.push_back(each);
    }
  }
  return true;
}

std::optional<std::vector<Value>> items_of_range(const Value& range, std::size_t most) {
  const auto count = static_cast<std::uint64_t>(*liquid::size(range));
  if (count > most) return std::nullopt;
  std::vector<Value> items;
  for (std::uint64_t i = 0; i < count; ++i)
    items.push_back(Value::integer(range.num + static_cast<std::int64_t>(i)));
  return items;
}

// Ruby's split(" "): words between any whitespace.
std::vector<Value> words_of(std::string_view text, std::size_t most) {
  std::vector<Value> words;
  for (std::size_t at = 0; at < text.size() && words.size() <= most;) {
    while (at < text.size() && is_space(text[at])) ++at;
    auto begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) words.push_back(Value::string(text.substr(begin, at - begin)));
  }
  return words;
}

std::vector<Value> characters_of(std::string_view text, std::size_t most) {
  std::vector<Value> characters;
  for (std::size_t at = 0; at < text.size() && characters.size() <= most;) {
    auto size = code_point_at(text, at).size;
    characters.push_back(Value::string(text.substr(at, size)));
    at += size;
  }
  return characters;
}

std::vector<Value> parts_of(std::string_view text, std::string_view separator, std::size_t most) {
  std::vector<Value> parts;
  for (std::size_t at = 0; at <= text.size() && parts.size() <= most;) {
    auto end = find_part(text, separator, at);
    parts.push_back(Value::string(text.substr(at, end - at)));
    if (end == std::string_view::npos) break;
    at = end + separator.size();
  }
  while (!parts.empty() && parts.back().aux == 0)
    parts.pop_back();  // as Ruby: no empty parts at the end
  return parts;
}

}  // namespace

std::optional<std::vector<Value>> sequence_of(const Value& value, const Context& context) {
  const auto most = arena_room(context) / sizeof(Value);
  if (value.tag == Tag::kRange) return items_of_range(value, most);
  if (value.tag != Tag::kList && !context.own_rules) return std::nullopt;
  if (value.is_absent()) return std::vector<Value>();
  if (value.tag != Tag::kList) return std::vector<Value>{value};
  if (!context.own_rules) return std::vector<Value>(value.items, value.items + value.aux);
  std::vector<Value> items;
  if (!flatten(items, value, 0, most)) return std::nullopt;
  return items;
}

Value make_list(const Context& context, const std::vector<Value>& items) {
  if (items.empty()) return Value::list(nullptr, 0);
  auto* copy = allocate_items(context, items.size());
  if (copy == nullptr) return Value::absent();
  std::uninitialized_copy(items.begin(), items.end(), copy);
  return Value::list(copy, static_cast<std::uint32_t>(items.size()));
}

namespace rows {

Value first_row(const Arguments& arguments, const Context& context) {
  const bool fits = context.own_rules || arguments[0].tag == Tag::kList;
  return fits ? liquid::first(arguments[0], context) : Value::absent();
}

Value last_row(const Arguments& arguments, const Context& context) {
  const bool fits = context.own_rules || arguments[0].tag == Tag::kList;
  return fits ? liquid::last(arguments[0]) : Value::absent();
}

Value join_row(const Arguments& arguments, const Context& context) {
  const auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  std::string buffers[2];
  const bool has_glue = context.own_rules ? arguments.given(1) : arguments.has(1);
  auto glue = has_glue ? text_of(arguments[1], buffers[0], context) : std::string_view(" ");
  TextBuilder out(context);
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (i > 0 && !out.add(glue)) break;
    if (!out.add(text_of((*items)[i], buffers[1], context))) break;
  }
  return out.finish();
}

Value split_row(const Arguments& arguments, const Context& context) {
  std::string buffers[2];
  auto given = text_of(arguments[0], buffers[0], context);
  auto separator = text_of(arguments[1], buffers[1], context);
  bool in_buffer = arguments[0].tag != Tag::kString;  // the parts must outlive this call
  if (in_buffer && given.size() > arena_room(context)) return Value::absent();
  auto text = in_buffer ? context.arena.copy(given) : given;
  auto most = arena_room(context) / sizeof(Value);
  auto parts = separator.empty()  ? characters_of(text, most)
               : separator == " " ? words_of(text, most)
                                  : parts_of(text, separator, most);
  return make_list(context, parts);
}

Value reverse_row(const Arguments& arguments, const Context& context) {
  auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  std::reverse(items->begin(), items->end());
  return make_list(context, *items);
}

Value concat_row(const Arguments& arguments, const Context& context) {
  const auto& more = arguments[1];
  if (more.tag != Tag::kList) return fail(context, "concat filter requires an array argument");
  auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  items->insert(items->end(), more.items, more.items + more.aux);
  return make_list(context, *items);
}

}  // namespace rows
}  // namespace camp::stdlib
