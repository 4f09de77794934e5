// When the contacts of a partition look at their messages, for best times (runtime/policy/
// best_time.h): of everybody, and of each segment that a best time is looked for in; by channel.
//
//   rhythm := version:u8 day:zigzag n:varint hour*  checksum:u32
//             -- hours of the week, ascending; day: UTC, since 1970
//   hour   := hour:u8 answers:zigzag lay:zigzag answers_today:zigzag lay_today:zigzag
//             -- as in Rhythm: before that day, and of it
//
// What is known on a day is what had happened when it began: all shards see the same, in whatever
// order they work. What is old fades, by half in about eleven weeks.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/policy/best_time.h"

namespace camp {

inline constexpr std::uint8_t kRhythmVersion = 1;

std::int64_t rhythm_day(std::int64_t instant_ms);

struct RhythmRow {
  std::int64_t day = 0;
  Rhythm before;  // the day
  Rhythm today;   // what an answer takes off may have been added before

  // To be added to; a day before the row's own is the row's.
  Rhythm& on(std::int64_t day_now);
  // As of the beginning of that day. A day before the row's own: as of the row's.
  Rhythm known_on(std::int64_t day_then) const;
};

std::string encode_rhythm(const RhythmRow& row);
bool decode_rhythm(std::string_view sealed, RhythmRow* row);

}  // namespace camp
