// Takes everybody out of a flow, whatever they stand at: an operator's word, found by going over
// all contacts. Begun anew after a crash, before anything else happens: whoever is out is out.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

#include "runtime/engine/shard.h"
#include "runtime/engine/work_source.h"

namespace camp {

class Cancellation final : public WorkSource {
 public:
  // `flows`: name numbers. `ended` counts instances.
  Cancellation(const std::vector<std::uint32_t>& flows, const Shard& shard, Store& store,
               std::atomic<std::uint64_t>& ended)
      : WorkSource(Priority::kIntake),
        flows_(flows),
        ended_(ended),
        contacts_(contacts_of(store, shard)) {}
  Result<bool> take(Shard& shard) override;

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed);

  const std::vector<std::uint32_t>& flows_;
  std::atomic<std::uint64_t>& ended_;
  std::unique_ptr<StoreIterator> contacts_;
  ContactRow row_;
  bool begun_ = false;
};

}  // namespace camp
