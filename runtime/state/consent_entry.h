// A subscription changed.
//
//   consent := conversation:varint how:u8         -- how = channel | 0x80 when subscribed
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ConsentEntry {
  std::uint32_t conversation = 0;  // name number
  Channel channel{};
  bool subscribed = false;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const ConsentEntry&, const ConsentEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const ConsentEntry& entry) {
  put_varint(out, entry.conversation);
  put_bits(out, bits(entry.channel) | (entry.subscribed ? kHighBit : 0u));
}

inline void read_body(Reader& in, Arena&, std::int64_t, ConsentEntry& entry) {
  entry.conversation = in.varint32();
  const unsigned how = in.u8();
  entry.channel = read_channel(in, how & (kHighBit - 1u));
  entry.subscribed = (how & kHighBit) != 0;
}

}  // namespace entry_bytes
}  // namespace camp
