// In messages: lists of records, by one of their fields.
#include <catch2/catch.hpp>

#include "lang/catalog/functions.h"
#include "stdlib/functions/functions.h"

namespace camp::stdlib {
namespace {

Value s(std::string_view text) { return Value::string(text); }
Value eur(std::int64_t cents) { return Value::money(cents, currency("EUR")); }

struct Bench {
  Arena arena;
  Context context{arena};

  Value call_row(std::string_view name, std::vector<Value> arguments) {
    return call(find_function(name, FunctionUse::kFilter)->number, arguments, context);
  }
};

// The result as text; "-" for absent.
std::string run(std::string_view name, std::vector<Value> arguments) {
  Bench bench;
  const auto result = bench.call_row(name, std::move(arguments));
  std::string out;
  append_text(out, result);
  return result.is_absent() ? "-" : out;
}

TEST_CASE("lists of records, by a field") {
  Value one[] = {s("sku"), s("x"), s("price"), eur(300), s("gift"), Value::boolean(true)};
  Value two[] = {s("sku"), s("y"), s("price"), eur(100)};
  Value three[] = {s("sku"), s("x"), s("price"), eur(200), s("gift"), Value::boolean(false)};
  Value records[] = {Value::record(one, 3), Value::record(two, 2), Value::record(three, 3)};
  const auto list = Value::list(records, 3);
  Bench bench;
  const auto prices = [&](std::string_view name, std::vector<Value> arguments) {
    arguments.insert(arguments.begin(), list);
    const auto found = bench.call_row(name, std::move(arguments));
    return run("join", {bench.call_row("map", {found, s("price")}), s(",")});
  };
  CHECK(prices("sort", {s("price")}) == "1.00 EUR,2.00 EUR,3.00 EUR");
  CHECK(prices("sort_natural", {s("sku")}) == "3.00 EUR,2.00 EUR,1.00 EUR");
  CHECK(prices("uniq", {s("sku")}) == "3.00 EUR,1.00 EUR");
  CHECK(prices("where", {s("sku"), s("x")}) == "3.00 EUR,2.00 EUR");
  CHECK(prices("where", {s("gift")}) == "3.00 EUR");
  CHECK(prices("reject", {s("gift")}) == "1.00 EUR,2.00 EUR");
  CHECK(prices("compact", {s("gift")}) == "3.00 EUR,2.00 EUR");
  CHECK(prices("concat", {Value::list(records, 1)}) == "3.00 EUR,1.00 EUR,2.00 EUR,3.00 EUR");
  CHECK(run("sum", {list, s("price")}) == "6.00 EUR");
  CHECK(run("sum", {Value::list(nullptr, 0), s("price")}) == "0");
  CHECK(run("has", {list, s("sku"), s("y")}) == "true");
  CHECK(run("has", {list, s("sku"), s("z")}) == "false");
  CHECK(bench.call_row("find", {list, s("sku"), s("y")}).items == two);
  CHECK(run("find", {list, s("sku"), s("z")}) == "-");
  CHECK(run("find_index", {list, s("sku"), s("y")}) == "1");
  CHECK(run("find_index", {list, s("sku"), s("z")}) == "-");
  std::string failure;
  bench.context.failure = &failure;
  Value mixed[] = {eur(1), Value::money(5, currency("JPY"))};
  CHECK(bench.call_row("sum", {Value::list(mixed, 2)}).is_absent());
  CHECK(failure == "mixed currencies: EUR and JPY");
}

}  // namespace
}  // namespace camp::stdlib
