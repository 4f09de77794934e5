// What an operator wants done about instances that failed, and what came of it.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>

namespace camp {

enum class Mending : std::uint8_t {
  kRetry,    // what had woken it wakes it again
  kResolve,  // what had woken it is passed over: it waits on where it stood
  kEnd,      // it leaves its flow
};

struct MendOrder {
  Mending what{};
  std::uint32_t flow = 0;      // name number; 0: whatever the flow
  std::uint32_t instance = 0;  // 0: whatever its number
  std::string contact;         // empty: everybody's
  std::string reason;          // of an end, for the journal
};

enum class MendFate : std::uint8_t {
  kMended,
  kFailedAgain,
  kPaused,          // its flow is: nothing is tried
  kNothingAwaited,  // it cannot wait on: a time had come, or it had not begun to wait
  kNotKnown,        // what had woken it was not kept: it is from an earlier camp
};

struct MendReport {
  std::array<std::uint64_t, 5> counts{};  // by MendFate
  bool stopped = false;

  std::uint64_t& operator[](MendFate fate) { return counts[static_cast<std::size_t>(fate)]; }
  std::uint64_t operator[](MendFate fate) const { return counts[static_cast<std::size_t>(fate)]; }
  std::uint64_t all() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{});
  }
};

}  // namespace camp
