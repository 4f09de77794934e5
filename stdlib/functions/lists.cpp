#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

Value make_list(const Context& context, const std::vector<Value>& items) {
  if (items.empty()) return Value::list(nullptr, 0);
  auto* copy = allocate_items(context, items.size());
  if (copy == nullptr) return Value::absent();
  std::uninitialized_copy(items.begin(), items.end(), copy);
  return Value::list(copy, static_cast<std::uint32_t>(items.size()));
}

std::vector<Value> items_of(const Value& list) {
  if (list.aux == 0) return {};
  return {list.items, list.items + list.aux};
}

// Which kinds come first in a sorted list; numbers stand together, absent values last.
int rank(const Value& value) {
  if (value.is_absent()) return kTagCount;
  return static_cast<int>(value.tag == Tag::kDecimal ? Tag::kInt : value.tag);
}

// A strict weak order of all values but money of several currencies, also of those that the
// language does not compare.
bool sorts_before(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.tag == Tag::kDuration) {
    auto x = a.as_duration();
    auto y = b.as_duration();
    return std::tie(x.months, x.days, x.ms) < std::tie(y.months, y.days, y.ms);
  }
  return compare(a, b).value_or(0) < 0;
}

// Equal values have equal hashes: a whole decimal hashes as its int, a record whatever the order of
// its fields. Only a container's own plain items are looked at: what lies deeper is left to
// equal().
std::uint64_t hash_of(const Value& value, bool nested = false) {
  bool container = value.tag == Tag::kList || value.tag == Tag::kRecord;
  if (container) {
    std::uint64_t sum = value.aux;
    auto step = value.tag == Tag::kRecord ? 2u : 1u;
    for (std::uint32_t i = 0; i < value.aux && !nested; ++i)
      sum += hash_of(value.items[step * i + step - 1], true) | 1;
    return sum;
  }
  bool whole = value.tag == Tag::kDecimal && value.num % kDecimalOne == 0;
  std::string bytes;
  encode_value(bytes, whole ? Value::integer(value.num / kDecimalOne) : value);
  return xxh3_64(bytes);
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

namespace rows {

Value first_row(const Arguments& arguments, const Context&) {
  const auto& list = arguments[0];
  return list.tag == Tag::kList && list.aux > 0 ? list.items[0] : Value::absent();
}

Value last_row(const Arguments& arguments, const Context&) {
  const auto& list = arguments[0];
  return list.tag == Tag::kList && list.aux > 0 ? list.items[list.aux - 1] : Value::absent();
}

Value join_row(const Arguments& arguments, const Context& context) {
  const auto& list = arguments[0];
  if (list.tag != Tag::kList) return Value::absent();
  std::string buffers[2];
  auto glue = arguments.has(1) ? text_of(arguments[1], buffers[0], context) : std::string_view(" ");
  TextBuilder out(context);
  for (std::uint32_t i = 0; i < list.aux; ++i) {
    if (i > 0 && !out.add(glue)) break;
    if (!out.add(text_of(list.items[i], buffers[1], context))) break;
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
  if (arguments[0].tag != Tag::kList) return Value::absent();
  auto items = items_of(arguments[0]);
  std::reverse(items.begin(), items.end());
  return make_list(context, items);
}

Value sort_row(const Arguments& arguments, const Context& context) {
  if (arguments[0].tag != Tag::kList) return Value::absent();
  auto items = items_of(arguments[0]);
  const auto money = [](const Value& item) { return item.tag == Tag::kMoney; };
  const auto first = std::find_if(items.begin(), items.end(), money);
  if (std::any_of(first, items.end(),
                  [&](const Value& item) { return fail_mixed(*first, item, context); }))
    return Value::absent();
  std::stable_sort(items.begin(), items.end(), sorts_before);
  return make_list(context, items);
}

Value uniq_row(const Arguments& arguments, const Context& context) {
  if (arguments[0].tag != Tag::kList) return Value::absent();
  auto hash = [](const Value& value) { return static_cast<std::size_t>(hash_of(value)); };
  std::unordered_set<Value, decltype(hash), decltype(&equal)> seen(0, hash, &equal);
  std::vector<Value> kept;
  for (const auto& item : items_of(arguments[0])) {
    if (seen.insert(item).second) kept.push_back(item);
  }
  return make_list(context, kept);
}

Value map_row(const Arguments& arguments, const Context& context) {
  if (arguments[0].tag != Tag::kList) return Value::absent();
  std::string buffer;
  auto name = text_of(arguments[1], buffer, context);
  auto items = items_of(arguments[0]);
  for (auto& item : items) {
    const Value* field = item.field(name);
    item = field != nullptr ? *field : Value::absent();
  }
  return make_list(context, items);
}

}  // namespace rows
}  // namespace camp::stdlib
