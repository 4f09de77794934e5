#include "stdlib/functions/exact.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "stdlib/functions/liquid.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib::exact {
namespace {

using Integer = boost::multiprecision::cpp_int;

// digits * 10^-scale; or, where that is not finite, `real`. A float's zero has a sign.
struct Number {
  Integer digits;
  int scale = 0;  // 0 or more
  bool whole = true;
  bool minus_zero = false;
  double real = 0;

  bool is_finite() const { return std::isfinite(real); }
  bool is_zero() const { return is_finite() && digits == 0; }
  bool is_negative() const { return is_finite() ? digits < 0 || minus_zero : real < 0; }
};

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

Number whole(Integer digits) { return {.digits = std::move(digits)}; }

// ---- into numbers

// [-]d+[.d+][e[+-]d+], as to_chars and texts have it.
Number parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto e = text.find('e');
  int exponent = 0;
  if (e != std::string_view::npos) {
    const auto from = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(from, text.data() + text.size(), exponent);
  }
  text = text.substr(0, e);
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  if (point != std::string_view::npos) {
    digits += text.substr(point + 1);
    exponent -= static_cast<int>(text.size() - point - 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  Number number{.digits = Integer(digits.empty() ? "0" : digits), .whole = false};
  if (exponent > 0) number.digits *= power_of_ten(exponent);
  number.scale = std::max(0, -exponent);
  if (negative) number.digits = -number.digits;
  number.minus_zero = negative && number.digits == 0;
  return number;
}

Number parse_float(double real) {
  if (!std::isfinite(real)) return {.digits = 0, .whole = false, .real = real};
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, real, std::chars_format::scientific).ptr;
  return parse_decimal({buffer, static_cast<std::size_t>(end - buffer)});
}

bool is_digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// "-2.50": what is a decimal and nothing else.
bool is_decimal(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const auto begin = at;
    while (is_digit_at(text, at)) ++at;
    return at > begin;
  };
  if (!digits() || at == text.size() || text[at++] != '.') return false;
  return digits() && at == text.size();
}

// What a text begins with: "12ab" is 12, "1_000" a thousand.
std::string leading_digits(std::string_view text) {
  std::string digits;
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  if (text.starts_with('-')) digits += '-';
  const auto sign = digits.size();
  for (; is_digit_at(text, at) ||
         (digits.size() > sign && text.substr(at, 1) == "_" && is_digit_at(text, at + 1));
       ++at)
    if (text[at] != '_') digits += text[at];
  return digits.size() > sign ? digits : "0";
}

Number parse_text(std::string_view text) {
  // Digits beyond these make no difference to a float, and a great one to the time they take.
  constexpr std::size_t kMostDigits = 400;
  while (!text.empty() && (is_space(text.front()) || text.front() == '\0')) text.remove_prefix(1);
  while (!text.empty() && (is_space(text.back()) || text.back() == '\0')) text.remove_suffix(1);
  const bool decimal = is_decimal(text);
  std::string digits = decimal ? std::string(text) : leading_digits(text);
  if (digits.size() > kMostDigits) {
    double real = 0;
    const auto status = std::from_chars(digits.data(), digits.data() + digits.size(), real).ec;
    if (status == std::errc::result_out_of_range && digits.find('.') > kMostDigits)
      real = digits[0] == '-' ? -HUGE_VAL : HUGE_VAL;
    return parse_float(real);
  }
  auto number = parse_decimal(digits);
  number.whole = !decimal;
  return number;
}

Number number_in(const Value& value) {
  switch (value.tag) {
    case Tag::kInt:
      return whole(value.num);
    case Tag::kFloat:
      return parse_float(value.as_real());
    case Tag::kString:
      return parse_text(value.text());
    default:
      return {};
  }
}

// ---- and out of them

