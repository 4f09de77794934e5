// One event of a contact as stored, for history functions and `why`.
//   event_row := version:u8 received_ms:zigzag flags:u8 id:bytes data:bytes checksum:u32
// data is encoded like a contact's attributes: n (name value)*, names the store's numbers of
// "event.field".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

inline constexpr std::uint8_t kEventRowVersion = 1;
inline constexpr std::uint8_t kEventLate = 1;  // its time lies before the clock at its arrival

struct EventRow {
  std::int64_t received_ms = 0;
  std::uint8_t flags = 0;
  std::string_view id;
  std::string_view data;
};
void encode_event_row(std::string& out, const EventRow& row);   // replaces `out`
bool decode_event_row(std::string_view sealed, EventRow* row);  // views into `sealed`

}  // namespace camp
