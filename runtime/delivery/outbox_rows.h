// What the outbox keeps of messages that were attempted, or are being (family Outbox):
//   deferred  := version:u8 tick:varint ordinal:varint attempts:varint checksum:u32
//   attempted := version:u8 n:varint (ordinal:varint due:zigzag)* checksum:u32   -- none: the chunk
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"

namespace camp {

inline constexpr std::uint8_t kOutboxRowVersion = 1;

// A message that waits for another attempt; the key has its partition, time and id.
struct DeferredMessage {
  std::uint8_t partition = 0;
  std::int64_t due_ms = 0;
  Hash128 ledger_id;
  std::uint64_t tick = 0;
  std::uint32_t ordinal = 0;  // among the chunk's queued messages
  std::uint32_t attempts = 0;
};
std::string encode_deferred(const DeferredMessage& message);
bool decode_deferred(std::string_view sealed, DeferredMessage* message);

// A message of a chunk that was being attempted again.
struct AttemptedPart {
  std::uint32_t ordinal = 0;
  std::int64_t due_ms = 0;  // what it had been deferred to
};
std::string encode_attempted(const std::vector<AttemptedPart>& parts);
bool decode_attempted(std::string_view sealed, std::vector<AttemptedPart>* parts);

}  // namespace camp
