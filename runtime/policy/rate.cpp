#include "runtime/policy/rate.h"

#include <algorithm>

namespace camp {

std::uint64_t DepartureLog::free(const RateDecl& rate, std::int64_t now_ms) const {
  std::uint64_t used = 0;
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    if (it->at_ms <= now_ms - rate.per_ms()) break;
    used += it->count;
  }
  return used < rate.limit ? rate.limit - used : 0;
}

std::int64_t DepartureLog::turn_ms(const RateDecl& rate, std::int64_t now_ms,
                                   std::uint64_t ahead) const {
  // The first `rate.limit` leave as the log's places come free, the others whole times later.
  const auto rounds = ahead / rate.limit;
  const auto places = rate.limit - ahead % rate.limit;  // that may be taken when it leaves: fewer
  auto turn_ms = now_ms;
  std::uint64_t used = 0;
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    used += it->count;
    if (used < places) continue;
    turn_ms = std::max(turn_ms, it->at_ms + rate.per_ms());
    break;
  }
  constexpr auto kFarMs = INT64_MAX / 4;  // with so many ahead no clock comes to it
  std::int64_t later_ms = 0;
  if (__builtin_mul_overflow(static_cast<std::int64_t>(rounds), rate.per_ms(), &later_ms))
    return kFarMs;
  return std::min(kFarMs, turn_ms + std::min(later_ms, kFarMs));
}

void DepartureLog::note(const RateDecl& rate, std::int64_t now_ms, std::uint64_t count) {
  if (count == 0) return;
  const auto per_ms = rate.per_ms();
  std::erase_if(entries_, [&](const Departures& it) { return it.at_ms <= now_ms - per_ms; });
  const auto at_ms = entries_.empty() ? now_ms : std::max(now_ms, entries_.back().at_ms);
  const auto grain_ms = std::max<std::int64_t>(per_ms / kGrains, 1);
  if (!entries_.empty() && entries_.back().at_ms / grain_ms == at_ms / grain_ms) {
    entries_.back().at_ms = at_ms;
    entries_.back().count += count;
  } else {
    entries_.push_back({at_ms, count});
  }
}

void DepartureLog::put_off_last(const RateDecl& rate, std::int64_t now_ms, std::uint64_t count) {
  auto rest = count;
  while (rest > 0 && !entries_.empty()) {
    auto& last = entries_.back();
    const auto taken = std::min(rest, last.count);
    rest -= taken;
    last.count -= taken;
    if (last.count == 0) entries_.pop_back();
  }
  note(rate, now_ms, count - rest);
}

bool DepartureLog::correct(std::int64_t now_ms, std::int64_t ahead_ms) {
  bool any = false;
  for (auto& it : entries_) {
    if (it.at_ms <= now_ms + ahead_ms) continue;
    it.at_ms = now_ms;
    any = true;
  }
  std::sort(entries_.begin(), entries_.end(),
            [](const Departures& a, const Departures& b) { return a.at_ms < b.at_ms; });
  return any;
}

}  // namespace camp
