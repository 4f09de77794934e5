// Attributes changed, all of one import or one transition.
//
//   attributes := bytes( as in contact_row.h, and absent values )
#pragma once
#include "runtime/state/attributes.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct AttributesEntry {
  // The new values, encoded like a row's; absent: taken away. Empty once the contact was erased.
  std::string_view attributes;

  void keep_in(Arena& arena) { attributes = arena.copy(attributes); }
  void blank() { attributes = {}; }
  friend bool operator==(const AttributesEntry&, const AttributesEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const AttributesEntry& entry) {
  put_bytes(out, entry.attributes);
}

inline void read_body(Reader& in, Arena&, std::int64_t, AttributesEntry& entry) {
  entry.attributes = in.bytes();
  if (!attributes_well_formed(entry.attributes)) in.fail();
}

}  // namespace entry_bytes
}  // namespace camp
