// When after its run's beginning each message of a campaign can come: how many of all its runs can
// come together.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "lang/sema/course.h"

namespace camp {

using sema::Course;

struct Spread {
  std::optional<std::uint64_t> messages;   // within the time; none: nobody knows
  std::optional<std::int64_t> longest_ms;  // from a run's beginning to its last message
};

// `runs`: how many can begin within so long a time.
using Runs = std::function<std::uint64_t(std::int64_t window_ms)>;

Spread spread_of(const Course& course, const sema::ChannelSet& channels, std::int64_t window_ms,
                 const Runs& runs);

}  // namespace camp
