#include "runtime/policy/quiet.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

#include "lang/value/civil.h"
#include "runtime/vm/zone_clock.h"
#include "tests/unit/runtime/policy/utc_clock.h"

namespace camp::testing {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;

QuietDecl quiet(std::int64_t from_ms, std::int64_t to_ms,
                std::uint8_t from_day = WeekTimes::kAnyDay,
                std::uint8_t to_day = WeekTimes::kAnyDay) {
  QuietDecl rule;
  rule.times = {from_day, to_day, from_ms, to_ms};
  return rule;
}

ZoneClock clock_of(const char* zone) {
  const auto* found = calendar::find_zone(zone);
  REQUIRE(found != nullptr);
  return ZoneClock(found);
}

// "" when the message may go now.
std::string until(const PolicyDecl& policy, const WallClock& clock, const char* now) {
  const auto quiet = quiet_time(policy, Channel::kSms, false, clock, instant(now));
  return quiet ? instant_text(quiet->until_ms) : "";
}

// What a rule says, read off the clock minute by minute: it began at a moment of this week or the
// last, and has not ended since.
bool is_quiet(const QuietDecl& rule, const WallClock::Local& local) {
  const auto& times = rule.times;
  const auto week_day = ms_into_week(local.date_days, 0) / kMsPerDay;
  for (std::int64_t days_back = 0; days_back <= 7; ++days_back) {
    const auto begin_day = (week_day - days_back + 7) % 7;
    if (times.from_day != WeekTimes::kAnyDay && times.from_day != begin_day) continue;
    const auto since_ms = days_back * kMsPerDay + local.time_ms;
    std::int64_t end_ms = times.to_ms;
    if (times.to_day != WeekTimes::kAnyDay)
      end_ms += (times.to_day - begin_day + 7) % 7 * kMsPerDay;
    if (end_ms <= times.from_ms)
      end_ms += times.to_day == WeekTimes::kAnyDay ? kMsPerDay : kMsPerWeek;
    if (since_ms >= times.from_ms && since_ms < end_ms) return true;
  }
  return false;
}

PolicyDecl random_policy(std::mt19937& random) {
  PolicyDecl policy;
  const auto draw = [&](std::uint32_t below) { return random() % below; };
  do {
    policy.quiet.clear();
    for (auto count = 1 + draw(3); count > 0; --count) {
      const auto from_day = static_cast<std::uint8_t>(draw(9));
      auto rule = quiet(draw(96) * 15 * kMinuteMs, draw(96) * 15 * kMinuteMs);
      if (from_day < 7) rule.times.from_day = from_day;
      if (from_day < 7 && draw(2) == 0) rule.times.to_day = static_cast<std::uint8_t>(draw(7));
      if (!rule.times.is_empty()) policy.quiet.push_back(rule);
    }
    std::vector<WeekTimes> all;
    for (const auto& rule : policy.quiet) all.push_back(rule.times);
    if (fill_the_week(all)) policy.quiet.clear();
  } while (policy.quiet.empty());
  return policy;
}

}  // namespace

TEST_CASE("a night is half-open, in the contact's zone") {
  const PolicyDecl nights{{quiet(21 * kHourMs, 8 * kHourMs)}};
  const auto helsinki = clock_of("Europe/Helsinki");  // +02:00
  CHECK(until(nights, helsinki, "2026-03-02T18:59:59Z") == "");
  CHECK(until(nights, helsinki, "2026-03-02T19:00:00Z") == "2026-03-03T06:00:00Z");
  CHECK(until(nights, helsinki, "2026-03-03T05:59:59Z") == "2026-03-03T06:00:00Z");
  CHECK(until(nights, helsinki, "2026-03-03T06:00:00Z") == "");
}

TEST_CASE("a weekend is quiet over its nights, and a night is its first day's") {
  const PolicyDecl weekend{{quiet(18 * kHourMs, 8 * kHourMs, 5, 0)}};
  CHECK(until(weekend, UtcClock(), "2026-03-07T17:59:59Z") == "");
  CHECK(until(weekend, UtcClock(), "2026-03-07T18:00:00Z") == "2026-03-09T08:00:00Z");
  CHECK(until(weekend, UtcClock(), "2026-03-09T07:59:59Z") == "2026-03-09T08:00:00Z");
  CHECK(until(weekend, UtcClock(), "2026-03-09T08:00:00Z") == "");
  const PolicyDecl friday{{quiet(21 * kHourMs, 8 * kHourMs, 4)}};
  CHECK(until(friday, UtcClock(), "2026-03-07T07:00:00Z") == "2026-03-07T08:00:00Z");
  CHECK(until(friday, UtcClock(), "2026-03-06T07:00:00Z") == "");
  CHECK(until(friday, UtcClock(), "2026-03-07T22:00:00Z") == "");
}

TEST_CASE("rules that meet are one quiet time; the one that holds now is named") {
  const PolicyDecl both{{quiet(12 * kHourMs, 14 * kHourMs), quiet(14 * kHourMs, 15 * kHourMs)}};
  const auto found =
      quiet_time(both, Channel::kSms, false, UtcClock(), instant("2026-03-02T13:00:00Z"));
  REQUIRE(found);
  CHECK(found->rule == 0);
  CHECK(instant_text(found->until_ms) == "2026-03-02T15:00:00Z");
}

