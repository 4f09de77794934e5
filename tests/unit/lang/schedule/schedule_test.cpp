// Days and times of schedules: every form against a walk over all days by another arithmetic, RRULE
// against the examples of RFC 5545, and what is no schedule.
#include "lang/schedule/schedule.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "lang/base/limits.h"
#include "lang/schedule/rule.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

using std::chrono::sys_days, std::chrono::year_month_day, std::chrono::weekday;

std::int64_t day(std::string_view text) { return parse_date(text).value(); }
constexpr std::int64_t kHour = 3'600'000;

Schedule daily() {
  Schedule schedule;
  schedule.form = ScheduleForm::kDays;
  schedule.times_ms = {9 * kHour};
  return schedule;
}
Schedule ruled(std::string rule, std::string_view from) {
  auto schedule = daily();
  schedule.form = ScheduleForm::kRule;
  schedule.rule = std::move(rule);
  schedule.from_days = day(from);
  return schedule;
}

std::vector<std::string> first(const Schedule& schedule, std::size_t count,
                               std::string_view after = "2000-01-01") {
  std::vector<std::string> texts;
  ScheduleWalk walk(schedule, {day(after), 0});
  while (texts.size() < count) {
    const auto next = walk.next();
    if (!next) break;
    texts.push_back(nominal_text(*next));
  }
  return texts;
}
std::vector<std::string> days(const Schedule& schedule, std::size_t count) {
  auto texts = first(schedule, count);
  for (auto& text : texts) text.resize(10);
  return texts;
}
using Texts = std::vector<std::string>;

// By the calendar of the standard library, not by counting.
bool naive(const Schedule& schedule, std::int64_t number) {
  const sys_days at{std::chrono::days{number}};
  const year_month_day date{at};
  const auto iso = weekday{at}.iso_encoding() - 1;
  const bool named = (schedule.weekdays >> iso & 1) != 0;
  if (schedule.from_days && number < *schedule.from_days) return false;
  if (schedule.until_days && number > *schedule.until_days) return false;
  for (auto except : schedule.except_days)
    if (except == number) return false;
  switch (schedule.form) {
    case ScheduleForm::kWeekdays: {
      if (!named) return false;
      if (schedule.every_weeks == 1) return true;
      const sys_days from{std::chrono::days{*schedule.from_days}};
      const auto monday = [](sys_days some) {
        return some - (weekday{some} - std::chrono::Monday);
      };
      const auto weeks = (monday(at) - monday(from)).count() / 7;
      return weeks % schedule.every_weeks == 0;
    }
    case ScheduleForm::kMonthDays:
      return (schedule.month_days >> static_cast<unsigned>(date.day()) & 1) != 0;
    case ScheduleForm::kMonthWeekday: {
      if (!named) return false;
      const auto month = date.year() / date.month();
      return schedule.week == kLastWeek ? at == sys_days{month / weekday{at}[std::chrono::last]}
                                        : at == sys_days{month / weekday{at}[schedule.week]};
    }
    default:
      return true;
  }
}

Schedule random_schedule(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return random() % n; };
  auto schedule = daily();
  schedule.form = static_cast<ScheduleForm>(1 + below(4));
  schedule.weekdays = static_cast<std::uint8_t>(1 + below(127));
  schedule.every_weeks = static_cast<std::uint32_t>(1 + below(5));
  schedule.month_days = static_cast<std::uint32_t>(random()) & 0xFFFF'FFFE;
  schedule.week = static_cast<std::uint8_t>(1 + below(5));
  const auto base = day("2023-12-01") + static_cast<std::int64_t>(below(60));
  if (below(2) == 0 || schedule.every_weeks > 1) schedule.from_days = base;
  if (below(2) == 0) schedule.until_days = base + static_cast<std::int64_t>(below(2000));
  for (std::int64_t except = base; below(3) != 0;)
    schedule.except_days.push_back(except += static_cast<std::int64_t>(below(30)));
  if (below(2) == 0) schedule.times_ms = {0, 9 * kHour + 30'000, kMsPerDay - 1};
  return schedule;
}

}  // namespace

