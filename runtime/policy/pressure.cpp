#include "runtime/policy/pressure.h"

namespace camp {
namespace {

Pressed stopped_by(Gate gate, std::int64_t release_ms = 0) {
  return {{info_of(gate)->decision, gate}, release_ms};
}

Pressed press_one(const PressedMessage& message, const QuietUntil& quiet_until,
                  std::int64_t now_ms) {
  if (message.exited) return stopped_by(Gate::kExited);
  if (quiet_until) {
    const auto until_ms = quiet_until(message, now_ms);
    if (until_ms > now_ms) return stopped_by(Gate::kQuiet, until_ms);
  }
  return {};
}

}  // namespace

std::vector<Pressed> press(std::span<const PressedMessage> messages, const QuietUntil& quiet_until,
                           std::int64_t now_ms) {
  std::vector<Pressed> pressed;
  pressed.reserve(messages.size());
  for (const auto& message : messages) pressed.push_back(press_one(message, quiet_until, now_ms));
  return pressed;
}

}  // namespace camp
