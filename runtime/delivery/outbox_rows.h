// What the outbox keeps of messages that were attempted, or are being (family Outbox):
//   deferred  := version:u8 tick:varint ordinal:varint attempts:varint checksum:u32
//   attempted := version:u8 again:u8 n:varint (ordinal:varint due:zigzag line:u8)* checksum:u32
//                -- line 0: of none, else 1 + channel << 1 | others
// What waits for its channel's rate (keys::paced) has the row of a deferred one.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "runtime/state/rates_row.h"

namespace camp {

inline constexpr std::uint8_t kDeferredVersion = 1;
inline constexpr std::uint8_t kAttemptedVersion = 2;

Error corrupt_outbox(std::string_view what, std::string place = {});

// A message that waits for another attempt, or in a line for its turn; the key has its partition,
// time, id and line.
struct DeferredMessage {
  std::uint8_t partition = 0;
  std::int64_t due_ms = 0;
  Hash128 ledger_id;
  std::uint64_t tick = 0;
  std::uint32_t ordinal = 0;  // among the chunk's queued messages
  std::uint32_t attempts = 0;
  std::optional<RateLine> line;  // none: until due_ms; else that is its slot

  std::string key() const;
};
std::string encode_deferred(const DeferredMessage& message);
bool decode_deferred(std::string_view sealed, DeferredMessage* message);

// What of a chunk was being attempted.
struct AttemptedPart {
  std::uint32_t ordinal = 0;
  std::int64_t due_ms = 0;  // what it had been deferred to
  std::optional<RateLine> line;
};
struct Attempted {
  // Its messages had outcomes already; else it came for the first time, and without parts all of
  // it was attempted.
  bool again = false;
  std::vector<AttemptedPart> parts;

  const AttemptedPart* find(std::uint32_t ordinal) const;
};
std::string encode_attempted(const Attempted& attempted);
bool decode_attempted(std::string_view sealed, Attempted* attempted);

}  // namespace camp
