// A contact was assigned to an arm of an experiment, for ever.
//
//   assigned := experiment:varint arm:varint share:varint
#pragma once
#include "runtime/state/contact_row.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct AssignedEntry {
  Assignment assigned;
  std::uint32_t share_ppm = 0;  // by a bandit's decision: what the arm got of all; else 0

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const AssignedEntry&, const AssignedEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const AssignedEntry& entry) {
  put_varint(out, entry.assigned.experiment);
  put_varint(out, entry.assigned.arm);
  put_varint(out, entry.share_ppm);
}

inline void read_body(Reader& in, Arena&, std::int64_t, AssignedEntry& entry) {
  entry.assigned.experiment = in.varint32();
  entry.assigned.arm = in.varint32();
  entry.share_ppm = in.varint32();
}

}  // namespace entry_bytes
}  // namespace camp
