#include "runtime/explain/holding.h"

#include <algorithm>

#include "runtime/explain/pauses.h"

namespace camp {
namespace {

// It may have come while something else kept the message, which goes on behind it.
void tell_pause(StoreView& view, const Pause& pause, ToldMessage* message) {
  auto& hold = message->hold ? *message->hold : message->hold.emplace();
  if (hold.gate != Gate::kStopped && hold.until_ms > view.now_ms()) {
    hold.then = hold.gate;
    hold.then_until_ms = hold.until_ms;
  }
  hold.gate = Gate::kStopped;
  hold.until_ms = 0;
  hold.paused = pause_name(view, pause.subject);
  hold.paused_ms = pause.since_ms;
  hold.reason = pause.reason;
  if (hold.then != message->verdict.gate) message->rule.clear();  // it decides nothing any more
}

}  // namespace

void tell_hold(StoreView& view, const ContactRow& row, std::uint32_t flow, ToldMessage* message) {
  if (message->fate == Fate::kHeld) {
    const auto held = std::find_if(row.held.begin(), row.held.end(), [&](const HeldMessage& it) {
      return it.ledger_id == message->ledger_id;
    });
    if (held == row.held.end()) return;
    auto& hold = message->hold.emplace();
    hold.gate = static_cast<Gate>(held->pressure);
    hold.until_ms = held->release_ms;
    // Held anew by another gate: the entry's rule is the first one's.
    if (hold.gate != message->verdict.gate) message->rule.clear();
  } else if (message->fate != Fate::kPending) {
    return;
  }
  const auto pauses = view.pauses().now();
  const auto* pause = pauses->holding(pauses->holder(flow, message->channel));
  if (pause != nullptr) tell_pause(view, *pause, message);
}

}  // namespace camp
