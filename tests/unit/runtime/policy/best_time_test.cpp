#include "runtime/policy/best_time.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/unit/runtime/policy/utc_clock.h"

namespace camp::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

Hash128 id_of(std::uint64_t number) {
  return xxh3_128({reinterpret_cast<const char*>(&number), sizeof number});
}

struct Known {
  Rhythm own, segment, all;
};
// Messages of that day's 08:00 that were looked at then.
void answer(Rhythm& rhythm, const char* at, std::uint32_t times) {
  const auto after_ms = instant(at) % kMsPerDay - 8 * kHourMs;
  const auto sent = hour_of_week(UtcClock(), instant(at) - after_ms);
  for (; times > 0; --times) {
    rhythm.add_message(sent);
    rhythm.add_answer(sent, hour_of_week(UtcClock(), instant(at)), after_ms);
  }
}

BestTimeAsk ask_of(const Known& known, const char* now, std::int64_t hours,
                   std::optional<std::int64_t> first_ms = {}) {
  // An id that tries nothing out.
  return {instant(now), instant(now) + hours * kHourMs,
          first_ms,     Channel::kEmail,
          false,        id_of(1),
          known.own,    known.segment,
          known.all};
}
std::string found(const BestTimeAsk& ask, const PolicyDecl& rules = {}) {
  const auto best = find_best_time(ask, rules, UtcClock());
  return fmt::format("{} {}", instant_text(best.at_ms), static_cast<int>(best.by));
}

PolicyDecl quiet_at_night() {
  PolicyDecl policy;
  QuietDecl rule;
  rule.times = {WeekTimes::kAnyDay, WeekTimes::kAnyDay, 21 * kHourMs, 8 * kHourMs};
  policy.quiet.push_back(rule);
  return policy;
}

}  // namespace

// 2026-03-02 is a Monday.
TEST_CASE("while nothing is known a message goes at the flow's first time, or at once") {
  const Known nothing;
  CHECK(found(ask_of(nothing, "2026-03-02T10:20:00Z", 24)) == "2026-03-02T10:20:00Z 0");
  const auto six = 18 * kHourMs + kHourMs / 2;
  CHECK(found(ask_of(nothing, "2026-03-02T10:20:00Z", 24, six)) == "2026-03-02T18:30:00Z 0");
  CHECK(found(ask_of(nothing, "2026-03-02T18:31:00Z", 24, six)) == "2026-03-03T18:30:00Z 0");
  // It does not come within the window, or only in the night.
  CHECK(found(ask_of(nothing, "2026-03-02T10:20:00Z", 8, six)) == "2026-03-02T10:20:00Z 0");
  CHECK(found(ask_of(nothing, "2026-03-02T10:20:00Z", 24, 22 * kHourMs), quiet_at_night()) ==
        "2026-03-02T10:20:00Z 0");
}

TEST_CASE("a best time is that of the narrowest group of which enough is known") {
  Known known;
  answer(known.all, "2026-02-25T12:05:00Z", 200);
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24)) == "2026-03-02T12:00:00Z 3");
  answer(known.segment, "2026-02-26T17:40:00Z", 60);
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24)) == "2026-03-02T17:00:00Z 2");
  answer(known.own, "2026-02-26T20:59:59Z", 2);
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24)).back() == '2');
  answer(known.own, "2026-02-26T20:59:59Z", 12);
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24)) == "2026-03-02T20:00:00Z 1");
  // Workdays are alike, a weekend is not.
  answer(known.own, "2026-02-28T09:00:00Z", 12);
  CHECK(found(ask_of(known, "2026-03-06T21:10:00Z", 24)) == "2026-03-07T09:00:00Z 1");
  CHECK(found(ask_of(known, "2026-03-05T21:10:00Z", 24)) == "2026-03-06T20:00:00Z 1");
}