TEST_CASE("every form occurs on the days that another calendar says") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const auto schedule = random_schedule(random);
    INFO(schedule_text(schedule));
    if (schedule.month_days == 0) continue;
    REQUIRE(check_schedule(schedule).ok());
    const Nominal after{day("2023-12-20") + round, static_cast<std::int64_t>(random() % kMsPerDay)};
    ScheduleWalk walk(schedule, after);
    for (auto at = after.date_days; at < after.date_days + 800; ++at) {
      if (!naive(schedule, at)) continue;
      for (auto time : schedule.times_ms) {
        if (Nominal{at, time} <= after) continue;
        const auto next = walk.next();
        REQUIRE(next);
        REQUIRE(nominal_text(*next) == nominal_text({at, time}));
      }
    }
    const auto next = walk.next();
    if (next) REQUIRE(next->date_days >= after.date_days + 800);
  }
}

TEST_CASE("an instant occurs once, and not behind itself") {
  Schedule once = daily();
  once.form = ScheduleForm::kOnce;
  once.from_days = once.until_days = day("2026-03-02");
  CHECK(first(once, 3) == Texts{"2026-03-02T09:00"});
  CHECK(first(once, 3, "2026-03-03").empty());
  CHECK(schedule_text(once) == "2026-03-02 09:00");
}

TEST_CASE("a month without the day is passed over; the last of a weekday is in every month") {
  auto schedule = daily();
  schedule.form = ScheduleForm::kMonthDays;
  schedule.month_days = 1u << 31;
  CHECK(first(schedule, 3, "2026-02-01") ==
        Texts{"2026-03-31T09:00", "2026-05-31T09:00", "2026-07-31T09:00"});
  schedule.form = ScheduleForm::kMonthWeekday;
  schedule.week = kLastWeek;
  schedule.weekdays = 1 << 4;
  CHECK(first(schedule, 2, "2026-02-01") == Texts{"2026-02-27T09:00", "2026-03-27T09:00"});
}

