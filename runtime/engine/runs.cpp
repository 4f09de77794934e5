// Everybody's start in a run. A page's transitions and the cursor behind it are one batch.
#include "runtime/engine/runs.h"

#include <fmt/format.h>

#include "runtime/state/keys.h"

namespace camp {

Result<bool> RunPages::take(Shard& shard) {
  shard.tick().expect_sorted(true);
  if (partition_ < shard.first_partition()) partition_ = shard.first_partition();
  for (; partition_ < shard.end_partition(); ++partition_, part_.reset()) {
    const auto partition = static_cast<std::uint8_t>(partition_);
    if (!part_) {
      CAMP_ASSIGN(part_, read_run_part(shard.store(), partition, at_hand_.run.number));
    }
    while (part_->next_page < part_->pages) {
      if (shard.tick().slots().size() >= limits::kTickTransitions) break;
      CAMP_TRY(start_page(shard, partition, *part_));
      shard.tick().batch().put(Family::kRunParts, keys::run_part(partition, at_hand_.run.number),
                               encode_run_part(*part_));
      shard.tick().touch(partition);
    }
    if (part_->next_page < part_->pages) break;
  }
  return partition_ < shard.end_partition();
}

Result<void> RunPages::start_page(Shard& shard, std::uint8_t partition, RunPart& part) {
  std::string sealed;
  const auto run = at_hand_.run.number;
  const auto page = part.next_page++;
  CAMP_ASSIGN(bool found,
              shard.store().get(Family::kRunParts, keys::page(partition, run, page), &sealed));
  std::vector<std::string_view> ids;
  if (!found) return unreadable_page(partition, run, page, std::nullopt);
  if (!decode_page(sealed, &ids)) return unreadable_page(partition, run, page, sealed);
  std::uint64_t started = 0;
  for (auto id : ids) {
    CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
    CAMP_ASSIGN(const bool now, slot ? start(shard, *slot) : Result<bool>(true));
    if (now) ++started;
  }
  part.done += started;
  done_ += started;
  return {};
}

// Or sets the timer by which the contact starts when their own clocks show the run's time.
Result<bool> RunPages::start(Shard& shard, ContactSlot& slot) {
  const auto& run = at_hand_.run;
  const auto now = shard.now_ms();
  if (run.contact_time) {
    arena_.reset();
    const auto* zone = at_hand_.program->zone_of(slot.row.attributes, arena_);
    const auto due_ms = calendar::instant_of(run.nominal->date_days, run.nominal->time_ms, zone);
    if (due_ms > now) {
      shard.tick().set_timer(slot.id(), kRunStart, run.number, due_ms);
      return false;
    }
  }
  CAMP_TRY(shard.conductor().start_run(slot, at_hand_.program, at_hand_.flow, run.number, now));
  return true;
}

}  // namespace camp
