// Makes the waits of flows that go on longer by the time for which a pause held them: a resume that
// shifts, found by going over all contacts while the pause still stands. Begun anew after a crash:
// whose end was put off by this resume says so itself (Instance::shifted_ms).
#pragma once
#include <atomic>
#include <cstdint>

#include "runtime/engine/contact_scan.h"
#include "runtime/state/pauses_row.h"

namespace camp {

class WaitShift final : public ContactScan {
 public:
  // `pauses` has a shift. `moved` counts waits.
  WaitShift(const PausesRow& pauses, const Shard& shard, Store& store,
            std::atomic<std::uint64_t>& moved)
      : ContactScan(Priority::kIntake, shard, store), pauses_(pauses), moved_(moved) {}

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) override;

  const PausesRow& pauses_;
  std::atomic<std::uint64_t>& moved_;
  ContactRow row_;
};

}  // namespace camp
