// What a contact said about being written to (consents.h), also when it was said before.
//
//   consent := conversation:varint how:u8 said:zigzag
//              -- how as in a row's subscriptions (contact_row.h); said = offset to the
//              entry's time
#pragma once
#include "runtime/state/consents.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ConsentEntry {
  Subscription said;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const ConsentEntry&, const ConsentEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const ConsentEntry& entry) {
  put_subscription(out, at_ms, entry.said);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, ConsentEntry& entry) {
  entry.said = read_subscription(in, at_ms);
}

}  // namespace entry_bytes
}  // namespace camp
