// A clock that stands where it was put: for live stores in tests and simulation.
// Whoever moves it may do so while an outbox's thread asks for the time.
#pragma once
#include <atomic>

#include "runtime/env/clock.h"

namespace camp::sim {

struct ManualClock final : Clock {
  std::atomic<std::int64_t> ms = 0;
  std::int64_t now_ms() const override { return ms; }
};

}  // namespace camp::sim
