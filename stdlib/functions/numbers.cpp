// Sums and rounding. Exact or absent: overflow and division by zero give the absent value, mixed
// currencies a failure.
#include <algorithm>

#include "lang/value/int128.h"
#include "stdlib/functions/exact.h"
#include "stdlib/functions/prose.h"
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

Value calculate(Arithmetic op, const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::calculate(op, arguments[0], arguments[1], context);
  auto numbers = numbers_of(arguments);
  if (!numbers || fail_mixed(numbers->a, numbers->b, context)) return Value::absent();
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

// A number's units rounded half away from zero to a multiple of `step`, what lies beyond the units
// included.
Int128 round_to(const Value& number, Int128 step) {
  const auto beyond = number.beyond();
  const Int128 parts = std::max<std::uint32_t>(beyond.of, 1);
  const Int128 all = number.num * parts + beyond.part;
  const Int128 magnitude = all < 0 ? -all : all;
  const Int128 steps = (2 * magnitude + step * parts) / (2 * step * parts) * step;
  return all < 0 ? -steps : steps;
}

Value same_kind(const Value& like, Int128 units) {
  auto fits = narrow(units);
  if (!fits) return Value::absent();
  Value value = like;
  value.num = *fits;
  value.days = 0;
  return value;
}

Value pick(const Arguments& arguments, const Context& context, int sign_of_first) {
  auto numbers = numbers_of(arguments);
  if (!numbers || fail_mixed(numbers->a, numbers->b, context)) return Value::absent();
  auto order = compare(numbers->a, numbers->b);
  if (!order) return Value::absent();
  return *order * sign_of_first >= 0 ? numbers->a : numbers->b;
}

}  // namespace

namespace rows {

Value number_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return arguments[0];  // as to every filter that Liquid does not have
  const auto number = number_of(arguments[0]);
  if (!number || arguments[0].is_absent()) return Value::absent();
  std::string text;
  if (!append_number_prose(text, *number, context)) append_text(text, *number);
  TextBuilder out(context);
  out.add(text);
  return out.finish();
}

Value plus_row(const Arguments& arguments, const Context& context) {
  return calculate(Arithmetic::kAdd, arguments, context);
}
Value minus_row(const Arguments& arguments, const Context& context) {
  return calculate(Arithmetic::kSubtract, arguments, context);
}
Value times_row(const Arguments& arguments, const Context& context) {
  return calculate(Arithmetic::kMultiply, arguments, context);
}
Value modulo_row(const Arguments& arguments, const Context& context) {
  return calculate(Arithmetic::kRemainder, arguments, context);
}

Value divided_by_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return calculate(Arithmetic::kDivide, arguments, context);
  auto numbers = numbers_of(arguments);
  if (!numbers) return Value::absent();
  bool ints = numbers->a.tag == Tag::kInt && numbers->b.tag == Tag::kInt;
  if (!ints) return calculate(Arithmetic::kDivide, arguments, context);
  if (numbers->b.num == 0) return Value::absent();
  return make_int(floor_divide(numbers->a.num, numbers->b.num));
}

Value abs_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::magnitude(arguments[0]);
  auto number = number_of(arguments[0]);
  if (!number || number->num >= 0) return number.value_or(Value::absent());
  return arithmetic(Arithmetic::kMultiply, *number, Value::integer(-1)).value_or(Value::absent());
}

Value floor_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::floored(arguments[0], context);
  auto number = number_of(arguments[0]);
  return number ? make_int(floor_divide(number->num, units_of_one(*number))) : Value::absent();
}

Value ceil_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::raised(arguments[0], context);
  auto number = number_of(arguments[0]);
  if (!number) return Value::absent();
  auto up = Int128{number->num} + (number->days == 0 ? 0 : 1);
  return make_int(-floor_divide(-up, units_of_one(*number)));
}

Value round_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::rounded(arguments[0], arguments[1], context);
  auto number = number_of(arguments[0]);
  auto digits = int_of(arguments[1], 0);
  if (!number || !digits) return Value::absent();
  constexpr std::int64_t kMostDigits = 18;  // 10^18 is the last power of ten in 64 bits
  auto places = static_cast<int>(std::clamp(*digits, -kMostDigits, kMostDigits));
  auto one = units_of_one(*number);
  Int128 step =
      places >= 0 ? Int128{one} / power_of_ten(places) : Int128{one} * power_of_ten(-places);
  auto rounded = round_to(*number, std::max<Int128>(step, 1));
  bool whole = number->tag == Tag::kDecimal && places <= 0;
  return whole ? make_int(rounded / kDecimalOne) : same_kind(*number, rounded);
}

Value at_least_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::larger(arguments[0], arguments[1]);
  return pick(arguments, context, 1);
}
Value at_most_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return exact::smaller(arguments[0], arguments[1]);
  return pick(arguments, context, -1);
}

}  // namespace rows
}  // namespace camp::stdlib
