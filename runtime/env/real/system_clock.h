// The machine's clock, for live stores. Stateless; any thread.
#pragma once
#include "runtime/env/clock.h"

namespace camp {

class SystemClock : public Clock {
 public:
  std::int64_t now_ms() const override;
};

}  // namespace camp
