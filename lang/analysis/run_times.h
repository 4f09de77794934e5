// How many runs of a schedule can begin within a time, wherever that begins.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "lang/schedule/schedule.h"

namespace camp {

class RunTimes {
 public:
  explicit RunTimes(const Schedule& schedule);

  // The time has its beginning, and not its end.
  std::uint64_t most_within(std::int64_t window_ms);

 private:
  std::vector<std::int64_t> days_;               // in order
  std::vector<std::int64_t> times_ms_;           // of each of them
  std::map<std::int64_t, std::uint64_t> known_;  // by window
};

}  // namespace camp
