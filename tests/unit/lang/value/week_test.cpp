#include "lang/value/week.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

std::int64_t at(std::int64_t day, std::int64_t hour) { return day * kMsPerDay + hour * kHourMs; }

}  // namespace

TEST_CASE("the days of the week have names, from monday on") {
  CHECK(parse_weekday("monday") == 0);
  CHECK(parse_weekday("sunday") == 6);
  CHECK_FALSE(parse_weekday("Monday"));
  CHECK(weekday_word(4) == "friday");
  CHECK(ms_into_week(*parse_date("2026-03-02"), 5) == 5);  // a Monday
  CHECK(ms_into_week(*parse_date("1969-12-28"), 0) == at(6, 0));
}

TEST_CASE("times of the week: what is left of them") {
  const WeekTimes night{WeekTimes::kAnyDay, WeekTimes::kAnyDay, 21 * kHourMs, 8 * kHourMs};
  CHECK(night.left_ms(at(2, 21)) == 11 * kHourMs);
  CHECK(night.left_ms(at(2, 7)) == kHourMs);
  CHECK(night.left_ms(at(2, 8)) == 0);
  CHECK(night.left_ms(at(2, 20)) == 0);
  const WeekTimes over_sunday{6, WeekTimes::kAnyDay, 21 * kHourMs, 8 * kHourMs};
  CHECK(over_sunday.left_ms(at(6, 22)) == 10 * kHourMs);
  CHECK(over_sunday.left_ms(at(0, 7)) == kHourMs);
  CHECK(over_sunday.left_ms(at(6, 7)) == 0);
  const WeekTimes nearly_all{0, 0, 8 * kHourMs, 7 * kHourMs};
  CHECK(nearly_all.left_ms(at(0, 8)) == kMsPerWeek - kHourMs);
  CHECK(nearly_all.left_ms(at(0, 7)) == 0);
  CHECK(text_of(nearly_all) == "monday 08:00..monday 07:00");
}

TEST_CASE("times fill the week only when no moment is left") {
  WeekTimes days{WeekTimes::kAnyDay, WeekTimes::kAnyDay, 0, 13 * kHourMs};
  WeekTimes nights{WeekTimes::kAnyDay, WeekTimes::kAnyDay, 12 * kHourMs, 0};
  CHECK(fill_the_week({days, nights}));
  CHECK_FALSE(fill_the_week({days}));
  nights.to_ms = kMsPerDay - 1;
  CHECK_FALSE(fill_the_week({days, nights}));
  CHECK_FALSE(fill_the_week({}));
}

}  // namespace camp
