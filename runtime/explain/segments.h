// Who is in which segment and on which list now, counted by going over all contacts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/explain/status.h"
#include "runtime/explain/store_view.h"

namespace camp {

struct SetSize {
  std::string name;
  bool is_list = false;
  std::uint64_t members = 0;
  std::uint64_t undecided = 0;  // whose condition cannot be evaluated; the first one's problem
  std::string problem;
  std::uint64_t with_asked = 0;     // members that are in the set asked about, too
  std::vector<std::string> starts;  // journeys that contacts enter by coming into it
};

struct SegmentCensus {
  std::uint64_t contacts = 0;        // all but erased ones
  std::vector<SetSize> sets;         // segments by name, then lists
  std::vector<std::string> members;  // of the set asked about, the first in the store's order
};

// `asked` empty: about none in particular. Errors: kNotFound (no program yet, no such set), kIo,
// kCorrupt. `progress` as in status.h.
Result<SegmentCensus> count_segments(StoreView& view, const std::string& asked,
                                     std::size_t members_max, const ScanProgress& progress);

}  // namespace camp
