#include "runtime/policy/pressure.h"

#include "runtime/policy/quiet.h"

namespace camp {
namespace {

Pressed press_one(const PressedMessage& message, const PolicyDecl& policy, const WallClock& clock,
                  std::int64_t now_ms) {
  if (message.exited) return {{Decision::kSkipped, Gate::kExited}, 0, 0};
  const auto quiet = quiet_time(policy, message.channel, message.transactional, clock, now_ms);
  if (quiet) return {{Decision::kHeld, Gate::kQuiet}, quiet->rule, quiet->until_ms};
  return {};
}

}  // namespace

std::vector<Pressed> press(std::span<const PressedMessage> messages, const PolicyDecl& policy,
                           const WallClock& clock, std::int64_t now_ms) {
  std::vector<Pressed> pressed;
  pressed.reserve(messages.size());
  for (const auto& message : messages) pressed.push_back(press_one(message, policy, clock, now_ms));
  return pressed;
}

}  // namespace camp
