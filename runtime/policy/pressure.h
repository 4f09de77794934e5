// The second half of the effect gate: what all messages of one contact mean for each other and for
// the hour. Asked once per contact and tick, when its transitions are done, about the messages that
// they decided and about those held back earlier. Pure.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/policy/gate.h"

namespace camp {

struct PressedMessage {
  std::string_view contact_id;
  Channel channel{};
  bool transactional = false;
  bool exited = false;  // its instance was taken out while the message was held
};

// Until when the contact is to have no such message; at or before `now_ms`: it may have it now.
// Nobody gives one without a policy.
using QuietUntil = std::function<std::int64_t(const PressedMessage& message, std::int64_t now_ms)>;

struct Pressed {
  Verdict verdict{Decision::kQueued, Gate::kPassed};
  std::int64_t release_ms = 0;  // held: when to ask again
};
// One for each message, in their order.
std::vector<Pressed> press(std::span<const PressedMessage> messages, const QuietUntil& quiet_until,
                           std::int64_t now_ms);

}  // namespace camp