double real_of(const Number& number) {
  if (!number.is_finite()) return number.real;
  if (number.digits == 0) return number.minus_zero ? -0.0 : 0.0;
  auto text = number.digits.str();
  const bool large = static_cast<int>(text.size()) > number.scale;
  text += "e-" + std::to_string(number.scale);
  double real = 0;
  const auto status = std::from_chars(text.data(), text.data() + text.size(), real).ec;
  if (status != std::errc::result_out_of_range) return real;
  return std::copysign(large ? HUGE_VAL : 0.0, number.digits < 0 ? -1.0 : 1.0);
}

Value value_of(const Number& number) {
  const bool fits = number.digits >= INT64_MIN && number.digits <= INT64_MAX;
  if (number.whole && fits) return Value::integer(static_cast<std::int64_t>(number.digits));
  return Value::real(real_of(number));
}

// ---- reckoning

void align(Number& a, Number& b) {
  if (a.scale < b.scale) a.digits *= power_of_ten(b.scale - a.scale);
  if (b.scale < a.scale) b.digits *= power_of_ten(a.scale - b.scale);
  a.scale = b.scale = std::max(a.scale, b.scale);
}

Number add(Number a, Number b) {
  const bool is_whole = a.whole && b.whole;
  if (!a.is_finite() || !b.is_finite()) return parse_float(real_of(a) + real_of(b));
  align(a, b);
  return {.digits = a.digits + b.digits,
          .scale = a.scale,
          .whole = is_whole,
          .minus_zero = a.minus_zero && b.minus_zero};
}

Number negated(Number number) {
  number.digits = -number.digits;
  number.real = -number.real;
  number.minus_zero = !number.whole && number.is_zero() && !number.minus_zero;
  return number;
}

Number multiply(const Number& a, const Number& b) {
  if (!a.is_finite() || !b.is_finite()) return parse_float(real_of(a) * real_of(b));
  Number product{
      .digits = a.digits * b.digits, .scale = a.scale + b.scale, .whole = a.whole && b.whole};
  product.minus_zero = !product.whole && product.digits == 0 && a.is_negative() != b.is_negative();
  return product;
}

Integer floor_quotient(const Integer& dividend, const Integer& divisor) {
  Integer quotient, rest;
  divide_qr(dividend, divisor, quotient, rest);
  if (rest != 0 && (rest < 0) != (divisor < 0)) --quotient;
  return quotient;
}

// Neither is zero, both finite. More digits than a double has, so that the last of them, which is
// cut, does not matter.
Number quotient(const Number& a, const Number& b) {
  constexpr int kDigits = 40;
  const auto size = [](const Integer& digits) { return static_cast<int>(digits.str().size()); };
  const int more = std::max(0, kDigits + size(b.digits) - size(a.digits));
  Number result{.digits = a.digits * power_of_ten(more) / b.digits, .whole = false};
  result.scale = more + a.scale - b.scale;
  if (result.scale < 0) {
    result.digits *= power_of_ten(-result.scale);
    result.scale = 0;
  }
  return result;
}

Value divide(const Number& a, const Number& b, const Context& context) {
  if (a.whole && b.whole) {
    if (b.is_zero()) return fail(context, "divided by 0");
    return value_of(whole(floor_quotient(a.digits, b.digits)));
  }
  if (!a.is_finite() || !b.is_finite() || b.is_zero() || a.is_zero())
    return Value::real(real_of(a) / real_of(b));
  return value_of(quotient(a, b));
}

// With the divisor's sign.
Value remainder(Number a, Number b, const Context& context) {
  if (b.is_zero()) return fail(context, "divided by 0");
  if (!a.is_finite() || std::isnan(b.real))
    return Value::real(std::numeric_limits<double>::quiet_NaN());
  if (!b.is_finite()) return Value::real(real_of(a));
  const bool is_whole = a.whole && b.whole;
  align(a, b);
  return value_of({.digits = a.digits - b.digits * floor_quotient(a.digits, b.digits),
                   .scale = a.scale,
                   .whole = is_whole});
}

