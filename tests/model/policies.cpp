// Quiet hours, asked minute by minute of the contact's clock; caps, by counting what was sent.
#include <time.h>

#include <algorithm>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;
constexpr int kDayMin = 24 * 60, kWeekMin = 7 * kDayMin;

bool names(const std::vector<std::string>& channels, const std::string& channel) {
  return channels.empty() || std::find(channels.begin(), channels.end(), channel) != channels.end();
}

// `minute`: of the week, from Monday on.
bool is_quiet(const Quiet& rule, int minute) {
  for (int day = 0; day < 7; ++day) {
    if (rule.from_day >= 0 && rule.from_day != day) continue;
    const auto begin = day * kDayMin + rule.from_minute;
    auto length = (rule.to_minute - rule.from_minute + kDayMin) % kDayMin;
    if (rule.to_day >= 0)
      length = (rule.to_day * kDayMin + rule.to_minute - begin + kWeekMin) % kWeekMin;
    if ((minute - begin + kWeekMin) % kWeekMin < length) return true;
  }
  return false;
}

// Which day, week or month it is, and the first second of the next one.
struct Period {
  std::int64_t number = 0, next_s = 0;
};
Period period_of(const std::string& word, std::int64_t shown_s) {
  constexpr std::int64_t kDayS = 24 * 3600;
  const auto day = shown_s / kDayS;
  if (word == "day") return {day, (day + 1) * kDayS};
  if (word == "week") {
    const auto week = (day + 3) / 7;  // 1970 began on a Thursday
    return {week, ((week + 1) * 7 - 3) * kDayS};
  }
  const auto at = static_cast<time_t>(shown_s);
  tm parts{};
  gmtime_r(&at, &parts);
  const auto number = parts.tm_year * 12 + parts.tm_mon;
  tm next{};
  next.tm_year = (number + 1) / 12;
  next.tm_mon = (number + 1) % 12;
  next.tm_mday = 1;
  return {number, timegm(&next)};
}

bool counts(const Cap& cap, const Fact& message) {
  return names(cap.channels, message.channel) && (cap.for_all || !message.flow->transactional) &&
         (!cap.promo || message.flow->promo);
}

}  // namespace

// Nothing: it may go now.
std::optional<std::int64_t> ContactModel::quiet_until(const Fact& message,
                                                      std::int64_t now_ms) const {
  const auto quiet = [&](std::int64_t at_ms) {
    const auto minute = static_cast<int>((shown_at(at_ms, zone()) / 60 + 3 * kDayMin) % kWeekMin);
    return std::any_of(policy().quiet.begin(), policy().quiet.end(), [&](const Quiet& rule) {
      return names(rule.channels, message.channel) &&
             (rule.for_all || !message.flow->transactional) && is_quiet(rule, minute);
    });
  };
  if (!quiet(now_ms)) return std::nullopt;
  constexpr std::int64_t kMinuteMs = 60'000;
  auto at_ms = (now_ms / kMinuteMs + 1) * kMinuteMs;
  while (quiet(at_ms)) at_ms += kMinuteMs;
  return at_ms;
}

// Of what was sent in earlier moments. What was cancelled has given its place back.
std::vector<ContactModel::Taken> ContactModel::taken() const {
  std::vector<Taken> places;
  for (std::size_t i = 0; i < moment_begin_; ++i) {
    const auto& fact = facts_[i];
    if (fact.kind == Kind::kMessage && fact.verdict.empty() && fact.cancelled.empty())
      places.push_back({fact.at_ms, &fact});
  }
  return places;
}

// By the cap that keeps it back longest: when one place less than it has is taken. Nothing: there is
// room.
std::optional<std::int64_t> ContactModel::full_until(const Fact& message,
                                                     const std::vector<Taken>& taken,
                                                     std::int64_t now_ms) const {
  std::optional<std::int64_t> longest_ms;
  for (const auto& cap : policy().caps) {
    if (!counts(cap, message)) continue;
    std::vector<std::int64_t> free_ms;
    for (const auto& place : taken) {
      if (!counts(cap, *place.message)) continue;
      if (cap.period.empty()) {
        const auto until_ms = later(place.at_ms, cap.window, zone());
        if (now_ms < until_ms) free_ms.push_back(until_ms);
        continue;
      }
      const auto period = period_of(cap.period, shown_at(place.at_ms, zone()));
      if (period.number == period_of(cap.period, shown_at(now_ms, zone())).number)
        free_ms.push_back(instant_of(period.next_s, zone()));
    }
    const auto limit = static_cast<std::size_t>(cap.limit);
    if (free_ms.size() < limit) continue;
    std::sort(free_ms.begin(), free_ms.end());
    longest_ms = std::max(longest_ms.value_or(INT64_MIN), free_ms[free_ms.size() - limit]);
  }
  return longest_ms;
}

}  // namespace camp::model
