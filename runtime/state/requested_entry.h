// A flow asked a service for something; whether it was sent is not said here.
//
//   requested := program:varint step:varint call:varint id:16B arguments
//   arguments := bytes( n:varint value* )  -- in the order of the call's parameters
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct RequestedEntry {
  std::uint32_t program = 0;
  std::uint32_t step = 0;
  std::uint32_t call = 0;  // name number: `shop.coupon`
  Hash128 id;
  std::string_view arguments;  // empty once the contact is erased

  void keep_in(Arena& arena) { arguments = arena.copy(arguments); }
  void blank() { arguments = {}; }
  friend bool operator==(const RequestedEntry&, const RequestedEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const RequestedEntry& entry) {
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  put_varint(out, entry.call);
  out.append(entry.id.view());
  put_bytes(out, entry.arguments);
}

inline void read_body(Reader& in, Arena&, std::int64_t, RequestedEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  entry.call = in.varint32();
  entry.id = read_hash(in);
  entry.arguments = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
