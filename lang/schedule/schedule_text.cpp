// A schedule as a script says it: for listings and tables.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "lang/schedule/schedule.h"
#include "lang/value/civil.h"
#include "lang/value/week.h"

namespace camp {
namespace {

constexpr std::string_view kWeeks[] = {"first", "second", "third", "fourth", "last"};
constexpr std::string_view kMissed[] = {"skip", "latest", "all"};

std::optional<std::uint8_t> place_of(std::string_view word, std::span<const std::string_view> all) {
  const auto found = std::find(all.begin(), all.end(), word);
  if (found == all.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - all.begin());
}

void add(std::string& text, std::string_view item) {
  if (!text.empty()) text += ", ";
  text += item;
}

std::string weekdays_text(std::uint8_t weekdays) {
  std::string text;
  for (std::uint8_t day = 0; day < kDaysPerWeek; ++day)
    if ((weekdays >> day & 1) != 0) add(text, weekday_word(day));
  return text;
}

std::string days_text(const Schedule& schedule) {
  switch (schedule.form) {
    case ScheduleForm::kOnce:
      return date_text(*schedule.from_days);
    case ScheduleForm::kDays:
      return "every day";
    case ScheduleForm::kWeekdays:
      if (schedule.every_weeks == 1) return "every " + weekdays_text(schedule.weekdays);
      return fmt::format("every {} weeks on {}", schedule.every_weeks,
                         weekdays_text(schedule.weekdays));
    case ScheduleForm::kMonthDays: {
      std::string days;
      for (unsigned day = 1; day <= 31; ++day)
        if ((schedule.month_days >> day & 1) != 0) add(days, std::to_string(day));
      return "every month on " + days;
    }
    case ScheduleForm::kMonthWeekday:
      return fmt::format("every month on {} {}", kWeeks[schedule.week - 1],
                         weekdays_text(schedule.weekdays));
    case ScheduleForm::kRule:
      return fmt::format("rrule \"{}\"", schedule.rule);
  }
  return {};
}

}  // namespace

std::optional<std::uint8_t> week_number(std::string_view word) {
  auto place = place_of(word, kWeeks);
  if (place) *place += 1;
  return place;
}

std::optional<MissedRuns> missed_runs(std::string_view word) {
  const auto place = place_of(word, kMissed);
  if (!place) return std::nullopt;
  return static_cast<MissedRuns>(*place);
}

std::string schedule_text(const Schedule& schedule) {
  const bool once = schedule.form == ScheduleForm::kOnce;
  std::string times, except;
  for (auto time : schedule.times_ms) add(times, time_text(time));
  for (auto day : schedule.except_days) add(except, date_text(day));
  auto text = days_text(schedule) + (once ? " " : " at ") + times;
  if (schedule.contact_time) text += " contact time";
  if (!schedule.zone.empty()) text += " " + schedule.zone;
  if (!once && schedule.from_days) text += " from " + date_text(*schedule.from_days);
  if (!once && schedule.until_days) text += " until " + date_text(*schedule.until_days);
  if (!except.empty()) text += " except " + except;
  if (schedule.missed != MissedRuns::kSkip)
    text += fmt::format(" missed {}", kMissed[static_cast<std::size_t>(schedule.missed)]);
  return text;
}

}  // namespace camp
