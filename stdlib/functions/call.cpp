#include <algorithm>
#include <cstring>
#include <iterator>

#include "lang/base/limits.h"
#include "stdlib/functions/liquid.h"
#include "stdlib/functions/prose.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

using Function = Value (*)(const Arguments&, const Context&);

struct Entry {
  std::uint16_t number;
  Function function;
};
constexpr Entry kEntries[] = {
#define CAMP_FUNCTION(number, name, use, signature, doc) {number, &rows::name##_row},
#include "lang/catalog/functions.def"
#undef CAMP_FUNCTION
};

constexpr bool found_by_position() {
  for (std::size_t i = 0; i < std::size(kEntries); ++i) {
    if (kEntries[i].number != i + 1) return false;
  }
  return true;
}
static_assert(found_by_position(), "call() finds a row by its number");

// "5", "-2.5": what Liquid takes for a number in a text.
std::optional<Value> parse_number(std::string_view text) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  std::int64_t units = 0;
  std::int64_t worth = 0;  // 0: still before the point
  bool digits = false;
  for (char c : text) {
    if (c == '.' && worth == 0 && digits) {
      worth = kDecimalOne;
      if (__builtin_mul_overflow(units, kDecimalOne, &units)) return std::nullopt;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    std::int64_t digit = c - '0';
    if (worth != 0) {
      worth /= 10;
      if (worth == 0) worth = -1;  // beyond the millionths: read on, add nothing
      digit *= std::max<std::int64_t>(worth, 0);
    } else if (__builtin_mul_overflow(units, 10, &units)) {
      return std::nullopt;
    }
    if (__builtin_add_overflow(units, digit, &units)) return std::nullopt;
  }
  if (!digits) return std::nullopt;
  if (negative) units = -units;
  return worth == 0 ? Value::integer(units) : Value::decimal(units);
}

}  // namespace

TextBuilder::TextBuilder(const Context& context, std::size_t bytes)
    : arena_(context.arena), room_(arena_room(context)) {
  text_.reserve(std::min(bytes, room_));
}

bool TextBuilder::add(std::string_view text) {
  if (overflow_ || text.size() > room_ - text_.size()) {
    overflow_ = true;
    return false;
  }
  text_.append(text);
  return true;
}

Value TextBuilder::finish() {
  return overflow_ ? Value::absent() : Value::string(arena_.copy(text_));
}

std::size_t arena_room(const Context& context) {
  auto used = context.arena.allocated();
  return used < context.bytes_max ? context.bytes_max - used : 0;
}

std::string_view text_of(const Value& value, std::string& buffer, const Context& context) {
  if (value.tag == Tag::kString) return value.text();
  buffer.clear();
  if (context.own_rules)
    liquid::append_string(buffer, value);
  else if (!append_prose(buffer, value, context))
    append_text(buffer, value);
  return buffer;
}

std::optional<Value> number_of(const Value& value) {
  switch (value.tag) {
    case Tag::kAbsent:
      return Value::integer(0);
    case Tag::kInt:
    case Tag::kDecimal:
    case Tag::kMoney:
      return value;
    case Tag::kString:
      return parse_number(value.text());
    default:
      return std::nullopt;
  }
}

bool fail_mixed(const Value& a, const Value& b, const Context& context) {
  if (a.tag != Tag::kMoney || b.tag != Tag::kMoney || a.aux == b.aux) return false;
  if (context.failure != nullptr)
    *context.failure = "mixed currencies: " + currency_text(a.aux) + " and " + currency_text(b.aux);
  return true;
}

std::optional<std::int64_t> int_of(const Value& value, std::int64_t fallback) {
  if (value.is_absent()) return fallback;
  auto number = number_of(value);
  if (!number || number->tag == Tag::kMoney) return std::nullopt;
  return number->tag == Tag::kInt ? number->num : number->num / kDecimalOne;
}

std::optional<std::int64_t> int_argument(const Arguments& arguments, std::size_t i,
                                         std::int64_t fallback, const Context& context) {
  if (!context.own_rules) return int_of(arguments[i], fallback);
  if (!arguments.given(i)) return fallback;
  auto number = liquid::integer_of(arguments[i]);
  if (!number) fail(context, "invalid integer");
  return number;
}

Value fail(const Context& context, std::string_view error) {
  if (context.error != nullptr) *context.error = error;
  return Value::absent();
}

Value in_arena(const Context& context, std::string_view text) {
  if (text.size() > arena_room(context)) return Value::absent();
  return Value::string(context.arena.copy(text));
}

std::size_t find_part(std::string_view text, std::string_view part, std::size_t at) {
  if (part.empty()) return at <= text.size() ? at : std::string_view::npos;
  if (at >= text.size()) return std::string_view::npos;
  const void* found = memmem(text.data() + at, text.size() - at, part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

// The first in the texts turned round.
std::size_t find_last_part(std::string_view text, std::string_view part) {
  const std::string turned(text.rbegin(), text.rend());
  const auto at = find_part(turned, std::string(part.rbegin(), part.rend()), 0);
  return at == std::string_view::npos ? at : text.size() - at - part.size();
}

Value* allocate_items(const Context& context, std::size_t count) {
  if (count > arena_room(context) / sizeof(Value)) return nullptr;
  return context.arena.allocate_array<Value>(count);
}

Value call(std::uint16_t number, std::span<const Value> arguments, const Context& context) {
  if (number < 1 || number > std::size(kEntries)) return Value::absent();
  return kEntries[number - 1u].function(Arguments(arguments), context);
}

}  // namespace camp::stdlib
