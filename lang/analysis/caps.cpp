#include "lang/analysis/caps.h"

#include <algorithm>

#include "lang/sema/course.h"

namespace camp {
namespace {

using sema::ChannelSet;

// How many of a calendar's days, weeks, months a time can touch.
std::uint64_t periods_in(std::int64_t window_ms, std::string_view period) {
  constexpr std::int64_t kShortestMonthMs = 28 * kMsPerDay;
  const auto length = period == "day"    ? kMsPerDay
                      : period == "week" ? kMsPerWeek
                                         : kShortestMonthMs;
  return static_cast<std::uint64_t>((window_ms - 1) / length + 2);
}

std::uint64_t places_in(std::int64_t window_ms, const ast::Cap& cap) {
  const auto limit = static_cast<std::uint64_t>(cap.limit->value.num);
  if (cap.period) return limit * periods_in(window_ms, cap.period->text);
  const auto length = std::max<std::int64_t>(sema::least_ms(cap.window->value.as_duration()), 1);
  return limit * static_cast<std::uint64_t>((window_ms + length - 1) / length);
}

bool counts(const sema::CapInfo& cap, const Counted& messages, const ChannelSet& channels) {
  if (messages.transactional && !cap.ast->for_all) return false;
  if ((channels & ~cap.channels).any()) return false;
  if (!cap.ast->tag) return true;
  return messages.tags != nullptr &&
         std::any_of(messages.tags->begin(), messages.tags->end(),
                     [&](const ast::Text& tag) { return tag.text == cap.ast->tag->text; });
}

std::optional<std::uint64_t> places_on(const sema::PolicyInfo& policy, const Counted& messages,
                                       const ChannelSet& channels, std::int64_t window_ms) {
  std::optional<std::uint64_t> fewest;
  for (const auto& cap : policy.caps) {
    if (!counts(cap, messages, channels)) continue;
    const auto places = places_in(window_ms, *cap.ast);
    fewest = fewest ? std::min(*fewest, places) : places;
  }
  return fewest;
}

std::vector<WeekTimes> quiet_on(const sema::PolicyInfo& policy, std::size_t channel,
                                bool transactional) {
  std::vector<WeekTimes> times;
  for (const auto& rule : policy.quiet)
    if (rule.channels.test(channel) && (!transactional || rule.ast->for_all))
      times.push_back(rule.times);
  return times;
}

// From where the times begin, which is where they take longest.
std::int64_t longest_ms(const std::vector<WeekTimes>& quiet) {
  std::int64_t longest = 0;
  for (const auto& times : quiet) {
    for (std::uint8_t day = 0; day < kDaysPerWeek; ++day) {
      if (times.from_day != WeekTimes::kAnyDay && times.from_day != day) continue;
      longest = std::max(longest, left_ms(quiet, day * kMsPerDay + times.from_ms));
    }
  }
  return longest;
}

}  // namespace

std::optional<std::uint64_t> let_through(const sema::PolicyInfo& policy, const Counted& messages,
                                         std::int64_t window_ms) {
  auto fewest = places_on(policy, messages, messages.channels, window_ms);
  std::uint64_t sum = 0;  // channel by channel
  for (std::size_t i = 0; i < messages.channels.size(); ++i) {
    if (!messages.channels.test(i)) continue;
    const auto places = places_on(policy, messages, ChannelSet().set(i), window_ms);
    if (!places) return fewest;
    sum += *places;
  }
  if (messages.channels.none()) return fewest;
  return fewest ? std::min(*fewest, sum) : sum;
}

std::int64_t nearer_ms(const sema::PolicyInfo& policy, const ChannelSet& channels,
                       bool transactional, std::int64_t window_ms) {
  std::int64_t nearer = 0;
  std::int64_t longest = 0;
  std::optional<std::vector<WeekTimes>> first;
  bool alike = true;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (!channels.test(i)) continue;
    const auto quiet = quiet_on(policy, i, transactional);
    alike = alike && (!first || *first == quiet);
    for (const auto& times : quiet)
      alike = alike && (window_ms % kMsPerWeek == 0 || times.to_day == WeekTimes::kAnyDay) &&
              (window_ms % kMsPerWeek == 0 || times.from_day == WeekTimes::kAnyDay);
    longest = std::max(longest, longest_ms(quiet));
    first = quiet;
  }
  if (!alike) nearer += longest;
  if (longest > 0 && policy.release != nullptr)
    nearer += sema::most_ms(policy.release->duration->value.as_duration());
  const auto* capped = policy.when_capped;
  if (capped != nullptr && capped->wait_up_to && !policy.caps.empty()) {
    const bool any = std::any_of(policy.caps.begin(), policy.caps.end(), [&](const auto& cap) {
      return (cap.channels & channels).any() && (!transactional || cap.ast->for_all);
    });
    if (any) nearer += sema::most_ms(capped->wait_up_to->value.as_duration());
  }
  return nearer;
}

}  // namespace camp
