// The time, as everything in camp gets it: never from the system directly.
//
// Instants are milliseconds since 1970-01-01T00:00Z (`_ms`). Implementations:
// env/real/system_clock.h for live stores; runtime/engine's virtual clock for stores made with
// --virtual-time.
#pragma once
#include <cstdint>

namespace camp {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;  // any thread
};

}  // namespace camp
