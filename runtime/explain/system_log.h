// The system log as people read it: what was changed about no contact (programs, deployments,
// runs), and when.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runtime/explain/store_view.h"
#include "runtime/state/system_entry.h"

namespace camp {

struct SystemLine {
  std::uint64_t number = 0;  // from 1, without a gap
  std::int64_t at_ms = 0;
  SystemKind kind{};
  std::string program;   // its hash in hex; empty when the entry is about none
  std::string campaign;  // whose runs were missed; of a run, with its number and key
  std::string paused;    // what was paused or resumed: everything, a flow, a channel
  std::uint32_t run = 0;
  std::string key;
  std::string flow;        // of incidents (empty: of whatever flow), approvals, test runs
  std::string experiment;  // "campaign/experiment" that was decided
  // Contacts of the run's audience or the test; runs that were missed; or instances.
  std::uint64_t count = 0;
};
// In order. kCorrupt names the entry that cannot be read.
Result<std::vector<SystemLine>> read_system_log(StoreView& view);

// The entries as they are kept, in order, up to the first that is none: `take` gets the error in
// its place.
using SystemStep = std::function<Result<void>(std::uint64_t number, Result<SystemEntry> entry)>;
Result<void> walk_system_log(Store& store, const SystemStep& take);

// For `camp ledger verify`: the log has no gap, and its last words on the program and on each run
// are what the store's rows say. `found(what, where)` for each thing that is not so; an error only
// when the disk cannot be read.
using OnSystemFinding = std::function<void(std::string what, std::string where)>;
Result<void> check_system_log(Store& store, const StoreRow& row, const OnSystemFinding& found);

}  // namespace camp
