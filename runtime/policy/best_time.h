// When a message is to leave that is sent `at best time`: at the hour of the week from which on its
// contact is most likely to look at it. Pure.
//
// What is known of an hour is how many messages were looked at in it, and how many lay there to be
// looked at: only the two together say something, for most are looked at soon after they came,
// whenever that is. Their ratio is the hour's rate (a Poisson rate with exposure). Of one contact
// that is little, so her hours are shrunk to those of her segment, and those to everybody's: each
// rate has a Gamma prior whose mean is the wider group's (Gelman et al., Bayesian Data Analysis,
// 2.6 and 5). The same hour of other days of its kind (workdays, weekends) is a level in between,
// and an hour's neighbours count a little.
//
// The hours to choose from are those of the window that are not quiet; of equal ones the earliest.
// A share, drawn by hash of the ledger id, goes at any of them instead: otherwise nobody would ever
// learn of an hour at which nothing is sent.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lang/base/hash.h"
#include "lang/program/policy.h"
#include "runtime/policy/wall_clock.h"

namespace camp {

inline constexpr std::size_t kHoursOfWeek = 168;
// Monday 00:00 is 0; by the clock given.
std::size_t hour_of_week(const WallClock& clock, std::int64_t instant_ms);

// Messages that were looked at, and those that lay there, by hour of the week. A message counts
// less with every hour: what lies there for long is buried.
struct Rhythm {
  static constexpr std::int32_t kOne = 256;       // answer, or hour of a message that has just come
  static constexpr std::size_t kHoursFresh = 24;  // then it counts no more, nor does an answer
  std::array<std::int32_t, kHoursOfWeek> answers{}, lay{};

  void add_message(std::size_t hour);  // that was sent then
  // That a message which was sent then, and has been added, was looked at for the first time.
  void add_answer(std::size_t sent_hour, std::size_t answer_hour, std::int64_t after_ms);
  void add(const Rhythm& other);
  std::int64_t answer_count() const;
};

// What decided, from the narrowest that knows enough. Persisted, as the rule of Gate::kBestTime.
enum class BestTimeBy : std::uint8_t { kNothing = 0, kOwn = 1, kSegment = 2, kAll = 3, kTrial = 4 };
std::string_view text_of(BestTimeBy by);
// Fewer answers say nothing of their own: they only add to what is said by the wider group.
inline constexpr std::int64_t kOwnAnswers = 5, kGroupAnswers = 30;
inline constexpr std::uint32_t kTrialPercent = 5;

struct BestTimeAsk {
  std::int64_t now_ms = 0;
  std::int64_t end_ms = 0;               // of the window
  std::optional<std::int64_t> first_ms;  // time of day, while nothing is known
  Channel channel{};
  bool transactional = false;
  Hash128 ledger_id;
  const Rhythm& own;
  const Rhythm& segment;  // empty: the contact is in none
  const Rhythm& all;
};
struct BestTimeFound {
  std::int64_t at_ms = 0;  // from now_ms to end_ms
  BestTimeBy by{};
  std::int64_t end_ms = 0;
};
// Where all of the window is quiet: now.
BestTimeFound find_best_time(const BestTimeAsk& ask, const PolicyDecl& rules,
                             const WallClock& clock);

}  // namespace camp
