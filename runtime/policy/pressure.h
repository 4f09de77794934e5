// The second half of the effect gate: what all messages of one contact mean for each other and for
// the hour. Asked once per contact and tick, when its transitions are done, about the messages that
// they decided and about those held back earlier. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/program/program.h"
#include "runtime/policy/best_time.h"
#include "runtime/policy/caps.h"
#include "runtime/policy/gate.h"

namespace camp {

struct PressedMessage {
  Hash128 ledger_id;
  std::uint32_t message = 0;  // name number
  CapFacts facts;
  Verdict permission{Decision::kQueued, Gate::kPassed};  // of the first half, asked again
  bool exited = false;          // its instance was taken out while the message was held
  bool is_asked = true;         // else it is held until release_ms, and competes from there
  std::int64_t release_ms = 0;  // unless asked
  std::int64_t decided_ms = 0;  // by its send
  // What is paused and holds it (pauses_row.h); 0: nothing.
  std::uint32_t stopped_by = 0;
  std::int64_t expires_ms = INT64_MAX;
  std::optional<BestTimeFound> best_time;  // of one just decided that is sent at best time
  std::uint32_t priority = kUsualPriority;
  std::string_view flow;  // its name
  std::uint32_t step = 0;
};

struct Pressed {
  Verdict verdict{Decision::kQueued, Gate::kPassed};
  std::uint32_t rule = 0;       // of the policy's, where the gate has rules (has_rules)
  std::int64_t release_ms = 0;  // held: when to ask again; 0: when `stopped_by` is resumed
  std::uint32_t stopped_by = 0;
};

// A program's policy at work, for one contact.
struct Policy {
  const PolicyDecl& rules;
  Caps caps;
  const WallClock& clock;
};
// One for each message, in their order. Of one that was not asked, held as before or merged.
// `taken`: the places that messages queued before have taken.
std::vector<Pressed> press(std::span<const PressedMessage> messages,
                           std::span<const TakenPlace> taken, const Policy& policy,
                           std::int64_t now_ms);

}  // namespace camp
