// A transition: an instance was woken and went on to its next wait or its end.
//
//   transition := program:varint how:u8 from:varint to:varint [parked: due:zigzag] [cause]
//                 [text:bytes]
//                 how = wake | stop << 3 | 0x40 with a cause | 0x80 with a text;
//                 from, to = step + 1, 0: none; due = offset to the entry's time
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

// Persisted: numbers never move.
enum class WakeKind : std::uint8_t {
  kStart = 1,
  kTimer = 2,
  kEvent = 3,
  kExitEvent = 4,
  kOperator = 5,  // took it out
};
enum class StopKind : std::uint8_t { kParked = 1, kFinished = 2, kExited = 3, kIncident = 4 };

struct TransitionEntry {
  std::uint32_t program = 0;
  WakeKind wake{};
  StopKind stop{};
  std::uint32_t from_step = 0xFFFFFFFF;  // kNone: from the start
  std::uint32_t to_step = 0xFFFFFFFF;    // where it stands or ended
  std::int64_t due_ms = 0;               // parked
  EventCause cause;                      // woken by an event
  std::string_view text;                 // why it was left

  void keep_in(Arena& arena) {
    cause.event_id = arena.copy(cause.event_id);
    text = arena.copy(text);
  }
  void blank() { text = {}; }
  friend bool operator==(const TransitionEntry&, const TransitionEntry&) = default;
};

namespace entry_bytes {

inline constexpr unsigned kStopShift = 3, kHasCause = 0x40, kHasText = 0x80;

inline void put_body(std::string& out, std::int64_t at_ms, const TransitionEntry& entry) {
  const bool caused = entry.cause != EventCause{};
  const bool told = !entry.text.empty();
  CAMP_ASSERT(bits(entry.wake) != 0 && bits(entry.stop) != 0);
  put_varint(out, entry.program);
  put_bits(out, bits(entry.wake) | bits(entry.stop) << kStopShift | (caused ? kHasCause : 0u) |
                    (told ? kHasText : 0u));
  put_varint(out, entry.from_step + 1);  // wraps: kNone is 0, one byte
  put_varint(out, entry.to_step + 1);
  if (entry.stop == StopKind::kParked) put_offset(out, entry.due_ms, at_ms);
  if (caused) put_cause(out, entry.cause);
  if (told) put_bytes(out, entry.text);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, TransitionEntry& entry) {
  entry.program = in.varint32();
  const unsigned how = in.u8();
  entry.wake = read_enum(in, how & 7u, WakeKind::kOperator);
  entry.stop = read_enum(in, how >> kStopShift & 7u, StopKind::kIncident);
  entry.from_step = in.varint32() - 1;
  entry.to_step = in.varint32() - 1;
  if (entry.stop == StopKind::kParked) entry.due_ms = read_offset(in, at_ms);
  if ((how & kHasCause) != 0) entry.cause = read_cause(in);
  if ((how & kHasText) != 0) entry.text = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
