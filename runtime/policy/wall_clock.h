// A contact's wall clock: rules of a policy go by it. runtime/vm/zone_clock.h has the real ones, of
// time zones; here nobody knows any.
#pragma once
#include <cstdint>

#include "lang/value/value.h"

namespace camp {

class WallClock {
 public:
  virtual ~WallClock() = default;

  struct Local {
    std::int64_t date_days = 0;
    std::int64_t time_ms = 0;
  };
  virtual Local local(std::int64_t instant_ms) const = 0;
  // When the clock shows this; the first instant after a gap that skips it, the first of two.
  virtual std::int64_t instant_of(std::int64_t date_days, std::int64_t time_ms) const = 0;
  virtual std::int64_t add(std::int64_t instant_ms, const Duration& duration) const = 0;
};

}  // namespace camp
