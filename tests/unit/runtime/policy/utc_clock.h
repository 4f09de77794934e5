// A wall clock without a zone, for rules that are not about zones.
#pragma once
#include "lang/value/civil.h"
#include "runtime/policy/wall_clock.h"

namespace camp::testing {

class UtcClock final : public WallClock {
 public:
  Local local(std::int64_t instant_ms) const override {
    const auto days = instant_ms / kMsPerDay - (instant_ms % kMsPerDay < 0 ? 1 : 0);
    return {days, instant_ms - days * kMsPerDay};
  }
  std::int64_t instant_of(std::int64_t date_days, std::int64_t time_ms) const override {
    return date_days * kMsPerDay + time_ms;
  }
  std::int64_t add(std::int64_t instant_ms, const Duration& duration) const override {
    const auto at = local(instant_ms);
    const auto day = add_to_date(at.date_days, {duration.months, duration.days, 0});
    return instant_of(*day, at.time_ms) + duration.ms;
  }
};

inline std::int64_t instant(const char* text) { return *parse_instant(text); }

}  // namespace camp::testing
