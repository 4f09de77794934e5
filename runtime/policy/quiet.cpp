#include "runtime/policy/quiet.h"

namespace camp {
namespace {

struct Longest {
  std::uint32_t rule = 0;
  std::int64_t left_ms = 0;  // by the clock; 0: none holds
};

Longest longest_at(const PolicyDecl& policy, Channel channel, bool transactional,
                   const WallClock::Local& local) {
  const auto into_week_ms = ms_into_week(local.date_days, local.time_ms);
  Longest longest;
  for (std::uint32_t i = 0; i < policy.quiet.size(); ++i) {
    const auto& rule = policy.quiet[i];
    if (!has_channel(rule.channels, channel) || (transactional && !rule.for_all)) continue;
    const auto left_ms = rule.times.left_ms(into_week_ms);
    if (left_ms > longest.left_ms) longest = {i, left_ms};
  }
  return longest;
}

// When the clock has gone on so far. In an hour's second coming its times lie behind already.
std::int64_t instant_behind(const WallClock& clock, std::int64_t from_ms,
                            const WallClock::Local& local, std::int64_t left_ms) {
  const auto shown_ms = local.time_ms + left_ms;
  const auto instant_ms =
      clock.instant_of(local.date_days + shown_ms / kMsPerDay, shown_ms % kMsPerDay);
  return instant_ms > from_ms ? instant_ms : from_ms + left_ms;
}

}  // namespace

std::optional<QuietTime> quiet_time(const PolicyDecl& policy, Channel channel, bool transactional,
                                    const WallClock& clock, std::int64_t now_ms) {
  if (policy.quiet.empty()) return std::nullopt;
  std::optional<QuietTime> quiet;
  auto at_ms = now_ms;
  // Every policy leaves a moment of the week (the verifier); a gap may have skipped this week's.
  while (at_ms - now_ms < 2 * kMsPerWeek) {
    const auto local = clock.local(at_ms);
    const auto longest = longest_at(policy, channel, transactional, local);
    if (longest.left_ms == 0) break;
    at_ms = instant_behind(clock, at_ms, local, longest.left_ms);
    quiet = QuietTime{quiet ? quiet->rule : longest.rule, at_ms};
  }
  return quiet;
}

}  // namespace camp
