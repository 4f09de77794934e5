// When an experiment's time has come its winner is chosen: by what the journal has up to then, in
// one row with its evidence, once. Who waits for it is woken by her own timer, behind it.
#include <fmt/format.h>

#include "runtime/engine/engine.h"
#include "runtime/measure/evidence.h"

namespace camp {

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
  decision.at_ms = now_ms();
  std::uint64_t contacts = 0;
  for (const auto& arm : decision.arms) contacts += arm.contacts;
  note(SystemKind::kDecided, trial.key.experiment, contacts);
  auto batch = store_.make_batch();
  trials_.decide(trial.key, std::move(decision), *batch);
  return commit(*batch);
}

}  // namespace camp
