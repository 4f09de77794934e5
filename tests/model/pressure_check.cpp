#include "tests/model/pressure_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/catalog/channels.h"
#include "runtime/vm/calendar.h"

namespace camp::model {

PressureCheck::PressureCheck(const Analysis& analysis, const Life& life)
    : pressure_(pressure_of(analysis)), default_zone_(analysis.model().default_zone) {
  for (const auto& input : life.inputs)
    if (!input.flow.empty()) ++runs_[input.flow];
}

void PressureCheck::sent(const Person& person, const std::string& flow, Channel channel,
                         std::int64_t at_ms) {
  const auto* zone = calendar::find_zone(person.zone.empty() ? default_zone_ : person.zone);
  const auto local = calendar::local_time(zone == nullptr ? calendar::utc() : zone, at_ms);
  sent_[flow][person.id].push_back({channel, at_ms, local.date_days * kMsPerDay + local.time_ms});
}

std::string PressureCheck::problem() const {
  for (const auto& flow : pressure_.flows) {
    const auto found = sent_.find(flow.flow->name.text);
    if (found == sent_.end()) continue;
    for (const auto& [person, messages] : found->second) {
      const auto what = too_much(flow, messages);
      if (!what.empty())
        return fmt::format("{} got too much of {}: {}", person, found->first, what);
    }
  }
  return {};
}

// Where clocks change, a time has passed when it has by the clock and in truth.
std::string PressureCheck::too_much(const FlowPressure& flow,
                                    const std::vector<Message>& messages) const {
  const auto run = runs_.find(flow.flow->name.text);
  const auto times = flow.by_hand && run != runs_.end() ? run->second : 1;
  const auto check = [&](const Load& load, std::int64_t window_ms, const Channel* channel) {
    std::uint64_t most = 0;
    for (const auto& first : messages) {
      std::uint64_t within = 0;
      for (const auto& other : messages) {
        const auto passed = std::max(other.at_ms - first.at_ms, other.shown_ms - first.shown_ms);
        const auto least = std::min(other.at_ms - first.at_ms, other.shown_ms - first.shown_ms);
        if (least >= 0 && passed < window_ms && (!channel || other.channel == *channel)) ++within;
      }
      most = std::max(most, within);
    }
    const auto bound = load.bound();
    if (!bound || most <= *bound * times) return std::string();
    return fmt::format("{} within {} h, at most {} * {} are possible", most, window_ms / 3'600'000,
                       *bound, times);
  };
  auto what = check(flow.week, kMsPerWeek, nullptr);
  if (what.empty()) what = check(flow.day, kMsPerDay, nullptr);
  for (const auto& one : flow.channels) {
    if (what.empty()) what = check(one.week, kMsPerWeek, &one.channel);
    if (what.empty()) what = check(one.day, kMsPerDay, &one.channel);
  }
  return what;
}

}  // namespace camp::model
