// Quiet hours: until when a message has to wait. Pure.
#pragma once
#include <cstdint>
#include <optional>

#include "lang/program/policy.h"
#include "runtime/policy/wall_clock.h"

namespace camp {

struct QuietTime {
  std::uint32_t rule = 0;  // of the policy's: the one that holds now
  std::int64_t until_ms = 0;
};
// What the clock shows decides: from 21:00 on until it shows 08:00, which is none any more. A time
// that a gap skips is the first instant behind it; one that comes twice is quiet both times. Rules
// that meet are one quiet time. Nothing: the message may go now.
std::optional<QuietTime> quiet_time(const PolicyDecl& policy, Channel channel, bool transactional,
                                    const WallClock& clock, std::int64_t now_ms);

}  // namespace camp
