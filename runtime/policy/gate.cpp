#include "runtime/policy/gate.h"

namespace camp {
namespace {

constexpr Decision kSkip = Decision::kSkipped;
constexpr Decision kWithhold = Decision::kWithheld;
constexpr Decision kHold = Decision::kHeld;
constexpr GateHalf kPermission = GateHalf::kPermission;
constexpr GateHalf kPressure = GateHalf::kPressure;

constexpr GateInfo kRows[] = {
#define CAMP_GATE(number, name, word, half, decision, doc) \
  {Gate::k##name, word, half, decision, doc},
#include "runtime/policy/gates.def"
#undef CAMP_GATE
};

}  // namespace

std::span<const GateInfo> gates() { return kRows; }

const GateInfo* info_of(Gate gate) {
  for (const auto& row : kRows) {
    if (row.gate == gate) return &row;
  }
  return nullptr;
}

bool permits(Gate gate, const Permission& input) {
  switch (gate) {
    case Gate::kCategory:
      return !input.transactional || info_of(input.channel).takes_transactional();
    case Gate::kErased:
      return !input.erased;
    case Gate::kSuppressed:
      return !input.suppressed;
    case Gate::kConsent:
      return (input.transactional && !input.confirms) || input.consent;
    case Gate::kAddress:
      return input.address;
    case Gate::kHoldout:
      return !input.held_out;
    case Gate::kTooLarge:
      return !input.too_large;
    case Gate::kEmpty:
      return !input.empty;
    case Gate::kReplyWindow:
      return !input.reply_window_closed;
    case Gate::kPassed:
    case Gate::kExited:
    case Gate::kExpired:
    case Gate::kBestTime:
    case Gate::kStopped:
    case Gate::kQuiet:
    case Gate::kCapped:
    case Gate::kMerged:
    case Gate::kRate:
      return true;
  }
  return false;
}

Verdict permit(const Permission& input) {
  for (const auto& row : kRows) {
    if (!permits(row.gate, input)) return {row.decision, row.gate};
  }
  return {Decision::kQueued, Gate::kPassed};
}

}  // namespace camp
