// The machine's clock, for live stores. Any thread.
#pragma once
#include "runtime/env/clock.h"

namespace camp {

class SystemClock : public Clock {
 public:
  SystemClock();
  std::int64_t now_ms() const override;
  std::optional<Uptime> uptime() const override;

 private:
  std::optional<Hash128> boot_;  // nothing: without /proc
};

}  // namespace camp
