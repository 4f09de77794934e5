// What comes in, as work for shards: contacts, events, erasures, due timers. The caller owns a
// source and reads what became of it when the crew is done.
#pragma once
#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/engine/inputs.h"
#include "runtime/engine/shard.h"
#include "runtime/engine/work_source.h"

namespace camp {

// Events whose contacts are looked up together, in key order; what is left of them at a tick's end
// was in vain.
inline constexpr std::size_t kEventsAhead = limits::kTickTransitions;

class Upserts final : public WorkSource {
 public:
  explicit Upserts(const ContactBatch& batch) : WorkSource(Priority::kIntake), batch_(batch) {}
  void add(const ContactInput& input) { inputs_.push_back(&input); }
  Result<bool> take(Shard& shard) override {
    shard.tick().expect_sorted(false);
    CAMP_TRY(shard.look_ahead(inputs_));
    for (const auto* input : inputs_) CAMP_TRY(shard.upsert(batch_, *input, counts));
    return false;
  }
  UpsertCounts counts;

 private:
  const ContactBatch& batch_;
  std::vector<const ContactInput*> inputs_;
};

class Intake final : public WorkSource {
 public:
  Intake(std::span<const EventInput> events, std::vector<EventFate>& fates)
      : WorkSource(Priority::kIntake), events_(events), fates_(fates) {}
  void add(std::size_t index) { indexes_.push_back(index); }
  Result<bool> take(Shard& shard) override {
    shard.tick().expect_sorted(false);
    auto ahead = next_;
    for (; next_ < indexes_.size(); ++next_) {
      if (shard.tick().transitions() >= limits::kTickTransitions) return true;
      if (is_behind_decision(shard)) break;
      if (next_ == ahead) {
        ahead = std::min(ahead + kEventsAhead, indexes_.size());
        CAMP_TRY(shard.look_ahead(events_, std::span(indexes_).subspan(next_, ahead - next_)));
      }
      const auto index = indexes_[next_];
      CAMP_ASSIGN(const auto fate, shard.apply(events_[index], counts));
      if (!fate) break;
      fates_[index] = *fate;
      if (shard.awaits_answer()) return ++next_, true;
    }
    counts += shard.conductor().take_entries();
    return false;
  }
  EventCounts counts;
  // Of those given; less than all when a decision is to be made first.
  std::size_t done() const { return next_; }

 private:
  // What leaps too far is refused, wherever the clock stands.
  bool is_behind_decision(const Shard& shard) const {
    const auto event_ms = events_[indexes_[next_]].time_ms;
    return event_ms <= shard.now_ms() + limits::kClockLeapMs && shard.is_behind_decision(event_ms);
  }

  std::span<const EventInput> events_;
  std::vector<EventFate>& fates_;  // each shard writes its own places
  std::vector<std::size_t> indexes_;
  std::size_t next_ = 0;
};

class Erasure final : public WorkSource {
 public:
  explicit Erasure(std::string_view id) : WorkSource(Priority::kIntake), id_(id) {}
  Result<bool> take(Shard& shard) override {
    CAMP_ASSIGN(erased, shard.erase(id_));
    return false;
  }
  bool erased = false;

 private:
  std::string_view id_;
};

class DueTimers final : public WorkSource {
 public:
  DueTimers(std::int64_t until_ms, std::atomic<std::uint64_t>& transitions)
      : WorkSource(Priority::kTimers), until_ms_(until_ms), transitions_(transitions) {}
  Result<bool> take(Shard& shard) override {
    const auto before = shard.woken();
    CAMP_ASSIGN(const bool more, shard.wake_due(until_ms_));
    transitions_ += shard.woken() - before;
    return more;
  }

 private:
  std::int64_t until_ms_;
  std::atomic<std::uint64_t>& transitions_;
};

class Releases final : public WorkSource {
 public:
  explicit Releases(std::atomic<std::uint64_t>& transitions)
      : WorkSource(Priority::kTimers), transitions_(transitions) {}
  Result<bool> take(Shard& shard) override {
    const auto before = shard.woken();
    CAMP_ASSIGN(const bool more, shard.release_parked());
    transitions_ += shard.woken() - before;
    return more;
  }

 private:
  std::atomic<std::uint64_t>& transitions_;
};

// Until no request is under way any more.
class Exchanges final : public WorkSource {
 public:
  // `pause_ms`: before anything else.
  explicit Exchanges(std::int64_t pause_ms) : WorkSource(Priority::kTimers), wait_ms_(pause_ms) {}
  Result<bool> take(Shard& shard) override {
    constexpr std::int64_t kWaitMs = 200;
    CAMP_ASSIGN(const bool more, shard.exchange(std::exchange(wait_ms_, kWaitMs)));
    any = any || more;
    next_ms = shard.next_request_ms();
    return more;
  }
  bool any = false;                  // was under way
  std::int64_t next_ms = INT64_MAX;  // of the next that is to be made

 private:
  std::int64_t wait_ms_;
};

class NextDue final : public WorkSource {
 public:
  NextDue() : WorkSource(Priority::kIntake) {}
  Result<bool> take(Shard& shard) override {
    CAMP_ASSIGN(due_ms, shard.next_due_ms());
    return false;
  }
  std::optional<std::int64_t> due_ms;
};

}  // namespace camp
