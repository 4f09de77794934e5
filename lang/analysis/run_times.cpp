#include "lang/analysis/run_times.h"

#include <algorithm>

#include "lang/value/civil.h"

namespace camp {

RunTimes::RunTimes(const Schedule& schedule) : times_ms_(schedule.times_ms) {
  auto days = schedule;
  days.times_ms = {0};
  ScheduleWalk walk(days, {kScheduleFirstDay - 1, 0});
  while (const auto nominal = walk.next()) days_.push_back(nominal->date_days);
}

std::uint64_t RunTimes::most_within(std::int64_t window_ms) {
  auto [found, added] = known_.emplace(window_ms, 0);
  if (!added) return found->second;
  const auto count = times_ms_.size();
  const auto at = [&](std::size_t i) {
    return days_[i / count] * kMsPerDay + times_ms_[i % count];
  };
  std::size_t first = 0;
  for (std::size_t last = 0; last < days_.size() * count; ++last) {
    while (at(last) - at(first) >= window_ms) ++first;
    found->second = std::max<std::uint64_t>(found->second, last - first + 1);
  }
  return found->second;
}

}  // namespace camp
