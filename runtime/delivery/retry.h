// When a message that did not leave is attempted again. Pure.
#pragma once
#include <cstdint>
#include <iterator>
#include <optional>

namespace camp {

// `attempts`: how many it has had. Nothing: it is given up. A provider's outage of minutes costs
// minutes, one of a day is outlasted; mail servers are tried the same way (RFC 5321, 4.5.4.1).
constexpr std::optional<std::int64_t> retry_delay_ms(std::uint32_t attempts) {
  constexpr std::int64_t kMinuteMs = 60'000;
  constexpr std::int64_t kDelaysMs[] = {kMinuteMs,       5 * kMinuteMs,   15 * kMinuteMs,
                                        60 * kMinuteMs,  240 * kMinuteMs, 720 * kMinuteMs,
                                        1440 * kMinuteMs};
  if (attempts == 0 || attempts > std::size(kDelaysMs)) return std::nullopt;
  return kDelaysMs[attempts - 1];
}

// Due times of deferred messages that wait until something is resumed, behind all others.
inline constexpr std::int64_t kUntilResumed = INT64_MAX - 1;

// Whether its time has come; or lies further ahead than anything is put off: quiet hours leave a
// moment of every week, but a change of clocks may skip one. Then it was put off by a clock that
// was wrong.
constexpr bool is_due(std::int64_t due_ms, std::int64_t now_ms) {
  constexpr std::int64_t kLongestMs = 15 * std::int64_t{86'400'000};
  if (due_ms >= kUntilResumed) return false;
  return due_ms <= now_ms || due_ms - now_ms > kLongestMs;
}

}  // namespace camp
