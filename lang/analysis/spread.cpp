#include "lang/analysis/spread.h"

#include <algorithm>

namespace camp {
namespace {

using sema::CourseKind;

constexpr std::size_t kWorkMax = 200'000;  // loops in loops are given up

// Behind the run's beginning.
struct When {
  std::int64_t least_ms = 0;
  std::optional<std::int64_t> most_ms = 0;
};
using Place = std::optional<When>;  // none: nothing comes there

void join(Place& into, const Place& other) {
  if (!other) return;
  if (!into) {
    into = other;
    return;
  }
  into->least_ms = std::min(into->least_ms, other->least_ms);
  into->most_ms = into->most_ms && other->most_ms
                      ? std::optional(std::max(*into->most_ms, *other->most_ms))
                      : std::nullopt;
}

class Spreading {
 public:
  Spreading(const sema::ChannelSet& channels, std::int64_t window_ms, const Runs& runs)
      : channels_(channels), window_ms_(window_ms), runs_(runs) {}

  Spread of(const Course& course) {
    Spread spread;
    const auto messages = go(course, When{}).messages;
    if (work_ > kWorkMax || endless_) return spread;
    spread.messages = messages;
    spread.longest_ms = last_ms_;
    return spread;
  }

 private:
  struct Way {
    Place end;
    std::uint64_t messages = 0;
  };

  Way go(const Course& course, Place at) {
    if (!at || ++work_ > kWorkMax) return {};
    switch (course.kind) {
      case CourseKind::kAll:
        return all(course, at);
      case CourseKind::kEither:
        return either(course, at);
      case CourseKind::kSend:
        return {at, send(course, *at)};
      case CourseKind::kPause:
        return {pause(course, *at), 0};
      case CourseKind::kAtClock:
        return {later(*at, 0, course.weekday ? kMsPerWeek : kMsPerDay), 0};
      case CourseKind::kRounds:
        return rounds(course, at);
      case CourseKind::kTalk:
        return talk(course, at);
      case CourseKind::kStop:
        join(*stops_, at);
        return {};
      case CourseKind::kTalkEnd:
        join(*talk_ends_, at);
        return {};
      case CourseKind::kEnd:
        return {};
    }
    return {at, 0};
  }

  static Place later(When at, std::int64_t least_ms, std::optional<std::int64_t> most_ms) {
    at.least_ms += least_ms;
    at.most_ms = at.most_ms && most_ms ? std::optional(*at.most_ms + *most_ms) : std::nullopt;
    return at;
  }

  // Who came first may have been as early as anybody can.
  static Place pause(const Course& course, const When& at) {
    auto most = course.most_ms;
    if (course.of_run)
      most = most && at.most_ms ? std::optional(*most + *at.most_ms - at.least_ms) : std::nullopt;
    return later(at, course.least_ms, most);
  }

  std::uint64_t send(const Course& course, const When& at) {
    if ((course.channels & channels_).none()) return 0;
    if (!at.most_ms) {
      endless_ = true;
      return 0;
    }
    last_ms_ = std::max(last_ms_, *at.most_ms);
    return runs_(window_ms_ + *at.most_ms - at.least_ms);
  }

  Way all(const Course& course, Place at) {
    Way way{at, 0};
    for (const auto& part : course.parts) {
      const auto next = go(part, way.end);
      way = {next.end, way.messages + next.messages};
    }
    return way;
  }

  Way either(const Course& course, Place at) {
    Way any;
    for (const auto& part : course.parts) {
      const auto way = go(part, at);
      join(any.end, way.end);
      any.messages = std::max(any.messages, way.messages);
    }
    return any;
  }

  Way rounds(const Course& course, Place at) {
    Place stops;
    auto* around = stops_;
    stops_ = &stops;
    Way way{at, 0};
    for (std::uint32_t i = 0; i < course.times && way.end && work_ <= kWorkMax; ++i) {
      const auto round = all(course, way.end);
      way = {round.end, way.messages + round.messages};
    }
    stops_ = around;
    join(stops, way.end);
    return {stops, way.messages};
  }

  Way talk(const Course& course, Place at) {
    Place ends;
    auto* around = talk_ends_;
    talk_ends_ = &ends;
    const auto way = all(course, at);
    talk_ends_ = around;
    join(ends, way.end);
    return {ends, way.messages};
  }

  sema::ChannelSet channels_;
  std::int64_t window_ms_;
  const Runs& runs_;
  Place nowhere_;
  Place* stops_ = &nowhere_;
  Place* talk_ends_ = &nowhere_;
  std::int64_t last_ms_ = 0;
  std::size_t work_ = 0;
  bool endless_ = false;
};

}  // namespace

Spread spread_of(const Course& course, const sema::ChannelSet& channels, std::int64_t window_ms,
                 const Runs& runs) {
  return Spreading(channels, window_ms, runs).of(course);
}

}  // namespace camp
