// Where a scenario's run stands: enough to go on from there in another world. What services answer
// is not part of it; whoever goes on says it again.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lang/program/scenario_plan.h"
#include "runtime/store/mem_store.h"

namespace camp::sim {

// What is broken and was told, of whom.
using Broken = std::set<std::pair<const plan::Invariant*, std::string>>;

struct Standing {
  MemStore::Snapshot store;
  std::int64_t now_ms = 0;
  std::vector<std::string> contacts;
  std::uint64_t minted = 0;
  Broken broken;
};

}  // namespace camp::sim
