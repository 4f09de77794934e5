// Exact or nothing: every sum is checked, every quotient is computed in 128 bits and rounded half
// to even.
#include <limits>

#include "lang/value/civil.h"
#include "lang/value/int128.h"
#include "lang/value/value.h"

namespace camp {
namespace {

using Outcome = std::optional<Value>;

bool is_number(const Value& value) { return value.tag == Tag::kInt || value.tag == Tag::kDecimal; }

Int128 millionths(const Value& value) {
  return value.tag == Tag::kInt ? Int128{value.num} * kDecimalOne : Int128{value.num};
}

Outcome make_int(Int128 n) {
  auto fits = narrow(n);
  return fits ? Outcome(Value::integer(*fits)) : std::nullopt;
}
Outcome make_decimal(Int128 n) {
  auto fits = narrow(n);
  return fits ? Outcome(Value::decimal(*fits)) : std::nullopt;
}
Outcome make_money(Int128 minor, Currency currency) {
  auto fits = narrow(minor);
  return fits ? Outcome(Value::money(*fits, currency)) : std::nullopt;
}

// The divisor must not be zero.
Int128 divide_half_even(Int128 dividend, Int128 divisor) {
  if (divisor < 0) {
    dividend = -dividend;
    divisor = -divisor;
  }
  Int128 quotient = dividend / divisor;
  Int128 rest = dividend % divisor;
  Int128 twice = (rest < 0 ? -rest : rest) * 2;
  bool away = twice > divisor || (twice == divisor && quotient % 2 != 0);
  if (!away) return quotient;
  return quotient + (dividend < 0 ? -1 : 1);
}

// With the divisor's sign, as Liquid's modulo: -1 % 7 is 6.
Int128 floored_remainder(Int128 dividend, Int128 divisor) {
  Int128 rest = dividend % divisor;
  return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
}

Outcome on_ints(Arithmetic op, Int128 a, Int128 b) {
  switch (op) {
    case Arithmetic::kAdd:
      return make_int(a + b);
    case Arithmetic::kSubtract:
      return make_int(a - b);
    case Arithmetic::kMultiply:
      return make_int(a * b);
    case Arithmetic::kDivide:
      if (b == 0) return std::nullopt;
      return make_decimal(divide_half_even(a * kDecimalOne, b));
    case Arithmetic::kRemainder:
      if (b == 0) return std::nullopt;
      return make_int(floored_remainder(a, b));
  }
  return std::nullopt;
}

Outcome on_decimals(Arithmetic op, const Value& x, const Value& y) {
  Int128 a = millionths(x);
  Int128 b = millionths(y);
  switch (op) {
    case Arithmetic::kAdd:
      return make_decimal(a + b);
    case Arithmetic::kSubtract:
      return make_decimal(a - b);
    case Arithmetic::kMultiply:
      // An int stays unscaled: two scaled factors could leave 128 bits.
      if (x.tag == Tag::kInt || y.tag == Tag::kInt) return make_decimal(Int128{x.num} * y.num);
      return make_decimal(divide_half_even(a * b, kDecimalOne));
    case Arithmetic::kDivide:
      if (b == 0) return std::nullopt;
      return make_decimal(divide_half_even(a * kDecimalOne, b));
    case Arithmetic::kRemainder:
      if (b == 0) return std::nullopt;
      return make_decimal(floored_remainder(a, b));
  }
  return std::nullopt;
}

Outcome on_moneys(Arithmetic op, const Value& a, const Value& b) {
  if (a.aux != b.aux) return std::nullopt;
  switch (op) {
    case Arithmetic::kAdd:
      return make_money(Int128{a.num} + b.num, a.aux);
    case Arithmetic::kSubtract:
      return make_money(Int128{a.num} - b.num, a.aux);
    case Arithmetic::kDivide:  // how many times the one is the other
      if (b.num == 0) return std::nullopt;
      return make_decimal(divide_half_even(Int128{a.num} * kDecimalOne, b.num));
    default:
      return std::nullopt;
  }
}

Outcome on_money_and_number(Arithmetic op, const Value& money, const Value& factor) {
  Int128 scale = factor.tag == Tag::kDecimal ? kDecimalOne : 1;
  if (op == Arithmetic::kMultiply)
    return make_money(divide_half_even(Int128{money.num} * factor.num, scale), money.aux);
  if (op == Arithmetic::kDivide && factor.num != 0)
    return make_money(divide_half_even(Int128{money.num} * scale, factor.num), money.aux);
  return std::nullopt;
}

Outcome make_duration(Int128 months, Int128 days, Int128 ms) {
  auto small = [](Int128 n) { return n <= INT32_MAX && n >= INT32_MIN; };
  auto fits = narrow(ms);
  if (!small(months) || !small(days) || !fits) return std::nullopt;
  return Value::duration(
      {static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), *fits});
}

Outcome on_durations(Arithmetic op, const Value& x, const Value& y) {
  if (op != Arithmetic::kAdd && op != Arithmetic::kSubtract) return std::nullopt;
  auto a = x.as_duration();
  auto b = y.as_duration();
  Int128 sign = op == Arithmetic::kAdd ? 1 : -1;
  return make_duration(a.months + sign * b.months, a.days + sign * b.days, a.ms + sign * b.ms);
}

Outcome times(const Value& duration, const Value& count) {
  auto d = duration.as_duration();
  Int128 n = count.num;
  return make_duration(n * d.months, n * d.days, n * d.ms);
}

Outcome on_date_and_duration(Arithmetic op, const Value& date, const Value& duration) {
  auto by = op == Arithmetic::kAdd        ? Outcome(duration)
            : op == Arithmetic::kSubtract ? times(duration, Value::integer(-1))
                                          : std::nullopt;
  if (!by) return std::nullopt;
  auto moved = add_to_date(date.num, by->as_duration());
  return moved ? Outcome(Value::date(*moved)) : std::nullopt;
}

Outcome difference(const Value& a, const Value& b) {
  Int128 gap = Int128{a.num} - b.num;
  return a.tag == Tag::kDate ? make_duration(0, gap, 0) : make_duration(0, 0, gap);
}

Outcome on_same_kind(Arithmetic op, const Value& a, const Value& b) {
  switch (a.tag) {
    case Tag::kInt:
      return on_ints(op, a.num, b.num);
    case Tag::kDecimal:
      return on_decimals(op, a, b);
    case Tag::kMoney:
      return on_moneys(op, a, b);
    case Tag::kDuration:
      return on_durations(op, a, b);
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
      return op == Arithmetic::kSubtract ? difference(a, b) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Value> arithmetic(Arithmetic op, const Value& a, const Value& b) {
  if (a.tag == b.tag) return on_same_kind(op, a, b);
  if (is_number(a) && is_number(b)) return on_decimals(op, a, b);
  if (a.tag == Tag::kMoney && is_number(b)) return on_money_and_number(op, a, b);
  if (a.tag == Tag::kDate && b.tag == Tag::kDuration) return on_date_and_duration(op, a, b);
  if (op != Arithmetic::kMultiply) {
    bool from_left = a.tag == Tag::kDuration && b.tag == Tag::kDate && op == Arithmetic::kAdd;
    return from_left ? on_date_and_duration(op, b, a) : std::nullopt;
  }
  if (is_number(a) && b.tag == Tag::kMoney) return on_money_and_number(op, b, a);
  if (a.tag == Tag::kDuration && b.tag == Tag::kInt) return times(a, b);
  if (a.tag == Tag::kInt && b.tag == Tag::kDuration) return times(b, a);
  return std::nullopt;
}

}  // namespace camp
