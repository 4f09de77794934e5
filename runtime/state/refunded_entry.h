// An event took back what a conversion was worth. Its subject is the conversion's, arms and all.
//
//   refunded := goal:varint message:varint ledger_id:16B cause event:zigzag converted:cause
//               worth:value [shares]
//               event = the refund's own time, offset to the entry's; message and ledger_id and
//               shares are those that the conversion is credited to; worth: what is taken back,
//               never absent; shares: since version 2 of the chunk
#pragma once
#include "lang/value/value.h"
#include "runtime/state/credit_shares.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct RefundedEntry {
  Hash128 ledger_id;
  std::uint32_t goal = 0;     // name number
  std::uint32_t message = 0;  // name number; 0: none was credited
  EventCause cause;           // the refund
  std::int64_t event_ms = 0;
  EventCause converted;  // the event that converted
  Value worth;
  CreditShares shares = {};

  void keep_in(Arena& arena) {
    cause.event_id = arena.copy(cause.event_id);
    converted.event_id = arena.copy(converted.event_id);
  }
  void blank() {}
  friend bool operator==(const RefundedEntry& a, const RefundedEntry& b) {
    return a.ledger_id == b.ledger_id && a.goal == b.goal && a.message == b.message &&
           a.cause == b.cause && a.event_ms == b.event_ms && a.converted == b.converted &&
           equal(a.worth, b.worth) && a.shares == b.shares;
  }
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t at_ms, const RefundedEntry& entry) {
  CAMP_ASSERT(entry.worth.tag == Tag::kMoney);
  put_varint(out, entry.goal);
  put_varint(out, entry.message);
  out.append(entry.ledger_id.view());
  put_cause(out, entry.cause);
  put_offset(out, entry.event_ms, at_ms);
  put_cause(out, entry.converted);
  encode_value(out, entry.worth);
}

inline void read_body(Reader& in, Arena& arena, std::int64_t at_ms, RefundedEntry& entry) {
  entry.goal = in.varint32();
  entry.message = in.varint32();
  entry.ledger_id = read_hash(in);
  entry.cause = read_cause(in);
  entry.event_ms = read_offset(in, at_ms);
  entry.converted = read_cause(in);
  entry.worth = decode_value(in, arena);
  if (entry.worth.tag != Tag::kMoney) in.fail();
}

}  // namespace entry_bytes
}  // namespace camp
