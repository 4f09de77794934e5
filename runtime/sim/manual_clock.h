// A clock that stands where it was put: for live stores in tests and simulation.
#pragma once
#include "runtime/env/clock.h"

namespace camp::sim {

struct ManualClock final : Clock {
  std::int64_t ms = 0;
  std::int64_t now_ms() const override { return ms; }
};

}  // namespace camp::sim
