// Timers: what is due, found by partition and minute, never by looking at what sleeps.
#include <algorithm>

#include "lang/base/sorting.h"
#include "runtime/engine/shard.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

Error unreadable_timers(std::string_view sealed) {
  return unreadable(sealed, kTimerChunkVersion, "a chunk of timers");
}

}  // namespace

struct Shard::DueTimer {
  std::uint8_t partition = 0;
  std::string_view contact_id;  // in the tick's arena
  std::uint32_t instance = 0;
  std::uint32_t token = 0;
  std::int64_t due_ms = 0;
};

Result<std::uint32_t> Shard::look_up_minute(std::uint8_t partition) {
  auto chunks = world_.store.iterate(
      Family::kTimers, {.lower = keys::timers(partition, world_.rows[partition].low_minute, 0),
                        .upper = keys::parked_prefix(partition),
                        .fill_cache = true});
  chunks->seek_to_first();
  if (chunks->valid()) return keys::minute_of_timers(chunks->key());
  CAMP_TRY(chunks->status());
  return UINT32_MAX;
}

// Partitions whose first minute is only bounded from below are looked up when that bound is the
// smallest.
Result<std::uint32_t> Shard::earliest_minute() {
  for (auto p = first_; p < end_; ++p) {
    if (next_minute_[p] != kUnknownMinute) continue;
    CAMP_ASSIGN(next_minute_[p], look_up_minute(static_cast<std::uint8_t>(p)));
  }
  return *std::min_element(next_minute_.begin(), next_minute_.end());
}

Result<std::optional<std::int64_t>> Shard::next_due_ms() {
  std::optional<std::int64_t> first_ms;
  CAMP_ASSIGN(auto minute, earliest_minute());
  if (minute == UINT32_MAX) return first_ms;
  std::vector<Timer> timers;
  for (auto p = first_; p < end_; ++p) {
    if (next_minute_[p] != minute) continue;
    auto partition = static_cast<std::uint8_t>(p);
    auto chunks =
        world_.store.iterate(Family::kTimers, {.lower = keys::timers(partition, minute, 0),
                                               .upper = keys::timers(partition, minute + 1, 0),
                                               .fill_cache = true});
    for (chunks->seek_to_first(); chunks->valid(); chunks->next()) {
      timers.clear();
      if (!decode_timer_chunk(chunks->value(), minute, &timers))
        return unreadable_timers(chunks->value());
      for (const auto& timer : timers)
        first_ms = std::min(first_ms.value_or(INT64_MAX), timer.due_ms);
    }
    CAMP_TRY(chunks->status());
  }
  return first_ms;
}

// Who waits for an experiment's decision is woken behind it.
Result<bool> Shard::wake_due(std::int64_t until_ms) {
  until_ms = std::min(until_ms, world_.trials.next_ms() - 1);
  CAMP_ASSIGN(auto minute, earliest_minute());
  if (minute == UINT32_MAX || static_cast<std::int64_t>(minute) * keys::kMinuteMs > until_ms)
    return false;
  CAMP_ASSIGN(auto taken, wake_minute(minute, until_ms));
  bool minute_is_over = (static_cast<std::int64_t>(minute) + 1) * keys::kMinuteMs <= until_ms;
  return taken != 0 || minute_is_over;  // otherwise the rest of this minute lies ahead
}

// Takes a partition's timers of this minute that are due; false when the tick is full and some were
// left.
Result<bool> Shard::collect_due(std::uint8_t partition, std::uint32_t minute, std::int64_t until_ms,
                                std::vector<DueTimer>* due) {
  auto chunks =
      world_.store.iterate(Family::kTimers, {.lower = keys::timers(partition, minute, 0),
                                             .upper = keys::timers(partition, minute + 1, 0),
                                             .fill_cache = true});
  std::vector<Timer> timers;
  for (chunks->seek_to_first(); chunks->valid(); chunks->next()) {
    if (due->size() >= limits::kTickTransitions) return false;
    timers.clear();
    if (!decode_timer_chunk(chunks->value(), minute, &timers)) {
      return unreadable_timers(chunks->value());
    }
    bool any_due = std::any_of(timers.begin(), timers.end(),
                               [&](const Timer& timer) { return timer.due_ms <= until_ms; });
    if (!any_due) continue;
    tick_.batch().erase(Family::kTimers, chunks->key());
    tick_.touch(partition);
    for (const auto& timer : timers) {
      if (timer.due_ms <= until_ms) {
        due->push_back(
            {partition, tick_.keep(timer.contact_id), timer.instance, timer.token, timer.due_ms});
      } else {
        tick_.set_timer(timer.contact_id, timer.instance, timer.token, timer.due_ms);
      }
    }
  }
  CAMP_TRY(chunks->status());
  return true;
}

