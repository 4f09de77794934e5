#include "lang/schedule/schedule.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "lang/base/limits.h"
#include "lang/schedule/rule.h"
#include "lang/value/civil.h"
#include "lang/value/week.h"

namespace camp {
namespace {

constexpr std::uint8_t kEveryWeekday = 0x7F;

Error bad(std::string message, std::string hint = {}) {
  return {ErrorKind::kInvalid, std::move(message), {}, std::move(hint)};
}

// 0 is monday.
std::int64_t weekday_of(std::int64_t days) { return ms_into_week(days, 0) / kMsPerDay; }

bool has_weekday(const Schedule& schedule, std::int64_t day) {
  return (schedule.weekdays >> weekday_of(day) & 1) != 0;
}

bool is_in_week(const Schedule& schedule, std::int64_t day) {
  if (schedule.every_weeks == 1) return true;
  const auto first = *schedule.from_days - weekday_of(*schedule.from_days);
  return (day - first) / 7 % schedule.every_weeks == 0;
}

bool is_month_weekday(const Schedule& schedule, std::int64_t day) {
  using std::chrono::sys_days, std::chrono::days;
  const std::chrono::year_month_day date{sys_days{days{day}}};
  const auto of_month = static_cast<unsigned>(date.day());
  if (schedule.week != kLastWeek) return (of_month - 1) / 7 + 1 == schedule.week;
  const std::chrono::year_month_day_last last{date.year(), date.month() / std::chrono::last};
  return of_month + 7 > static_cast<unsigned>(last.day());
}

std::uint32_t day_of_month(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return static_cast<unsigned>(date.day());
}

bool is_schedule_day(std::int64_t day) {
  return day >= kScheduleFirstDay && day <= kScheduleLastDay;
}

Result<void> check_days(const Schedule& schedule) {
  auto days = schedule.except_days;
  if (schedule.from_days) days.push_back(*schedule.from_days);
  if (schedule.until_days) days.push_back(*schedule.until_days);
  if (!std::all_of(days.begin(), days.end(), is_schedule_day))
    return bad("a schedule's dates are of the years 2000 to 2099");
  if (!std::is_sorted(schedule.except_days.begin(), schedule.except_days.end()))
    return bad("its exceptions are not sorted");
  return {};
}

Result<void> check_form(const Schedule& schedule) {
  constexpr std::uint32_t kMonthDayBits = 0xFFFF'FFFE;
  switch (schedule.form) {
    case ScheduleForm::kOnce:
      if (schedule.from_days && schedule.from_days == schedule.until_days) return {};
      return bad("an instant has one day");
    case ScheduleForm::kDays:
      return {};
    case ScheduleForm::kWeekdays:
      if (schedule.weekdays == 0 || schedule.weekdays > kEveryWeekday)
        return bad("its weekdays are none");
      if (schedule.every_weeks < 1 || schedule.every_weeks > limits::kScheduleWeeks)
        return bad("its weeks are none");
      if (schedule.every_weeks > 1 && !schedule.from_days) return bad("its weeks have no first");
      return {};
    case ScheduleForm::kMonthDays:
      if (schedule.month_days == 0 || (schedule.month_days & ~kMonthDayBits) != 0)
        return bad("its days of the month are none");
      return {};
    case ScheduleForm::kMonthWeekday:
      if (schedule.weekdays == 0 || schedule.weekdays > kEveryWeekday || schedule.week < 1 ||
          schedule.week > kLastWeek)
        return bad("its weekday of the month is none");
      return {};
    case ScheduleForm::kRule:
      if (!schedule.from_days) return bad("its rule has no first day");
      return check_rule(schedule.rule);
  }
  return bad("its form is unknown");
}

}  // namespace

Result<void> check_schedule(const Schedule& schedule) {
  const auto& times = schedule.times_ms;
  if (times.empty() || times.size() > limits::kScheduleTimes ||
      !std::is_sorted(times.begin(), times.end()) || times.front() < 0 || times.back() >= kMsPerDay)
    return bad("its times are none");
  if (schedule.except_days.size() > limits::kScheduleExceptions)
    return bad("it has too many exceptions");
  if (schedule.missed > MissedRuns::kAll) return bad("what is done with missed runs is unknown");
  if (schedule.contact_time && !schedule.zone.empty())
    return bad("it has both a zone and the contact's time");
  CAMP_TRY(check_days(schedule));
  return check_form(schedule);
}

std::int64_t utc_ms(const Nominal& nominal) {
  return nominal.date_days * kMsPerDay + nominal.time_ms;
}

std::string nominal_text(const Nominal& nominal) {
  return date_text(nominal.date_days) + "T" + time_text(nominal.time_ms);
}

ScheduleWalk::ScheduleWalk(const Schedule& schedule, Nominal after)
    : schedule_(schedule),
      floor_(after),
      at_{std::clamp(after.date_days, kScheduleFirstDay, kScheduleLastDay) - 1, kMsPerDay} {
  if (schedule.form == ScheduleForm::kRule)
    rule_ = std::make_unique<RuleDays>(schedule.rule, *schedule.from_days);
}

ScheduleWalk::~ScheduleWalk() = default;

std::optional<Nominal> ScheduleWalk::next() {
  const auto& times = schedule_.times_ms;
  while (true) {
    const auto time = std::upper_bound(times.begin(), times.end(), at_.time_ms);
    if (time == times.end()) {
      const auto day = next_day(at_.date_days);
      if (!day) return std::nullopt;
      at_ = {*day, -1};
      continue;
    }
    at_.time_ms = *time;
    if (at_ > floor_) return at_;
  }
}

std::optional<std::int64_t> ScheduleWalk::next_day(std::int64_t after_days) {
  const auto last = schedule_.until_days.value_or(kScheduleLastDay);
  const auto& except = schedule_.except_days;
  auto day = std::max(after_days, schedule_.from_days.value_or(kScheduleFirstDay) - 1);
  while (true) {
    if (rule_) {
      const auto next = rule_->next();
      if (!next) return std::nullopt;
      if (*next <= after_days) continue;
      day = *next;
    } else {
      ++day;
    }
    if (day > last) return std::nullopt;
    if (is_day(day) && !std::binary_search(except.begin(), except.end(), day)) return day;
  }
}

bool ScheduleWalk::is_day(std::int64_t day) const {
  switch (schedule_.form) {
    case ScheduleForm::kOnce:
    case ScheduleForm::kDays:
    case ScheduleForm::kRule:
      return true;
    case ScheduleForm::kWeekdays:
      return has_weekday(schedule_, day) && is_in_week(schedule_, day);
    case ScheduleForm::kMonthDays:
      return (schedule_.month_days >> day_of_month(day) & 1) != 0;
    case ScheduleForm::kMonthWeekday:
      return has_weekday(schedule_, day) && is_month_weekday(schedule_, day);
  }
  return false;
}

bool falls_on(const Schedule& schedule, std::int64_t day) {
  auto without = schedule;
  without.except_days.clear();
  const auto next = ScheduleWalk(without, {day, -1}).next();
  return next && next->date_days == day;
}

}  // namespace camp
