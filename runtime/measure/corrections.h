// What came in too late for the decision of an experiment: goals that had been reached by then, by
// the events' own times, and were not known yet. The decision stands, for who came since has got
// its winner; a report says by how much it was off, and whether it would have been another.
//
// Of a winner that is chosen by a goal or its revenue: openings, clicks and replies have no time
// but that of their arrival, and a bandit decides again with whatever has come in.
#pragma once
#include <span>
#include <vector>

#include "runtime/shelf/programs.h"
#include "runtime/shelf/trial_book.h"
#include "runtime/state/run_row.h"

namespace camp {

struct Correction {
  TrialKey key;
  TrialDecision decision;  // as it would be
};
// Those of which anything is late. Reads the journal once for each decision that may have any.
// Errors: kCorrupt, kIo.
Result<std::vector<Correction>> read_corrections(Store& store, ProgramShelf& programs,
                                                 std::span<const RunRow> runs,
                                                 std::span<const TrialHistory> trials);

}  // namespace camp
