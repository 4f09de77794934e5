// When a campaign runs: the days and times of a schedule, as calendars and clocks on a wall show
// them. Time zones are runtime/schedule's.
//
// A nominal time is a date and a time without a zone; each is one run, and its text the run's key,
// so that nothing starts twice.
#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"

namespace camp {

enum class ScheduleForm : std::uint8_t {  // Persisted
  kOnce = 0,                              // 2026-03-02 09:00
  kDays = 1,                              // every day
  kWeekdays = 2,                          // every 2 weeks on monday, friday
  kMonthDays = 3,                         // every month on 1, 15
  kMonthWeekday = 4,                      // every month on last friday
  kRule = 5,                              // rrule "FREQ=..."
};
enum class MissedRuns : std::uint8_t { kSkip = 0, kLatest = 1, kAll = 2 };  // Persisted

inline constexpr std::uint8_t kLastWeek =
    5;  // The words of a schedule: `first` is 1, `last` is kLastWeek.
std::optional<std::uint8_t> week_number(std::string_view word);
std::optional<MissedRuns> missed_runs(std::string_view word);

// `every month on last friday`

struct Schedule {
  ScheduleForm form{};
  std::uint32_t every_weeks = 1;  // kWeekdays: counted from the week of `from_days`
  std::uint8_t weekdays = 0;      // bit 0 is monday
  std::uint32_t month_days = 0;   // bits 1 to 31; months that have no such day are passed over
  std::uint8_t week = 0;          // kMonthWeekday: 1 to 4, or kLastWeek
  std::string rule;               // kRule: an RRULE of RFC 5545, whose DTSTART is `from_days`
  std::optional<std::int64_t> from_days;  // kOnce: that day, as `until_days`
  std::optional<std::int64_t> until_days;
  std::vector<std::int64_t> except_days;  // sorted
  std::vector<std::int64_t> times_ms;     // sorted; at least one
  std::string zone;                       // IANA name; empty: the schema's default
  bool contact_time = false;              // every contact's own zone
  MissedRuns missed{};
};

// The days a schedule may name: RRULEs are told by libical, which goes no further (rule.cpp).
inline constexpr std::int64_t kScheduleFirstDay = 10'957;  // 2000-01-01
inline constexpr std::int64_t kScheduleLastDay = 47'481;   // 2099-12-31

// What is no schedule, whoever made it. The text says what is wrong with it, for people.
Result<void> check_schedule(const Schedule& schedule);

struct Nominal {
  std::int64_t date_days = 0;
  std::int64_t time_ms = 0;
  auto operator<=>(const Nominal&) const = default;
};
std::string nominal_text(const Nominal& nominal);  // 2026-03-02T09:00
std::int64_t utc_ms(const Nominal& nominal);       // when UTC's clocks show it

// The clocks of the world, from the first to show a time to the last: UTC+14 and UTC-12.
inline constexpr std::int64_t kFirstZoneMs = 14 * 3'600'000;
inline constexpr std::int64_t kLastZoneMs = 12 * 3'600'000;
inline constexpr std::int64_t kClocksApartMs = kFirstZoneMs + kLastZoneMs;

class RuleDays;  // rule.h

// Goes over the nominal times of a checked schedule, in order. The schedule outlives it.
class ScheduleWalk {
 public:
  // The first that next() gives is the one behind `after`.
  ScheduleWalk(const Schedule& schedule, Nominal after);
  ~ScheduleWalk();
  std::optional<Nominal> next();

 private:
  std::optional<std::int64_t> next_day(std::int64_t after_days);
  bool is_day(std::int64_t day) const;

  const Schedule& schedule_;
  const Nominal floor_;
  Nominal at_;  // what was given last; or a day without times behind it
  std::unique_ptr<RuleDays> rule_;
};

// Whether it occurs on this day, exceptions left out of account.
bool falls_on(const Schedule& schedule, std::int64_t day);

// The words of a schedule: `first` is 1, `last` is kLastWeek.
std::optional<std::uint8_t> week_number(std::string_view word);
std::optional<MissedRuns> missed_runs(std::string_view word);

// `every month on last friday at 09:00 contact time from 2026-03-02`, as a script says it.
std::string schedule_text(const Schedule& schedule);

}  // namespace camp
