// When a campaign runs: a schedule as written becomes one that can be walked (lang/schedule), or
// its mistakes are told.
#include "lang/schedule/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lang/base/limits.h"
#include "lang/schedule/rule.h"
#include "lang/sema/flow.h"
#include "lang/value/week.h"

namespace camp::sema {
namespace {

class ScheduleReading {
 public:
  ScheduleReading(const ast::ScheduleUse& use, Reporter& reporter)
      : use_(use), reporter_(reporter) {}

  // None when it has mistakes.
  std::optional<Schedule> read() {
    read_form();
    read_times();
    read_dates();
    read_zone();
    read_missed();
    if (good_) check_occurs();
    return good_ ? std::optional(std::move(schedule_)) : std::nullopt;
  }

 private:
  Report mistake(Code code, Span span, std::string message) {
    good_ = false;
    return reporter_.report(code, span, std::move(message));
  }

  void read_form() {
    if (use_.date) return read_once();
    if (use_.rule) return read_rule();
    for (const auto& weekday : use_.weekdays)
      schedule_.weekdays |= static_cast<std::uint8_t>(1u << *parse_weekday(weekday.text));
    if (use_.week) return read_week();
    if (!use_.month_days.empty()) return read_month_days();
    schedule_.form = use_.weekdays.empty() ? ScheduleForm::kDays : ScheduleForm::kWeekdays;
    if (use_.weeks) read_weeks();
  }

  void read_once() {
    schedule_.form = ScheduleForm::kOnce;
    schedule_.from_days = schedule_.until_days = day(*use_.date);
    const auto no = [&](Span span, std::string_view word) {
      mistake(Code::kWrongPlace, span,
              fmt::format("an instant is one run; `{}` is for schedules that come again", word))
          .help("for example `every monday at 09:00`");
    };
    if (use_.from) no(use_.from->span, "from");
    if (use_.until) no(use_.until->span, "until");
    if (!use_.except.empty()) no(use_.except[0].span, "except");
  }

  void read_rule() {
    schedule_.form = ScheduleForm::kRule;
    schedule_.rule = use_.rule->text;
    if (const auto checked = check_rule(schedule_.rule); !checked.ok()) {
      auto report = mistake(Code::kBadRule, use_.rule->span, checked.error().message);
      if (!checked.error().hint.empty()) report.help(checked.error().hint);
    }
    if (!use_.from) needs_from(use_.rule->span, "an RRULE begins on a day");
  }

  void read_week() {
    schedule_.form = ScheduleForm::kMonthWeekday;
    const auto number = week_number(use_.week->text);
    if (number) {
      schedule_.week = *number;
      return;
    }
    mistake(Code::kUnknownChoice, use_.week->span,
            fmt::format("a month has no {} {}", use_.week->text, use_.weekdays[0].text))
        .did_you_mean(use_.week->text, {"first", "second", "third", "fourth", "last"});
  }

  void read_month_days() {
    constexpr std::int64_t kLongestMonth = 31;
    schedule_.form = ScheduleForm::kMonthDays;
    for (const auto& literal : use_.month_days) {
      const auto number = literal.value.num;
      if (literal.value.tag == Tag::kInt && number >= 1 && number <= kLongestMonth)
        schedule_.month_days |= 1u << number;
      else
        mistake(Code::kBadLiteral, literal.span, "the days of a month are 1 to 31")
            .help("its last day is `rrule \"FREQ=MONTHLY;BYMONTHDAY=-1\"`");
    }
  }

  void read_weeks() {
    const auto& value = use_.weeks->value;
    if (value.tag != Tag::kInt || value.num < 1 || value.num > limits::kScheduleWeeks) {
      mistake(Code::kBadLiteral, use_.weeks->span,
              fmt::format("a schedule comes every 1 to {} weeks", limits::kScheduleWeeks));
      return;
    }
    schedule_.every_weeks = static_cast<std::uint32_t>(value.num);
    if (schedule_.every_weeks > 1 && !use_.from)
      needs_from(use_.weeks->span, "weeks are counted from one");
  }

