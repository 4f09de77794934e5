#include "lang/analysis/density.h"

#include <algorithm>

namespace camp {
namespace {

using sema::CourseKind;

constexpr std::int64_t kEndless = INT64_MAX / 4;
// Of one question. Loops in loops in loops are not people's; they are bounded by nothing then.
constexpr std::size_t kWorkMax = 3'000'000;

// What the clock on the wall shows, where a wait for it has said so: into the day, or the week.
struct Clock {
  std::int64_t turn_ms = 0;  // a day, a week; 0: not known
  std::int64_t at_ms = 0;
  friend bool operator==(const Clock&, const Clock&) = default;
};

Clock later(const Clock& clock, std::int64_t ms) {
  if (clock.turn_ms == 0) return {};
  return {clock.turn_ms, (clock.at_ms + ms) % clock.turn_ms};
}

// From one showing to the next, which is not now.
std::int64_t until(std::int64_t from_ms, std::int64_t to_ms, std::int64_t turn_ms) {
  const auto ahead = ((to_ms - from_ms) % turn_ms + turn_ms) % turn_ms;
  return ahead == 0 ? turn_ms : ahead;
}

struct Step {  // of a way, backwards
  const Step* before = nullptr;
  const Course* course = nullptr;
};

struct Since {  // the first message
  std::int64_t ms = kEndless;
  Clock clock;
  const Step* way = nullptr;
  bool there() const { return ms < kEndless; }
};

// What the clock showed at the first message.
Clock origin(const Since& one) {
  if (one.clock.turn_ms == 0) return {};
  return later(one.clock, one.clock.turn_ms - one.ms % one.clock.turn_ms);
}

// By how many messages there were; of none the time says nothing.
using Counts = std::vector<Since>;

// Whoever comes earlier is never overtaken, as long as both go by one clock.

void join(Counts& into, const Counts& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    const auto& b = other[i];
    auto& a = into[i];
    if (!b.there()) continue;
    if (!a.there()) {
      a = b;
      continue;
    }
    const bool one_clock = origin(a) == origin(b);
    if (b.ms < a.ms) a = b;
    if (!one_clock) a.clock = {};
  }
}

void trim(Counts& counts) {
  while (!counts.empty() && !counts.back().there()) counts.pop_back();
}

bool same(const Counts& a, const Counts& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Since& x, const Since& y) {
    return x.ms == y.ms && x.clock == y.clock;
  });
}

class Walk {
 public:
  Walk(std::int64_t window_ms, const sema::ChannelSet& channels, bool may_end_anywhere)
      : window_ms_(window_ms), channels_(channels), may_end_anywhere_(may_end_anywhere) {}

  // Where one walk of it ends.
  Counts over(const Course& course, const Counts& from) {
    Counts ends;
    ends_ = &ends;
    auto at = go(course, from);
    join(ends, at);
    return ends;
  }

  bool gave_up() const { return work_ > kWorkMax || too_many_; }
  Densest result() const {
    Densest densest;
    if (gave_up()) return densest;
    densest.most = static_cast<std::uint32_t>(most_);
    for (const auto* step = way_; step != nullptr; step = step->before)
      densest.way.push_back(step->course);
    std::reverse(densest.way.begin(), densest.way.end());
    return densest;
  }
  Counts pause(const Counts& from, std::int64_t ms) {
    auto at = from;
    if (!at.empty()) at[0].clock = {};
    for (std::size_t k = 1; k < at.size(); ++k) pass(at[k], ms, nullptr);
    trim(at);
    return at;
  }

 private:
  Counts go(const Course& course, const Counts& from) {
    work_ += from.size() + 1;
    if (gave_up() || from.empty()) return {};
    switch (course.kind) {
      case CourseKind::kAll:
        return all(course, from);
      case CourseKind::kEither:
        return either(course, from);
      case CourseKind::kSend:
        return send(course, from);
      case CourseKind::kPause:
      case CourseKind::kAtClock:
        return wait(course, from);
      case CourseKind::kRounds:
        return rounds(course, from);
      case CourseKind::kTalk:
        return talk(course, from);
      case CourseKind::kStop:
        return leave(*stops_, from);
      case CourseKind::kTalkEnd:
        return leave(*talk_ends_, from);
      case CourseKind::kEnd:
        return leave(*ends_, from);
    }
    return from;
  }

  static Counts leave(Counts& to, const Counts& from) {
    join(to, from);
    return {};
  }

  Counts all(const Course& course, const Counts& from) {
    auto at = from;
    for (const auto& part : course.parts) at = go(part, at);
    return at;
  }

  Counts either(const Course& course, const Counts& from) {
    Counts any;
    for (const auto& part : course.parts) join(any, go(part, from));
    return any;
  }

  Counts send(const Course& course, const Counts& from) {
    if ((course.channels & channels_).none()) return from;
    Counts at(from.size() + 1);
    at[0] = from[0];
    for (std::size_t k = 0; k < from.size(); ++k) {
      if (!from[k].there()) continue;
      auto& one = at[k + 1] = from[k];
      if (k == 0) one.ms = 0;
      one.way = step(k == 0 ? nullptr : from[k].way, course);
      if (k + 1 > most_) most_ = k + 1, way_ = one.way;
    }
    too_many_ = too_many_ || at.size() > kMostMessages + 1;
    return at;
  }

