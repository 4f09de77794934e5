// An experiment that is decided, in one run or one journey's program: when a decision is due, and
// the decisions with their evidence, of a winner one, of a bandit one behind the other.
//
//   trial_begun := version:u8 decide:zigzag number:varint checksum:u32
//                  -- of a partition, with its first contact who came when no decision was due
//   decision    := version:u8 due:zigzag at:zigzag next:zigzag reason:u8 winner:varint
//                  metric:u8 goal:varint
//                  currency:varint test:u8 [not 0: p:f64] list(arm) ticks:varint{256} checksum:u32
//   arm         := name:varint contacts:varint reached:varint minor:zigzag share:varint
// The ticks say which part of the journal was counted: anyone can count it again.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/limits.h"
#include "lang/catalog/metrics.h"
#include "lang/value/value.h"

namespace camp {

inline constexpr std::uint8_t kTrialVersion = 2;

struct TrialKey {
  std::uint32_t experiment = 0;  // "campaign/experiment" as a name number
  std::uint32_t run = 0;         // of a campaign ...
  std::uint32_t program = 0;     // ... of a journey: the store's number
  friend auto operator<=>(const TrialKey&, const TrialKey&) = default;
};

enum class DecisionReason : std::uint8_t {
#define CAMP_DECISION_REASON(number, name, word, doc) k##name = number,
#include "runtime/state/decision_reasons.def"
#undef CAMP_DECISION_REASON
};
std::string_view word_of(DecisionReason reason);
std::string_view text_of(DecisionReason reason);  // a sentence without a full stop

using PartitionTicks = std::array<std::uint64_t, limits::kPartitions>;

// When a decision falls, if nothing else was known of when.
struct TrialBegun {
  std::int64_t decide_ms = 0;
  std::uint32_t number = 1;  // the decision's, from 1
  friend bool operator==(const TrialBegun&, const TrialBegun&) = default;
};

struct TrialDecision {
  struct Arm {
    std::uint32_t name = 0;       // all names are the store's numbers
    std::uint64_t contacts = 0;   // assigned, and came by
    std::uint64_t reached = 0;    // of them, who did what is counted
    std::int64_t minor = 0;       // what their conversions are worth; 0 unless money decides
    std::uint32_t share_ppm = 0;  // a bandit's: of all who come from now on
    friend bool operator==(const Arm&, const Arm&) = default;
  };
  std::uint32_t number = 1;  // in its key, not in its row
  std::int64_t due_ms = 0;
  std::int64_t at_ms = 0;
  std::int64_t next_ms = 0;  // when the next is due; 0: there is none, or not before somebody comes
  DecisionReason reason{};
  std::uint32_t winner = 0;  // a bandit has none
  Metric metric{};
  std::uint32_t goal = 0;  // 0: the metric is of none
  Currency currency = 0;
  // Of the best against the next best: which test, and its p, corrected for all pairs. None: there
  // was nothing to test.
  std::uint8_t test = 0;
  std::optional<double> p;
  std::vector<Arm> arms;  // the variants, in source order
  PartitionTicks ticks{};

  std::uint32_t share_of(std::uint32_t arm) const {
    for (const auto& it : arms)
      if (it.name == arm) return it.share_ppm;
    return 0;
  }
  bool is_of_bandit() const { return reason == DecisionReason::kWeighed; }
};

std::string encode_trial_begun(const TrialBegun& begun);
bool decode_trial_begun(std::string_view sealed, TrialBegun* begun);
std::string encode_decision(const TrialDecision& decision);
bool decode_decision(std::string_view sealed, TrialDecision* decision);

}  // namespace camp
