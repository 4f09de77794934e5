// How many messages a second a server has been taking lately. Pure.
#pragma once
#include <cmath>
#include <cstdint>

namespace camp {

class Throughput {
 public:
  void note(std::uint64_t messages, std::int64_t now_ms) {
    per_second_ = at(now_ms) + static_cast<double>(messages) * 1000.0 / kMemoryMs;
    noted_ms_ = now_ms;
  }
  double at(std::int64_t now_ms) const {
    const auto age_ms = static_cast<double>(now_ms - noted_ms_);
    return age_ms <= 0 ? per_second_ : per_second_ * std::exp(-age_ms / kMemoryMs);
  }

 private:
  static constexpr double kMemoryMs = 500;  // what is older counts little
  double per_second_ = 0;
  std::int64_t noted_ms_ = 0;
};

}  // namespace camp
