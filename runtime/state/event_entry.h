// A flow made an event happen to its contact.
//
//   event := program:varint step:varint cause
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

struct EventEntry {
  std::uint32_t program = 0;
  std::uint32_t step = 0;
  EventCause event;

  void keep_in(Arena& arena) { event.event_id = arena.copy(event.event_id); }
  void blank() {}
  friend bool operator==(const EventEntry&, const EventEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const EventEntry& entry) {
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  put_cause(out, entry.event);
}

inline void read_body(Reader& in, Arena&, std::int64_t, EventEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  entry.event = read_cause(in);
}

}  // namespace entry_bytes
}  // namespace camp
