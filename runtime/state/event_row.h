// One event of a contact as stored, for history functions and `why`.
//   event_row := version:u8 received_ms:zigzag flags:u8 id:bytes data:bytes [ledger_id:16B]
//                checksum:u32
// data is encoded like a contact's attributes: n (name value)*, names the store's numbers of the
// fields. A receipt has the ledger id of the message that it is about.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

inline constexpr std::uint8_t kEventRowVersion = 1;
inline constexpr std::uint8_t kEventLate = 1;     // its time lies before a decision already made
inline constexpr std::uint8_t kEventReceipt = 2;  // has a ledger id; set by encode_event_row
inline constexpr std::uint8_t kEventHistory = 4;  // came as history: it woke and started nothing

struct EventRow {
  std::int64_t received_ms = 0;
  std::uint8_t flags = 0;
  std::string_view id;
  std::string_view data;
  std::string_view ledger_id = {};  // 16 bytes, or empty
};
void encode_event_row(std::string& out, const EventRow& row);   // replaces `out`
bool decode_event_row(std::string_view sealed, EventRow* row);  // views into `sealed`

}  // namespace camp
