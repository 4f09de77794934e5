#include "runtime/engine/contact_scan.h"

namespace camp {

Result<bool> ContactScan::take(Shard& shard) {
  if (!begun_) contacts_->seek_to_first();
  begun_ = true;
  auto& tick = shard.tick();
  tick.expect_sorted(true);
  const auto is_full = [&] {
    return tick.slots().size() >= limits::kTickTransitions ||
           tick.transitions() >= limits::kTickTransitions;
  };
  for (std::size_t seen = 0; seen < kContactsPerTake && !is_full() && contacts_->valid();
       ++seen, contacts_->next())
    CAMP_TRY(look_at(shard, contacts_->key(), contacts_->value()));
  if (contacts_->valid()) return true;
  CAMP_TRY(contacts_->status());
  CAMP_TRY(finish());
  return false;
}

}  // namespace camp
