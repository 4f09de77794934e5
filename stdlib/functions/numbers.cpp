// Sums and rounding. Exact or absent: overflow, division by zero and mixed currencies give the
// absent value.
#include <algorithm>

#include "lang/value/int128.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

struct Pair {
  Value a;
  Value b;
};
std::optional<Pair> numbers_of(const Arguments& arguments) {
  auto a = number_of(arguments[0]);
  auto b = number_of(arguments[1]);
  if (!a || !b) return std::nullopt;
  return Pair{*a, *b};
}

Value calculate(Arithmetic op, const Arguments& arguments) {
  auto numbers = numbers_of(arguments);
  if (!numbers) return Value::absent();
  return arithmetic(op, numbers->a, numbers->b).value_or(Value::absent());
}

std::int64_t power_of_ten(int digits) {
  std::int64_t power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

// How many units make 1: of an int one, of a decimal a million, of an amount in euros a hundred.
std::int64_t units_of_one(const Value& number) {
  if (number.tag == Tag::kDecimal) return kDecimalOne;
  return number.tag == Tag::kMoney ? power_of_ten(minor_digits(number.aux)) : 1;
}

Int128 floor_divide(Int128 dividend, Int128 divisor) {
  Int128 quotient = dividend / divisor;
  return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient;
}

Value make_int(Int128 n) {
  auto fits = narrow(n);
  return fits ? Value::integer(*fits) : Value::absent();
}

// `units` rounded half away from zero to a multiple of `step`.
Int128 round_to(std::int64_t units, Int128 step) {
  Int128 magnitude = units < 0 ? -Int128{units} : Int128{units};
  Int128 rounded = (magnitude + step / 2) / step * step;
  return units < 0 ? -rounded : rounded;
}

Value same_kind(const Value& like, Int128 units) {
  auto fits = narrow(units);
  if (!fits) return Value::absent();
  Value value = like;
  value.num = *fits;
  return value;
}

Value pick(const Arguments& arguments, int sign_of_first) {
  auto numbers = numbers_of(arguments);
  if (!numbers) return Value::absent();
  auto order = compare(numbers->a, numbers->b);
  if (!order) return Value::absent();
  return *order * sign_of_first >= 0 ? numbers->a : numbers->b;
}

}  // namespace

namespace rows {

Value plus_row(const Arguments& arguments, const Context&) {
  return calculate(Arithmetic::kAdd, arguments);
}
Value minus_row(const Arguments& arguments, const Context&) {
  return calculate(Arithmetic::kSubtract, arguments);
}
Value times_row(const Arguments& arguments, const Context&) {
  return calculate(Arithmetic::kMultiply, arguments);
}
Value modulo_row(const Arguments& arguments, const Context&) {
  return calculate(Arithmetic::kRemainder, arguments);
}

Value divided_by_row(const Arguments& arguments, const Context&) {
  auto numbers = numbers_of(arguments);
  if (!numbers) return Value::absent();
  bool ints = numbers->a.tag == Tag::kInt && numbers->b.tag == Tag::kInt;
  if (!ints) return calculate(Arithmetic::kDivide, arguments);
  if (numbers->b.num == 0) return Value::absent();
  return make_int(floor_divide(numbers->a.num, numbers->b.num));
}

Value abs_row(const Arguments& arguments, const Context&) {
  auto number = number_of(arguments[0]);
  if (!number) return Value::absent();
  return same_kind(*number, number->num < 0 ? -Int128{number->num} : Int128{number->num});
}

Value floor_row(const Arguments& arguments, const Context&) {
  auto number = number_of(arguments[0]);
  return number ? make_int(floor_divide(number->num, units_of_one(*number))) : Value::absent();
}

Value ceil_row(const Arguments& arguments, const Context&) {
  auto number = number_of(arguments[0]);
  return number ? make_int(-floor_divide(-Int128{number->num}, units_of_one(*number)))
                : Value::absent();
}

Value round_row(const Arguments& arguments, const Context&) {
  auto number = number_of(arguments[0]);
  auto digits = int_of(arguments[1], 0);
  if (!number || !digits) return Value::absent();
  constexpr std::int64_t kMostDigits = 18;  // 10^18 is the last power of ten in 64 bits
  auto places = static_cast<int>(std::clamp(*digits, -kMostDigits, kMostDigits));
  auto one = units_of_one(*number);
  Int128 step =
      places >= 0 ? Int128{one} / power_of_ten(places) : Int128{one} * power_of_ten(-places);
  auto rounded = round_to(number->num, std::max<Int128>(step, 1));
  bool whole = number->tag == Tag::kDecimal && places <= 0;
  return whole ? make_int(rounded / kDecimalOne) : same_kind(*number, rounded);
}

Value at_least_row(const Arguments& arguments, const Context&) { return pick(arguments, 1); }
Value at_most_row(const Arguments& arguments, const Context&) { return pick(arguments, -1); }

}  // namespace rows
}  // namespace camp::stdlib