// The timers of one minute that are due by `until_ms`, as many as a tick takes. How many it took;
// some of them may belong to waits that are over, and wake nobody.
Result<std::size_t> Shard::wake_minute(std::uint32_t minute, std::int64_t until_ms) {
  std::vector<DueTimer> due;
  bool minute_is_over = (static_cast<std::int64_t>(minute) + 1) * keys::kMinuteMs <= until_ms;
  for (auto p = first_; p < end_; ++p) {
    if (next_minute_[p] != minute) continue;
    if (due.size() >= limits::kTickTransitions) break;
    CAMP_ASSIGN(bool all, collect_due(static_cast<std::uint8_t>(p), minute, until_ms, &due));
    if (!all) break;
    // Nothing of this partition lies before the mark any more, until a timer is set there.
    if (minute_is_over) {
      world_.rows[p].low_minute = minute + 1;
      tick_.touch(static_cast<std::uint8_t>(p));
    }
    next_minute_[p] = kUnknownMinute;
  }
  sort_unless_sorted(due, [](const DueTimer& a, const DueTimer& b) {
    if (a.partition != b.partition) return a.partition < b.partition;
    if (a.contact_id != b.contact_id) return a.contact_id < b.contact_id;
    if (a.due_ms != b.due_ms) return a.due_ms < b.due_ms;
    return a.instance < b.instance;
  });
  tick_.expect_sorted(true);
  for (const auto& timer : due) {
    if (awaits_answer())  // which comes first
      tick_.set_timer(timer.contact_id, timer.instance, timer.token, timer.due_ms);
    else
      CAMP_TRY(wake(timer));
  }
  return due.size();
}

Result<void> Shard::wake(const DueTimer& timer) {
  auto& clock = world_.clock;
  if (clock.is_virtual()) clock.move_to(timer.due_ms);
  const auto now = clock.is_virtual() ? timer.due_ms : clock.now_ms();
  CAMP_ASSIGN(auto* slot, tick_.contact(timer.contact_id));
  if (!slot) return {};  // erased since
  if (timer.instance == kNoInstance && timer.token == kHeldMessages) {
    slot->ask_held = true;  // when the tick's transitions are done
    return {};
  }
  if (timer.instance == kRunStart) return start_planned(*slot, timer.token, now);
  const auto before = tick_.transitions();
  CAMP_TRY(timer.instance == kNoInstance
               ? conductor_.ask_again(*slot, timer.due_ms, now)
               : conductor_.wake_by_timer(*slot, timer.instance, timer.token, timer.due_ms, now));
  woken_ += tick_.transitions() - before;
  return {};
}

// A contact whose own clocks show the time of a run.
Result<void> Shard::start_planned(ContactSlot& slot, std::uint32_t run, std::int64_t now_ms) {
  CAMP_ASSIGN(const auto row, world_.runs.get(run));
  if (row.state == RunState::kCancelled) return {};
  if (world_.pauses.hold_flow(row.campaign)) {
    tick_.park(row.campaign, {ParkedKind::kRunStart, slot.id(), kRunStart, run, now_ms});
    return {};
  }
  CAMP_ASSIGN(const auto program, world_.programs.get(row.program));
  CAMP_TRY(conductor_.start_run(slot, program, program->flow_by_number(row.campaign), run, now_ms));
  ++started_[{slot.partition(), run}];
  ++woken_;
  return {};
}

// What the parts of these runs count, in the batch of the transitions.
Result<void> Shard::write_started() {
  for (const auto& [part_of, started] : std::exchange(started_, {})) {
    const auto& [partition, run] = part_of;
    CAMP_ASSIGN(auto part, read_run_part(world_.store, partition, run));
    part.done += started;
    tick_.batch().put(Family::kRunParts, keys::run_part(partition, run), encode_run_part(part));
    tick_.touch(partition);
  }
  return {};
}

}  // namespace camp
