// Who stands at a failure, of what, and why: what `camp incidents` lists.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/explain/status.h"
#include "runtime/explain/told.h"

namespace camp {

struct IncidentLine {
  std::string contact;
  std::string flow;
  std::uint32_t run = 0;  // 0 for a journey
  std::uint32_t instance = 0;
  std::string step;  // where it stood, and stands
  std::int64_t at_ms = 0;
  WakeKind wake{};      // 0: not known
  std::string event;    // that woke it; empty: none
  std::string problem;  // empty with the place: the journal does not say
  std::string place;    // cart.camp:14:7
};

// Those that failed alike: at the same place of a flow, for the same reason.
struct IncidentGroup {
  std::string flow;
  std::string step;
  std::string problem;
  std::string place;
  std::uint64_t count = 0;
  std::string first_contact;
};

struct IncidentsAsked {
  std::uint32_t flow = 0;      // name number; 0: all
  std::string contact;         // empty: everybody's
  std::uint32_t instance = 0;  // 0: whatever its number
  std::size_t lines_max = 0;
};
struct Incidents {
  std::uint64_t count = 0;
  std::vector<IncidentGroup> groups;  // the largest first, at most kIncidentGroups
  std::uint64_t in_other_groups = 0;
  std::vector<IncidentLine> lines;  // the first, in the store's order
  bool stopped = false;             // not all contacts were looked at
};
// Failures whose problems name a value are as many as there are values.
inline constexpr std::size_t kIncidentGroups = 100;

// Goes through all contacts, unless one is asked about (kNotFound when there is none).
Result<Incidents> read_incidents(StoreView& view, const IncidentsAsked& asked,
                                 const ScanProgress& progress);

}  // namespace camp