  void needs_from(Span span, std::string_view why) {
    mistake(Code::kMissingProperty, span, fmt::format("{}: this schedule needs a `from`", why))
        .help("add `from 2026-03-02`");
  }

  void read_times() {
    const auto& times = use_.times;
    if (times.size() > limits::kScheduleTimes)
      mistake(Code::kTooMany, times[limits::kScheduleTimes].span,
              fmt::format("a schedule has at most {} times a day", limits::kScheduleTimes));
    std::set<std::int64_t> sorted;
    for (const auto& time : times) sorted.insert(time.value.num);
    schedule_.times_ms.assign(sorted.begin(), sorted.end());
  }

  std::int64_t day(const ast::Literal& date) {
    const auto days = date.value.num;
    if (days < kScheduleFirstDay || days > kScheduleLastDay)
      mistake(Code::kBadLiteral, date.span, "a schedule's dates are of the years 2000 to 2099");
    return days;
  }

  void read_dates() {
    if (schedule_.form == ScheduleForm::kOnce) return;
    if (use_.from) schedule_.from_days = day(*use_.from);
    if (use_.until) schedule_.until_days = day(*use_.until);
    if (use_.from && use_.until && *schedule_.until_days < *schedule_.from_days)
      mistake(Code::kNeverScheduled, use_.until->span, "this schedule ends before it begins")
          .also(use_.from->span, "its first day");
    if (use_.except.size() > limits::kScheduleExceptions)
      mistake(Code::kTooMany, use_.except[limits::kScheduleExceptions].span,
              fmt::format("a schedule has at most {} exceptions", limits::kScheduleExceptions));
    for (const auto& date : use_.except) schedule_.except_days.push_back(day(date));
    std::sort(schedule_.except_days.begin(), schedule_.except_days.end());
  }

  void read_zone() {
    schedule_.contact_time = use_.contact_time.begin != use_.contact_time.end;
    if (use_.zone) schedule_.zone = use_.zone->text;
    if (schedule_.contact_time && use_.zone)
      mistake(Code::kDuplicateProperty, use_.zone->span,
              "a schedule goes by one zone, or by every contact's own")
          .also(use_.contact_time, "by every contact's own");
  }

  void read_missed() {
    if (!use_.missed) return;
    const auto missed = missed_runs(use_.missed->text);
    if (missed) {
      schedule_.missed = *missed;
      return;
    }
    mistake(Code::kUnknownChoice, use_.missed->span,
            fmt::format("missed runs are `skip`, `latest` or `all`, not `{}`", use_.missed->text))
        .did_you_mean(use_.missed->text, {"skip", "latest", "all"});
  }

  void check_occurs() {
    constexpr Nominal kBefore{kScheduleFirstDay - 1, 0};
    if (!ScheduleWalk(schedule_, kBefore).next()) {
      mistake(Code::kNeverScheduled, use_.span, "this schedule never occurs")
          .help("no day of the years 2000 to 2099 is one of its days");
      return;
    }
    auto whole_days = schedule_;
    whole_days.except_days.clear();
    whole_days.times_ms = {0};
    ScheduleWalk walk(whole_days, kBefore);
    auto occurs = walk.next();
    auto dates = use_.except;
    std::sort(dates.begin(), dates.end(),
              [](const auto& a, const auto& b) { return a.value.num < b.value.num; });
    for (const auto& date : dates) {
      while (occurs && occurs->date_days < date.value.num) occurs = walk.next();
      if (occurs && occurs->date_days == date.value.num) continue;
      reporter_.report(Code::kNeedlessException, date.span,
                       "the schedule does not occur on this day anyway");
    }
  }

  const ast::ScheduleUse& use_;
  Reporter& reporter_;
  Schedule schedule_;
  bool good_ = true;
};

}  // namespace

void FlowChecker::check_schedule() {
  if (!flow_->schedule || flow_->schedule->damaged) return;
  const auto& use = *flow_->schedule;
  if (use.zone) expressions_.check_zone(use.zone->text, use.zone->span, "a schedule's");
  info_->schedule = ScheduleReading(use, reporter_).read();
}

}  // namespace camp::sema