bool is_less(Number a, Number b) {
  if (!a.is_finite() || !b.is_finite()) return real_of(a) < real_of(b);
  align(a, b);
  return a.digits < b.digits;
}

Value fail_endless(const Number& number, const Context& context) {
  if (std::isnan(number.real)) return fail(context, "Computation results in 'NaN' (Not a Number)");
  return fail(context, number.real < 0 ? "Computation results in '-Infinity'"
                                       : "Computation results in 'Infinity'");
}

// ---- small numbers: what 64 bits and one division of doubles reckon exactly
//
// Integers below 2^53 are doubles, and IEEE division rounds the exact quotient once: so the result
// is the same as the long way's. A float is small when it prints as at most 15 digits, of which the
// last kSmallScale are behind the point.

constexpr std::int64_t kExactBelow = std::int64_t{1} << 53;
constexpr std::int64_t kSmallBelow = 1'000'000'000'000'000;
constexpr int kSmallScale = 6;
constexpr std::int64_t kTens[] = {1,
                                  10,
                                  100,
                                  1'000,
                                  10'000,
                                  100'000,
                                  1'000'000,
                                  10'000'000,
                                  100'000'000,
                                  1'000'000'000,
                                  10'000'000'000,
                                  100'000'000'000,
                                  1'000'000'000'000};
static_assert(std::size(kTens) == 2 * kSmallScale + 1);

struct Small {
  std::int64_t digits = 0;  // never 0: zeros of floats have signs
  int scale = 0;
  bool whole = true;
};

bool is_small(std::int64_t digits) {
  return digits != 0 && digits < kSmallBelow && digits > -kSmallBelow;
}

std::optional<Small> small_of(const Value& value) {
  if (value.tag == Tag::kInt && is_small(value.num)) return Small{value.num};
  if (value.tag != Tag::kFloat) return std::nullopt;
  const double real = value.as_real();
  if (!(std::fabs(real) < static_cast<double>(kSmallBelow))) return std::nullopt;
  for (int scale = 0; scale <= kSmallScale; ++scale) {
    const double tens = static_cast<double>(kTens[scale]);
    const auto digits = std::nearbyint(real * tens);
    if (std::fabs(digits) >= static_cast<double>(kSmallBelow)) return std::nullopt;
    if (digits != 0 && digits / tens == real)
      return Small{static_cast<std::int64_t>(digits), scale, false};
  }
  return std::nullopt;
}

// a * 10^power, where that is exact as a double.
std::optional<std::int64_t> scaled(std::int64_t a, int power) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, kTens[power], &result)) return std::nullopt;
  if (result >= kExactBelow || result <= -kExactBelow) return std::nullopt;
  return result;
}

std::optional<Value> quotient_of(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b) return std::nullopt;
  return Value::real(static_cast<double>(*a) / static_cast<double>(*b));
}

