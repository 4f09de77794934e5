// The effect gate: one place, one order, every message. Pure.
//
// gates.def is the order; decide() walks it. The verdict is kept in the ledger, so that `camp why`
// can print the same derivation later.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "lang/catalog/channels.h"

namespace camp {

enum class Gate : std::uint8_t {
  kPassed = 0,  // all of them
#define CAMP_GATE(number, name, word, final, doc) k##name = number,
#include "runtime/policy/gates.def"
#undef CAMP_GATE
};

enum class Decision : std::uint8_t { kQueued = 1, kWithheld = 2, kSkipped = 3 };  // persisted

struct Verdict {
  Decision decision{};
  Gate gate = Gate::kPassed;  // which one decided, when not queued
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

struct GateInfo {
  Gate gate;
  std::string_view word;  // the reason as reports show it
  Decision decision;
  std::string_view doc;
};
std::span<const GateInfo> gates();   // in their order
const GateInfo* info_of(Gate gate);  // null for kPassed or an unknown number

// What the gates look at, for one message on one channel.
struct GateInput {
  Channel channel{};
  bool transactional = false;
  bool erased = false;
  bool suppressed = false;
  bool consent = false;
  bool address = false;
  bool held_out = false;
  bool exited = false;
  bool too_large = false;
};
bool passes(Gate gate, const GateInput& input);
Verdict decide(const GateInput& input);

}  // namespace camp
