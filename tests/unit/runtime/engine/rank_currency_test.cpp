#include <catch2/catch.hpp>

#include "runtime/engine/runs.h"
#include "runtime/state/keys.h"

using namespace camp;

TEST_CASE("an audience is ranked by money of one currency only") {
  const auto eur = Value::money(90'000, currency("EUR")),
             jpy = Value::money(100'000, currency("JPY"));
  RankCurrency all;
  CHECK(all.take(Value::absent(), keys::contact("nobody")).ok());
  CHECK(all.take(eur, keys::contact("ann")).ok());
  CHECK(all.take(eur, keys::contact("bo")).ok());
  auto refused = all.take(jpy, keys::contact("cy"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kRefused);
  CHECK(refused.error().message.find("EUR of contact 'ann' and JPY of contact 'cy'") !=
        std::string::npos);
  RankCurrency numbers;
  CHECK(numbers.take(Value::integer(1), keys::contact("ann")).ok());
  CHECK(numbers.first().is_absent());
}
