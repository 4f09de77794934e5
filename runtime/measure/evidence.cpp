#include "runtime/measure/evidence.h"

#include <algorithm>
#include <cmath>

#include "runtime/measure/comparisons.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr double kWholeShare = kWholePpm;

// The variants' figures by one measure, with all their pairs.
struct Figures {
  std::vector<double> values;
  const std::vector<PairResult>* pairs = nullptr;  // null: there is nothing to compare
};

std::string_view engagement_of(Metric metric) {
  switch (metric) {
    case Metric::kOpens:
      return "opened";
    case Metric::kClicks:
      return "clicked";
    default:
      return "replied";
  }
}

Figures figures_of(const ExperimentResult& compared, Metric metric, Currency* currency) {
  Figures figures;
  if (metric == Metric::kRevenue) {
    if (compared.revenue.empty()) return figures;
    const auto& revenue = compared.revenue.front();
    *currency = revenue.currency;
    for (const auto& cell : revenue.cells) figures.values.push_back(cell.mean);
    figures.pairs = &revenue.pairs;
    return figures;
  }
  const bool is_goal = metric == Metric::kGoal;
  for (const auto& rate : compared.rates) {
    if (rate.goal != is_goal || (!is_goal && rate.name != engagement_of(metric))) continue;
    for (const auto& cell : rate.cells) figures.values.push_back(cell.proportion.rate());
    figures.pairs = &rate.pairs;
  }
  return figures;
}

bool overflowed(const ExperimentResult& compared) {
  return std::any_of(compared.revenue.begin(), compared.revenue.end(), [](const auto& revenue) {
    return std::any_of(revenue.cells.begin(), revenue.cells.end(),
                       [](const RevenueCell& cell) { return cell.overflowed; });
  });
}

// The best against all others; its weakest pair is what the decision tells.
void find_best(const Figures& figures, const DecisionDecl& decl, TrialDecision* decision) {
  decision->reason = DecisionReason::kTie;
  if (figures.pairs == nullptr) return;
  const auto best = static_cast<std::size_t>(
      std::max_element(figures.values.begin(), figures.values.end()) - figures.values.begin());
  const auto others = figures.values.size() - 1;
  const auto alpha = 1 - decl.confidence_ppm / kWholeShare;
  std::size_t shown = 0;
  for (const auto& pair : *figures.pairs) {
    if ((pair.first != best && pair.second != best) || !pair.corrected_p) continue;
    if (*pair.corrected_p < alpha && pair.comparison.difference != 0) ++shown;
    if (decision->p && *decision->p >= *pair.corrected_p) continue;
    decision->p = std::clamp(*pair.corrected_p, 0.0, 1.0);
    decision->test = static_cast<std::uint8_t>(pair.comparison.test);
  }
  if (shown != others) return;
  decision->reason = DecisionReason::kShown;
  decision->winner = decision->arms[best].name;
}

std::uint64_t reached_by(const Counts& counts, Metric metric, std::uint32_t goal) {
  switch (metric) {
    case Metric::kOpens:
      return counts.receipt(ReceiptKind::kOpened).contacts;
    case Metric::kClicks:
      return counts.receipt(ReceiptKind::kClicked).contacts;
    case Metric::kReplies:
      return counts.receipt(ReceiptKind::kReplied).contacts;
    case Metric::kGoal:
    case Metric::kRevenue:
      break;
  }
  const auto* found = counts.goal(goal);
  return found == nullptr ? 0 : found->converters;
}

void choose_winner(const DeclaredTrial& trial, ExperimentResult compared, TrialDecision* decision) {
  const auto& decl = trial.decl();
  const auto& rule = *decl.decision;
  decision->winner = trial.program->number(decl.arms[rule.otherwise].name);
  compare_arms(compared);
  const auto figures = figures_of(compared, rule.metric, &decision->currency);
  if (rule.metric == Metric::kRevenue && figures.pairs != nullptr) {
    for (std::size_t i = 0; i < decision->arms.size(); ++i)
      decision->arms[i].minor = compared.revenue.front().cells[i].minor;
  }
  const bool enough =
      std::all_of(decision->arms.begin(), decision->arms.end(),
                  [&](const TrialDecision::Arm& arm) { return arm.contacts >= rule.at_least; });
  if (!enough)
    decision->reason = DecisionReason::kTooFew;
  else if (rule.metric == Metric::kRevenue && compared.revenue.size() > 1)
    decision->reason = DecisionReason::kCurrencies;
  else if (rule.metric == Metric::kRevenue && overflowed(compared))
    decision->reason = DecisionReason::kOverflow;
  else
    find_best(figures, rule, decision);
}

// The shares in source order, each up to where the sum is rounded to: together they are all.
void share_out(const ExperimentDecl& decl, TrialDecision* decision) {
  decision->reason = DecisionReason::kWeighed;
  double to_share_ppm = kWholeShare;
  for (const auto& arm : decl.arms)
    if (arm.holdout) to_share_ppm -= arm.share_ppm;
  std::vector<Proportion> seen;
  for (const auto& arm : decision->arms)
    seen.push_back({std::min(arm.reached, arm.contacts), arm.contacts});
  const auto chances = chances_to_be_best(seen);
  const auto least = limits::kBanditSharePpm / kWholeShare;
  const auto by_chance = 1 - least * static_cast<double>(chances.size());
  double sum = 0;
  std::int64_t given_ppm = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    sum += least + by_chance * chances[i];
    const auto until_ppm = static_cast<std::int64_t>(std::llround(to_share_ppm * sum));
    decision->arms[i].share_ppm = static_cast<std::uint32_t>(until_ppm - given_ppm);
    given_ppm = until_ppm;
  }
}

