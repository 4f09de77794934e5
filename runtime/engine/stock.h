// Who is in the segments that start journeys, found by going over all contacts: once, when a
// program begins to watch them. Nobody enters by it: whoever is in already was in before.
//
// Begun anew after a crash, before anything else happens: it changes nothing but what it finds.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/engine/contact_scan.h"
#include "runtime/shelf/watch_list.h"

namespace camp {

class StockTake final : public ContactScan {
 public:
  StockTake(ProgramPtr program, const Shard& shard, Store& store, std::int64_t now_ms);

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) override;
  bool ask(const Situation& situation);

  const ProgramPtr program_;
  const std::int64_t now_ms_;
  const std::vector<WatchedCondition> segments_;
  SegmentStanding standing_;  // of the contact at hand
  StoredEventHistory history_;
  Machine machine_;
  std::string attributes_;  // of a contact that has them beside its row
};

}  // namespace camp
