#include "runtime/engine/clock_jump.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "lang/value/civil.h"

namespace camp {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kDayMs = 24 * 60 * kMinuteMs;

std::string span_text(std::int64_t ms) {
  if (ms >= 2 * kDayMs) return fmt::format("{} days", (ms + kDayMs / 2) / kDayMs);
  const auto minutes = (ms + kMinuteMs / 2) / kMinuteMs;
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

Error refused(std::string message) {
  return {ErrorKind::kRefused, std::move(message), "",
          "set the machine's clock right; when it is right now, the same command with "
          "--accept-clock goes on by it"};
}

}  // namespace

std::optional<ClockMark> mark_of(const Clock& clock) {
  const auto uptime = clock.uptime();
  if (!uptime) return std::nullopt;
  return ClockMark{clock.now_ms(), uptime->boot, uptime->ms};
}

std::int64_t set_since(const ClockMark& mark, const ClockMark& now) {
  if (mark.boot != now.boot) return 0;
  return (now.at_ms - mark.at_ms) - (now.uptime_ms - mark.uptime_ms);
}

Result<void> check_clock(const ClockMark& mark, const ClockMark& now) {
  const auto set_ms = set_since(mark, now);
  if (std::abs(set_ms) <= kClockJumpMs) return {};
  return Error{ErrorKind::kIo,
               fmt::format("the machine's clock was set {} by {} while camp was at work",
                           set_ms > 0 ? "ahead" : "back", span_text(std::abs(set_ms))),
               "", "what was done is kept; set the clock right, and run the same command again"};
}

Result<void> check_clock(std::int64_t last_ms, const std::optional<ClockMark>& mark,
                         const Clock& clock) {
  const auto now_ms = clock.now_ms();
  if (mark) last_ms = std::max(last_ms, mark->at_ms);
  if (last_ms == 0) return {};
  if (now_ms < last_ms - kClockJumpMs)
    return refused(
        fmt::format("the clock says {}, but the store was last worked on at {}: {} "
                    "later",
                    instant_text(now_ms), instant_text(last_ms), span_text(last_ms - now_ms)));
  const auto now = mark_of(clock);
  const auto set_ms = mark && now ? set_since(*mark, *now) : 0;
  if (std::abs(set_ms) > kClockJumpMs)
    return refused(fmt::format(
        "the clock says {}: it was set {} by {} since the store was last "
        "worked on",
        instant_text(now_ms), set_ms > 0 ? "ahead" : "back", span_text(std::abs(set_ms))));
  if (now_ms > last_ms + kClockGapMs)
    return refused(fmt::format("the clock says {}: the store was last worked on {} before",
                               instant_text(now_ms), span_text(now_ms - last_ms)));
  return {};
}

}  // namespace camp