// Of one decision made on two machines: by how much the last millionth may be rounded otherwise.
bool same_arms(const TrialDecision& a, const TrialDecision& b, std::uint32_t apart_ppm) {
  return std::equal(a.arms.begin(), a.arms.end(), b.arms.begin(), b.arms.end(),
                    [&](const TrialDecision::Arm& one, const TrialDecision::Arm& other) {
                      const auto more = std::max(one.share_ppm, other.share_ppm);
                      const auto less = std::min(one.share_ppm, other.share_ppm);
                      return one.name == other.name && one.contacts == other.contacts &&
                             one.reached == other.reached && one.minor == other.minor &&
                             more - less <= apart_ppm;
                    });
}

}  // namespace

std::optional<DeclaredTrial> declared_trial(const LinkedProgram& program,
                                            std::uint32_t experiment) {
  const auto& flows = program.program().flows;
  for (std::uint32_t i = 0; i < flows.size(); ++i) {
    for (std::uint32_t k = 0; k < flows[i].experiments.size(); ++k)
      if (flows[i].experiments[k].decision && program.experiment_number(i, k) == experiment)
        return DeclaredTrial{&program, i, k};
  }
  return std::nullopt;
}

TrialDecision judge(const DeclaredTrial& trial, const std::vector<ArmCounts>& counts) {
  const auto& linked = *trial.program;
  const auto& decl = trial.decl();
  const auto& rule = *decl.decision;
  const auto number = linked.experiment_number(trial.flow, trial.experiment);
  TrialDecision decision;
  decision.metric = rule.metric;
  decision.goal = rule.goal == kNone ? 0 : linked.number(rule.goal);
  ExperimentResult compared;
  if (decision.goal != 0) compared.goals.push_back({decision.goal, "", std::nullopt});
  for (const auto& arm : decl.arms) {
    if (arm.holdout || arm.winner_of != kNone) continue;
    ArmResult result;
    const auto name = linked.number(arm.name);
    for (const auto& counted : counts)
      if (counted.arm == Assignment{number, name}) result.counts = counted.counts;
    decision.arms.push_back({name, result.counts.contacts,
                             reached_by(result.counts, rule.metric, decision.goal), 0, 0});
    compared.arms.push_back(std::move(result));
  }
  if (rule.repeats)
    share_out(decl, &decision);
  else
    choose_winner(trial, std::move(compared), &decision);
  return decision;
}

namespace {

// Up to the ticks everything; behind them what is late by then, where that is asked for.
Result<TrialDecision> decide_by(Store& store, const DeclaredTrial& trial, const TrialKey& key,
                                const PartitionTicks& ticks,
                                const std::optional<std::int64_t>& late_until_ms) {
  const auto& linked = *trial.program;
  ReportBuilder builder;
  builder.count_only(
      {linked.number(linked.program().flows[trial.flow].name), key.run, key.program});
  auto journal = store.iterate(Family::kJournal, {});
  for (journal->seek_to_first(); journal->valid(); journal->next()) {
    keys::JournalKey place;
    if (!keys::parse_journal(journal->key(), &place))
      return Error{ErrorKind::kCorrupt, "a key of the journal is none", to_hex(journal->key()),
                   "camp ledger verify says what else is wrong"};
    const bool was_counted = place.tick <= ticks[place.partition];
    if (place.is_outcomes || (!was_counted && !late_until_ms)) continue;
    builder.take_late(was_counted ? std::nullopt : late_until_ms);
    CAMP_TRY(builder.add_chunk(place.partition, place.tick, journal->value()));
  }
  CAMP_TRY(journal->status());
  auto model = std::move(builder).take();
  auto decision =
      judge(trial, model.runs.empty() ? std::vector<ArmCounts>{} : model.runs.front().arms);
  decision.ticks = ticks;
  return decision;
}

}  // namespace

Result<TrialDecision> decide_by_journal(Store& store, const DeclaredTrial& trial,
                                        const TrialKey& key, const PartitionTicks& ticks) {
  return decide_by(store, trial, key, ticks, std::nullopt);
}

Result<TrialDecision> decide_with_late(Store& store, const DeclaredTrial& trial,
                                       const TrialKey& key, const TrialDecision& decision) {
  return decide_by(store, trial, key, decision.ticks, decision.at_ms);
}

bool same_figures(const TrialDecision& a, const TrialDecision& b) {
  return same_arms(a, b, UINT32_MAX);
}

bool same_decision(const TrialDecision& a, const TrialDecision& b) {
  constexpr double kRounding = 1e-9;  // of other machines
  constexpr std::uint32_t kApartPpm = 2;
  return a.reason == b.reason && a.winner == b.winner && a.metric == b.metric && a.goal == b.goal &&
         a.currency == b.currency && same_arms(a, b, kApartPpm) &&
         a.p.has_value() == b.p.has_value() && (!a.p || std::fabs(*a.p - *b.p) < kRounding);
}

}  // namespace camp
