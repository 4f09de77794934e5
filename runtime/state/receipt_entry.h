// A provider or the contact answered a message.
//
//   receipt := how:u8 channel:u8 message:varint ledger_id:16B cause text:bytes
//              how = kind | 0x80 when it is the first
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

// Persisted: numbers never move.
enum class ReceiptKind : std::uint8_t {
  kDelivered = 1,
  kOpened = 2,
  kClicked = 3,
  kReplied = 4,
  kBounced = 5,
  kUnsubscribed = 6,
  kComplained = 7,
  kFailed = 8,
};

struct ReceiptEntry {
  ReceiptKind receipt{};
  bool first = false;  // the first of its kind for this message
  Channel channel{};
  Hash128 ledger_id;          // of the message
  std::uint32_t message = 0;  // name number
  EventCause cause;
  std::string_view text;  // the url of a click, the reason of a bounce, what a reply says

  void keep_in(Arena& arena) {
    cause.event_id = arena.copy(cause.event_id);
    text = arena.copy(text);
  }
  void blank() { text = {}; }
  friend bool operator==(const ReceiptEntry&, const ReceiptEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const ReceiptEntry& entry) {
  CAMP_ASSERT(bits(entry.receipt) != 0);
  put_bits(out, bits(entry.receipt) | (entry.first ? kHighBit : 0u));
  put_bits(out, bits(entry.channel));
  put_varint(out, entry.message);
  out.append(entry.ledger_id.view());
  put_cause(out, entry.cause);
  put_bytes(out, entry.text);
}

inline void read_body(Reader& in, Arena&, std::int64_t, ReceiptEntry& entry) {
  const unsigned how = in.u8();
  entry.receipt = read_enum(in, how & (kHighBit - 1u), ReceiptKind::kFailed);
  entry.first = (how & kHighBit) != 0;
  entry.channel = read_channel(in, in.u8());
  entry.message = in.varint32();
  entry.ledger_id = read_hash(in);
  entry.cause = read_cause(in);
  entry.text = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
