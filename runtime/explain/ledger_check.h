// `camp ledger verify`: proves that the ledger balances, by reading everything.
//
// What is proven: every chunk and row decodes (their checksums hold); every queued message has
// exactly one outcome or waits in the outbox; no ledger id occurs twice; histories and contacts
// name each other; every waiting instance has a timer that will wake it, when it is due and in this
// life (liveness: no wait began by a clock that was ahead); runs started whom their snapshots name;
// every decision of an experiment is what its evidence in the journal says; every refund takes back
// what was converted before, once; and the counters that `camp status` shows are what a count
// gives. So
// reserved = sent + skipped + withheld + failed + cancelled + unknown + held + pending.
//
// With a spool, its files have what was sent: nothing missing, nothing twice, nothing cut.
//
// Works on a store opened read-only. Goes partition by partition: memory is that of one partition's
// ids, or of one spool file. An Error only when the disk cannot be read; everything that is wrong
// with the data is a finding.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/env/file_system.h"
#include "runtime/store/store.h"

namespace camp {

struct LedgerFinding {
  std::string what;
  std::string where;  // partition and tick, contact, run
};

struct LedgerSums {
  std::uint64_t reserved = 0;
  std::uint64_t sent = 0, skipped = 0, withheld = 0, failed = 0, cancelled = 0, unknown = 0,
                held = 0, pending = 0;
  bool balanced() const {
    return reserved == sent + skipped + withheld + failed + cancelled + unknown + held + pending;
  }
};

struct LedgerCheck {
  LedgerSums sums;
  std::uint64_t contacts = 0;  // erased ones are not counted
  std::uint64_t entries = 0;   // of the journal
  std::uint64_t waiting = 0;
  std::uint64_t runs = 0;
  std::uint64_t decisions = 0;               // of experiments, each decided again
  std::optional<std::uint64_t> spool_files;  // read; nothing: there is no spool to compare with
  std::uint64_t finding_count = 0;
  std::vector<LedgerFinding> findings;  // the first ones (kFindingsShown)
  bool stopped = false;
  bool clean() const { return finding_count == 0 && !stopped; }
};
inline constexpr std::size_t kFindingsShown = 100;

// Where what was sent lies as files.
struct SpoolFolder {
  FileSystem& files;
  std::string root;
};

// `progress(partitions done, of)`; false stops. `spool` null: whatever sends keeps no files.
using LedgerProgress = std::function<bool(std::uint64_t, std::uint64_t)>;
Result<LedgerCheck> check_ledger(Store& store, const LedgerProgress& progress,
                                 const SpoolFolder* spool = nullptr);

}  // namespace camp
