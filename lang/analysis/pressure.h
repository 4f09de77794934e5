// How many messages one contact can get, at the very most: of each campaign and journey, and of all
// of them, in seven days and in one; the way on which it gets them, and what the policy lets
// through of that.
//
// Never too few, for a store that keeps up: messages that are due while nothing runs come together
// afterwards. Days are those of the contact's clock. A campaign without a schedule runs once.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"
#include "lang/analysis/density.h"

namespace camp {

struct Load {
  std::optional<std::uint64_t> most;         // none: nothing in the flow bounds it
  std::optional<std::uint64_t> let_through;  // by the policy's caps; none: they do not say
  // What arrives at most; none: nothing bounds it.
  std::optional<std::uint64_t> bound() const;
};

struct ChannelLoad {
  Channel channel{};
  Load week, day;
  bool boundless = false;  // of several flows: one has no bound on it
};

struct FlowPressure {
  const ast::Flow* flow = nullptr;
  bool transactional = false;
  std::optional<std::uint32_t> walk;  // one walk's messages; none: more than kMostMessages
  Load week, day;
  std::vector<ChannelLoad> channels;  // that it sends on
  std::string comes_with;             // week.most is none: an entry for each of these
  bool by_hand = false;               // counted as one run
  std::uint64_t runs = 1;             // of a week
  std::vector<const Course*> way;     // of one walk: the densest week
};

struct TotalPressure {
  Load week, day;  // `most`: of the flows that have one
  std::vector<ChannelLoad> channels;
  std::vector<const FlowPressure*> boundless;
  bool empty = true;  // no such flow

  std::optional<std::uint64_t> week_bound() const;
};

struct Pressure {
  std::deque<Course> courses;      // what `way` points into
  std::deque<FlowPressure> flows;  // in source order
  TotalPressure marketing, transactional;
};

// Of a project without errors.
Pressure pressure_of(const Analysis& analysis);

}  // namespace camp
