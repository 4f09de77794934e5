// A time zone as policies see it.
#pragma once
#include "runtime/policy/wall_clock.h"
#include "runtime/vm/calendar.h"

namespace camp {

class ZoneClock final : public WallClock {
 public:
  explicit ZoneClock(const calendar::Zone* zone) : zone_(zone) {}

  Local local(std::int64_t instant_ms) const override {
    const auto local = calendar::local_time(zone_, instant_ms);
    return {local.date_days, local.time_ms};
  }
  std::int64_t instant_of(std::int64_t date_days, std::int64_t time_ms) const override {
    return calendar::instant_of(date_days, time_ms, zone_);
  }
  std::int64_t add(std::int64_t instant_ms, const Duration& duration) const override {
    return calendar::add(instant_ms, duration, zone_);
  }

 private:
  const calendar::Zone* zone_;
};

}  // namespace camp
