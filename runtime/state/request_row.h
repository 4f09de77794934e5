// A request that has no answer yet, as the store keeps it (keys::request):
//   request := version:u8 contact:bytes instance:varint token:varint program:varint call:varint
//              arguments:bytes requested:zigzag expires:zigzag attempts:varint
//              under_way:u8 checksum:u32
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

inline constexpr std::uint8_t kRequestRowVersion = 1;

struct RequestRow {
  std::string contact_id;
  // Who waits for it, at which of its waits (Instance::token).
  std::uint32_t instance = 0;
  std::uint32_t token = 0;
  std::uint32_t program = 0;
  std::uint32_t call = 0;  // name number
  std::string arguments;   // as in RequestedEntry
  std::int64_t requested_ms = 0;
  std::int64_t expires_ms = 0;  // nobody waits for it any longer
  std::uint32_t attempts = 0;
  // Written before an attempt that may not be repeated: after a crash its outcome is unknown.
  bool under_way = false;
};
std::string encode_request_row(const RequestRow& row);
bool decode_request_row(std::string_view sealed, RequestRow* row);

}  // namespace camp
