// Instances that failed, tried again, put back to where they waited, or ended: an operator's word,
// about one contact, or found by going over all. It may be given again after a crash: whoever is
// mended stands at no failure any more.
#pragma once
#include <atomic>

#include "runtime/engine/contact_scan.h"
#include "runtime/engine/mend_order.h"

namespace camp {

// Of everybody whom the order means; `done` counts contacts that had any.
class MendScan final : public ContactScan {
 public:
  MendScan(const MendOrder& order, const Shard& shard, Store& store,
           std::atomic<std::uint64_t>& done)
      : ContactScan(Priority::kIntake, shard, store), order_(order), done_(done) {}
  MendReport report;

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) override;

  const MendOrder& order_;
  std::atomic<std::uint64_t>& done_;
  ContactRow row_;
};

class MendOne final : public WorkSource {
 public:
  explicit MendOne(const MendOrder& order) : WorkSource(Priority::kIntake), order_(order) {}
  Result<bool> take(Shard& shard) override;
  MendReport report;

 private:
  const MendOrder& order_;
};

}  // namespace camp
