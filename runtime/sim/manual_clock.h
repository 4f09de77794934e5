// A clock that stands where it was put: for live stores in tests and simulation. It may be wrong.
// Whoever moves it may do so while an outbox's thread asks for the time.
#pragma once
#include <atomic>

#include "runtime/env/clock.h"

namespace camp::sim {

struct ManualClock final : Clock {
  std::atomic<std::int64_t> ms = 0;        // the true time
  std::atomic<std::int64_t> ahead_ms = 0;  // of it, as somebody set the clock
  std::atomic<unsigned char> boots = 0;    // of the machine
  std::int64_t now_ms() const override { return ms + ahead_ms; }
  std::optional<Uptime> uptime() const override {
    Uptime up{{}, ms};
    up.boot.bytes[0] = boots;
    return up;
  }
};

}  // namespace camp::sim
