// The rate of a channel: of its messages at most so many leave in any time of that length. Pure.
//
// Any time: [t, t + per) for every t, so that what left is remembered for as long. After a time of
// silence as many may leave at once as the rate allows, and then none until that time is over. A
// token bucket or GCRA with such a burst would let twice as many through in one window; with none
// it would send nothing at once.
#pragma once
#include <cstdint>
#include <vector>

#include "lang/program/policy.h"

namespace camp {

// So many left, the last of them then.
struct Departures {
  std::int64_t at_ms = 0;
  std::uint64_t count = 0;
  friend bool operator==(const Departures&, const Departures&) = default;
};

class DepartureLog {
 public:
  // What left about the same time is one entry, as if all had left with its last: the log stays
  // short whatever the rate, and a rate is met to 1/64 of its time, never exceeded.
  static constexpr std::int64_t kGrains = 64;

  DepartureLog() = default;
  explicit DepartureLog(std::vector<Departures> entries) : entries_(std::move(entries)) {}
  const std::vector<Departures>& entries() const { return entries_; }  // by time

  // How many more may leave now.
  std::uint64_t free(const RateDecl& rate, std::int64_t now_ms) const;
  // When it is the turn of one behind `ahead` others, if each of them leaves as soon as it may.
  std::int64_t turn_ms(const RateDecl& rate, std::int64_t now_ms, std::uint64_t ahead) const;
  // So many have left by now. Times never go back here: where the clock did, the last one counts.
  void note(const RateDecl& rate, std::int64_t now_ms, std::uint64_t count);
  // So many of the last may have left at any time since: they count as by now.
  void put_off_last(const RateDecl& rate, std::int64_t now_ms, std::uint64_t count);
  // A time that lies so far ahead was taken by a clock that was wrong: it counts as now, and
  // nothing waits for it. Whether there was one.
  bool correct(std::int64_t now_ms, std::int64_t ahead_ms);

 private:
  std::vector<Departures> entries_;
};

}  // namespace camp
