// What people do, drawn: how often, when, and what hangs on what.
#include "runtime/sim/rates.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

namespace {

using namespace camp;
using namespace camp::sim;

constexpr std::uint64_t kMessages = 20'000;

std::map<std::string, int> counts_of(const Rates& rates) {
  std::map<std::string, int> counts;
  for (std::uint64_t i = 0; i < kMessages; ++i)
    for (const auto& one : receipts_of(rates, xxh3_128(std::to_string(i))))
      ++counts[rates.receipts[one.receipt].event];
  return counts;
}

}  // namespace

TEST_CASE("a spread goes through its places, evenly between them") {
  constexpr Spread kSpread{{0, 10, 30, 50, 70, 90, 100}};
  CHECK(kSpread.value(0) == 0);
  CHECK(kSpread.value(50'000) == 10);
  CHECK(kSpread.value(150'000) == 20);
  CHECK(kSpread.value(500'000) == 50);
  CHECK(kSpread.value(999'999) == 99);
}

TEST_CASE("as often as the rates say, and the same of the same seed") {
  Rates rates;
  rates.receipts = {{"message.opened", 350'000}, {"message.clicked", 40'000}};
  const auto counts = counts_of(rates);
  CHECK(counts.at("message.opened") > 6'700);
  CHECK(counts.at("message.opened") < 7'300);
  CHECK(counts.at("message.clicked") > 700);
  CHECK(counts.at("message.clicked") < 900);
  CHECK(counts_of(rates) == counts);
  rates.seed = 2;
  CHECK(counts_of(rates) != counts);
}

TEST_CASE("who clicks has opened before; a rate of its own changes no other") {
  Rates rates, alone;
  rates.receipts = {{"message.clicked", 100'000}, {"message.opened", 300'000}};
  alone.receipts = {{"message.opened", 300'000}};
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    const auto id = xxh3_128(std::to_string(i));
    const auto all = receipts_of(rates, id);
    const auto opens = receipts_of(alone, id);
    const auto opened =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.receipt == 1; });
    REQUIRE((opened != all.end()) == !opens.empty());
    if (all.size() < 2) continue;
    CHECK(all[0].receipt == 1);
    CHECK(all[0].after_ms == opens[0].after_ms);
    CHECK(all[1].after_ms > all[0].after_ms);
  }
}

TEST_CASE("of what comes back nobody reads anything") {
  Rates rates;
  rates.receipts = {{"message.opened", kWholePpm}, {"message.bounced", 200'000}};
  const auto counts = counts_of(rates);
  CHECK(counts.at("message.opened") + counts.at("message.bounced") == int{kMessages});
}

TEST_CASE("who does something does it on that day, when people are awake, at a full minute") {
  Rates rates;
  rates.own = {{"checkout", 200'000, {{}, {}}}};
  constexpr std::int64_t kDate = 20'514, kDayMs = 86'400'000;
  std::array<int, 2> forms{};
  int night = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto drawn = event_on(rates, 0, std::to_string(i), kDate, calendar::utc());
    if (!drawn) continue;
    ++forms[drawn->form];
    CHECK(drawn->at_ms / kDayMs == kDate);
    CHECK(drawn->at_ms % kDrawnGrainMs == 0);
    if (drawn->at_ms % kDayMs < kDayMs / 4) ++night;
  }
  CHECK(forms[0] + forms[1] > 1'850);
  CHECK(forms[0] + forms[1] < 2'150);
  CHECK(forms[0] > 850);
  CHECK(forms[1] > 850);
  CHECK(night < 150);
}
