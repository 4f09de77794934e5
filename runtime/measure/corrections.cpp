#include "runtime/measure/corrections.h"

#include <algorithm>

#include "runtime/measure/evidence.h"

namespace camp {

Result<std::vector<Correction>> read_corrections(Store& store, ProgramShelf& programs,
                                                 std::span<const RunRow> runs,
                                                 std::span<const TrialHistory> trials) {
  std::vector<Correction> corrections;
  for (const auto& [trial, decisions] : trials) {
    if (decisions.empty() || decisions.back().is_of_bandit()) continue;
    const auto& decision = decisions.back();
    if (!is_of_goal(decision.metric)) continue;
    auto number = trial.key.program;
    for (const auto& run : runs)
      if (trial.key.run != 0 && run.number == trial.key.run) number = run.program;
    CAMP_ASSIGN(const auto program, programs.get(number));
    const auto declared = declared_trial(*program, trial.key.experiment);
    if (!declared) continue;  // camp ledger verify says so
    CAMP_ASSIGN(auto again, decide_with_late(store, *declared, trial.key, decision));
    if (!same_figures(again, decision)) corrections.push_back({trial.key, std::move(again)});
  }
  return corrections;
}

}  // namespace camp
