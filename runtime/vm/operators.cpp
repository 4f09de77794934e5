// The operators of expressions. Two operands stand at sp[-2] and sp[-1], the result goes to sp[-2];
// one operand stands at sp[-1] and is replaced. Whatever cannot be computed is an incident, never
// false; an absent value on the left of ==, in, contains, starts_with, ends_with and matches is an
// answer: false.
#include <re2/re2.h>

#include <algorithm>

#include "lang/base/letters.h"
#include "runtime/vm/transition.h"

namespace camp {
namespace {

std::string a(const Value& value) {
  static constexpr const char* kTexts[kTagCount] = {
      "an absent value", "a bool",   "an int",          "a decimal",  "money",
      "a duration",      "a date",   "a time",          "a datetime", "a string",
      "a list",          "a record", "a message handle"};
  if (value.tag == Tag::kMoney) return "money in " + currency_text(value.aux);
  const auto tag = static_cast<std::size_t>(value.tag);
  return tag < kTagCount ? kTexts[tag] : "a value of a template";
}

bool is_zero_divisor(const Value& value) {
  const bool number =
      value.tag == Tag::kInt || value.tag == Tag::kDecimal || value.tag == Tag::kMoney;
  return number && value.num == 0 && value.days == 0;
}

// The same kind of value, small: what works with it and not with the original is out of range.
Value small(const Value& value) {
  auto one = value;
  one.num = value.tag == Tag::kDecimal ? kDecimalOne : value.tag == Tag::kDuration ? 0 : 1;
  if (value.tag != Tag::kDuration) return one;
  return Value::duration({0, 0, 0});
}

// Where an absent value may stand on the left: it is in nothing and looks like nothing.
bool answered_by_absence(Value& left) {
  if (!left.is_absent()) return false;
  left = Value::boolean(false);
  return true;
}

bool is_plain(const Value& value) { return value.tag < Tag::kString; }

std::string why_not(Arithmetic op, const Value& x, const Value& y) {
  static constexpr const char* kVerbs[] = {"add", "subtract", "multiply", "divide",
                                           "take the remainder of"};
  const bool divides = op == Arithmetic::kDivide || op == Arithmetic::kRemainder;
  if (divides && is_zero_divisor(y)) return "division by zero";
  if (x.tag == Tag::kMoney && y.tag == Tag::kMoney && x.aux != y.aux)
    return "mixed currencies: " + currency_text(x.aux) + " and " + currency_text(y.aux);
  const std::string what =
      std::string(kVerbs[static_cast<std::size_t>(op)]) + " " + a(x) + " and " + a(y);
  if (is_plain(x) && is_plain(y) && arithmetic(op, small(x), small(y)).has_value())
    return "cannot " + what + ": the result is out of range";
  return "cannot " + what;
}

}  // namespace

bool Transition::fail_truth(const Value& value) {
  return fail("a condition is " + a(value) + " where true or false is needed");
}

bool Transition::fail_former_type(NameIndex name, const Value& value) {
  return fail("contact." + program_->name(name) + " is " + a(value) +
              ", as an earlier schema had it: import it again, or `set` it");
}

bool Transition::fail_comparison(const Value& x, const Value& y) {
  if (x.tag == Tag::kMoney && y.tag == Tag::kMoney)
    return fail("mixed currencies: " + currency_text(x.aux) + " and " + currency_text(y.aux));
  return fail("cannot compare " + a(x) + " and " + a(y));
}

bool Transition::logical_not(Value* sp) {
  if (sp[-1].tag != Tag::kBool) return fail_truth(sp[-1]);
  sp[-1].num = sp[-1].num == 0 ? 1 : 0;
  return true;
}

bool Transition::negate(Value* sp) {
  const auto& value = sp[-1];
  const bool number = value.tag == Tag::kInt || value.tag == Tag::kDecimal;
  if (!number && value.tag != Tag::kMoney && value.tag != Tag::kDuration)
    return fail("cannot negate " + a(value));
  const auto negative = arithmetic(Arithmetic::kMultiply, value, Value::integer(-1));
  if (!negative) return fail("cannot negate " + a(value) + ": the result is out of range");
  sp[-1] = *negative;
  return true;
}

bool Transition::equality(Value* sp, bool wanted) {
  const auto& x = sp[-2];
  const auto& y = sp[-1];
  if (is_heavy(x) && is_heavy(y) && (!weigh(x) || !weigh(y))) return false;
  const auto answer = same(x, y);
  if (!answer) return fail_comparison(x, y);
  sp[-2] = Value::boolean(*answer == wanted);
  return true;
}

bool Transition::arithmetic_on(Arithmetic op, Value* sp) {
  const auto& x = sp[-2];
  const auto& y = sp[-1];
  if (op == Arithmetic::kAdd && x.tag == Tag::kString && y.tag == Tag::kString)
    return add_strings(sp);
  const bool moves = op == Arithmetic::kAdd || op == Arithmetic::kSubtract;
  if (moves && x.tag == Tag::kDatetime && y.tag == Tag::kDuration) return shift_datetime(op, sp);
  if (op == Arithmetic::kAdd && x.tag == Tag::kDuration && y.tag == Tag::kDatetime) {
    std::swap(sp[-2], sp[-1]);
    return shift_datetime(op, sp);
  }
  const auto result = arithmetic(op, x, y);
  if (!result) return fail(why_not(op, x, y));
  sp[-2] = *result;
  return true;
}

bool Transition::shift_datetime(Arithmetic op, Value* sp) {
  const auto instant_ms = sp[-2].num;
  const auto duration = sp[-1].as_duration();
  sp[-2] =
      Value::datetime(op == Arithmetic::kAdd ? calendar::add(instant_ms, duration, zone())
                                             : calendar::subtract(instant_ms, duration, zone()));
  return true;
}

bool Transition::add_strings(Value* sp) {
  const auto x = sp[-2].text();
  const auto y = sp[-1].text();
  const auto size = x.size() + y.size();
  if (!room(size)) return false;
  auto* chars = arena_.allocate_array<char>(size);
  std::copy(y.begin(), y.end(), std::copy(x.begin(), x.end(), chars));
  sp[-2] = Value::string({chars, size});
  return true;
}

bool Transition::in_list(Value* sp) {
  const auto& list = sp[-1];
  if (list.tag == Tag::kList && answered_by_absence(sp[-2])) return true;
  if (list.tag != Tag::kList) return fail("cannot look for " + a(sp[-2]) + " in " + a(list));
  if (!charge(list.aux / 8) || (is_heavy(sp[-2]) && !weigh(list))) return false;
  bool found = false;
  for (std::uint32_t i = 0; i < list.aux && !found; ++i) {
    const auto answer = same(list.items[i], sp[-2]);
    if (!answer) return fail_comparison(list.items[i], sp[-2]);
    found = *answer;
  }
  sp[-2] = Value::boolean(found);
  return true;
}

// Both are gone through once, letter by letter.
bool Transition::charge_folding(const Value& text, const Value& part) {
  return (!is_heavy(text) && !is_heavy(part)) || charge((std::size_t{text.aux} + part.aux) / 16);
}

bool Transition::contains(Value* sp) {
  const auto& whole = sp[-2];
  const auto& part = sp[-1];
  if (!part.is_absent() && answered_by_absence(sp[-2])) return true;
  if (whole.tag == Tag::kList) {
    std::swap(sp[-2], sp[-1]);
    return in_list(sp);
  }
  if (whole.tag != Tag::kString || part.tag != Tag::kString)
    return fail("cannot look for " + a(part) + " in " + a(whole));
  if (!charge_folding(whole, part)) return false;
  sp[-2] = Value::boolean(contains_alike(whole.text(), part.text()));
  return true;
}

bool Transition::starts_with(Value* sp) {
  if (!sp[-1].is_absent() && answered_by_absence(sp[-2])) return true;
  if (sp[-2].tag != Tag::kString || sp[-1].tag != Tag::kString)
    return fail("cannot look for " + a(sp[-1]) + " at the start of " + a(sp[-2]));
  if (!charge_folding(sp[-2], sp[-1])) return false;
  sp[-2] = Value::boolean(starts_alike(sp[-2].text(), sp[-1].text()));
  return true;
}

bool Transition::ends_with(Value* sp) {
  if (!sp[-1].is_absent() && answered_by_absence(sp[-2])) return true;
  if (sp[-2].tag != Tag::kString || sp[-1].tag != Tag::kString)
    return fail("cannot look for " + a(sp[-1]) + " at the end of " + a(sp[-2]));
  if (!charge_folding(sp[-2], sp[-1])) return false;
  sp[-2] = Value::boolean(ends_alike(sp[-2].text(), sp[-1].text()));
  return true;
}

bool Transition::matches_pattern(ConstIndex pattern, Value* sp) {
  const auto& text = sp[-1];
  if (answered_by_absence(sp[-1])) return true;
  if (text.tag != Tag::kString) return fail("cannot match a pattern against " + a(text));
  if (!weigh(text)) return false;
  const re2::StringPiece piece(text.chars, text.aux);
  sp[-1] = Value::boolean(RE2::PartialMatch(piece, linked_->pattern(pattern)));
  return true;
}

bool Transition::in_range(Value* sp) {
  const auto& x = sp[-3];
  if (answered_by_absence(sp[-3])) return true;
  const auto from = compare(sp[-2], x);
  const auto to = compare(x, sp[-1]);
  if (!from) return fail_comparison(x, sp[-2]);
  if (!to) return fail_comparison(x, sp[-1]);
  sp[-3] = Value::boolean(*from <= 0 && *to <= 0);
  return true;
}

bool Transition::to_decimal(Value* sp) {
  auto& value = sp[-1];
  if (value.tag != Tag::kInt) return true;
  std::int64_t millionths = 0;
  if (__builtin_mul_overflow(value.num, kDecimalOne, &millionths))
    return fail("the int " + std::to_string(value.num) + " is out of a decimal's range");
  value = Value::decimal(millionths);
  return true;
}

}  // namespace camp
