#include "runtime/state/trial_row.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "lang/base/bytes.h"
#include "lang/base/ppm.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::size_t kDecisionArmBytesMin = 5;

struct ReasonRow {
  DecisionReason reason;
  std::string_view word;
  std::string_view text;
};
constexpr ReasonRow kReasons[] = {
#define CAMP_DECISION_REASON(number, name, word, doc) {DecisionReason::k##name, word, doc},
#include "runtime/state/decision_reasons.def"
#undef CAMP_DECISION_REASON
};

const ReasonRow* row_of(DecisionReason reason) {
  for (const auto& row : kReasons)
    if (row.reason == reason) return &row;
  return nullptr;
}

// Shares that a contact can be drawn by.
bool are_shares(const std::vector<TrialDecision::Arm>& arms) {
  const auto sum = std::accumulate(
      arms.begin(), arms.end(), std::uint64_t{0},
      [](std::uint64_t before, const TrialDecision::Arm& arm) { return before + arm.share_ppm; });
  return sum <= kWholePpm;
}

bool is_metric(Metric metric) { return metric >= Metric::kOpens && metric <= kLastMetric; }

}  // namespace

std::string_view word_of(DecisionReason reason) { return row_of(reason)->word; }
std::string_view text_of(DecisionReason reason) { return row_of(reason)->text; }

std::string encode_trial_begun(const TrialBegun& begun) {
  std::string out;
  put_u8(out, kTrialVersion);
  put_signed(out, begun.decide_ms);
  put_varint(out, begun.number);
  seal(out);
  return out;
}

bool decode_trial_begun(std::string_view sealed, TrialBegun* begun) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kTrialVersion) return false;
  begun->decide_ms = in.signed_varint();
  begun->number = in.varint32();
  return in.ok() && in.at_end() && begun->number != 0 &&
         begun->decide_ms != INT64_MIN;  // something lies before it
}

std::string encode_decision(const TrialDecision& decision) {
  std::string out;
  put_u8(out, kTrialVersion);
  put_signed(out, decision.due_ms);
  put_signed(out, decision.at_ms);
  put_signed(out, decision.next_ms);
  put_u8(out, static_cast<std::uint8_t>(decision.reason));
  put_varint(out, decision.winner);
  put_u8(out, static_cast<std::uint8_t>(decision.metric));
  put_varint(out, decision.goal);
  put_varint(out, decision.currency);
  put_u8(out, decision.p ? decision.test : 0);
  if (decision.p) put_u64be(out, std::bit_cast<std::uint64_t>(*decision.p));
  put_varint(out, decision.arms.size());
  for (const auto& arm : decision.arms) {
    put_varint(out, arm.name);
    put_varint(out, arm.contacts);
    put_varint(out, arm.reached);
    put_signed(out, arm.minor);
    put_varint(out, arm.share_ppm);
  }
  for (const auto tick : decision.ticks) put_varint(out, tick);
  seal(out);
  return out;
}

bool decode_decision(std::string_view sealed, TrialDecision* decision) {
  *decision = {};
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kTrialVersion) return false;
  decision->due_ms = in.signed_varint();
  decision->at_ms = in.signed_varint();
  decision->next_ms = in.signed_varint();
  decision->reason = static_cast<DecisionReason>(in.u8());
  decision->winner = in.varint32();
  decision->metric = static_cast<Metric>(in.u8());
  decision->goal = in.varint32();
  const auto currency = in.varint();
  decision->currency = static_cast<Currency>(currency);
  decision->test = in.u8();
  if (decision->test != 0) decision->p = std::bit_cast<double>(in.u64be());
  decision->arms.resize(in.count(kDecisionArmBytesMin));
  for (auto& arm : decision->arms) {
    arm.name = in.varint32();
    arm.contacts = in.varint();
    arm.reached = in.varint();
    arm.minor = in.signed_varint();
    arm.share_ppm = in.varint32();
  }
  for (auto& tick : decision->ticks) tick = in.varint();
  const bool is_p = !decision->p || (*decision->p >= 0 && *decision->p <= 1);  // and no NaN
  const bool is_next = decision->due_ms <= decision->at_ms &&
                       (decision->next_ms == 0 || decision->next_ms > decision->at_ms);
  return in.ok() && in.at_end() && row_of(decision->reason) != nullptr &&
         is_metric(decision->metric) && is_p && currency == decision->currency && is_next &&
         are_shares(decision->arms);
}

}  // namespace camp
