// What an operator has paused, in the meta family:
//   "paused" -> version:u8 flags:u8 n:varint (subject:varint since_ms:zigzag reason:bytes)*
//               cancelling:varint* checksum:u32
//   flags: 1 releasing            -- subjects ascend; cancelling with its count before it
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "lang/catalog/channels.h"

namespace camp {

inline constexpr std::string_view kPausesKey = "paused";
inline constexpr std::uint8_t kPausesVersion = 1;

// What a pause is about. Persisted: everything, a flow's name number, or a channel.
using PauseSubject = std::uint32_t;
inline constexpr PauseSubject kEverything = 0;
inline constexpr PauseSubject kChannelBit = 1u << 31;
inline constexpr PauseSubject pause_subject(Channel channel) {
  return kChannelBit | static_cast<std::uint32_t>(channel);
}

struct Pause {
  PauseSubject subject = kEverything;
  std::int64_t since_ms = 0;
  std::string reason;  // as the operator gave it; may be empty
  friend bool operator==(const Pause&, const Pause&) = default;
};

struct PausesRow {
  std::vector<Pause> pauses;  // by subject
  // Something was resumed, and not all that waited for it has happened yet.
  bool releasing = false;
  // Flows (name numbers) whose instances are being taken out, and not all are yet.
  std::vector<std::uint32_t> cancelling;

  const Pause* find(PauseSubject subject) const;
  // The pause that holds up a flow or a channel: its own, or a flow's by everything's. Null: none.
  const Pause* holding(PauseSubject flow_or_channel) const;
  // For whose resume a message of the flow on this channel waits: the flow's, else the channel's.
  // kEverything: nothing holds it.
  PauseSubject holder(std::uint32_t flow, Channel channel) const;
};
std::string encode_pauses(const PausesRow& row);
bool decode_pauses(std::string_view sealed, PausesRow* row);

}  // namespace camp
