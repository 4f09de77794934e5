// Everybody's start in a run. A page's transitions and the cursor behind it are one batch.
#include "runtime/engine/runs.h"

#include <fmt/format.h>

#include "runtime/state/keys.h"

namespace camp {

Result<bool> RunPages::take(Shard& shard) {
  shard.tick().expect_sorted(true);
  if (partition_ < shard.first_partition()) partition_ = shard.first_partition();
  std::size_t started = 0;
  for (; partition_ < shard.end_partition(); ++partition_, part_.reset()) {
    const auto partition = static_cast<std::uint8_t>(partition_);
    if (!part_) {
      CAMP_ASSIGN(part_, read_run_part(shard.store(), partition, at_hand_.run.number));
    }
    while (part_->next_page < part_->pages) {
      if (started >= limits::kTickTransitions) break;
      CAMP_ASSIGN(const auto contacts, start_page(shard, partition, part_->next_page));
      part_->next_page += 1;
      part_->done += contacts;
      started += contacts;
      shard.tick().batch().put(Family::kRunParts, keys::run_part(partition, at_hand_.run.number),
                               encode_run_part(*part_));
      shard.tick().touch(partition);
    }
    if (part_->next_page < part_->pages) break;
  }
  done_ += started;
  return partition_ < shard.end_partition();
}

Result<std::size_t> RunPages::start_page(Shard& shard, std::uint8_t partition, std::uint32_t page) {
  std::string sealed;
  const auto run = at_hand_.run.number;
  CAMP_ASSIGN(bool found,
              shard.store().get(Family::kRunParts, keys::page(partition, run, page), &sealed));
  std::vector<std::string_view> ids;
  if (!found) return unreadable_page(partition, run, page, std::nullopt);
  if (!decode_page(sealed, &ids)) return unreadable_page(partition, run, page, sealed);
  const auto now = shard.now_ms();
  for (auto id : ids) {
    CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
    if (slot)
      CAMP_TRY(shard.conductor().start_run(*slot, at_hand_.program, at_hand_.flow, run, now));
  }
  return ids.size();
}

}  // namespace camp
