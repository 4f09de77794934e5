// Who is in the segments that start journeys, found by going over all contacts: once, when a
// program begins to watch them. Nobody enters by it: whoever is in already was in before.
//
// Begun anew after a crash, before anything else happens: it changes nothing but what it finds.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/engine/shard.h"
#include "runtime/engine/work_source.h"

namespace camp {

class StockTake final : public WorkSource {
 public:
  StockTake(ProgramPtr program, const Shard& shard, Store& store, std::int64_t now_ms);
  Result<bool> take(Shard& shard) override;

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed);
  bool concerns(const Situation& situation);

  const ProgramPtr program_;
  const std::int64_t now_ms_;
  std::vector<FunctionIndex> conditions_;  // of the segments
  StoredEventHistory history_;
  Machine machine_;
  std::unique_ptr<StoreIterator> contacts_;
  std::string attributes_;  // of a contact that has them beside its row
  std::size_t noted_ = 0;   // contacts, in this tick
  bool begun_ = false;
};

}  // namespace camp
