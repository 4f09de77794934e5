#include "stdlib/functions/liquid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <unordered_map>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib::liquid {
namespace {

bool is_number(Tag tag) { return tag == Tag::kInt || tag == Tag::kFloat || tag == Tag::kDecimal; }
bool is_sized(Tag tag) { return tag == Tag::kString || tag == Tag::kList || tag == Tag::kRecord; }

// Exact: 2^53 + 1 is not the float 2^53.
std::partial_ordering compare_int(std::int64_t whole, double real) {
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  if (std::isnan(real)) return std::partial_ordering::unordered;
  if (real >= kBeyond) return std::partial_ordering::less;
  if (real < -kBeyond) return std::partial_ordering::greater;
  const auto cut = static_cast<std::int64_t>(real);
  if (whole != cut) return whole <=> cut;
  return 0.0 <=> (real - static_cast<double>(cut));
}

double real_of(const Value& number) {
  if (number.tag == Tag::kFloat) return number.as_real();
  const auto units = static_cast<double>(number.num);
  return number.tag == Tag::kInt ? units : units / static_cast<double>(kDecimalOne);
}

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.tag == Tag::kInt && b.tag == Tag::kFloat) return compare_int(a.num, b.as_real());
  if (a.tag == Tag::kFloat && b.tag == Tag::kInt) return 0 <=> compare_int(b.num, a.as_real());
  if (a.tag == Tag::kFloat || b.tag == Tag::kFloat) return real_of(a) <=> real_of(b);
  return camp::compare(a, b).value_or(0) <=> 0;
}

// How much of two values one call may still look at: they can share their items, so that a few
// bytes stand for very many.
struct Equality {
  std::size_t items = limits::kValueItems;

  bool values(const Value& a, const Value& b, std::size_t depth) {
    if (depth > kDepth || items == 0) return false;
    --items;
    if (is_number(a.tag) && is_number(b.tag))
      return compare_numbers(a, b) == std::partial_ordering::equivalent;
    if (a.tag == Tag::kList && b.tag == Tag::kList) return lists(a, b, depth + 1);
    if (a.tag == Tag::kRecord && b.tag == Tag::kRecord) return records(a, b, depth + 1);
    return a.tag == b.tag && camp::equal(a, b);
  }

 private:
  bool lists(const Value& a, const Value& b, std::size_t depth) {
    if (a.aux != b.aux) return false;
    for (std::uint32_t i = 0; i < a.aux; ++i)
      if (!values(a.items[i], b.items[i], depth)) return false;
    return true;
  }

  using Index = std::unordered_map<std::string_view, const Value*>;
  static Index index(const Value& record) {
    Index fields;
    for (std::uint32_t i = 0; i < record.aux; ++i)
      fields.emplace(record.items[2 * i].text(), &record.items[2 * i + 1]);
    return fields;
  }

  // Names are unique, and usually in the same order: the index is for the rest.
  bool records(const Value& a, const Value& b, std::size_t depth) {
    if (a.aux != b.aux) return false;
    Index others;
    for (std::uint32_t i = 0; i < a.aux; ++i) {
      const auto name = a.items[2 * i].text();
      const Value* other = &b.items[2 * i + 1];
      if (b.items[2 * i].text() != name) {
        if (others.empty()) others = index(b);
        const auto found = others.find(name);
        if (found == others.end()) return false;
        other = found->second;
      }
      if (!values(a.items[2 * i + 1], *other, depth)) return false;
    }
    return true;
  }
};

