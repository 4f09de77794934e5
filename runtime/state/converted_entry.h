// An event reached a goal. Its subject's arms are those for which it counts (they were reached
// within the goal's window before it), whatever message is credited with it, or none.
//
//   converted := goal:varint message:varint ledger_id:16B cause event:zigzag worth:value [shares]
//                event = the event's time, offset to the entry's; shares: credit_shares.h, since
//                version 2 of the chunk
#pragma once
#include "lang/value/value.h"
#include "runtime/state/credit_shares.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct ConvertedEntry {
  Hash128 ledger_id;          // of the message
  std::uint32_t goal = 0;     // name number
  std::uint32_t message = 0;  // name number; 0: none is credited; shared: its run's latest
  EventCause cause;
  std::int64_t event_ms = 0;  // the event's own time
  Value worth;                // of all of it; absent: not said
  CreditShares shares = {};

  void keep_in(Arena& arena) {
    cause.event_id = arena.copy(cause.event_id);
    std::string bytes;
    encode_value(bytes, worth);
    Reader in(arena.copy(bytes));
    worth = decode_value(in, arena);
  }
  void blank() {}
  friend bool operator==(const ConvertedEntry& a, const ConvertedEntry& b) {
    return a.ledger_id == b.ledger_id && a.goal == b.goal && a.message == b.message &&
           a.cause == b.cause && a.event_ms == b.event_ms && equal(a.worth, b.worth) &&
           a.shares == b.shares;
  }
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const ConvertedEntry& entry) {
  put_varint(out, entry.goal);
  put_varint(out, entry.message);
  out.append(entry.ledger_id.view());
  put_cause(out, entry.cause);
  put_offset(out, entry.event_ms, at_ms);
  encode_value(out, entry.worth);
}

inline void read_body(Reader& in, Arena& arena, std::int64_t at_ms, ConvertedEntry& entry) {
  entry.goal = in.varint32();
  entry.message = in.varint32();
  entry.ledger_id = read_hash(in);
  entry.cause = read_cause(in);
  entry.event_ms = read_offset(in, at_ms);
  entry.worth = decode_value(in, arena);
}

}  // namespace entry_bytes
}  // namespace camp
