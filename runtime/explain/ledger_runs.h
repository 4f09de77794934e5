// The part of the ledger's proof that reads the runs: their pages name whom they counted, and the
// journal has a start for each.
#pragma once
#include <cstdint>
#include <string>

#include "runtime/explain/inspect.h"
#include "runtime/explain/ledger_tally.h"
#include "runtime/shelf/run_book.h"

namespace camp {

class LedgerRuns {
 public:
  // `used`: the partitions that have rows; the others are not looked at.
  LedgerRuns(Store& store, const Partitions& used, LedgerTally& tally)
      : store_(store), used_(used), tally_(tally) {}

  // Once, after all partitions' journals. An Error only when the disk cannot be read.
  Result<void> check();

 private:
  Result<void> check_parts(RunRow& run, const std::string& name);
  Result<std::uint64_t> check_pages(const RunRow& run, std::uint8_t partition, const RunPart& part,
                                    const std::string& name);

  Store& store_;
  const Partitions& used_;
  LedgerTally& tally_;
};

}  // namespace camp
