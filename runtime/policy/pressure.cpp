#include "runtime/policy/pressure.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

#include "runtime/policy/quiet.h"

namespace camp {
namespace {

// Who gets the last place: the order of language.md, total.
bool goes_before(const PressedMessage& a, const PressedMessage& b) {
  const auto rank = [](const PressedMessage& it) {
    return std::tuple(!it.facts.transactional, ~it.priority, it.expires_ms, it.decided_ms, it.flow,
                      it.step, it.ledger_id.view());
  };
  return rank(a) < rank(b);
}

class Press {
 public:
  Press(std::span<const PressedMessage> messages, std::span<const TakenPlace> taken,
        const Policy& policy, std::int64_t now_ms)
      : messages_(messages),
        taken_(taken.begin(), taken.end()),
        policy_(policy),
        now_ms_(now_ms),
        pressed_(messages.size()) {}

  std::vector<Pressed> run() {
    for (std::size_t i = 0; i < messages_.size(); ++i) pressed_[i] = alone(messages_[i]);
    if (!policy_.rules.caps.empty()) give_places();
    if (policy_.rules.merge_by_message) merge();
    return std::move(pressed_);
  }

 private:
  // What needs no other message.
  Pressed alone(const PressedMessage& message) const {
    if (!message.is_asked) return {{Decision::kHeld, Gate::kPassed}, 0, message.release_ms};
    if (message.exited) return {{Decision::kSkipped, Gate::kExited}, 0, 0};
    if (message.permission.decision != Decision::kQueued) return {message.permission, 0, 0};
    if (message.expires_ms <= now_ms_) return {{Decision::kSkipped, Gate::kExpired}, 0, 0};
    const auto& best = message.best_time;
    if (best && best->at_ms > now_ms_)
      return hold(message, Gate::kBestTime, static_cast<std::uint32_t>(best->by), best->at_ms,
                  best->end_ms);
    if (message.stopped_by != 0)
      return {{Decision::kHeld, Gate::kStopped}, 0, 0, message.stopped_by};
    const auto& facts = message.facts;
    const auto quiet =
        quiet_time(policy_.rules, facts.channel, facts.transactional, policy_.clock, now_ms_);
    if (quiet) return hold(message, Gate::kQuiet, quiet->rule, quiet->until_ms, message.expires_ms);
    return {};
  }

  // Until then, a little later where what was held comes out spread, and never past the end.
  Pressed hold(const PressedMessage& message, Gate gate, std::uint32_t rule, std::int64_t until_ms,
               std::int64_t end_ms) const {
    auto release_ms = std::min(until_ms, end_ms);
    const auto& over = policy_.rules.release_over;
    if (over != Duration{} && until_ms < end_ms) {
      const auto spread_ms =
          std::min(policy_.clock.add(until_ms, over) - until_ms, end_ms - until_ms);
      std::uint64_t chance = 0;
      std::memcpy(&chance, message.ledger_id.bytes.data(), sizeof chance);
      if (spread_ms > 0)
        release_ms += static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(spread_ms));
    }
    return {{Decision::kHeld, gate}, rule, release_ms};
  }

  // In this order. Held ones come before new ones, in the order in which they were decided; by
  // priority they all mix. Without anything to wait for, a held message has no place ahead.
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> all(messages_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (policy_.rules.when_capped == WhenCapped::kSkip)
      std::erase_if(all, [&](std::size_t i) { return is_held(i); });
    std::erase_if(
        all, [&](std::size_t i) { return pressed_[i].verdict.decision == Decision::kSkipped; });
    if (policy_.rules.when_capped == WhenCapped::kPreferPriority)
      std::sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
        return goes_before(messages_[a], messages_[b]);
      });
    return all;
  }

  bool is_held(std::size_t i) const { return pressed_[i].verdict.decision == Decision::kHeld; }

  void give_places() {
    for (const auto i : order()) {
      const auto& message = messages_[i];
      const auto full = policy_.caps.full(message.facts, taken_, policy_.clock, now_ms_);
      if (!full) {
        taken_.push_back({is_held(i) ? pressed_[i].release_ms : now_ms_, message.facts});
      } else if (!is_held(i)) {
        pressed_[i] = capped(message, *full);
      }
    }
  }

  Pressed capped(const PressedMessage& message, const Caps::Full& full) const {
    const Pressed skipped{{Decision::kSkipped, Gate::kCapped}, full.rule, 0};
    if (policy_.rules.when_capped != WhenCapped::kWait) return skipped;
    const auto given_up_ms = policy_.clock.add(message.decided_ms, policy_.rules.wait_up_to);
    if (given_up_ms <= now_ms_) return skipped;
    return hold(message, Gate::kCapped, full.rule, full.room_ms,
                std::min(given_up_ms, message.expires_ms));
  }

  // Of several held copies the newest stays; of one moment the last.
  void merge() {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      const auto is_newer = [&](std::size_t k) {
        return is_held(k) && messages_[k].message == messages_[i].message &&
               std::pair(messages_[k].decided_ms, k) > std::pair(messages_[i].decided_ms, i);
      };
      bool newer = false;
      for (std::size_t k = 0; k < messages_.size() && is_held(i); ++k) newer = newer || is_newer(k);
      if (newer) pressed_[i] = {{Decision::kSkipped, Gate::kMerged}, 0, 0};
    }
  }

  std::span<const PressedMessage> messages_;
  std::vector<TakenPlace> taken_;
  const Policy& policy_;
  const std::int64_t now_ms_;
  std::vector<Pressed> pressed_;
};

}  // namespace

std::vector<Pressed> press(std::span<const PressedMessage> messages,
                           std::span<const TakenPlace> taken, const Policy& policy,
                           std::int64_t now_ms) {
  return Press(messages, taken, policy, now_ms).run();
}

}  // namespace camp
