// Who is in which segment and on which list now, counted by going over all contacts.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/explain/inspect.h"
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

// The segments that contacts are in now, asked one by one: for reports that tell contacts apart.
// Keeps the answers of the contacts asked last; whose condition cannot be evaluated is not in it.
class SegmentsOfContacts {
 public:
  // By the program that runs. Without one there are no segments.
  explicit SegmentsOfContacts(StoreView& view) : view_(view), probe_(view.store()) {}
  // Their names (the store's numbers); valid until the next call.
  std::span<const std::uint32_t> of(std::string_view contact_id);
  // Contacts for whom some condition could not be evaluated.
  std::uint64_t undecided() const { return undecided_; }
  // The first look-up that could not read: what was answered since has holes.
  const Result<void>& status() const { return status_; }

 private:
  Result<std::vector<std::uint32_t>> read(std::string_view contact_id);

  StoreView& view_;
  ConditionProbe probe_;
  std::uint64_t undecided_ = 0;
  std::unordered_map<std::string, std::vector<std::uint32_t>> known_;
  Result<void> status_;
};

}  // namespace camp
