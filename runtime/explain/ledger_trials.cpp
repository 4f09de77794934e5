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
    CAMP_ASSIGN(const auto decisions, read_decisions(store_, trial.key));
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      ++tally_.check.decisions;
      CAMP_TRY(check(trial.key, decisions[i]));
      if (decisions[i].number != i + 1) {
        tally_.found(fmt::format("decision {} is missing", i + 1), where(trial.key));
        break;
      }
    }
  }
  return {};
}

std::string LedgerTrials::where(const TrialKey& key) const {
  return fmt::format("the decisions of {}", names_.text(key.experiment));
}

// A program or a run that cannot be read is a finding here: without it nobody can decide again.
Result<void> LedgerTrials::check(const TrialKey& key, const TrialDecision& decision) {
  const auto find = [&](const Error& error) -> Result<void> {
    if (is_of_the_disk(error)) return error;
    tally_.found(error.message, where(key));
    return {};
  };
  const auto number = program_of(key);
  if (!number.ok()) return find(number.error());
  const auto program = programs_.get(*number);
  if (!program.ok()) return find(program.error());
  const auto declared = declared_trial(**program, key.experiment);
  if (!declared) {
    tally_.found("its program has no such experiment that is decided", where(key));
    return {};
  }
  const auto again = decide_by_journal(store_, *declared, key, decision.ticks);
  if (!again.ok()) return find(again.error());
  if (!same_decision(*again, decision))
    tally_.found("deciding again by the journal gives another decision", where(key));
  return {};
}

Result<std::uint32_t> LedgerTrials::program_of(const TrialKey& key) {
  if (key.run == 0) return key.program;
  CAMP_ASSIGN(const auto run, runs_.get(key.run));
  return run.program;
}

}  // namespace camp
