// A transition failed; nothing of it happened.
//
//   incident := program:varint code:varint text:bytes
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct IncidentEntry {
  std::uint32_t program = 0;
  std::uint32_t code = 0;  // offset in the program's code
  std::string_view text;

  void keep_in(Arena& arena) { text = arena.copy(text); }
  void blank() { text = {}; }
  friend bool operator==(const IncidentEntry&, const IncidentEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const IncidentEntry& entry) {
  put_varint(out, entry.program);
  put_varint(out, entry.code);
  put_bytes(out, entry.text);
}

inline void read_body(Reader& in, Arena&, std::int64_t, IncidentEntry& entry) {
  entry.program = in.varint32();
  entry.code = in.varint32();
  entry.text = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
