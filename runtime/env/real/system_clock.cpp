#include "runtime/env/real/system_clock.h"

#include <chrono>

namespace camp {

std::int64_t SystemClock::now_ms() const {
  auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(since_1970).count();
}

}  // namespace camp
