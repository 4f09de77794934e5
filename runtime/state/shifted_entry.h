// The end of a wait was put off by a resume that shifts: by the time for which a pause held it.
//
//   shifted := program:varint step:varint from:zigzag to:zigzag due:zigzag
//              -- from, to: the time that it stood, within its wait; due: when it ends now; all of
//              them offsets to the entry's time
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ShiftedEntry {
  std::uint32_t program = 0;  // number in the store
  std::uint32_t step = 0;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t due_ms = 0;

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const ShiftedEntry&, const ShiftedEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const ShiftedEntry& entry) {
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  for (const auto ms : {entry.from_ms, entry.to_ms, entry.due_ms}) put_offset(out, ms, at_ms);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, ShiftedEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  for (auto* ms : {&entry.from_ms, &entry.to_ms, &entry.due_ms}) *ms = read_offset(in, at_ms);
}

}  // namespace entry_bytes
}  // namespace camp