TEST_CASE("a best time is never in quiet hours, and never past the window") {
  Known known;
  answer(known.own, "2026-02-25T22:30:00Z", 20);
  answer(known.own, "2026-02-25T20:30:00Z", 3);
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24)) == "2026-03-02T22:00:00Z 1");
  CHECK(found(ask_of(known, "2026-03-02T10:20:00Z", 24), quiet_at_night()) ==
        "2026-03-02T20:00:00Z 1");
  for (std::int64_t hours = 1; hours <= 168; ++hours) {
    for (std::uint64_t id = 0; id < 60; ++id) {  // some of them try something out
      auto ask = ask_of(known, "2026-03-02T10:20:00Z", hours);
      ask.ledger_id = id_of(id);
      const auto best = find_best_time(ask, quiet_at_night(), UtcClock());
      CHECK(best.at_ms >= ask.now_ms);
      CHECK(best.at_ms <= ask.end_ms);
      CHECK_FALSE(best.at_ms % kMsPerDay < 8 * kHourMs);
      CHECK_FALSE(best.at_ms % kMsPerDay >= 21 * kHourMs);
    }
  }
  // All of it is quiet: it is the gate's to hold it.
  CHECK(found(ask_of(known, "2026-03-02T23:00:00Z", 3), quiet_at_night()) ==
        "2026-03-02T23:00:00Z 1");
}

TEST_CASE("one message in twenty tries an hour out, every hour about as often") {
  Known known;
  answer(known.own, "2026-02-25T12:30:00Z", 20);
  std::array<std::size_t, 25> tried{};
  std::size_t trials = 0;
  constexpr std::size_t kMessages = 100'000;
  for (std::uint64_t id = 0; id < kMessages; ++id) {
    auto ask = ask_of(known, "2026-03-02T10:00:00Z", 24);
    ask.ledger_id = id_of(id);
    const auto best = find_best_time(ask, {}, UtcClock());
    if (best.by != BestTimeBy::kTrial) continue;
    ++trials;
    ++tried[static_cast<std::size_t>((best.at_ms - ask.now_ms) / kHourMs)];
  }
  CHECK(std::abs(static_cast<double>(trials) / kMessages - 0.05) < 0.003);
  for (const auto count : tried) CHECK(std::abs(static_cast<double>(count) / 200.0 - 1) < 0.4);
}

// ---- what it is worth: simulated people

namespace {

// She looks at her messages most around one hour of the day; what lies there for long is buried.
struct Person {
  double peak_hour = 0;  // of workdays
  double weekend_hour = 0;
  double strength = 0;  // 0: any hour is like any other
  double looks(std::int64_t hour_of_week) const {
    const auto hour = static_cast<double>(hour_of_week % 24);
    const auto peak = hour_of_week / 24 < 5 ? peak_hour : weekend_hour;
    const auto away = std::min(std::abs(hour - peak), 24 - std::abs(hour - peak));
    return 0.06 + strength * std::exp(-away * away / 3);
  }
};
struct Burying {
  double hours = 0;
  double left(double age) const { return 0.5 * std::exp(-age / hours); }
};
// What a message is worth that is sent then: the probability that it is opened.
double worth_of(const Person& person, const Burying& burying, std::int64_t hour_of_week) {
  double unopened = 1;
  for (std::int64_t h = 0; h < 48; ++h)
    unopened *= 1 - person.looks((hour_of_week + h) % 168) * burying.left(static_cast<double>(h));
  return 1 - unopened;
}

struct Lift {
  double at_once = 0, best = 0, possible = 0;  // opened, of the messages of the last weeks
  double of_possible() const { return (best - at_once) / (possible - at_once); }
};

class Crowd {
 public:
  // Two segments: early birds and owls, each around hours of her own. Or all at their hour just
  // when the messages come anyway.
  Crowd(double strength, double buried_hours, bool at_ten = false)
      : random_(7), burying_{buried_hours} {
    for (std::size_t i = 0; i < kPeople; ++i) {
      const double middle = at_ten ? 10 : i % 2 == 0 ? 7 : 20;
      std::normal_distribution<double> spread(0, at_ten ? 0.1 : 1.5);
      const auto peak = std::fmod(middle + spread(random_) + 24, 24);
      people_.push_back({peak, std::fmod(peak + 3, 24), strength});
    }
    rhythms_.resize(kPeople);
  }

