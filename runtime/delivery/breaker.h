// Whether a server that did not answer is asked again: not by everybody who waits, but by one after
// a while, and that longer each time (circuit breaker: Nygard, Release It!, 2007). Pure.
#pragma once
#include <algorithm>
#include <cstdint>

namespace camp {

class Breaker {
 public:
  static constexpr std::int64_t kFirstPauseMs = 5'000;
  static constexpr std::int64_t kLongestPauseMs = 300'000;

  void note_answer() { *this = {}; }
  // Of several that fail together the first counts.
  void note_failure(std::int64_t now_ms) {
    if (now_ms < open_until_ms_) return;
    pause_ms_ = pause_ms_ == 0 ? kFirstPauseMs : std::min(2 * pause_ms_, kLongestPauseMs);
    open_until_ms_ = now_ms + pause_ms_;
  }
  // How many may be under way at once, of so many that the server takes.
  std::uint64_t most(std::uint64_t usual, std::int64_t now_ms) const {
    if (pause_ms_ == 0) return usual;
    return now_ms < open_until_ms_ ? 0 : 1;
  }
  std::int64_t open_until_ms() const { return open_until_ms_; }  // 0: it is not

 private:
  std::int64_t pause_ms_ = 0;
  std::int64_t open_until_ms_ = 0;
};

}  // namespace camp
