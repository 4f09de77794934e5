// Where a live store's clock and its machine's uptime stood together: by it the next process tells
// that the clock was set meanwhile. In the meta family:
//   "clock" -> version:u8 at_ms:zigzag boot:16B uptime_ms:zigzag checksum:u32
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/hash.h"

namespace camp {

inline constexpr std::string_view kClockMarkKey = "clock";
inline constexpr std::uint8_t kClockMarkVersion = 1;

// As far as a clock may be off before it is asked about: what is set right when a machine starts,
// and by hand, is less.
inline constexpr std::int64_t kClockJumpMs = 3'600'000;

struct ClockMark {
  std::int64_t at_ms = 0;  // what the clock said
  Hash128 boot;            // which start of which machine
  std::int64_t uptime_ms = 0;
};
std::string encode_clock_mark(const ClockMark& mark);
bool decode_clock_mark(std::string_view sealed, ClockMark* mark);

}  // namespace camp
