// What fell out of a contact's row, beside it in Index: answers and goals ask for it however old it
// is. Messages beyond limits::kTouchesPerContact, and the arms of instances that were forgotten.
//
//   older_touch    := sender message:varint how:u8 seen:u8 [newer:varint] checksum:u32
//                     -- how = channel | 0x80 when withheld; newer: unless 0; the key has ledger
//                     -- id and time
//   older_exposure := sender checksum:u32
//                     -- the key has time and experiment
//   sender         := version:u8 instance:varint flow:varint run:varint program:varint locals:bytes
//                     [outlet:varint]      -- version 2: with an outlet
#pragma once
#include <string>
#include <string_view>

#include "lang/base/bytes.h"
#include "lang/base/result.h"
#include "runtime/state/contact_row.h"

namespace camp {

// What is needed of an instance to judge its goals; it may be forgotten by now.
struct Sender {
  std::uint32_t instance = 0;
  std::uint32_t flow = 0;  // name number
  std::uint32_t run = 0;
  std::uint32_t program = 0;
  std::string locals;  // as in Instance; what goals read of them never changes
  std::uint32_t outlet = 0;
};
inline constexpr std::uint8_t kSenderVersion = 2;
Sender sender_of(const Instance& instance);
void put_sender(std::string& out, const Sender& sender);
Sender read_sender(Reader& in);  // fails at a version that is not known

struct OlderTouch {
  Touch touch;
  Sender sender;
  std::uint32_t newer = 0;  // messages of the same moment that were decided behind it
};
bool is_newer(const OlderTouch& a, const OlderTouch& b);
struct OlderExposure {
  Exposure exposure;
  Sender sender;
};
std::string encode_older_touch(const OlderTouch& older);
std::string encode_older_exposure(const OlderExposure& older);
// `key` is a keys::touch, a keys::exposure. False: corrupt.
bool decode_older_touch(std::string_view key, std::string_view sealed, OlderTouch* older);
bool decode_older_exposure(std::string_view key, std::string_view sealed, OlderExposure* older);
// For who could not decode one, whichever of them, or a PastEntry.
Error unreadable_older_row(std::string_view contact_id, std::string_view sealed);

}  // namespace camp