TEST_CASE("a rule is for its channels, and for transactional messages only when it says so") {
  auto rule = quiet(21 * kHourMs, 8 * kHourMs);
  rule.channels = 1u << static_cast<unsigned>(Channel::kVoice);
  const auto night = instant("2026-03-02T22:00:00Z");
  const UtcClock clock;
  CHECK_FALSE(quiet_time({{rule}}, Channel::kSms, false, clock, night));
  CHECK(quiet_time({{rule}}, Channel::kVoice, false, clock, night));
  CHECK_FALSE(quiet_time({{rule}}, Channel::kVoice, true, clock, night));
  rule.for_all = true;
  CHECK(quiet_time({{rule}}, Channel::kVoice, true, clock, night));
}

TEST_CASE("an end that a gap skips is the first instant after it") {
  // Helsinki: 2026-03-29, 03:00 becomes 04:00. New York: 2026-03-08, 02:00 becomes 03:00.
  const PolicyDecl half_past_three{{quiet(21 * kHourMs, 3 * kHourMs + 30 * kMinuteMs)}};
  CHECK(until(half_past_three, clock_of("Europe/Helsinki"), "2026-03-28T22:00:00Z") ==
        "2026-03-29T01:00:00Z");
  const PolicyDecl half_past_two{{quiet(21 * kHourMs, 2 * kHourMs + 30 * kMinuteMs)}};
  CHECK(until(half_past_two, clock_of("America/New_York"), "2026-03-08T05:00:00Z") ==
        "2026-03-08T07:00:00Z");
}

TEST_CASE("a time that comes twice is quiet both times") {
  // Helsinki: 2026-10-25, 04:00 becomes 03:00. New York: 2026-11-01, 02:00 becomes 01:00.
  const PolicyDecl half_past_three{{quiet(21 * kHourMs, 3 * kHourMs + 30 * kMinuteMs)}};
  const auto helsinki = clock_of("Europe/Helsinki");
  CHECK(until(half_past_three, helsinki, "2026-10-25T00:15:00Z") == "2026-10-25T00:30:00Z");
  CHECK(until(half_past_three, helsinki, "2026-10-25T00:45:00Z") == "");
  CHECK(until(half_past_three, helsinki, "2026-10-25T01:15:00Z") == "2026-10-25T01:30:00Z");
  const PolicyDecl half_past_one{{quiet(21 * kHourMs, 1 * kHourMs + 30 * kMinuteMs)}};
  const auto new_york = clock_of("America/New_York");
  CHECK(until(half_past_one, new_york, "2026-11-01T05:15:00Z") == "2026-11-01T05:30:00Z");
  CHECK(until(half_past_one, new_york, "2026-11-01T06:15:00Z") == "2026-11-01T06:30:00Z");
}

TEST_CASE("quiet times are those of the clock, minute by minute, over every change of it") {
  std::mt19937 random(20'260'329);
  struct Place {
    const char* zone;
    const char* around;
  };
  const Place places[] = {{"Europe/Helsinki", "2026-03-29T00:00:00Z"},
                          {"Europe/Helsinki", "2026-10-25T00:00:00Z"},
                          {"America/New_York", "2026-03-08T07:00:00Z"},
                          {"America/New_York", "2026-11-01T06:00:00Z"},
                          {"Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
                          {"Africa/Casablanca", "2026-02-15T02:00:00Z"},
                          {"Pacific/Apia", "2011-12-30T10:00:00Z"},
                          {"Asia/Kathmandu", "2026-05-05T05:00:00Z"}};
  for (const auto& place : places) {
    const auto clock = clock_of(place.zone);
    for (int round = 0; round < 6; ++round) {
      const auto policy = random_policy(random);
      const auto from_ms = instant(place.around) - 2 * kMsPerDay;
      const auto to_ms = instant(place.around) + 2 * kMsPerDay;
      const auto quiet_at = [&](std::int64_t at_ms) {
        const auto local = clock.local(at_ms);
        return std::any_of(policy.quiet.begin(), policy.quiet.end(),
                           [&](const QuietDecl& rule) { return is_quiet(rule, local); });
      };
      std::int64_t wrong_ms = 0, open_ms = 0;  // where the last walk ended
      for (auto at_ms = from_ms; at_ms < to_ms && wrong_ms == 0; at_ms += kMinuteMs) {
        auto end_ms = std::max(at_ms, open_ms);
        while (quiet_at(end_ms)) end_ms += kMinuteMs;
        open_ms = quiet_at(at_ms) ? end_ms : 0;
        const auto found = quiet_time(policy, Channel::kSms, false, clock, at_ms);
        if (found ? found->until_ms != open_ms : open_ms != 0) wrong_ms = at_ms;
      }
      INFO(place.zone << ' ' << text_of(policy.quiet.front()) << ", rules: " << policy.quiet.size()
                      << ", at " << instant_text(wrong_ms));
      CHECK(wrong_ms == 0);
    }
  }
}

}  // namespace camp::testing
