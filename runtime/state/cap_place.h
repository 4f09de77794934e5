// A place that a message took under a cap, kept in the contact's row until no cap counts it any
// more.
//   place := ledger_id:16B what:u8 tick:varint at:zigzag [tags]
//            what = channel | 0x40 with tags | 0x80 transactional; at = offset to created_ms;
//            tags = n:varint tag:varint*
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/state/entry_bytes.h"

namespace camp {

struct CapPlace {
  Hash128 ledger_id;
  std::uint64_t tick = 0;  // in whose chunk of the journal the message stands; 0: not known
  std::int64_t at_ms = 0;
  Channel channel{};
  bool transactional = false;
  std::vector<std::uint32_t> tags;  // of its flow; name numbers
  friend bool operator==(const CapPlace&, const CapPlace&) = default;
};

namespace entry_bytes {

inline constexpr std::size_t kPlaceBytesMin = 19;
inline constexpr unsigned kPlaceHasTags = 0x40, kPlaceIsTransactional = 0x80;

inline void put_place(std::string& out, std::int64_t created_ms, const CapPlace& place) {
  out.append(place.ledger_id.view());
  put_bits(out, bits(place.channel) | (place.tags.empty() ? 0u : kPlaceHasTags) |
                    (place.transactional ? kPlaceIsTransactional : 0u));
  put_varint(out, place.tick);
  put_offset(out, place.at_ms, created_ms);
  if (place.tags.empty()) return;
  put_varint(out, place.tags.size());
  for (auto tag : place.tags) put_varint(out, tag);
}

inline void read_place(Reader& in, std::int64_t created_ms, CapPlace& place) {
  place.ledger_id = read_hash(in);
  const unsigned what = in.u8();
  place.channel = read_channel(in, what & (kPlaceHasTags - 1));
  place.transactional = (what & kPlaceIsTransactional) != 0;
  place.tick = in.varint();
  place.at_ms = read_offset(in, created_ms);
  place.tags.clear();
  if ((what & kPlaceHasTags) == 0) return;
  place.tags.resize(in.count());
  for (auto& tag : place.tags) tag = in.varint32();
  if (place.tags.empty()) in.fail();
}

}  // namespace entry_bytes
}  // namespace camp
