// What an experiment's decision rests on: its variants' figures, counted from the journal up to the
// ticks it names, and the rule that says who has won, or how those who come are shared out. The
// same bytes give the same decision: the engine decides by it, `camp ledger verify` decides again.
//
// A winner. Of the variants with enough contacts each, the best by the metric wins when it is shown
// to be better than every other: the p of each such pair, corrected by Holm for all pairs, is below
// 1 - confidence (comparisons.h). In every other case `otherwise` wins, with the reason.
// A bandit. Each variant's share of what the holdouts leave is kBanditSharePpm, and of the rest its
// chance to be the best (statistics.h), rounded to a millionth such that the shares add up.
#pragma once
#include "lang/base/result.h"
#include "runtime/measure/counts.h"
#include "runtime/measure/report.h"
#include "runtime/state/trial_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/linked_program.h"

namespace camp {

// An experiment as a program declares it.
struct DeclaredTrial {
  const LinkedProgram* program = nullptr;
  std::uint32_t flow = 0;        // into its flows
  std::uint32_t experiment = 0;  // into the flow's

  const ExperimentDecl& decl() const {
    return program->program().flows[flow].experiments[experiment];
  }
};
// By the experiment's number; none: the program has no such experiment that is decided.
std::optional<DeclaredTrial> declared_trial(const LinkedProgram& program, std::uint32_t experiment);

// Pure. `counts`: of the trial's arms, as ReportBuilder gives them. Ticks, times, number stay open.
TrialDecision judge(const DeclaredTrial& trial, const std::vector<ArmCounts>& counts);

// Counts the journal and judges. Errors: kCorrupt, kIo.
Result<TrialDecision> decide_by_journal(Store& store, const DeclaredTrial& trial,
                                        const TrialKey& key, const PartitionTicks& ticks);
// The same decision with what had happened by then and came in later: goals reached and refunds, by
// their own times. (An opening or a click has no time but its arrival.) Errors: as above.
Result<TrialDecision> decide_with_late(Store& store, const DeclaredTrial& trial,
                                       const TrialKey& key, const TrialDecision& decision);
// Whether nothing happened between them that a further decision could be made of.
bool same_figures(const TrialDecision& a, const TrialDecision& b);
// Whether it says the same, for whoever decides again.
bool same_decision(const TrialDecision& a, const TrialDecision& b);

}  // namespace camp
