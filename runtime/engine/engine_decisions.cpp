// When an experiment's time has come it is decided: by what the journal has up to then, in one row
// with its evidence. Who waits for a winner is woken by her own timer, behind it; who comes to a
// bandit afterwards is shared out by it.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/engine/engine.h"
#include "runtime/measure/evidence.h"
#include "runtime/vm/calendar.h"

namespace camp {
namespace {

// Of a bandit in which something is new. What fell while nobody was at work is made up for once.
std::int64_t next_decision_ms(const DeclaredTrial& declared, const Trial& trial,
                              const TrialDecision& decision) {
  const auto& rule = *declared.decl().decision;
  if (!rule.repeats || (trial.decision && same_figures(decision, *trial.decision))) return 0;
  const auto* zone = declared.program->default_zone();
  const auto next_ms = calendar::add(decision.due_ms, rule.after, zone);
  return next_ms > decision.at_ms ? next_ms : calendar::add(decision.at_ms, rule.after, zone);
}

}  // namespace

Result<bool> Engine::decide_due(std::int64_t until_ms) {
  const auto due = trials_.due(until_ms);
  for (const auto& trial : due) CAMP_TRY(decide(trial));
  return !due.empty();
}

Result<void> Engine::decide(const Trial& trial) {
  auto program_number = trial.key.program;
  if (trial.key.run != 0) {
    CAMP_ASSIGN(const auto run, runs_.get(trial.key.run));
    program_number = run.program;
  }
  CAMP_ASSIGN(const auto program, programs_.get(program_number));
  const auto declared = declared_trial(*program, trial.key.experiment);
  if (!declared)
    return Error{
        ErrorKind::kCorrupt,
        fmt::format("the experiment '{}' is to be decided, but its program has no decision",
                    names_.text(trial.key.experiment)),
        "", "stop, keep a copy of the store and restore a backup"};
  PartitionTicks ticks{};
  for (std::size_t p = 0; p < ticks.size(); ++p) ticks[p] = meta_.partitions[p].tick;
  CAMP_ASSIGN(auto decision, decide_by_journal(store_, *declared, trial.key, ticks));
  decision.number = trial.next_number();
  decision.due_ms = std::min(trial.decide_ms, now_ms());
  decision.at_ms = now_ms();
  decision.next_ms = next_decision_ms(*declared, trial, decision);
  std::uint64_t contacts = 0;
  for (const auto& arm : decision.arms) contacts += arm.contacts;
  note(decision.is_of_bandit() ? SystemKind::kWeighed : SystemKind::kDecided, trial.key.experiment,
       contacts);
  auto batch = store_.make_batch();
  trials_.decide(trial.key, std::move(decision), *batch);
  return commit(*batch);
}

}  // namespace camp
