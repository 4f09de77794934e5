#include "lang/value/week.h"

#include <algorithm>
#include <iterator>

namespace camp {
namespace {

constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};

// What lies between two times of a circle; a whole turn when they are the same.
std::int64_t forward_ms(std::int64_t from_ms, std::int64_t to_ms, std::int64_t turn_ms) {
  const auto ahead_ms = (to_ms - from_ms) % turn_ms;
  return ahead_ms > 0 ? ahead_ms : ahead_ms + turn_ms;
}

std::int64_t length_ms(const WeekTimes& times) {
  if (times.to_day == WeekTimes::kAnyDay) return forward_ms(times.from_ms, times.to_ms, kMsPerDay);
  return forward_ms(times.from_day * kMsPerDay + times.from_ms,
                    times.to_day * kMsPerDay + times.to_ms, kMsPerWeek);
}

}  // namespace

std::optional<std::uint8_t> parse_weekday(std::string_view word) {
  const auto at = std::find(std::begin(kWeekdays), std::end(kWeekdays), word);
  if (at == std::end(kWeekdays)) return std::nullopt;
  return static_cast<std::uint8_t>(at - std::begin(kWeekdays));
}

std::string_view weekday_word(std::uint8_t day) { return kWeekdays[day % kDaysPerWeek]; }

std::int64_t ms_into_week(std::int64_t date_days, std::int64_t time_ms) {
  constexpr std::int64_t kThursday = 3;
  const auto day = ((date_days + kThursday) % kDaysPerWeek + kDaysPerWeek) % kDaysPerWeek;
  return day * kMsPerDay + time_ms;
}

bool WeekTimes::is_empty() const {
  if (to_day != kAnyDay) return from_day == to_day && from_ms == to_ms;
  return from_ms == to_ms;
}

std::int64_t WeekTimes::left_ms(std::int64_t into_week_ms) const {
  const auto length = length_ms(*this);
  const auto since_ms = [&](std::int64_t begin_ms, std::int64_t turn_ms) {
    return forward_ms(begin_ms, into_week_ms, turn_ms) % turn_ms;
  };
  const auto since = from_day == kAnyDay ? since_ms(from_ms, kMsPerDay)
                                         : since_ms(from_day * kMsPerDay + from_ms, kMsPerWeek);
  return std::max<std::int64_t>(length - since, 0);
}

std::string text_of(const WeekTimes& times) {
  std::string text;
  const auto add = [&](std::uint8_t day, std::int64_t ms) {
    if (day != WeekTimes::kAnyDay) text.append(weekday_word(day)) += ' ';
    text += time_text(ms);
  };
  add(times.from_day, times.from_ms);
  text += "..";
  add(times.to_day, times.to_ms);
  return text;
}

std::int64_t left_ms(const std::vector<WeekTimes>& all, std::int64_t into_week_ms) {
  std::int64_t left = 0;
  while (left < kMsPerWeek) {
    const auto at_ms = (into_week_ms + left) % kMsPerWeek;
    std::int64_t more = 0;
    for (const auto& times : all)
      if (!times.is_empty()) more = std::max(more, times.left_ms(at_ms));
    if (more == 0) break;
    left += more;
  }
  return left;
}

// From each end on it must be another's time, all around the week.
bool fill_the_week(const std::vector<WeekTimes>& all) { return left_ms(all, 0) >= kMsPerWeek; }

}  // namespace camp
