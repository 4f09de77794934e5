// That a subscription was asked for where it has to be confirmed (opt_ins.h), also once more.
//
//   opt_in := conversation:varint how:u8 asked:zigzag
//             -- how as of a subscription in a row; asked = offset to the entry's time
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct OptInEntry {
  Subscription asked;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const OptInEntry&, const OptInEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const OptInEntry& entry) {
  CAMP_ASSERT(entry.asked.subscribed);
  put_subscription(out, at_ms, entry.asked);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, OptInEntry& entry) {
  entry.asked = read_subscription(in, at_ms);
  if (!entry.asked.subscribed) in.fail();
}

}  // namespace entry_bytes
}  // namespace camp
