// The effect gate: one place, one order, every message. Pure.
//
// gates.def is the order. permit() walks its first half, for one message on one channel; press()
// (pressure.h) the second, for all messages of a contact. The verdict is kept in the ledger, so
// that `camp why` can print the same derivation later.
#pragma once
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>

#include "lang/catalog/channels.h"

namespace camp {

enum class Gate : std::uint8_t {
  kPassed = 0,  // all of them
#define CAMP_GATE(number, name, word, half, decision, doc) k##name = number,
#include "runtime/policy/gates.def"
#undef CAMP_GATE
};

// Persisted.
enum class Decision : std::uint8_t { kQueued = 1, kWithheld = 2, kSkipped = 3, kHeld = 4 };

struct Verdict {
  Decision decision{};
  Gate gate = Gate::kPassed;  // that decided, when not queued
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

enum class GateHalf : std::uint8_t { kPermission, kPressure };
struct GateInfo {
  Gate gate;
  std::string_view word;  // the reason as reports show it
  GateHalf half;
  Decision decision;
  std::string_view doc;
};
// Whether it goes by rules, of which one decided: those of the policy, or a BestTimeBy.
constexpr bool has_rules(Gate gate) {
  return gate == Gate::kQuiet || gate == Gate::kCapped || gate == Gate::kBestTime;
}
std::span<const GateInfo> gates();   // in their order
const GateInfo* info_of(Gate gate);  // null for kPassed or an unknown number

// How many messages each gate stopped, by Gate; more than gates.def has, whose numbers are never
// given again.
using GateCounts = std::array<std::uint64_t, 32>;
inline std::uint64_t sum_of(const GateCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

// What permission looks at, for one message on one channel.
struct Permission {
  Channel channel{};
  bool transactional = false;
  bool erased = false;
  bool suppressed = false;
  bool consent = false;
  bool confirms = false;  // it is a confirmation, and `consent` that a subscription waits for it
  bool address = false;
  bool held_out = false;  // of a transactional flow only by a holdout that is for all
  bool too_large = false;
  bool empty = false;
  bool reply_window_closed = false;  // and there is nothing to say outside of it
};
bool permits(Gate gate, const Permission& input);  // true for gates of the other half
Verdict permit(const Permission& input);

}  // namespace camp
