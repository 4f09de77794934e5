#include "runtime/engine/shard.h"

#include <algorithm>

#include "runtime/state/keys.h"

namespace camp {

Shard::Shard(const ShardWorld& world, std::uint32_t first_partition, std::uint32_t end_partition,
             std::unique_ptr<ServiceClient> services)
    : world_(world),
      first_(first_partition),
      end_(end_partition),
      tick_(world.store, world.rows),
      changes_(tick_),
      conductor_(world.store, world.programs, world.runs, world.trials, world.pauses,
                 world.approvals, world.names, world.store_id, world.secret, tick_, changes_),
      services_(std::move(services)) {
  next_minute_.fill(UINT32_MAX);
  next_request_ms_.fill(kUnknownRequest);
  for (auto p = first_; p < end_; ++p) next_minute_[p] = kUnknownMinute;
}

Result<void> Shard::commit() {
  CAMP_TRY(commit_tick());
  return exchange_at_once();
}

Result<void> Shard::commit_tick() {
  const auto now = now_ms();
  if (!tick_.empty()) {
    CAMP_TRY(write_started());
    CAMP_TRY(press_messages(now));
  }
  conductor_.end_tick();
  if (tick_.empty()) return {};
  if (!conductor_.status().ok()) return conductor_.status();
  for (auto p = first_; p < end_; ++p)
    next_minute_[p] = std::min(next_minute_[p], tick_.earliest_minutes()[p]);
  CAMP_TRY(world_.clock.check());
  CAMP_ASSIGN(auto committed, tick_.commit(now, world_.clock.is_virtual()));
  for (const auto& [partition, due_ms] : committed.requests)
    next_request_ms_[partition] = std::min(next_request_ms_[partition], due_ms);
  if (!world_.outbox) return {};
  if (committed.permissions.any()) world_.outbox->ask_again(committed.permissions, world_.rows);
  if (!committed.queued.empty()) world_.outbox->offer(std::move(committed.queued));
  return {};
}

std::unique_ptr<StoreIterator> contacts_of(Store& store, const Shard& shard) {
  const auto first = static_cast<std::uint8_t>(shard.first_partition());
  const auto last = static_cast<std::uint8_t>(shard.end_partition() - 1);
  return store.iterate(Family::kContacts,
                       {.lower = keys::partition_prefix(first),
                        .upper = keys::after_prefix(keys::partition_prefix(last)),
                        .fill_cache = false});
}

}  // namespace camp
