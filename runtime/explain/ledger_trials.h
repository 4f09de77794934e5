// The part of the ledger's proof that decides again: every decision of an experiment is what its
// evidence says, and the evidence is what the journal has up to the ticks it names.
#pragma once
#include "runtime/explain/ledger_tally.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"
#include "runtime/shelf/trial_book.h"

namespace camp {

class LedgerTrials {
 public:
  LedgerTrials(Store& store, Names& names, LedgerTally& tally)
      : store_(store), names_(names), tally_(tally), programs_(store, names), runs_(store) {}

  // An Error only when the disk cannot be read.
  Result<void> check();

 private:
  Result<void> check(const TrialKey& key, const TrialDecision& decision);
  std::string where(const TrialKey& key) const;
  Result<std::uint32_t> program_of(const TrialKey& key);

  Store& store_;
  const Names& names_;
  LedgerTally& tally_;
  ProgramShelf programs_;
  RunBook runs_;
};

}  // namespace camp
