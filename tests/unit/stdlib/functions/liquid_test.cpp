#include "stdlib/functions/liquid.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace camp::stdlib {
namespace {

using liquid::Relation;

Value s(std::string_view text) { return Value::string(text); }
Value n(std::int64_t number) { return Value::integer(number); }
Value f(double number) { return Value::real(number); }
Value list(const std::vector<Value>& items) {
  return Value::list(items.data(), static_cast<std::uint32_t>(items.size()));
}
Value record(const std::vector<Value>& pairs) {
  return Value::record(pairs.data(), static_cast<std::uint32_t>(pairs.size() / 2));
}
const Value kNil = Value::absent();
const Value kTrue = Value::boolean(true);
const Value kFalse = Value::boolean(false);
const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

std::string printed(const Value& value) {
  std::string out;
  liquid::append_printed(out, value);
  return out;
}
std::string inspected(const Value& value) {
  std::string out;
  liquid::append_inspected(out, value);
  return out;
}

struct Own {
  Arena arena;
  std::string error;
  Context context{arena};
  Own() {
    context.own_rules = true;
    context.error = &error;
  }
};

// y, n, or the error.
std::string ordered(const Value& a, Relation relation, const Value& b) {
  Own own;
  const auto holds = liquid::order(relation, a, b, own.context);
  if (!holds) return own.error;
  return *holds ? "y" : "n";
}
std::string member(const Value& object, std::string_view name) {
  Own own;
  return inspected(liquid::member(object, name, own.context));
}
std::string item(const Value& object, const Value& key) {
  Own own;
  return inspected(liquid::item(object, key));
}
bool contains(const Value& a, const Value& b) {
  Own own;
  return liquid::contains(a, b, own.context);
}

TEST_CASE("what Liquid prints") {
  const std::vector<Value> letters{s("b"), s("C"), s("a")};
  const std::vector<Value> nested{list(letters), kNil, n(1)};
  const std::vector<Value> hash{s("k"), n(1), s("b"), s("x")};
  CHECK(printed(kNil).empty());
  CHECK(printed(kTrue) == "true");
  CHECK(printed(n(INT64_MIN)) == "-9223372036854775808");
  CHECK(printed(Value::range(1, 3)) == "1..3");
  CHECK(printed(list(letters)) == "bCa");
  CHECK(printed(list(nested)) == "bCa1");
  CHECK(printed(record(hash)) == R"({"k"=>1, "b"=>"x"})");
  CHECK(inspected(list(nested)) == R"([["b", "C", "a"], nil, 1])");
  CHECK(inspected(s("\"\\\n\t\r\x1b\a\b\v\f\x01\x7f#{#$#@# é\xff")) ==
        R"("\"\\\n\t\r\e\a\b\v\f\u0001\u007F\#{\#$\#@# é\xFF")");
  CHECK(inspected(Value::string(std::string_view("\0", 1))) == R"("\u0000")");
  CHECK(inspected(kNil) == "nil");
}

TEST_CASE("floats print as Ruby's do") {
  const std::pair<double, std::string_view> cases[] = {
      {1.0, "1.0"},
      {0.3, "0.3"},
      {-0.0, "-0.0"},
      {0.0, "0.0"},
      {-2.5, "-2.5"},
      {100.0, "100.0"},
      {1e14, "100000000000000.0"},
      {1e15, "1.0e+15"},
      {1e20, "1.0e+20"},
      {1.5e22, "1.5e+22"},
      {1e100, "1.0e+100"},
      {123456789012345.6, "123456789012345.6"},
      {1234567890123456.0, "1.234567890123456e+15"},
      {0.0001, "0.0001"},
      {0.00001, "1.0e-05"},
      {1.234e-7, "1.234e-07"},
      {5e-324, "5.0e-324"},
      {0.1 + 0.2, "0.30000000000000004"},
      {kInfinity, "Infinity"},
      {-kInfinity, "-Infinity"},
      {kNaN, "NaN"},
  };
  for (const auto& [number, text] : cases) CHECK(printed(f(number)) == text);
}

TEST_CASE("true, equal, empty, blank") {
  for (const auto& value : {n(0), s(""), list({}), record({}), kTrue, f(0)})
    CHECK(liquid::is_true(value));
  for (const auto& value : {kNil, kFalse}) CHECK_FALSE(liquid::is_true(value));

  const std::vector<Value> one{s("a"), n(1), s("b"), n(2)};
  const std::vector<Value> two{s("b"), f(2), s("a"), n(1)};
  const std::vector<Value> other{s("b"), n(2), s("c"), n(1)};
  const std::vector<Value> ones{n(1), n(2), n(3)};
  const std::vector<Value> floats{f(1), n(2), f(3)};
  CHECK(liquid::equal(n(1), f(1)));
  CHECK(liquid::equal(kNil, kNil));
  CHECK(liquid::equal(record(one), record(two)));
  CHECK(liquid::equal(list(ones), list(floats)));
  CHECK(liquid::equal(Value::range(1, 3), Value::range(1, 3)));
  CHECK(liquid::equal(Value::decimal(1'500'000), f(1.5)));
  CHECK(liquid::equal(Value::decimal(2'000'000), n(2)));
  CHECK_FALSE(liquid::equal(record(one), record(other)));
  CHECK_FALSE(liquid::equal(Value::range(1, 3), list(ones)));
  CHECK_FALSE(liquid::equal(n(1), s("1")));
  CHECK_FALSE(liquid::equal(n(1), kTrue));
  CHECK_FALSE(liquid::equal(kNil, kFalse));
  CHECK_FALSE(liquid::equal(f(kNaN), f(kNaN)));
  CHECK_FALSE(liquid::equal(n(9'007'199'254'740'993), f(9'007'199'254'740'992.0)));
  CHECK_FALSE(liquid::equal(Value::money(1, currency("EUR")), Value::money(1, currency("USD"))));

  for (const auto& value : {s(""), list({}), record({})}) CHECK(liquid::is_empty(value));
  for (const auto& value : {kNil, kFalse, s(" "), n(0)}) CHECK_FALSE(liquid::is_empty(value));
  for (const auto& value : {kNil, kFalse, s(""), s(" \t\n\v\f\r"), list({}), record({})})
    CHECK(liquid::is_blank(value));
  for (const auto& value : {n(0), s("\u00A0"), s("x"), kTrue}) CHECK_FALSE(liquid::is_blank(value));
}

TEST_CASE("order, and what has none") {
  CHECK(ordered(n(1), Relation::kLess, f(1.5)) == "y");
  CHECK(ordered(n(1), Relation::kGreaterEqual, f(1)) == "y");
  CHECK(ordered(f(1.5), Relation::kLessEqual, n(1)) == "n");
  CHECK(ordered(f(kNaN), Relation::kLessEqual, f(kNaN)) == "n");
  CHECK(ordered(n(INT64_MAX), Relation::kLess, f(9.3e18)) == "y");
  CHECK(ordered(f(-kInfinity), Relation::kLess, n(INT64_MIN)) == "y");
  CHECK(ordered(s("B"), Relation::kLess, s("a")) == "y");
  CHECK(ordered(s("é"), Relation::kGreater, s("z")) == "y");
  for (const auto& value : {kNil, kTrue, list({}), record({}), Value::range(1, 2)}) {
    CHECK(ordered(value, Relation::kLess, n(1)) == "n");
    CHECK(ordered(s("a"), Relation::kGreaterEqual, value) == "n");
  }
  CHECK(ordered(n(1), Relation::kLess, s("2")) == "comparison of Integer with String failed");
  CHECK(ordered(f(1), Relation::kLess, s("2")) == "comparison of Float with String failed");
  CHECK(ordered(s("a"), Relation::kLess, n(2)) == "comparison of String with 2 failed");
  CHECK(ordered(s("a"), Relation::kLess, f(2)) == "comparison of String with 2.0 failed");

  Arena arena;
  std::string failure;
  Context message{arena};
  message.failure = &failure;
  const auto eur = Value::money(1, currency("EUR"));
  CHECK(liquid::order(Relation::kLess, Value::date(1), Value::date(2), message) == true);
  CHECK(liquid::order(Relation::kLess, eur, Value::money(2, currency("EUR")), message) == true);
  CHECK_FALSE(liquid::order(Relation::kLess, eur, Value::money(1, currency("USD")), message));
  CHECK(failure == "mixed currencies: EUR and USD");
}

TEST_CASE("contains") {
  const std::vector<Value> texts{s("1"), s("2")};
  const std::vector<Value> numbers{n(1), n(2)};
  const std::vector<Value> hash{s("k"), n(1), s("b"), s("x")};
  CHECK(contains(s("a1"), n(1)));
  CHECK(contains(s("abc"), s("")));
  CHECK(contains(s("true"), kTrue));
  CHECK(contains(s("x1.0"), f(1)));
  CHECK(contains(s("[1, 2]"), list(numbers)));
  CHECK_FALSE(contains(s("abc"), kNil));
  CHECK_FALSE(contains(kNil, s("a")));
  CHECK_FALSE(contains(list(texts), n(1)));
  CHECK(contains(list(numbers), f(1)));
  CHECK(contains(record(hash), s("k")));
  CHECK_FALSE(contains(record(hash), s("x")));
  CHECK(contains(Value::range(1, 3), f(2.5)));
  CHECK_FALSE(contains(Value::range(1, 3), n(4)));
  CHECK_FALSE(contains(Value::range(1, 3), s("2")));
  CHECK_FALSE(contains(n(12), n(1)));
}

TEST_CASE("lookup") {
  const std::vector<Value> letters{s("b"), s("C"), s("a")};
  const std::vector<Value> hash{s("k"), n(1), s("b"), s("x")};
  const std::vector<Value> sized{s("size"), kNil};
  CHECK(item(list(letters), n(0)) == R"("b")");
  CHECK(item(list(letters), n(-1)) == R"("a")");
  CHECK(item(list(letters), n(3)) == "nil");
  CHECK(item(list(letters), n(INT64_MIN)) == "nil");
  CHECK(item(list(letters), s("0")) == "nil");
  CHECK(item(list(letters), s("first")) == "nil");
  CHECK(item(list(letters), f(0)) == "nil");
  CHECK(item(record(hash), s("k")) == "1");
  CHECK(item(record(hash), s("size")) == "nil");
  CHECK(item(s("abc"), n(0)) == "nil");
  CHECK(item(kNil, n(0)) == "nil");
  CHECK(member(list(letters), "first") == R"("b")");
  CHECK(member(list(letters), "last") == R"("a")");
  CHECK(member(list(letters), "size") == "3");
  CHECK(member(list({}), "first") == "nil");
  CHECK(member(record(hash), "b") == R"("x")");
  CHECK(member(record(hash), "first") == R"(["k", 1])");
  CHECK(member(record(hash), "last") == "nil");
  CHECK(member(record(hash), "size") == "2");
  CHECK(member(record(sized), "size") == "nil");
  CHECK(member(s("日本"), "size") == "2");
  CHECK(member(s("日本"), "first") == R"("日")");
  CHECK(member(s("日本"), "last") == R"("本")");
  CHECK(member(s(""), "last") == R"("")");
  CHECK(member(Value::range(2, 5), "size") == "4");
  CHECK(member(Value::range(2, 5), "last") == "5");
  CHECK(member(Value::range(5, 2), "size") == "0");
  CHECK(member(Value::range(INT64_MIN, INT64_MAX), "size") == "9223372036854775807");
  CHECK(member(n(1), "size") == "8");
  CHECK(member(kNil, "size") == "nil");
}

TEST_CASE("whole numbers as Ruby's Integer() reads them") {
  const std::pair<std::string_view, std::optional<std::int64_t>> cases[] = {
      {"12", 12},
      {" -1_000\n", -1000},
      {"+5", 5},
      {"0x1F", 31},
      {"010", 8},
      {"0b11", 3},
      {"0", 0},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"9223372036854775808", {}},
      {"1.5", {}},
      {"x", {}},
      {"", {}},
      {"1__0", {}},
      {"_1", {}},
      {"1_", {}},
      {"0x", {}},
      {"- 1", {}},
      {"08", {}},
  };
  for (const auto& [text, number] : cases) {
    INFO(text);
    CHECK(liquid::integer_of(s(text)) == number);
  }
  for (const auto& value : {kNil, f(1), kTrue}) CHECK_FALSE(liquid::integer_of(value));
}

}  // namespace
}  // namespace camp::stdlib
