// Dates, times, instants and durations as text. No time zones here: zones are
// runtime/vm/calendar.h's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lang/value/value.h"

namespace camp {

// 0000-01-01 and 9999-12-31: the days that have a text. Everything else is refused or printed as a
// number.
inline constexpr std::int64_t kFirstDay = -719'528;
inline constexpr std::int64_t kLastDay = 2'932'896;
inline constexpr std::int64_t kMsPerDay = 86'400'000;
inline bool has_civil_day(std::int64_t days) { return days >= kFirstDay && days <= kLastDay; }

std::optional<std::int64_t> parse_date(std::string_view text);  // 2026-12-01, a day that exists
std::optional<std::int64_t> parse_time_of_day(
    std::string_view text);  // 09:00, 09:00:30, 09:00:30.250 -> ms; below 24:00
// RFC 3339 (`2026-12-01T09:00:00.250Z`, `+02:00`; `t`/space instead of `T`), or a date and time
// without an offset, taken as UTC, or a bare date: its midnight in UTC. Milliseconds since 1970.
std::optional<std::int64_t> parse_instant(std::string_view text);
// `90s`, `15m`, `2h`, `3d`, `2w`, `1mo`, `1y`, joined: `1d12h`; seconds may have a fraction.
// Nothing when a unit repeats or overflows.
std::optional<Duration> parse_duration(std::string_view text);

// Days of 24 hours; of a duration that is not negative and has no months. The largest there is when
// it is longer.
constexpr std::int64_t length_ms(const Duration& without_months) {
  std::int64_t ms = 0;
  return __builtin_add_overflow(without_months.days * kMsPerDay, without_months.ms, &ms) ? INT64_MAX
                                                                                         : ms;
}

// The date, so many months later (or earlier); a day that the month lacks becomes its last. Then
// the days. Nothing outside of the days that have a text, or when the duration has hours.
std::optional<std::int64_t> add_to_date(std::int64_t days, Duration duration);

std::string date_text(std::int64_t days);
std::string time_text(std::int64_t ms);     // 09:00, with seconds only when there are any
std::string instant_text(std::int64_t ms);  // 2026-12-01T09:00:00Z, fraction only when there is one
std::string duration_text(Duration duration);  // 1d12h; `0s` for nothing; -1d12h

}  // namespace camp
