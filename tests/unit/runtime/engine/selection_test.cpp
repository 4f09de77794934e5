#include "runtime/engine/selection.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

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

namespace {

struct Offered {
  std::string id;
  Value rank, one_per;
};

std::vector<std::string> ids_in(const SelectionRule& rule, const std::vector<Offered>& all,
                                std::size_t shards, std::uint64_t* doubles = nullptr) {
  std::vector<Selection> selections(shards, Selection(rule));
  for (std::size_t i = 0; i < all.size(); ++i)
    REQUIRE(
        selections[i % shards].offer(keys::contact(all[i].id), all[i].rank, all[i].one_per).ok());
  for (std::size_t i = 1; i < shards; ++i)
    REQUIRE(selections[0].merge(std::move(selections[i])).ok());
  std::vector<std::string> ids;
  for (const auto& key : selections[0].take_keys()) ids.emplace_back(keys::id_of_contact_key(key));
  if (doubles) *doubles = selections[0].doubles();
  CHECK(ids.size() + selections[0].doubles() + selections[0].above_limit() == all.size());
  std::sort(ids.begin(), ids.end());
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "one per: the lowest id, or the highest by the limit's order; absent are each their own") {
  const auto mail = [](const char* text) { return Value::string(text); };
  const std::vector<Offered> all{{"d", Value::integer(9), mail("ANN@x.example")},
                                 {"b", Value::integer(1), mail("ann@x.example")},
                                 {"c", Value::absent(), mail("ann@x.example")},
                                 {"a", Value::integer(3), Value::absent()},
                                 {"e", Value::integer(4), Value::absent()}};
  for (const std::size_t shards : {1, 2, 3}) {
    std::uint64_t doubles = 0;
    CHECK(ids_in({.one_per = true}, all, shards, &doubles) == Ids{"a", "b", "e"});
    CHECK(doubles == 2);
    const SelectionRule by{.one_per = true, .limit = 2, .by = true};
    CHECK(ids_in(by, all, shards) == Ids{"d", "e"});
  }
}

TEST_CASE("a limit's ties go by id, whatever the order and the number of shards") {
  std::vector<Offered> all;
  for (const char* id : {"f", "b", "aa", "d", "c"}) all.push_back({id, Value::integer(1), {}});
  for (int turn = 0; turn < 5; ++turn, std::rotate(all.begin(), all.begin() + 1, all.end()))
    for (const std::size_t shards : {1, 4})
      CHECK(ids_in({.limit = 3, .by = true}, all, shards) == Ids{"aa", "b", "c"});
}

TEST_CASE("a limit without an order is a sample: again the same, of another run another") {
  std::vector<Offered> all;
  for (int i = 0; i < 2'000; ++i) all.push_back({"c" + std::to_string(i), {}, {}});
  const auto drawn = [&](std::string_view run, std::size_t shards) {
    return ids_in({.limit = 500, .run = xxh3_128(run)}, all, shards);
  };
  const auto first = drawn("may", 1), second = drawn("june", 1);
  CHECK(first.size() == 500);
  CHECK(drawn("may", 3) == first);
  Ids both;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                        std::back_inserter(both));
  // A quarter of a quarter of all: 125, five standard deviations (8.4 each) around it.
  CHECK(both.size() > 83);
  CHECK(both.size() < 167);
}

TEST_CASE("one per, then the limit, as a slow selection says") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Offered> all;
    for (int i = 0; i < 40; ++i) {
      const auto rank = random() % 6, value = random() % 9;
      all.push_back({"c" + std::to_string(i),
                     rank == 0 ? Value::absent() : Value::integer(static_cast<int>(rank)),
                     value == 0 ? Value::absent() : Value::integer(static_cast<int>(value))});
    }
    auto sorted = all;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Offered& a, const Offered& b) {
      const auto order = [](const Offered& it) { return it.rank.is_absent() ? 0 : it.rank.num; };
      return order(a) != order(b) ? order(a) > order(b) : a.id < b.id;
    });
    std::map<std::int64_t, bool> taken;
    Ids expected;
    for (const auto& it : sorted) {
      if (!it.one_per.is_absent() && std::exchange(taken[it.one_per.num], true)) continue;
      if (expected.size() < 12) expected.push_back(it.id);
    }
    std::sort(expected.begin(), expected.end());
    CHECK(ids_in({.one_per = true, .limit = 12, .by = true}, all, 1 + random() % 4) == expected);
  }
}
