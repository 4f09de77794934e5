// A message that fell out of its contact's row (limits::kTouchesPerContact), beside it in Index:
// answers and goals ask for it however old it is.
//
//   older_touch := version:u8 instance:varint message:varint how:u8 seen:u8 flow:varint run:varint
//                  program:varint checksum:u32
//                  -- how = channel | 0x80 when withheld; the key has ledger id and time
#pragma once
#include <string>
#include <string_view>

#include "runtime/state/contact_row.h"

namespace camp {

// With what the instance that sent it would say, which may be forgotten by now.
struct OlderTouch {
  Touch touch;
  std::uint32_t flow = 0;  // name number
  std::uint32_t run = 0;
  std::uint32_t program = 0;
};
std::string encode_older_touch(const OlderTouch& older);
// `key` is a keys::touch. False: corrupt.
bool decode_older_touch(std::string_view key, std::string_view sealed, OlderTouch* older);

}  // namespace camp
