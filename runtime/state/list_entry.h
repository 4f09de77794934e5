// Put on a list, or taken off.
//
//   list := list:varint member:u8 said:zigzag         -- said = offset to the entry's time
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ListEntry {
  std::uint32_t list = 0;  // name number
  bool member = false;
  std::int64_t said_ms = 0;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const ListEntry&, const ListEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const ListEntry& entry) {
  put_varint(out, entry.list);
  put_bits(out, entry.member ? 1 : 0);
  put_offset(out, entry.said_ms, at_ms);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, ListEntry& entry) {
  entry.list = in.varint32();
  entry.member = read_bool(in);
  entry.said_ms = read_offset(in, at_ms);
}

}  // namespace entry_bytes
}  // namespace camp
