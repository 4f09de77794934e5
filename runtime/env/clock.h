// The time, as everything in camp gets it: never from the system directly.
//
// Instants are milliseconds since 1970-01-01T00:00Z (`_ms`). Implementations:
// env/real/system_clock.h for live stores; runtime/engine's virtual clock for stores made with
// --virtual-time.
#pragma once
#include <cstdint>
#include <optional>

#include "lang/base/hash.h"

namespace camp {

// How long a machine has been up: nobody sets that, so it tells when somebody set the clock.
struct Uptime {
  Hash128 boot;         // which start of which machine
  std::int64_t ms = 0;  // since then, asleep or awake
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;           // any thread
  virtual std::optional<Uptime> uptime() const = 0;  // any thread; nothing: it cannot be told
};

}  // namespace camp
