// Times of the week by the wall clock: what quiet hours are made of. Zones are others' business.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/civil.h"

namespace camp {

inline constexpr std::uint8_t kDaysPerWeek = 7;
inline constexpr std::int64_t kMsPerWeek = kDaysPerWeek * kMsPerDay;

// 0 for monday to 6 for sunday; as scripts have them.
std::optional<std::uint8_t> parse_weekday(std::string_view word);
std::string_view weekday_word(std::uint8_t day);
// 1970-01-01 was a Thursday.
std::int64_t ms_into_week(std::int64_t date_days, std::int64_t time_ms);

// `21:00..08:00`, `saturday 21:00..08:00`, `saturday 18:00..monday 08:00`: from the first to the
// next of the second, without that.
struct WeekTimes {
  static constexpr std::uint8_t kAnyDay = kDaysPerWeek;
  std::uint8_t from_day = kAnyDay;  // every day
  std::uint8_t to_day = kAnyDay;    // the next such time
  std::int64_t from_ms = 0;         // of the day
  std::int64_t to_ms = 0;
  friend bool operator==(const WeekTimes&, const WeekTimes&) = default;

  // It begins where it ends: nobody means the whole day or week by it.
  bool is_empty() const;
  // How long it still takes from here; 0: the time is not in it. May be a week at most.
  std::int64_t left_ms(std::int64_t into_week_ms) const;
};
std::string text_of(const WeekTimes& times);  // as a script has it

// How long the times together still take from here, where they follow one another; a week or more:
// for ever. 0: this is in none of them.
std::int64_t left_ms(const std::vector<WeekTimes>& all, std::int64_t into_week_ms);
// Whether these together leave no moment of the week.
bool fill_the_week(const std::vector<WeekTimes>& all);

}  // namespace camp
