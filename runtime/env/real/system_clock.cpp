#include "runtime/env/real/system_clock.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <string>

namespace camp {

SystemClock::SystemClock() {
  std::string id;
  if (std::ifstream("/proc/sys/kernel/random/boot_id") >> id) boot_ = xxh3_128(id);
}

std::int64_t SystemClock::now_ms() const {
  auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(since_1970).count();
}

std::optional<Uptime> SystemClock::uptime() const {
  timespec up{};
  if (!boot_ || clock_gettime(CLOCK_BOOTTIME, &up) != 0) return std::nullopt;
  return Uptime{*boot_, std::int64_t{up.tv_sec} * 1000 + up.tv_nsec / 1'000'000};
}

}  // namespace camp
