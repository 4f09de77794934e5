#include "runtime/policy/caps.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "runtime/vm/zone_clock.h"
#include "tests/unit/runtime/policy/utc_clock.h"

namespace camp::testing {
namespace {

CapDecl cap(std::uint32_t limit, CapPeriod period, Duration window = {}) {
  CapDecl rule;
  rule.limit = limit;
  rule.period = period;
  rule.window = window;
  return rule;
}

std::string free_again(const CapDecl& rule, const char* taken, const WallClock& clock) {
  return instant_text(free_again_ms(rule, clock, instant(taken)));
}

PolicyDecl policy_of(CapDecl rule) {
  PolicyDecl policy;
  policy.caps = {rule};
  return policy;
}

}  // namespace

TEST_CASE("a place is free again when its time is over") {
  const UtcClock clock;
  const auto free = [&](const CapDecl& rule) {
    return free_again(rule, "2026-12-31T23:30:00Z", clock);
  };
  CHECK(free(cap(1, CapPeriod::kRolling, {0, 7, 0})) == "2027-01-07T23:30:00Z");
  CHECK(free(cap(1, CapPeriod::kRolling, {1, 0, 0})) == "2027-01-31T23:30:00Z");
  CHECK(free(cap(1, CapPeriod::kDay)) == "2027-01-01T00:00:00Z");
  CHECK(free(cap(1, CapPeriod::kWeek)) == "2027-01-04T00:00:00Z");  // a Monday
  CHECK(free(cap(1, CapPeriod::kMonth)) == "2027-01-01T00:00:00Z");
  CHECK(free_again(cap(1, CapPeriod::kWeek), "2027-01-04T00:00:00Z", clock) ==
        "2027-01-11T00:00:00Z");
}

TEST_CASE("days and windows are the contact's, over changes of clocks") {
  const ZoneClock helsinki(calendar::find_zone("Europe/Helsinki"));
  CHECK(free_again(cap(1, CapPeriod::kDay), "2026-03-28T22:30:00Z", helsinki) ==
        "2026-03-29T21:00:00Z");  // Sunday the 29th has 23 hours
  CHECK(free_again(cap(1, CapPeriod::kRolling, {0, 1, 0}), "2026-03-28T10:00:00Z", helsinki) ==
        "2026-03-29T09:00:00Z");
  CHECK(free_again(cap(1, CapPeriod::kRolling, {0, 0, 86'400'000}), "2026-03-28T10:00:00Z",
                   helsinki) == "2026-03-29T10:00:00Z");
}

TEST_CASE("a cap looks at channel, category and tag") {
  auto rule = cap(1, CapPeriod::kDay);
  rule.channels = 1u << static_cast<unsigned>(Channel::kSms);
  rule.tag = 7;
  const auto policy = policy_of(rule);
  const std::vector<std::uint32_t> tag{70};
  const Caps caps(policy, tag);
  const std::uint32_t tags[] = {3, 70};
  CHECK(caps.count({Channel::kSms, false, tags}));
  CHECK_FALSE(caps.count({Channel::kSms, false, std::span(tags).first(1)}));
  CHECK_FALSE(caps.count({Channel::kEmail, false, tags}));
  CHECK_FALSE(caps.count({Channel::kSms, true, tags}));
}

TEST_CASE("with more places taken than a cap has, room comes when enough are free") {
  const auto policy = policy_of(cap(2, CapPeriod::kRolling, {0, 0, 100}));
  const std::vector<std::uint32_t> none{0};
  const Caps caps(policy, none);
  const CapFacts sms{Channel::kSms, false, {}};
  const std::vector<TakenPlace> taken{{30, sms}, {10, sms}, {20, sms}};
  const auto full = caps.full(sms, taken, UtcClock(), 50);
  REQUIRE(full);
  CHECK(full->room_ms == 120);
  CHECK_FALSE(caps.full(sms, taken, UtcClock(), 120));
}

TEST_CASE("no window ever has more than the cap, whatever came before") {
  std::mt19937 random(3);
  const auto rule = cap(3, CapPeriod::kRolling, {0, 0, 1000});
  const auto policy = policy_of(rule);
  const std::vector<std::uint32_t> none{0};
  const Caps caps(policy, none);
  const UtcClock clock;
  const CapFacts sms{Channel::kSms, false, {}};
  std::vector<TakenPlace> taken;
  for (std::int64_t now_ms = 0; now_ms < 100'000; now_ms += random() % 200) {
    std::erase_if(taken,
                  [&](const TakenPlace& it) { return caps.counted_until_ms(it, clock) <= now_ms; });
    const auto within = std::count_if(
        taken.begin(), taken.end(), [&](const TakenPlace& it) { return it.at_ms > now_ms - 1000; });
    const bool full = caps.full(sms, taken, clock, now_ms).has_value();
    REQUIRE(full == (within >= 3));
    if (!full) taken.push_back({now_ms, sms});
  }
}

}  // namespace camp::testing
