// Put on a list, or taken off.
//
//   list := list:varint member:u8
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ListEntry {
  std::uint32_t list = 0;  // name number
  bool member = false;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const ListEntry&, const ListEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const ListEntry& entry) {
  put_varint(out, entry.list);
  put_bits(out, entry.member ? 1 : 0);
}

inline void read_body(Reader& in, Arena&, std::int64_t, ListEntry& entry) {
  entry.list = in.varint32();
  entry.member = read_bool(in);
}

}  // namespace entry_bytes
}  // namespace camp
