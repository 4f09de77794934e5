// The time of a store: a live one has the clock given, a virtual one a time that only goes forward.
// Any thread reads it; a virtual store has one shard, whose thread moves it.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>

#include "lang/base/assert.h"
#include "runtime/engine/clock_jump.h"
#include "runtime/env/clock.h"

namespace camp {

class StoreClock {
 public:
  explicit StoreClock(const Clock& live) : live_(live), begun_(mark_of(live)) {}
  void make_virtual(std::int64_t at_ms) {
    is_virtual_ = true;
    virtual_ms_ = at_ms;
  }
  bool is_virtual() const { return is_virtual_; }
  std::int64_t now_ms() const { return is_virtual_ ? virtual_ms_.load() : live_.now_ms(); }
  void move_to(std::int64_t at_ms) {
    CAMP_ASSERT(is_virtual_);
    virtual_ms_ = std::max(virtual_ms_.load(), at_ms);
  }
  const Clock& live() const { return live_; }
  // Where the live clock stood at construction.
  const std::optional<ClockMark>& begun() const { return begun_; }
  // Whether it was set since; asked before every commit, so that no wrong time gets into the store.
  Result<void> check() const {
    if (is_virtual_ || !begun_) return {};
    const auto now = mark_of(live_);
    return now ? check_clock(*begun_, *now) : Result<void>{};
  }

 private:
  const Clock& live_;
  const std::optional<ClockMark> begun_;
  bool is_virtual_ = false;
  std::atomic<std::int64_t> virtual_ms_{0};
};

}  // namespace camp