  Counts wait(const Course& course, const Counts& from) {
    if (may_end_anywhere_) join(*ends_, from);
    auto at = from;
    for (std::size_t k = 0; k < at.size(); ++k) {
      auto& one = at[k];
      if (!one.there()) continue;
      if (course.kind == CourseKind::kAtClock) {
        until_clock(one, course, k > 0);
        continue;
      }
      const bool exact = course.most_ms == course.least_ms;
      if (k > 0)
        pass(one, course.least_ms, &course);
      else
        one.clock = exact ? later(one.clock, course.least_ms) : Clock();
    }
    trim(at);
    return at;
  }

  void until_clock(Since& one, const Course& course, bool counts) {
    const auto into_week = course.weekday ? *course.weekday * kMsPerDay + course.least_ms : 0;
    std::int64_t gap = 0;
    auto clock = course.weekday ? Clock{kMsPerWeek, into_week} : Clock{kMsPerDay, course.least_ms};
    if (one.clock.turn_ms == kMsPerWeek && course.weekday) {
      gap = until(one.clock.at_ms, into_week, kMsPerWeek);
    } else if (one.clock.turn_ms != 0) {
      gap = until(one.clock.at_ms % kMsPerDay, course.least_ms, kMsPerDay);
      if (!course.weekday) clock = later(one.clock, gap);
    }
    if (counts) pass(one, gap, &course);
    one.clock = clock;
  }

  void pass(Since& one, std::int64_t ms, const Course* course) {
    if (!one.there()) return;
    one.clock = later(one.clock, ms);
    one.ms += std::min(ms, kEndless - one.ms);
    if (one.ms >= window_ms_) one = {};
    if (one.there() && course != nullptr) one.way = step(one.way, *course);
  }

  Counts rounds(const Course& course, const Counts& from) {
    Counts stops;
    auto* around = stops_;
    stops_ = &stops;
    auto at = from;
    for (std::uint32_t i = 0; i < course.times && !at.empty() && !gave_up(); ++i) {
      const auto before = at;
      for (const auto& part : course.parts) at = go(part, at);
      if (same(before, at)) break;
    }
    stops_ = around;
    join(stops, at);
    return stops;
  }

  Counts talk(const Course& course, const Counts& from) {
    Counts ends;
    auto* around = talk_ends_;
    talk_ends_ = &ends;
    const auto at = all(course, from);
    talk_ends_ = around;
    join(ends, at);
    return ends;
  }

  const Step* step(const Step* before, const Course& course) {
    return &steps_.emplace_back(Step{before, &course});
  }

  std::int64_t window_ms_;
  sema::ChannelSet channels_;
  bool may_end_anywhere_;
  std::deque<Step> steps_;
  Counts nowhere_;  // what stands outside of any loop or talk leaves to nowhere
  Counts* ends_ = nullptr;
  Counts* stops_ = &nowhere_;
  Counts* talk_ends_ = &nowhere_;
  std::size_t work_ = 0;
  std::size_t most_ = 0;
  const Step* way_ = nullptr;
  bool too_many_ = false;
};

Counts beginning() {
  Counts counts(1);
  counts[0].ms = 0;
  return counts;
}

// Whether walks with messages follow one another at once.
bool repeats_at_once(const Course& course, const sema::ChannelSet& channels, const Again& again) {
  if (again.gap_ms > 0) return false;
  Walk walk(1, channels, again.may_end_anywhere);
  auto first = walk.over(course, beginning());
  const auto sent = std::find_if(first.begin() + std::min<std::ptrdiff_t>(1, std::ssize(first)),
                                 first.end(), [](const Since& one) { return one.there(); });
  if (sent == first.end()) return false;
  first.resize(static_cast<std::size_t>(sent - first.begin()) + 1);
  const auto count = first.size();
  for (std::size_t k = 0; k + 1 < count; ++k) first[k] = {};
  const auto second = walk.over(course, first);
  return second.size() > count &&
         std::any_of(second.begin() + static_cast<std::ptrdiff_t>(count), second.end(),
                     [](const Since& one) { return one.there(); });
}

}  // namespace

Densest densest(const Course& course, std::int64_t window_ms, const sema::ChannelSet& channels,
                const Again& again) {
  if (again.again && repeats_at_once(course, channels, again)) return {};
  Walk walk(window_ms, channels, again.may_end_anywhere);
  auto at = beginning();
  for (bool more = true; more && !walk.gave_up();) {
    const auto ends = walk.pause(walk.over(course, at), again.gap_ms);
    auto next = at;
    join(next, ends);
    more = again.again && !same(next, at);
    at = std::move(next);
  }
  return walk.result();
}

Densest longest(const Course& course, const sema::ChannelSet& channels) {
  return densest(course, kEndless - 1, channels, {});
}

}  // namespace camp
