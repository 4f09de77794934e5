// The second half of the effect gate: what all messages of one contact mean for each other and for
// the hour. Asked once per contact and tick, when its transitions are done, about the messages that
// they decided and about those held back earlier. Pure.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "lang/program/policy.h"
#include "runtime/policy/gate.h"
#include "runtime/policy/wall_clock.h"

namespace camp {

struct PressedMessage {
  Channel channel{};
  bool transactional = false;
  bool exited = false;  // its instance was taken out while the message was held
};

struct Pressed {
  Verdict verdict{Decision::kQueued, Gate::kPassed};
  std::uint32_t rule = 0;       // of the policy's, where the gate has rules (has_rules)
  std::int64_t release_ms = 0;  // held: when to ask again
};
// One for each message, in their order.
std::vector<Pressed> press(std::span<const PressedMessage> messages, const PolicyDecl& policy,
                           const WallClock& clock, std::int64_t now_ms);

}  // namespace camp
