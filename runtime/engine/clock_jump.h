// Whether a clock was set to another time, by what else is known of time. Pure.
//
// A store that trusts a clock a year ahead fires everything that waits, and what waits from then on
// waits a year too long. So a live store does not go on by a clock that jumped, until somebody says
// that it is right now (EngineOptions::accept_clock).
#pragma once
#include <cstdint>
#include <optional>

#include "lang/base/result.h"
#include "runtime/env/clock.h"
#include "runtime/state/clock_mark.h"

namespace camp {

// A store may be left alone for weeks; after half a year of it the clock is asked about.
inline constexpr std::int64_t kClockGapMs = 180ll * 86'400'000;

// Nothing: the machine does not tell its uptime.
std::optional<ClockMark> mark_of(const Clock& clock);

// By how much the clock was set since `mark`; 0 when that cannot be told (another boot).
std::int64_t set_since(const ClockMark& mark, const ClockMark& now);

// Since a process began at `mark`. kIo: what was done is kept, another process may go on.
Result<void> check_clock(const ClockMark& mark, const ClockMark& now);

// Between processes. `last_ms`: what the store took for now last, 0 for never; `mark`: where the
// clock stood when it was last opened, or within the hour before. kRefused, with the way out.
Result<void> check_clock(std::int64_t last_ms, const std::optional<ClockMark>& mark,
                         const Clock& clock);

}  // namespace camp
