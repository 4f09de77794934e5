#include "runtime/shelf/next_wake.h"

#include <algorithm>

#include "runtime/shelf/contacts.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/timer_chunk.h"

namespace camp {
namespace {

class WakeSearch {
 public:
  WakeSearch(Store& store, RunBook& runs, const Pauses& pauses)
      : store_(store), runs_(runs), pauses_(pauses) {}

  Result<void> look_at(std::uint8_t partition, std::uint32_t low_minute) {
    auto chunks = store_.iterate(Family::kTimers, {.lower = keys::timers(partition, low_minute, 0),
                                                   .upper = keys::parked_prefix(partition),
                                                   .fill_cache = true});
    std::vector<Timer> timers;
    for (chunks->seek_to_first(); chunks->valid(); chunks->next()) {
      const auto minute = keys::minute_of_timers(chunks->key());
      if (!is_sooner(static_cast<std::int64_t>(minute) * keys::kMinuteMs)) return {};
      timers.clear();
      if (!decode_timer_chunk(chunks->value(), minute, &timers))
        return unreadable(chunks->value(), kTimerChunkVersion, "a chunk of timers");
      for (const auto& timer : timers) CAMP_TRY(look_at(timer));
    }
    return chunks->status();
  }
  NextWake found() const { return found_; }

 private:
  // Rows that are read for it, before it says "or later": about a second.
  static constexpr std::size_t kLooks = 100'000;

  bool is_sooner(std::int64_t due_ms) const { return !found_.due_ms || due_ms < *found_.due_ms; }

  Result<void> look_at(const Timer& timer) {
    if (!is_sooner(timer.due_ms)) return {};
    const bool looks = looks_ < kLooks;
    if (looks) {
      ++looks_;
      CAMP_ASSIGN(const bool wakes, wakes_anybody(timer));
      if (!wakes) return {};
    }
    found_ = {timer.due_ms, !looks};
    return {};
  }

  // As the shard decides when the timer comes due.
  Result<bool> wakes_anybody(const Timer& timer) {
    if (timer.instance == kRunStart) {
      CAMP_ASSIGN(const auto run, runs_.get(timer.token));
      return run.state != RunState::kCancelled && !pauses_.hold_flow(run.campaign);
    }
    CAMP_ASSIGN(const bool known, read_contact(store_, timer.contact_id, &row_));
    if (!known) return false;
    if (timer.instance != kNoInstance) return waits_for(timer);
    if (timer.token == kConditions) return row_.ask_ms == timer.due_ms;
    return std::any_of(row_.held.begin(), row_.held.end(), [&](const HeldMessage& held) {
      return held.release_ms == timer.due_ms &&
             pauses_.holder(held.flow, held.channel) == kEverything;
    });
  }

  bool waits_for(const Timer& timer) const {
    const auto* instance = row_.find_instance(timer.instance);
    return instance != nullptr && instance->state == InstanceState::kWaiting &&
           instance->token == timer.token && instance->due_ms == timer.due_ms &&
           !pauses_.hold_flow(instance->flow);
  }

  Store& store_;
  RunBook& runs_;
  const Pauses& pauses_;
  ContactRow row_;
  std::size_t looks_ = 0;
  NextWake found_;
};

}  // namespace

Result<NextWake> find_next_wake(Store& store, const PartitionRows& partitions, RunBook& runs,
                                const Pauses& pauses) {
  WakeSearch search(store, runs, pauses);
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p)
    CAMP_TRY(search.look_at(static_cast<std::uint8_t>(p), partitions[p].low_minute));
  return search.found();
}

}  // namespace camp