// RFC 5545, 3.8.5.3, "Recurrence Rule": its examples that name days.
TEST_CASE("rules occur as RFC 5545 shows") {
  CHECK(days(ruled("FREQ=DAILY;COUNT=10", "2009-09-02"), 20).back() == "2009-09-11");
  CHECK(days(ruled("FREQ=DAILY;UNTIL=20091224T000000Z", "2009-12-22"), 9) ==
        Texts{"2009-12-22", "2009-12-23", "2009-12-24"});
  CHECK(days(ruled("FREQ=DAILY;INTERVAL=10;COUNT=5", "2009-09-02"), 9) ==
        Texts{"2009-09-02", "2009-09-12", "2009-09-22", "2009-10-02", "2009-10-12"});
  CHECK(days(ruled("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=4", "2009-09-01"), 9) ==
        Texts{"2009-09-01", "2009-09-03", "2009-09-15", "2009-09-17"});
  CHECK(days(ruled("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "2009-08-04"), 9) ==
        Texts{"2009-08-04", "2009-08-09", "2009-08-18", "2009-08-23"});
  CHECK(days(ruled("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "2009-08-04"), 9) ==
        Texts{"2009-08-04", "2009-08-16", "2009-08-18", "2009-08-30"});
  CHECK(days(ruled("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "2009-09-04"), 9) ==
        Texts{"2009-09-04", "2009-10-02", "2009-11-06"});
  CHECK(days(ruled("FREQ=MONTHLY;BYMONTHDAY=-3", "2009-09-28"), 3) ==
        Texts{"2009-09-28", "2009-10-29", "2009-11-28"});
  CHECK(days(ruled("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2009-09-02"), 3) ==
        Texts{"2009-11-13", "2010-08-13", "2011-05-13"});
  CHECK(days(ruled("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                   "2008-11-04"),
             3) == Texts{"2008-11-04", "2012-11-06", "2016-11-08"});
  CHECK(days(ruled("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "2009-09-04"), 9) ==
        Texts{"2009-10-07", "2009-11-05", "2009-12-03"});
  CHECK(days(ruled("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "2009-09-29"), 3) ==
        Texts{"2009-09-29", "2009-10-29", "2009-11-27"});
  CHECK(days(ruled("FREQ=YEARLY;BYDAY=20MO", "2009-05-18"), 3) ==
        Texts{"2009-05-18", "2010-05-17", "2011-05-16"});
  CHECK(days(ruled("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2009-05-11"), 3) ==
        Texts{"2009-05-11", "2010-05-17", "2011-05-16"});
  CHECK(days(ruled("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15"), 9) ==
        Texts{"2007-01-15", "2007-01-30", "2007-02-15", "2007-03-15", "2007-03-30"});
}

TEST_CASE("a rule's exceptions take no occurrence of its count, its walk may begin anywhere") {
  auto schedule = ruled("FREQ=DAILY;COUNT=3", "2026-03-02");
  schedule.except_days = {day("2026-03-03")};
  CHECK(days(schedule, 9) == Texts{"2026-03-02", "2026-03-04"});
  CHECK(first(schedule, 9, "2026-03-03") == Texts{"2026-03-04T09:00"});
  CHECK(falls_on(schedule, day("2026-03-03")));
  CHECK_FALSE(falls_on(schedule, day("2026-03-05")));
}

TEST_CASE("what is no rule of a schedule is told, whatever it is") {
  for (const char* rule :
       {"", ";", "FREQ", "FREQ=", "FREQ=DAILY;", "FREQ=DAILY;;INTERVAL=2", "freq=daily",
        "FREQ=HOURLY", "FREQ=DAILY;BYMINUTE=1", "RSCALE=CHINESE;FREQ=YEARLY", "FREQ=DAILY;X-A=1",
        "FREQ=DAILY;COUNT=1;UNTIL=20260101", "FREQ=DAILY;COUNT=-1", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;INTERVAL=99999", "FREQ=MONTHLY;BYMONTHDAY=99",
        "INTERVAL=2", "FREQ=DAILY\n"}) {
    INFO(rule);
    CHECK_FALSE(check_rule(rule).ok());
  }
  std::string rule = "FREQ=YEARLY;BYYEARDAY=11";
  while (rule.size() + 3 <= limits::kRuleBytes) rule += ",11";
  rule.insert(rule.find("11"), limits::kRuleBytes - rule.size(), '0');
  CHECK(check_rule(rule).ok());
  CHECK_FALSE(check_rule(rule + "1").ok());
}

TEST_CASE("a rule that never occurs ends all the same") {
  for (const char* rule :
       {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6"}) {
    INFO(rule);
    REQUIRE(check_rule(rule).ok());
    CHECK(first(ruled(rule, "2026-01-01"), 1).empty());
  }
}

TEST_CASE("what no schedule is, is refused, at the edge of every limit") {
  const auto good = [](auto change) {
    auto schedule = daily();
    change(schedule);
    return check_schedule(schedule).ok();
  };
  const auto times = [&](std::size_t count) {
    return good([&](Schedule& s) {
      s.times_ms.clear();
      for (std::size_t i = 0; i < count; ++i) s.times_ms.push_back(static_cast<std::int64_t>(i));
    });
  };
  CHECK(times(1));
  CHECK(times(limits::kScheduleTimes));
  CHECK_FALSE(times(limits::kScheduleTimes + 1));
  CHECK_FALSE(times(0));
  const auto exceptions = [&](std::size_t count) {
    return good([&](Schedule& s) {
      for (std::size_t i = 0; i < count; ++i)
        s.except_days.push_back(kScheduleFirstDay + static_cast<std::int64_t>(i));
    });
  };
  CHECK(exceptions(limits::kScheduleExceptions));
  CHECK_FALSE(exceptions(limits::kScheduleExceptions + 1));
  const auto weeks = [&](std::uint32_t count) {
    return good([&](Schedule& s) {
      s.form = ScheduleForm::kWeekdays;
      s.weekdays = 1;
      s.every_weeks = count;
      s.from_days = kScheduleFirstDay;
    });
  };
  CHECK(weeks(limits::kScheduleWeeks));
  CHECK_FALSE(weeks(limits::kScheduleWeeks + 1));
  CHECK_FALSE(weeks(0));
  CHECK_FALSE(good([](Schedule& s) { s.form = static_cast<ScheduleForm>(6); }));
  CHECK_FALSE(good([](Schedule& s) { s.missed = static_cast<MissedRuns>(3); }));
  CHECK_FALSE(good([](Schedule& s) { s.times_ms = {kMsPerDay}; }));
  CHECK_FALSE(good([](Schedule& s) { s.times_ms = {2, 1}; }));
  CHECK_FALSE(good([](Schedule& s) { s.from_days = kScheduleFirstDay - 1; }));
  CHECK_FALSE(good([](Schedule& s) { s.until_days = kScheduleLastDay + 1; }));
  CHECK_FALSE(good([](Schedule& s) { s.except_days = {kScheduleLastDay, kScheduleFirstDay}; }));
  CHECK_FALSE(good([](Schedule& s) { s.form = ScheduleForm::kOnce; }));
  CHECK_FALSE(good([](Schedule& s) { s.form = ScheduleForm::kRule; }));
  CHECK_FALSE(good([](Schedule& s) { s.form = ScheduleForm::kMonthDays, s.month_days = 1; }));
  CHECK_FALSE(good([](Schedule& s) { s.form = ScheduleForm::kMonthWeekday, s.weekdays = 1; }));
  CHECK_FALSE(good([](Schedule& s) { s.contact_time = true, s.zone = "UTC"; }));
}

TEST_CASE("a walk begins and ends with the years that schedules have") {
  CHECK(first(daily(), 1, "0001-01-01") == Texts{"2000-01-01T09:00"});
  CHECK(first(daily(), 9, "2099-12-30") == Texts{"2099-12-30T09:00", "2099-12-31T09:00"});
  CHECK(first(daily(), 1, "9999-12-31").empty());
}

TEST_CASE("a schedule's text is what a script says") {
  auto schedule = daily();
  schedule.form = ScheduleForm::kWeekdays;
  schedule.weekdays = 0b1001;
  schedule.contact_time = true;
  schedule.from_days = day("2026-03-02");
  schedule.until_days = day("2026-05-31");
  schedule.except_days = {day("2026-04-06")};
  schedule.missed = MissedRuns::kLatest;
  CHECK(schedule_text(schedule) ==
        "every monday, thursday at 09:00 contact time from 2026-03-02 until 2026-05-31 except "
        "2026-04-06 missed latest");
  schedule.every_weeks = 2;
  CHECK(schedule_text(schedule).starts_with("every 2 weeks on monday, thursday at 09:00"));
  schedule.form = ScheduleForm::kMonthDays;
  schedule.month_days = 1u << 1 | 1u << 15;
  CHECK(schedule_text(schedule).starts_with("every month on 1, 15 at 09:00"));
  schedule.form = ScheduleForm::kMonthWeekday;
  schedule.week = kLastWeek;
  schedule.weekdays = 1 << 4;
  CHECK(schedule_text(schedule).starts_with("every month on last friday at 09:00"));
  CHECK(schedule_text(ruled("FREQ=DAILY", "2026-03-02")) ==
        "rrule \"FREQ=DAILY\" at 09:00 from 2026-03-02");
}

}  // namespace camp