std::optional<Value> calculate_small(Arithmetic op, const Small& a, const Small& b) {
  const bool whole = a.whole && b.whole;
  const auto result = [&](std::int64_t digits, int scale) -> std::optional<Value> {
    if (whole) return Value::integer(digits);
    return quotient_of(scaled(digits, 0), kTens[scale]);
  };
  switch (op) {
    case Arithmetic::kAdd:
    case Arithmetic::kSubtract: {
      const int scale = std::max(a.scale, b.scale);
      const auto x = scaled(a.digits, scale - a.scale);
      const auto y = scaled(b.digits, scale - b.scale);
      if (!x || !y) return std::nullopt;
      return result(op == Arithmetic::kAdd ? *x + *y : *x - *y, scale);
    }
    case Arithmetic::kMultiply: {
      std::int64_t product = 0;
      if (__builtin_mul_overflow(a.digits, b.digits, &product)) return std::nullopt;
      return result(product, a.scale + b.scale);
    }
    case Arithmetic::kDivide:
      if (whole) return std::nullopt;
      return quotient_of(scaled(a.digits, b.scale), scaled(b.digits, a.scale));
    case Arithmetic::kRemainder:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Value> rounded_small(const Value& value, const Small& number, std::int64_t places) {
  if (places < 0) return std::nullopt;
  if (number.whole || (places > 0 && number.scale <= places)) return value;
  if (number.scale == 0) return Value::integer(number.digits);
  const auto step = kTens[number.scale - places];
  const auto size = number.digits < 0 ? -number.digits : number.digits;
  const auto steps = (2 * size + step) / (2 * step);
  if (steps == 0) return std::nullopt;
  const auto digits = number.digits < 0 ? -steps : steps;
  if (places == 0) return Value::integer(digits);
  return quotient_of(digits, kTens[places]);
}

}  // namespace

Value calculate(Arithmetic op, const Value& a, const Value& b, const Context& context) {
  if (const auto x = small_of(a), y = x ? small_of(b) : std::nullopt; x && y) {
    if (const auto value = calculate_small(op, *x, *y)) return *value;
  }
  switch (op) {
    case Arithmetic::kAdd:
      return value_of(add(number_in(a), number_in(b)));
    case Arithmetic::kSubtract:
      return value_of(add(number_in(a), negated(number_in(b))));
    case Arithmetic::kMultiply:
      return value_of(multiply(number_in(a), number_in(b)));
    case Arithmetic::kDivide:
      return divide(number_in(a), number_in(b), context);
    case Arithmetic::kRemainder:
      return remainder(number_in(a), number_in(b), context);
  }
  return Value::absent();
}

Value sum(const std::vector<Value>& items) {
  Number total;
  for (const auto& item : items) total = add(std::move(total), number_in(item));
  return value_of(total);
}

Value magnitude(const Value& value) {
  auto number = number_in(value);
  return value_of(number.is_negative() ? negated(std::move(number)) : number);
}

Value larger(const Value& value, const Value& bound) {
  auto number = number_in(value);
  auto least = number_in(bound);
  return value_of(is_less(number, least) ? least : number);
}

Value smaller(const Value& value, const Value& bound) {
  auto number = number_in(value);
  auto most = number_in(bound);
  return value_of(is_less(most, number) ? most : number);
}

Value floored(const Value& value, const Context& context) {
  const auto number = number_in(value);
  if (!number.is_finite()) return fail_endless(number, context);
  return value_of(whole(floor_quotient(number.digits, power_of_ten(number.scale))));
}

Value raised(const Value& value, const Context& context) {
  const auto number = number_in(value);
  if (!number.is_finite()) return fail_endless(number, context);
  return value_of(whole(-floor_quotient(-number.digits, power_of_ten(number.scale))));
}

Value rounded(const Value& value, const Value& decimals, const Context& context) {
  if (decimals.is_absent() || decimals.tag == Tag::kInt) {
    const auto number = small_of(value);
    const auto result = number
                            ? rounded_small(value, *number, decimals.is_absent() ? 0 : decimals.num)
                            : std::nullopt;
    if (result) return *result;
  }
  constexpr double kMostPlaces = 400;  // beyond what a double has on either side of the point
  auto number = number_in(value);
  const double wanted = std::clamp(real_of(number_in(decimals)), -kMostPlaces, kMostPlaces);
  const int places = std::isnan(wanted) ? 0 : static_cast<int>(wanted);
  if (!number.is_finite())
    return places > 0 ? Value::real(number.real) : fail_endless(number, context);
  number.whole = number.whole || places <= 0;
  if (number.scale <= places) return value_of(number);
  const Integer step = power_of_ten(number.scale - places);
  const bool negative = number.is_negative();
  Integer steps = (2 * abs(number.digits) + step) / (2 * step);
  if (negative) steps = -steps;
  number.minus_zero = negative && steps == 0;
  number.digits = places < 0 ? Integer(steps * power_of_ten(-places)) : steps;
  number.scale = std::max(0, places);
  return value_of(number);
}

}  // namespace camp::stdlib::exact