  // A message on each Tuesday at 10:00, within a day; what came of the last `counted`.
  Lift run(std::size_t weeks, std::size_t counted) {
    Lift lift;
    for (std::size_t week = 0; week < weeks; ++week) {
      const auto segments = segments_;  // what was known before
      const auto all = all_;
      for (std::size_t i = 0; i < kPeople; ++i) {
        const auto start =
            instant("2026-03-03T10:00:00Z") + static_cast<std::int64_t>(week) * kMsPerWeek;
        const auto at = send(i, week, segments[i % 2], all, start);
        if (week + counted < weeks) continue;
        const auto hour = [](std::int64_t at_ms) {
          return static_cast<std::int64_t>(hour_of_week(UtcClock(), at_ms));
        };
        lift.at_once += worth_of(people_[i], burying_, hour(start));
        lift.best += worth_of(people_[i], burying_, hour(at));
        double possible = 0;
        for (std::int64_t h = 0; h <= 24; ++h)
          possible = std::max(possible, worth_of(people_[i], burying_, hour(start + h * kHourMs)));
        lift.possible += possible;
      }
    }
    const auto messages = static_cast<double>(kPeople * counted);
    return {lift.at_once / messages, lift.best / messages, lift.possible / messages};
  }

 private:
  static constexpr std::size_t kPeople = 600;

  std::int64_t send(std::size_t i, std::size_t week, const Rhythm& segment, const Rhythm& all,
                    std::int64_t now_ms) {
    const BestTimeAsk ask{now_ms, now_ms + 24 * kHourMs,  {},          Channel::kEmail,
                          false,  id_of(i * 1000 + week), rhythms_[i], segment,
                          all};
    const auto at_ms = find_best_time(ask, {}, UtcClock()).at_ms;
    std::uniform_real_distribution<double> chance;
    const auto groups = {&rhythms_[i], &segments_[i % 2], &all_};
    const auto sent = hour_of_week(UtcClock(), at_ms);
    for (auto* rhythm : groups) rhythm->add_message(sent);
    for (std::int64_t h = 0; h < 48; ++h) {
      const auto hour = hour_of_week(UtcClock(), at_ms + h * kHourMs);
      const auto opens =
          people_[i].looks(static_cast<std::int64_t>(hour)) * burying_.left(static_cast<double>(h));
      if (chance(random_) >= opens) continue;
      for (auto* rhythm : groups) rhythm->add_answer(sent, hour, h * kHourMs);
      break;
    }
    return at_ms;
  }

  std::mt19937 random_;
  const Burying burying_;
  std::vector<Person> people_;
  std::vector<Rhythm> rhythms_;
  std::array<Rhythm, 2> segments_;
  Rhythm all_;
};

}  // namespace

// How fast messages are buried in truth is not what is assumed (kFresh): slower, and much faster.
TEST_CASE("planted preferences are found, and where there are none nothing is lost") {
  const auto told = [](const char* what, const Lift& lift) {
    fmt::print("best time, {}: {:.1f} % opened at once, {:.1f} % at best time, {:.1f} % possible\n",
               what, 100 * lift.at_once, 100 * lift.best, 100 * lift.possible);
    return lift;
  };
  constexpr double kPlanted = 0.5;
  const auto soon = told("fourth message", Crowd(kPlanted, 4).run(4, 1));
  CHECK(soon.of_possible() > 0.6);
  const auto later = told("after twenty messages", Crowd(kPlanted, 4).run(26, 6));
  CHECK(later.of_possible() > 0.75);
  const auto buried = told("the same, soon buried", Crowd(kPlanted, 1.5).run(26, 6));
  CHECK(buried.of_possible() > 0.6);
  const auto none = told("no preferences", Crowd(0, 4).run(26, 6));
  CHECK(none.best >= none.at_once - 1e-9);
  for (const auto hours : {4.0, 1.5}) {
    const auto already =
        told("sent at everybody's hour anyway", Crowd(kPlanted, hours, true).run(26, 6));
    CHECK(already.best >= 0.9 * already.at_once);
  }
}

}  // namespace camp::testing
