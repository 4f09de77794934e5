#include "runtime/shelf/rhythms.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/rhythm_row.h"

namespace camp {

namespace {

bool was_looked_at(const Touch& touch) { return (touch.seen & kLookedAt) != 0; }

// When each message was looked at first.
std::map<std::string, std::int64_t, std::less<>> first_answers(EventHistory& history,
                                                               const Names& names,
                                                               std::int64_t now_ms) {
  std::map<std::string, std::int64_t, std::less<>> first_ms;
  for (const auto name : kAnswerEvents) {
    history.open(names.find(name), now_ms - limits::kBestTimeBackMs, now_ms);
    EventAtHand event;
    for (std::size_t n = 0; n < limits::kBestTimeAnswers && history.next(&event); ++n) {
      if (event.ledger_id.empty()) continue;
      const auto [place, is_new] = first_ms.emplace(event.ledger_id, event.time_ms);
      place->second = std::min(place->second, event.time_ms);
    }
  }
  return first_ms;
}

}  // namespace

Rhythm own_rhythm(const std::vector<Touch>& touches, EventHistory& history, const Names& names,
                  Channel channel, const WallClock& clock, std::int64_t now_ms) {
  Rhythm own;
  std::map<std::string, std::int64_t, std::less<>> first_ms;
  if (std::any_of(touches.begin(), touches.end(), was_looked_at))  // else there are no such events
    first_ms = first_answers(history, names, now_ms);
  for (const auto& touch : touches) {
    const bool counts = touch.channel == channel && !touch.withheld && touch.at_ms < now_ms &&
                        (touch.seen & kSeenGivenUp) == 0 &&
                        touch.at_ms >= now_ms - limits::kBestTimeBackMs;
    if (!counts) continue;
    const auto sent_hour = hour_of_week(clock, touch.at_ms);
    own.add_message(sent_hour);
    const auto answer = first_ms.find(touch.ledger_id.view());
    if (answer != first_ms.end())
      own.add_answer(sent_hour, hour_of_week(clock, answer->second), answer->second - touch.at_ms);
  }
  return own;
}

Result<std::shared_ptr<const Rhythm>> Rhythms::of(std::uint32_t group, Channel channel,
                                                  std::int64_t now_ms) {
  const auto day = rhythm_day(now_ms);
  const std::lock_guard lock(mutex_);
  auto& known = known_[{group, channel}];
  if (known.rhythm && known.day == day) return known.rhythm;
  Rhythm sum;
  std::string value;
  RhythmRow row;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    const auto partition = static_cast<std::uint8_t>(p);
    CAMP_ASSIGN(const bool found,
                store_.get(Family::kPartitions, keys::rhythm(partition, group, channel), &value));
    if (!found) continue;
    if (!decode_rhythm(value, &row))
      return unreadable(value, kRhythmVersion,
                        fmt::format("when contacts of partition {} answer", partition));
    sum.add(row.known_on(day));
  }
  known = {day, std::make_shared<const Rhythm>(sum)};
  return known.rhythm;
}

}  // namespace camp