bool holds(Relation relation, std::partial_ordering order) {
  switch (relation) {
    case Relation::kLess:
      return order < 0;
    case Relation::kLessEqual:
      return order <= 0;
    case Relation::kGreater:
      return order > 0;
    case Relation::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

std::string_view class_of(const Value& value) {
  if (value.tag == Tag::kInt) return "Integer";
  if (is_number(value.tag)) return "Float";
  return value.tag == Tag::kString ? "String" : "Time";
}

// What stands in an order at all: to the rest Liquid says no, not that it is a mistake.
bool is_ordered(Tag tag) {
  switch (tag) {
    case Tag::kInt:
    case Tag::kFloat:
    case Tag::kDecimal:
    case Tag::kMoney:
    case Tag::kDuration:
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
    case Tag::kString:
      return true;
    default:
      return false;
  }
}

std::uint64_t size_of_range(const Value& range) {
  if (range.num > range.days) return 0;
  const auto steps = static_cast<std::uint64_t>(range.days) - static_cast<std::uint64_t>(range.num);
  return steps == UINT64_MAX ? steps : steps + 1;
}

std::string_view first_character(std::string_view text) {
  return text.substr(0, text.empty() ? 0 : code_point_at(text, 0).size);
}

std::string_view last_character(std::string_view text) {
  constexpr std::size_t kLongest = 4;
  for (std::size_t bytes = std::min(kLongest, text.size()); bytes > 1; --bytes) {
    const auto at = text.size() - bytes;
    if (code_point_at(text, at).size == bytes) return text.substr(at);
  }
  return text.substr(text.size() - std::min<std::size_t>(1, text.size()));
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// Ruby's prefixes: 0x1F, 0b1, 0o17, 017.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char letter = digits[1] | 0x20;
  const int base = letter == 'x' ? 16 : letter == 'b' ? 2 : letter == 'o' ? 8 : 0;
  digits.remove_prefix(base == 0 ? 1 : 2);
  if (base == 0 && digits[0] == '_') digits.remove_prefix(1);
  return base == 0 ? 8 : base;
}

}  // namespace

bool is_true(const Value& value) {
  return !value.is_absent() && (value.tag != Tag::kBool || value.num != 0);
}

bool equal(const Value& a, const Value& b) { return Equality().values(a, b, 0); }

bool is_empty(const Value& value) { return is_sized(value.tag) && value.aux == 0; }

bool is_blank(const Value& value) {
  if (!is_true(value) || is_empty(value)) return true;
  if (value.tag != Tag::kString) return false;
  const auto text = value.text();
  return std::all_of(text.begin(), text.end(), is_space);
}

std::optional<bool> order(Relation relation, const Value& a, const Value& b,
                          const Context& context) {
  if (!is_ordered(a.tag) || !is_ordered(b.tag)) return false;
  if (is_number(a.tag) && is_number(b.tag)) return holds(relation, compare_numbers(a, b));
  if (fail_mixed(a, b, context)) return std::nullopt;
  if (const auto order = camp::compare(a, b)) return holds(relation, *order <=> 0);
  if (context.error != nullptr) {
    std::string right(class_of(b));
    if (is_number(b.tag)) append_printed(right = "", b);
    *context.error = fmt::format("comparison of {} with {} failed", class_of(a), right);
  }
  return std::nullopt;
}

bool contains(const Value& a, const Value& b, const Context& context) {
  if (!is_true(a) || !is_true(b)) return false;
  switch (a.tag) {
    case Tag::kString: {
      std::string buffer;
      return find_part(a.text(), text_of(b, buffer, context), 0) != std::string_view::npos;
    }
    case Tag::kList:
      return std::any_of(a.items, a.items + a.aux,
                         [&](const Value& each) { return liquid::equal(each, b); });
    case Tag::kRecord:
      return b.tag == Tag::kString && a.field(b.text()) != nullptr;
    case Tag::kRange:
      return is_number(b.tag) && compare_numbers(Value::integer(a.num), b) <= 0 &&
             compare_numbers(b, Value::integer(a.days)) <= 0;
    default:
      return false;
  }
}

Value item(const Value& object, const Value& key) {
  if (object.tag == Tag::kRecord && key.tag == Tag::kString) {
    const Value* found = object.field(key.text());
    return found != nullptr ? *found : Value::absent();
  }
  if (object.tag != Tag::kList || key.tag != Tag::kInt) return Value::absent();
  const std::int64_t at = key.num < 0 ? key.num + object.aux : key.num;
  return at >= 0 && at < object.aux ? object.items[at] : Value::absent();
}

Value member(const Value& object, std::string_view name, const Context& context) {
  if (const Value* found = object.field(name)) return *found;
  if (name == "first") return first(object, context);
  if (name == "last") return last(object);
  const auto many = name == "size" ? size(object) : std::nullopt;
  return many ? Value::integer(*many) : Value::absent();
}

Value first(const Value& object, const Context& context) {
  switch (object.tag) {
    case Tag::kList:
      return object.aux > 0 ? object.items[0] : Value::absent();
    case Tag::kRange:
      return Value::integer(object.num);
    case Tag::kString:
      return Value::string(first_character(object.text()));
    case Tag::kRecord: {
      auto* pair = object.aux > 0 ? allocate_items(context, 2) : nullptr;
      if (pair == nullptr) return Value::absent();
      std::uninitialized_copy_n(object.items, 2, pair);
      return Value::list(pair, 2);
    }
    default:
      return Value::absent();
  }
}

Value last(const Value& object) {
  switch (object.tag) {
    case Tag::kList:
      return object.aux > 0 ? object.items[object.aux - 1] : Value::absent();
    case Tag::kRange:
      return Value::integer(object.days);
    case Tag::kString:
      return Value::string(last_character(object.text()));
    default:
      return Value::absent();
  }
}

std::optional<std::int64_t> size(const Value& object) {
  constexpr std::int64_t kIntegerBytes = 8;  // Ruby's Integer#size: templates see it
  switch (object.tag) {
    case Tag::kString:
      return static_cast<std::int64_t>(count_code_points(object.text()));
    case Tag::kList:
    case Tag::kRecord:
      return object.aux;
    case Tag::kRange:
      return static_cast<std::int64_t>(std::min<std::uint64_t>(size_of_range(object), INT64_MAX));
    case Tag::kInt:
      return kIntegerBytes;
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> integer_of(const Value& value) {
  if (value.tag == Tag::kInt) return value.num;
  if (value.tag != Tag::kString) return std::nullopt;
  auto text = value.text();
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const int base = take_base(text);
  std::int64_t number = 0;
  bool after_digit = false;
  for (char c : text) {
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    const int digit = digit_of(c);
    if (digit >= base || __builtin_mul_overflow(number, base, &number) ||
        __builtin_sub_overflow(number, digit, &number))
      return std::nullopt;
    after_digit = true;
  }
  if (!after_digit || (!negative && number == INT64_MIN)) return std::nullopt;
  return negative ? number : -number;
}

}  // namespace camp::stdlib::liquid
