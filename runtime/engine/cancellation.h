// Takes everybody out of a flow, whatever they stand at: an operator's word, found by going over
// all contacts. Begun anew after a crash, before anything else happens: whoever is out is out.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "runtime/engine/contact_scan.h"

namespace camp {

class Cancellation final : public ContactScan {
 public:
  // `flows`: name numbers. `ended` counts instances.
  Cancellation(const std::vector<std::uint32_t>& flows, const Shard& shard, Store& store,
               std::atomic<std::uint64_t>& ended)
      : ContactScan(Priority::kIntake, shard, store), flows_(flows), ended_(ended) {}

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) override;

  const std::vector<std::uint32_t>& flows_;
  std::atomic<std::uint64_t>& ended_;
  ContactRow row_;
};

}  // namespace camp
