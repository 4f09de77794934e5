// How many messages of a course (course.h) can lie within a time, at most, wherever that time
// begins; with the way that has so many.
//
// Of everything before a place only this counts: the shortest time that can have passed since the
// first of k messages, for each k. A wait makes these longer, a send puts each one up, where the
// ways meet the shorter ones go on. What is longer than the time is forgotten. Never too few; more
// than kMost are not told apart.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "lang/sema/course.h"

namespace camp {

using sema::Course;

// How a contact comes to walk the course again.
struct Again {
  bool again = false;
  std::int64_t gap_ms = 0;        // from the end on, at least
  bool may_end_anywhere = false;  // at a wait, by an exit
};

struct Densest {
  std::optional<std::uint32_t> most;  // none: nothing bounds it, or more than kMost
  std::vector<const Course*> way;     // sends and waits from the first message to the last
};

inline constexpr std::uint32_t kMostMessages = 250;  // more than any contact bears in a week

// Counted are sends on one of `channels`; the time has its beginning, and not its end.
Densest densest(const Course& course, std::int64_t window_ms, const sema::ChannelSet& channels,
                const Again& again);

// How many messages one walk can have.
Densest longest(const Course& course, const sema::ChannelSet& channels);

}  // namespace camp
