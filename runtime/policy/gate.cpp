#include "runtime/policy/gate.h"

namespace camp {
namespace {

constexpr Decision kSkip = Decision::kSkipped;
constexpr Decision kWithhold = Decision::kWithheld;

constexpr GateInfo kRows[] = {
#define CAMP_GATE(number, name, word, final, doc) {Gate::k##name, word, final, doc},
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

bool passes(Gate gate, const GateInput& input) {
  switch (gate) {
    case Gate::kPassed:
      return true;
    case Gate::kCategory:
      return !input.transactional || info_of(input.channel).transactional;
    case Gate::kErased:
      return !input.erased;
    case Gate::kSuppressed:
      return !input.suppressed;
    case Gate::kConsent:
      return input.transactional || input.consent;
    case Gate::kAddress:
      return input.address;
    case Gate::kHoldout:
      return input.transactional || !input.held_out;
    case Gate::kExited:
      return !input.exited;
    case Gate::kTooLarge:
      return !input.too_large;
  }
  return false;
}

Verdict decide(const GateInput& input) {
  for (const auto& row : kRows) {
    if (!passes(row.gate, input)) return {row.decision, row.gate};
  }
  return {Decision::kQueued, Gate::kPassed};
}

}  // namespace camp
