// Exact or nothing: every sum is checked in 128 bits, and what a quotient has beyond its units is
// kept as a fraction of one.
#include <algorithm>
#include <bit>
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

// ---- fractions

// n / d of one; d > 0.
struct Ratio {
  Int128 n = 0;
  Int128 d = 1;
};
constexpr Ratio kMillion{kDecimalOne, 1};
constexpr Ratio kMillionth{1, kDecimalOne};

Int128 common_divisor(Int128 a, Int128 b) {
  a = a < 0 ? -a : a;
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

std::optional<Ratio> product(Ratio a, Ratio b) {
  const Int128 one = std::max<Int128>(common_divisor(a.n, b.d), 1);
  const Int128 other = std::max<Int128>(common_divisor(b.n, a.d), 1);
  Ratio result;
  if (__builtin_mul_overflow(a.n / one, b.n / other, &result.n) ||
      __builtin_mul_overflow(a.d / other, b.d / one, &result.d))
    return std::nullopt;
  return result;
}

// b must not be zero.
std::optional<Ratio> quotient(Ratio a, Ratio b) {
  return product(a, b.n < 0 ? Ratio{-b.d, -b.n} : Ratio{b.d, b.n});
}

std::optional<Ratio> sum(Ratio a, Ratio b) {
  const Int128 common = common_divisor(a.d, b.d);
  Int128 left = 0, right = 0;
  Ratio result;
  if (__builtin_mul_overflow(a.n, b.d / common, &left) ||
      __builtin_mul_overflow(b.n, a.d / common, &right) ||
      __builtin_add_overflow(left, right, &result.n) ||
      __builtin_mul_overflow(a.d, b.d / common, &result.d))
    return std::nullopt;
  return result;
}

// Of the value's units: millionths of a decimal, minor units of money, ones of an int.
Ratio units_of(const Value& value) {
  const auto beyond = value.beyond();
  if (beyond.of == 0) return {value.num, 1};
  return {Int128{value.num} * beyond.of + beyond.part, beyond.of};
}
std::optional<Ratio> ones_of(const Value& value) {
  return value.tag == Tag::kDecimal ? product(units_of(value), kMillionth) : units_of(value);
}

Value round_units(Value value, bool up) {
  value.days = 0;
  if (up) ++value.num;
  return value;
}

// `like` says the kind and the currency; `units` are of that kind.
Outcome make(const Value& like, const std::optional<Ratio>& units) {
  if (!units) return std::nullopt;
  Int128 whole = units->n / units->d;
  Int128 rest = units->n % units->d;
  if (rest < 0) {
    --whole;
    rest += units->d;
  }
  auto fits = narrow(whole);
  if (!fits) return std::nullopt;
  auto value = like;
  value.num = *fits;
  value.days = 0;
  if (rest == 0) return value;
  const Int128 common = common_divisor(units->d, rest);
  const Int128 of = units->d / common;
  if (of > UINT32_MAX) {
    const Int128 missing = units->d - rest;
    const bool up = *fits < 0 ? rest > missing : rest >= missing;
    if (up && *fits == INT64_MAX) return std::nullopt;
    return round_units(value, up);
  }
  value.days = std::bit_cast<std::int64_t>(
      Fraction{static_cast<std::uint32_t>(rest / common), static_cast<std::uint32_t>(of)});
  return value;
}
Outcome make_decimal(const std::optional<Ratio>& ones) {
  return ones ? make(Value::decimal(0), product(*ones, kMillion)) : std::nullopt;
}

std::optional<Ratio> negative(const std::optional<Ratio>& ratio) {
  if (!ratio) return std::nullopt;
  return Ratio{-ratio->n, ratio->d};
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
      return make_decimal(quotient({a, 1}, {b, 1}));
    case Arithmetic::kRemainder:
      if (b == 0) return std::nullopt;
      return make_int(floored_remainder(a, b));
  }
  return std::nullopt;
}

bool is_whole(const Value& value) { return value.days == 0; }

Outcome on_decimals(Arithmetic op, const Value& x, const Value& y) {
  const bool simple = is_whole(x) && is_whole(y);
  const auto a = ones_of(x), b = ones_of(y);
  if (!a || !b) return std::nullopt;
  switch (op) {
    case Arithmetic::kAdd:
      return simple ? make_decimal(millionths(x) + millionths(y)) : make_decimal(sum(*a, *b));
    case Arithmetic::kSubtract:
      return simple ? make_decimal(millionths(x) - millionths(y))
                    : make_decimal(sum(*a, *negative(b)));
    case Arithmetic::kMultiply:
      return make_decimal(product(*a, *b));
    case Arithmetic::kDivide:
      return b->n == 0 ? std::nullopt : make_decimal(quotient(*a, *b));
    case Arithmetic::kRemainder: {
      const auto divisor = millionths(rounded(y));
      if (divisor == 0) return std::nullopt;
      return make_decimal(floored_remainder(millionths(rounded(x)), divisor));
    }
  }
  return std::nullopt;
}

Outcome on_moneys(Arithmetic op, const Value& a, const Value& b) {
  if (a.aux != b.aux) return std::nullopt;
  const bool simple = is_whole(a) && is_whole(b);
  switch (op) {
    case Arithmetic::kAdd:
      return simple ? make_money(Int128{a.num} + b.num, a.aux)
                    : make(a, sum(units_of(a), units_of(b)));
    case Arithmetic::kSubtract:
      return simple ? make_money(Int128{a.num} - b.num, a.aux)
                    : make(a, sum(units_of(a), *negative(units_of(b))));
    case Arithmetic::kDivide:  // how many times the one is the other
      if (units_of(b).n == 0) return std::nullopt;
      return make_decimal(quotient(units_of(a), units_of(b)));
    default:
      return std::nullopt;
  }
}

Outcome on_money_and_number(Arithmetic op, const Value& money, const Value& number) {
  const auto factor = ones_of(number);
  if (!factor) return std::nullopt;
  if (op == Arithmetic::kMultiply) return make(money, product(units_of(money), *factor));
  if (op == Arithmetic::kDivide && factor->n != 0)
    return make(money, quotient(units_of(money), *factor));
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

Value rounded(const Value& value) {
  const bool fine = value.tag == Tag::kDecimal || value.tag == Tag::kMoney;
  if (!fine || value.days == 0) return value;
  const auto [part, of] = value.beyond();
  const std::uint32_t missing = of - part;
  // Below zero `num` lies farther from it: half goes there.
  const bool up = value.num < 0 ? part > missing : part >= missing;
  return round_units(value, up && value.num != INT64_MAX);
}

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
