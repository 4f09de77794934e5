#include "runtime/policy/caps.h"

#include <algorithm>
#include <chrono>

namespace camp {
namespace {

// The first day of the period behind the one that this day is in.
std::int64_t next_period(CapPeriod period, std::int64_t date_days) {
  if (period == CapPeriod::kDay) return date_days + 1;
  if (period == CapPeriod::kWeek)
    return date_days + kDaysPerWeek - ms_into_week(date_days, 0) / kMsPerDay;
  using namespace std::chrono;
  const year_month_day day{sys_days{days{date_days}}};
  const auto next = year_month{day.year(), day.month()} + months{1};
  return sys_days{next / 1}.time_since_epoch().count();
}

// A place of a calendar's period counts in that period, before the moment it was taken as well: a
// held message's is taken ahead.
bool counts_at(const CapDecl& cap, const WallClock& clock, std::int64_t free_ms,
               std::int64_t now_ms) {
  if (cap.period == CapPeriod::kRolling) return now_ms < free_ms;
  return free_ms == free_again_ms(cap, clock, now_ms);
}

}  // namespace

std::int64_t free_again_ms(const CapDecl& cap, const WallClock& clock, std::int64_t taken_ms) {
  if (cap.period == CapPeriod::kRolling) return clock.add(taken_ms, cap.window);
  return clock.instant_of(next_period(cap.period, clock.local(taken_ms).date_days), 0);
}

bool Caps::counts(std::size_t rule, const CapFacts& message) const {
  const auto& cap = rules_[rule];
  if (!has_channel(cap.channels, message.channel)) return false;
  if (message.transactional && !cap.for_all) return false;
  return tags_[rule] == 0 ||
         std::find(message.tags.begin(), message.tags.end(), tags_[rule]) != message.tags.end();
}

bool Caps::count(const CapFacts& message) const {
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (counts(i, message)) return true;
  return false;
}

std::int64_t Caps::counted_until_ms(const TakenPlace& place, const WallClock& clock) const {
  std::int64_t until_ms = INT64_MIN;
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (counts(i, place.of))
      until_ms = std::max(until_ms, free_again_ms(rules_[i], clock, place.at_ms));
  return until_ms;
}

std::int64_t Caps::reach_ms(std::int64_t queued_ms, const WallClock& clock) const {
  std::int64_t until_ms = INT64_MIN;
  for (const auto& cap : rules_)
    until_ms = std::max(until_ms, free_again_ms(cap, clock, queued_ms));
  return until_ms;
}

std::optional<std::int64_t> Caps::room_ms(std::size_t rule, std::span<const TakenPlace> taken,
                                          const WallClock& clock, std::int64_t now_ms) const {
  const auto& cap = rules_[rule];
  std::vector<std::int64_t> free_ms;
  for (const auto& place : taken) {
    if (!counts(rule, place.of)) continue;
    const auto free = free_again_ms(cap, clock, place.at_ms);
    if (counts_at(cap, clock, free, now_ms)) free_ms.push_back(free);
  }
  if (free_ms.size() < cap.limit) return std::nullopt;
  std::sort(free_ms.begin(), free_ms.end());
  return free_ms[free_ms.size() - cap.limit];
}

std::optional<Caps::Full> Caps::full(const CapFacts& message, std::span<const TakenPlace> taken,
                                     const WallClock& clock, std::int64_t now_ms) const {
  std::optional<Full> longest;
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (!counts(i, message)) continue;
    const auto room = room_ms(i, taken, clock, now_ms);
    if (room && (!longest || *room > longest->room_ms)) longest = Full{i, *room};
  }
  return longest;
}

}  // namespace camp
