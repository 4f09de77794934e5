#include "runtime/explain/ledger_trials.h"

#include <fmt/format.h>

#include "runtime/measure/evidence.h"

namespace camp {
namespace {

bool is_of_the_disk(const Error& error) { return error.kind == ErrorKind::kIo; }

}  // namespace

Result<void> LedgerTrials::check() {
  TrialBook book(store_);
  if (const auto loaded = book.load(); !loaded.ok()) {
    if (is_of_the_disk(loaded.error())) return loaded;
    tally_.found(loaded.error().message, "experiments");
    return {};
  }
  for (const auto& trial : book.all()) {
    if (!trial.decision) continue;
    ++tally_.check.decisions;
    CAMP_TRY(check(trial));
  }
  return {};
}

// A program or a run that cannot be read is a finding here: without it nobody can decide again.
Result<void> LedgerTrials::check(const Trial& trial) {
  const auto where = fmt::format("the decision of {}", names_.text(trial.key.experiment));
  const auto find = [&](const Error& error) -> Result<void> {
    if (is_of_the_disk(error)) return error;
    tally_.found(error.message, where);
    return {};
  };
  const auto number = program_of(trial.key);
  if (!number.ok()) return find(number.error());
  const auto program = programs_.get(*number);
  if (!program.ok()) return find(program.error());
  const auto declared = declared_trial(**program, trial.key.experiment);
  if (!declared) {
    tally_.found("its program has no such experiment that is decided", where);
    return {};
  }
  const auto again = decide_by_journal(store_, *declared, trial.key, trial.decision->ticks);
  if (!again.ok()) return find(again.error());
  if (!same_decision(*again, *trial.decision))
    tally_.found("deciding again by the journal gives another decision", where);
  return {};
}

Result<std::uint32_t> LedgerTrials::program_of(const TrialKey& key) {
  if (key.run == 0) return key.program;
  CAMP_ASSIGN(const auto run, runs_.get(key.run));
  return run.program;
}

}  // namespace camp
