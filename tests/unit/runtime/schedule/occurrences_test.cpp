// Instants of schedules: against a walk over every quarter of an hour of a year, in zones whose
// clocks change in every way.
#include "runtime/schedule/occurrences.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "lang/value/civil.h"

namespace camp {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kQuarter = kHour / 4;

std::int64_t day(std::string_view text) { return parse_date(text).value(); }
std::int64_t instant(std::string_view text) { return parse_instant(text).value(); }

Schedule daily(std::vector<std::int64_t> times) {
  Schedule schedule;
  schedule.form = ScheduleForm::kDays;
  schedule.times_ms = std::move(times);
  return schedule;
}

std::vector<std::string> dues(const Schedule& schedule, const char* zone, std::string_view from,
                              std::size_t count) {
  std::vector<std::string> texts;
  Occurrences walk(schedule, calendar::find_zone(zone), {day(from), -1});
  for (std::size_t i = 0; i < count; ++i) {
    const auto next = walk.next();
    texts.push_back(nominal_text(next->nominal) + " " + instant_text(next->first_ms));
  }
  return texts;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a time that a gap skips is due behind it, one that comes twice at the first") {
  CHECK(dues(daily({3 * kHour + 2 * kQuarter}), "Europe/Helsinki", "2026-03-28", 3) ==
        Texts{"2026-03-28T03:30 2026-03-28T01:30:00Z", "2026-03-29T03:30 2026-03-29T01:00:00Z",
              "2026-03-30T03:30 2026-03-30T00:30:00Z"});
  CHECK(dues(daily({3 * kHour + 2 * kQuarter}), "Europe/Helsinki", "2026-10-24", 3) ==
        Texts{"2026-10-24T03:30 2026-10-24T00:30:00Z", "2026-10-25T03:30 2026-10-25T00:30:00Z",
              "2026-10-26T03:30 2026-10-26T01:30:00Z"});
}

TEST_CASE("two times in one gap are two occurrences, due at once") {
  CHECK(dues(daily({3 * kHour, 3 * kHour + kQuarter}), "Europe/Helsinki", "2026-03-29", 2) ==
        Texts{"2026-03-29T03:00 2026-03-29T01:00:00Z", "2026-03-29T03:15 2026-03-29T01:00:00Z"});
}

TEST_CASE("a date that a zone skips is due at the next instant that exists") {
  CHECK(dues(daily({9 * kHour}), "Pacific/Apia", "2011-12-29", 3) ==
        Texts{"2011-12-29T09:00 2011-12-29T19:00:00Z", "2011-12-30T09:00 2011-12-30T10:00:00Z",
              "2011-12-31T09:00 2011-12-30T19:00:00Z"});
}

TEST_CASE("contact time is due from the first zone of the world to the last") {
  auto schedule = daily({9 * kHour});
  schedule.contact_time = true;
  const auto at = occurrence_at(schedule, calendar::utc(), {day("2026-03-02"), 9 * kHour});
  CHECK(instant_text(at.first_ms) == "2026-03-01T19:00:00Z");
  CHECK(instant_text(at.last_ms) == "2026-03-02T21:00:00Z");
}

// What the clocks of a zone show, quarter by quarter: a nominal time is due when it is first shown,
// or, if it never is, when the first later one is.
TEST_CASE("every nominal time of a year is due exactly once, when clocks first show it or more") {
  for (const char* name : {"Europe/Helsinki", "America/New_York", "Australia/Lord_Howe",
                           "Asia/Kathmandu", "America/Sao_Paulo", "Africa/Casablanca", "UTC"}) {
    INFO(name);
    const auto* zone = calendar::find_zone(name);
    const auto begin = instant("2017-12-31T00:00:00Z");
    std::map<Nominal, std::int64_t> shown;
    for (auto at = begin; at < begin + 370 * kMsPerDay; at += kQuarter) {
      const auto local = calendar::local_time(zone, at);
      shown.try_emplace({local.date_days, local.time_ms}, at);
    }
    const auto schedule = daily({0, 2 * kHour, 2 * kHour + kQuarter, 3 * kHour, 9 * kHour});
    Occurrences walk(schedule, zone, {day("2018-01-02"), -1});
    Nominal last{};
    for (int i = 0; i < 5 * 360; ++i) {
      const auto next = walk.next();
      REQUIRE(next);
      REQUIRE(next->nominal > last);
      last = next->nominal;
      // Clocks that skip this time show the next one behind the gap.
      const auto due = shown.lower_bound(next->nominal);
      INFO(nominal_text(next->nominal));
      REQUIRE(instant_text(next->first_ms) == instant_text(due->second));
    }
  }
}

TEST_CASE("what is due from an instant on is behind `before`, nothing earlier is") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 500; ++round) {
    auto schedule = daily({0, 2 * kHour + kQuarter, 9 * kHour});
    schedule.contact_time = round % 5 == 0;
    const auto* zone = calendar::find_zone(round % 2 == 0 ? "Europe/Helsinki" : "Pacific/Apia");
    const auto since =
        instant("2011-12-25T00:00:00Z") +
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(40 * kMsPerDay));
    const auto last = before(schedule, zone, since);
    CHECK(occurrence_at(schedule, zone, last).first_ms < since);
    CHECK(Occurrences(schedule, zone, last).next()->first_ms >= since);
    if (round % 2 == 1) continue;
    // At the very instant it is due.
    const auto due = Occurrences(schedule, zone, last).next()->first_ms;
    CHECK(Occurrences(schedule, zone, before(schedule, zone, due)).next()->first_ms == due);
    CHECK(Occurrences(schedule, zone, before(schedule, zone, due + 1)).next()->first_ms > due);
  }
}

}  // namespace camp
