#include "lang/value/value.h"

#include <catch2/catch.hpp>
#include <vector>

#include "lang/base/limits.h"

namespace camp {
namespace {

constexpr Currency kEur = currency("EUR");
constexpr Currency kUsd = currency("USD");
constexpr Currency kJpy = currency("JPY");

std::string text(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}
Value decimal(double readable) {
  return Value::decimal(static_cast<std::int64_t>(readable * 1'000'000));
}

// The outcome as text; "-" for nothing.
std::string calc(Arithmetic op, const Value& a, const Value& b) {
  auto outcome = arithmetic(op, a, b);
  return outcome ? text(*outcome) : "-";
}
const auto kAdd = Arithmetic::kAdd;
const auto kSubtract = Arithmetic::kSubtract;
const auto kMultiply = Arithmetic::kMultiply;
const auto kDivide = Arithmetic::kDivide;
const auto kRemainder = Arithmetic::kRemainder;

TEST_CASE("currencies of ISO 4217") {
  CHECK(parse_currency("EUR") == kEur);
  for (auto wrong : {"eur", "EU", "EURO", "", "XXX", "AAA", "ZZZ"})
    CHECK_FALSE(parse_currency(wrong));
  CHECK(currency_text(kEur) == "EUR");
  CHECK(minor_digits(kEur) == 2);
  CHECK(minor_digits(kJpy) == 0);
  CHECK(minor_digits(currency("KWD")) == 3);
  CHECK(minor_digits(currency("CLF")) == 4);
  CHECK(minor_digits(currency("QQQ")) == 2);
}

TEST_CASE("texts") {
  CHECK(text(Value::absent()).empty());
  CHECK(text(Value::boolean(true)) == "true");
  CHECK(text(Value::integer(INT64_MIN)) == "-9223372036854775808");
  CHECK(text(decimal(2.5)) == "2.5");
  CHECK(text(decimal(3)) == "3");
  CHECK(text(Value::decimal(-1)) == "-0.000001");
  CHECK(text(Value::decimal(INT64_MIN)) == "-9223372036854.775808");
  CHECK(text(Value::money(1999, kEur)) == "19.99 EUR");
  CHECK(text(Value::money(-5, kEur)) == "-0.05 EUR");
  CHECK(text(Value::money(500, kJpy)) == "500 JPY");
  CHECK(text(Value::money(1, currency("KWD"))) == "0.001 KWD");
  CHECK(text(Value::duration({0, 1, 12 * 3'600'000})) == "1d12h");
  CHECK(text(Value::date(20'788)) == "2026-12-01");
  CHECK(text(Value::time(9 * 3'600'000)) == "09:00");
  CHECK(text(Value::datetime(0)) == "1970-01-01T00:00:00Z");
  CHECK(text(Value::handle("0123456789abcdef")) == "30313233343536373839616263646566");
  Value items[] = {Value::string("sku"), Value::integer(1), Value::string("n"), Value::string("b")};
  CHECK(text(Value::list(items, 4)) == "sku1nb");
  CHECK(text(Value::record(items, 2)) == "{ sku: 1, n: b }");
}

TEST_CASE("equality") {
  CHECK(equal(Value::integer(3), decimal(3)));
  CHECK_FALSE(equal(Value::integer(3), Value::decimal(3)));
  CHECK_FALSE(equal(Value::integer(INT64_MAX), Value::decimal(INT64_MAX)));
  CHECK(equal(Value::absent(), Value::absent()));
  CHECK_FALSE(equal(Value::absent(), Value::boolean(false)));
  CHECK_FALSE(equal(Value::money(0, kEur), Value::money(0, kUsd)));
  CHECK_FALSE(equal(Value::date(1), Value::integer(1)));
  CHECK(equal(Value::string(""), Value::string({})));
  CHECK_FALSE(equal(Value::duration({0, 1, 0}), Value::duration({0, 0, 86'400'000})));
  Value a[] = {Value::string("x"), Value::integer(1), Value::string("y"), Value::integer(2)};
  Value b[] = {Value::string("y"), Value::integer(2), Value::string("x"), decimal(1)};
  CHECK(equal(Value::record(a, 2), Value::record(b, 2)));
  CHECK_FALSE(equal(Value::record(a, 2), Value::record(b, 1)));
  CHECK_FALSE(equal(Value::list(a, 4), Value::list(b, 4)));
}

TEST_CASE("order, and what has none") {
  CHECK(compare(Value::integer(1), decimal(1.5)) == -1);
  CHECK(compare(Value::integer(INT64_MAX), Value::decimal(INT64_MAX)) == 1);
  CHECK(compare(Value::string("a"), Value::string("ab")) == -1);
  CHECK(compare(Value::string("\xC3\xA9"), Value::string("z")) == 1);
  CHECK(compare(Value::money(1, kEur), Value::money(2, kEur)) == -1);
  CHECK_FALSE(compare(Value::money(1, kEur), Value::money(2, kUsd)));
  CHECK_FALSE(compare(Value::integer(1), Value::string("1")));
  CHECK_FALSE(compare(Value::absent(), Value::absent()));
  CHECK(compare(Value::duration({0, 1, 0}), Value::duration({0, 2, 0})) == -1);
  CHECK(compare(Value::duration({1, 0, 5}), Value::duration({1, 0, 0})) == 1);
  CHECK_FALSE(compare(Value::duration({1, 0, 0}), Value::duration({0, 31, 0})));
  CHECK_FALSE(compare(Value::list(nullptr, 0), Value::list(nullptr, 0)));
}

TEST_CASE("numbers") {
  CHECK(calc(kAdd, Value::integer(1), Value::integer(2)) == "3");
  CHECK(calc(kAdd, Value::integer(INT64_MAX), Value::integer(1)) == "-");
  CHECK(calc(kMultiply, Value::integer(INT64_MIN), Value::integer(-1)) == "-");
  CHECK(calc(kDivide, Value::integer(7), Value::integer(2)) == "3.5");
  CHECK(calc(kDivide, Value::integer(1), Value::integer(3)) == "0.333333");
  CHECK(calc(kDivide, Value::integer(1), Value::integer(0)) == "-");
  CHECK(calc(kDivide, Value::integer(1), Value::integer(2'000'000)) == "0.000001");
  CHECK(calc(kDivide, Value::integer(-1), Value::integer(2'000'000)) == "-0.000001");
  CHECK(calc(kDivide, Value::integer(3), Value::integer(2'000'000)) == "0.000002");
  CHECK(calc(kDivide, Value::integer(INT64_MAX), Value::integer(1)) == "-");
  CHECK(calc(kRemainder, Value::integer(-1), Value::integer(7)) == "6");
  CHECK(calc(kRemainder, Value::integer(INT64_MIN), Value::integer(-1)) == "0");
  CHECK(calc(kRemainder, Value::integer(1), Value::integer(0)) == "-");
  CHECK(calc(kRemainder, decimal(5.5), Value::integer(2)) == "1.5");
  CHECK(calc(kAdd, Value::integer(1), decimal(0.5)) == "1.5");
  CHECK(calc(kAdd, Value::integer(INT64_MAX), decimal(0.5)) == "-");
  CHECK(calc(kMultiply, decimal(1.5), decimal(1.5)) == "2.25");
  CHECK(calc(kMultiply, decimal(-1.5), Value::integer(2)) == "-3");
  CHECK(calc(kMultiply, Value::decimal(INT64_MAX), Value::decimal(INT64_MAX)) == "-");
  CHECK(calc(kDivide, decimal(1), decimal(-0.25)) == "-4");
  CHECK(calc(kDivide, decimal(1), decimal(0)) == "-");
  CHECK(calc(kAdd, Value::integer(1), Value::string("1")) == "-");
  CHECK(calc(kAdd, Value::boolean(true), Value::boolean(true)) == "-");
}

TEST_CASE("money never mixes, and is rounded half away from zero") {
  auto eur = [](std::int64_t cents) { return Value::money(cents, kEur); };
  CHECK(calc(kAdd, eur(1999), eur(1)) == "20.00 EUR");
  CHECK(calc(kAdd, eur(1), Value::money(1, kUsd)) == "-");
  CHECK(calc(kAdd, eur(1), Value::integer(1)) == "-");
  CHECK(calc(kSubtract, eur(INT64_MIN), eur(1)) == "-");
  CHECK(calc(kMultiply, eur(25), decimal(0.5)) == "0.13 EUR");
  CHECK(calc(kMultiply, eur(35), decimal(0.5)) == "0.18 EUR");
  CHECK(calc(kMultiply, eur(-25), decimal(0.5)) == "-0.13 EUR");
  CHECK(calc(kMultiply, Value::integer(3), eur(5)) == "0.15 EUR");
  CHECK(calc(kMultiply, eur(5), eur(5)) == "-");
  CHECK(calc(kMultiply, eur(INT64_MAX), Value::integer(2)) == "-");
  CHECK(calc(kDivide, eur(1000), Value::integer(3)) == "3.33 EUR");
  CHECK(calc(kDivide, eur(1000), decimal(0.5)) == "20.00 EUR");
  CHECK(calc(kDivide, eur(1000), eur(400)) == "2.5");
  CHECK(calc(kDivide, eur(1000), eur(0)) == "-");
  CHECK(calc(kDivide, eur(1000), Value::integer(0)) == "-");
  CHECK(calc(kDivide, Value::integer(1), eur(1)) == "-");
}

TEST_CASE("quotients are exact until they are printed or stored") {
  auto eur = [](std::int64_t cents) { return Value::money(cents, kEur); };
  auto third = *arithmetic(kDivide, eur(1000), Value::integer(3));
  CHECK(compare(third, eur(333)) == 1);
  CHECK(compare(third, eur(334)) == -1);
  CHECK_FALSE(equal(third, eur(333)));
  CHECK(equal(*arithmetic(kMultiply, third, Value::integer(3)), eur(1000)));
  CHECK(equal(*arithmetic(kAdd, *arithmetic(kAdd, third, third), third), eur(1000)));
  CHECK(equal(*arithmetic(kSubtract, eur(1000), third),
              *arithmetic(kMultiply, third, Value::integer(2))));
  auto mean = *arithmetic(kDivide, eur(999), Value::integer(2));  // of 4.99 and 5.00
  CHECK(compare(mean, eur(500)) == -1);
  CHECK(equal(rounded(mean), eur(500)));
  auto owed = *arithmetic(kDivide, eur(-999), Value::integer(2));
  CHECK(compare(owed, eur(-500)) == 1);
  CHECK(equal(rounded(owed), eur(-500)));
  std::string bytes;
  encode_value(bytes, mean);
  Reader in(bytes);
  Arena arena;
  CHECK(equal(decode_value(in, arena), eur(500)));
  auto ninth = *arithmetic(kDivide, Value::integer(1), Value::integer(9));
  CHECK(equal(*arithmetic(kMultiply, ninth, Value::integer(9)), Value::integer(1)));
  CHECK(compare(ninth, decimal(0.111111)) == 1);
  CHECK(compare(Value::integer(0), ninth) == -1);
}

TEST_CASE("rounding is that of the exact quotient, for every small one and both signs") {
  for (std::int64_t cents = -200; cents <= 200; ++cents) {
    for (std::int64_t parts = 1; parts <= 12; ++parts) {
      auto quotient = *arithmetic(kDivide, Value::money(cents, kEur), Value::integer(parts));
      auto magnitude = cents < 0 ? -cents : cents;
      auto nearest = (2 * magnitude + parts) / (2 * parts);  // half goes up
      CAPTURE(cents, parts);
      CHECK(rounded(quotient).num == (cents < 0 ? -nearest : nearest));
      CHECK(equal(*arithmetic(kMultiply, quotient, Value::integer(parts)),
                  Value::money(cents, kEur)));
    }
  }
}

TEST_CASE("what is too fine for a fraction is rounded, what is too large is nothing") {
  auto fine = Value::decimal(1);  // a millionth
  for (int i = 0; i < 6; ++i) fine = *arithmetic(kMultiply, fine, decimal(0.000003));
  CHECK(equal(fine, Value::decimal(0)));
  auto part = *arithmetic(kDivide, Value::integer(INT64_MAX / kDecimalOne), Value::integer(7));
  CHECK_FALSE(arithmetic(kMultiply, part, Value::integer(1'000'000)));
}

TEST_CASE("what a program cannot have compared is not answered") {
  auto eur = Value::money(1, kEur), usd = Value::money(1, kUsd);
  CHECK_FALSE(same(eur, usd));
  CHECK_FALSE(same(Value::integer(5), Value::string("5")));
  CHECK(same(eur, Value::absent()) == false);
  CHECK(same(Value::integer(2), decimal(2)) == true);
  Value euros[] = {eur, eur}, dollars[] = {eur, usd};
  CHECK_FALSE(same(Value::list(euros, 2), Value::list(dollars, 2)));
  CHECK(same(Value::list(euros, 2), Value::list(euros, 1)) == false);
}

TEST_CASE("durations and dates") {
  auto d = [](std::int32_t months, std::int32_t days, std::int64_t ms) {
    return Value::duration({months, days, ms});
  };
  CHECK(calc(kAdd, d(1, 2, 3000), d(0, 1, 0)) == "1mo3d3s");
  CHECK(calc(kAdd, d(INT32_MAX, 0, 0), d(1, 0, 0)) == "-");
  CHECK(calc(kAdd, d(0, 0, INT64_MAX), d(0, 0, 1)) == "-");
  CHECK(calc(kMultiply, Value::integer(2), d(0, 1, 3'600'000)) == "2d2h");
  CHECK(calc(kMultiply, d(0, 1, 0), decimal(2)) == "-");
  CHECK(calc(kSubtract, Value::date(10), Value::date(3)) == "7d");
  CHECK(calc(kSubtract, Value::datetime(5000), Value::datetime(2000)) == "3s");
  CHECK(calc(kSubtract, Value::datetime(INT64_MIN), Value::datetime(1)) == "-");
  CHECK(calc(kAdd, Value::date(0), d(1, 0, 0)) == "1970-02-01");
  CHECK(calc(kAdd, d(0, 1, 0), Value::date(0)) == "1970-01-02");
  CHECK(calc(kAdd, Value::date(30), d(1, 0, 0)) == "1970-02-28");  // 31 January + 1mo
  CHECK(calc(kSubtract, Value::date(0), d(0, 1, 0)) == "1969-12-31");
  CHECK(calc(kSubtract, d(0, 1, 0), Value::date(0)) == "-");
  CHECK(calc(kAdd, Value::date(0), d(0, 0, 1)) == "-");
  CHECK(calc(kAdd, Value::date(0), d(INT32_MAX, 0, 0)) == "-");
  CHECK(calc(kSubtract, Value::date(0), d(INT32_MIN, INT32_MIN, 0)) == "-");
  CHECK(calc(kAdd, Value::date(INT64_MAX), d(0, 1, 0)) == "-");
  CHECK(calc(kAdd, Value::datetime(0), d(0, 0, 1)) == "-");
}

TEST_CASE("lists that share their items: bounded, whatever they stand for") {
  // Sixteen levels of 255 times the same list: 255^16 items in a few kilobytes.
  std::vector<std::vector<Value>> levels[2];
  Value top[2];
  for (int side = 0; side < 2; ++side) {
    auto inner = Value::list(nullptr, 0);
    for (std::size_t level = 0; level < limits::kTypeDepth; ++level) {
      levels[side].emplace_back(255, inner);
      inner = Value::list(levels[side].back().data(), 255);
    }
    top[side] = inner;
  }
  CHECK_FALSE(equal(top[0], top[1]));
  std::string bytes;
  encode_value(bytes, top[0]);
  CHECK(bytes.size() < 4 * limits::kValueItems);
  CHECK(text(top[0]).size() <= limits::kArenaBytes);
}

TEST_CASE("a long output does not stop append_text") {
  std::string out(limits::kArenaBytes + 10, 'x');
  append_text(out, Value::integer(7));
  CHECK(out.back() == '7');
}

}  // namespace
}  // namespace camp
