// What became of the queued messages of a chunk of the journal, in their order in it: the row
// beside the chunk. A missing row: they have not left yet.
//
//   outcomes  := version:u8 at_ms:zigzag file:bytes n:varint exceptions:varint exception*
//                [m:varint cost*] checksum
//   exception := ordinal:varint outcome:u8 at:zigzag text:bytes      -- at = offset to at_ms
//   cost      := messages:varint minor:varint [currency:varint]      -- of so many in a row, one
//                behind the other; a minor of 0 has no currency
// Version 2 has costs; where nothing cost anything it is version 1, without them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "lang/value/value.h"

namespace camp {

inline constexpr std::uint8_t kOutcomesVersion = 2;

// Persisted: numbers never move.
enum class MessageOutcome : std::uint8_t {
  kSent = 1,
  kFailed = 2,
  kCancelled = 3,
  kUnknown = 4,
  kDeferred = 5,  // not yet an outcome: will be attempted again
  kUnderWay = 6,  // nor this: is being attempted
};
struct OutcomeException {
  std::uint32_t ordinal = 0;  // among the chunk's queued messages
  MessageOutcome outcome{};
  std::int64_t at_ms = 0;
  std::string text;  // sent: where it is, when not in `file`; else why
};
// What sending a message cost, by its channel's price when it left.
struct MessageCost {
  std::int64_t minor = 0;  // 0: nothing
  Currency currency = 0;
  friend bool operator==(const MessageCost&, const MessageCost&) = default;
};
struct Outcomes {
  std::int64_t at_ms = 0;
  // where the spool has them, relative to it, or the provider's id: of the first
  std::string file;
  // queued messages of the chunk; all sent, but for the exceptions
  std::uint32_t count = 0;
  std::vector<OutcomeException> exceptions;  // by ordinal
  std::vector<MessageCost> costs = {};       // by ordinal; empty: none cost anything

  void set_cost(std::uint32_t ordinal, const MessageCost& cost);
};

std::string encode_outcomes(const Outcomes& outcomes);
// False: corrupt.
bool decode_outcomes(std::string_view sealed, Outcomes* out);
// Those of the chunk that stands there.
Error unreadable_outcomes(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);

}  // namespace camp
