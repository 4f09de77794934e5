// What an operator has paused, in the meta family:
//   "paused" -> version:u8 flags:u8 n:varint (subject:varint since_ms:zigzag reason:bytes)*
//               cancelling:varint* stood [subject:varint to_ms:zigzag] checksum:u32
//   stood := n:varint (flow:varint since_ms:zigzag)*
//   flags: 1 releasing, 2 shifting (what stands in [ ])
//          -- subjects and flows ascend; cancelling with its count before it; version 1 has
//             neither `stood` nor what follows it
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "runtime/state/contact_row.h"

namespace camp {

inline constexpr std::string_view kPausesKey = "paused";
inline constexpr std::uint8_t kPausesVersion = 2;

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

// Since when a flow stands that stood before the pauses that hold it now: by one that has ended.
struct Stood {
  std::uint32_t flow = 0;  // name number
  std::int64_t since_ms = 0;
  friend bool operator==(const Stood&, const Stood&) = default;
};
// A resume under way that shifts: its pause ends when all waits that it frees are longer.
struct Shift {
  PauseSubject subject = kEverything;
  std::int64_t to_ms = 0;  // when it was asked for
  friend bool operator==(const Shift&, const Shift&) = default;
};

struct PausesRow {
  std::vector<Pause> pauses;  // by subject
  // Something was resumed, and not all that waited for it has happened yet.
  bool releasing = false;
  // Flows (name numbers) whose instances are being taken out, and not all are yet.
  std::vector<std::uint32_t> cancelling;
  std::vector<Stood> stood = {};  // by flow
  std::optional<Shift> shift = {};

  const Pause* find(PauseSubject subject) const;
  // The pause that holds up a flow or a channel: its own, or a flow's by everything's. Null: none.
  const Pause* holding(PauseSubject flow_or_channel) const;
  // For whose resume a message of the flow on this channel waits: the flow's, else the channel's.
  // kEverything: nothing holds it.
  PauseSubject holder(std::uint32_t flow, Channel channel) const;

  // Since when the flow stands, without a break; nothing: it goes on.
  std::optional<std::int64_t> standing_since(std::uint32_t flow) const;
  // Whether a flow that stands goes on when this pause ends.
  bool frees(PauseSubject subject, std::uint32_t flow) const;
  // A pause ends; who stands by another stands on.
  void end(PauseSubject subject);
};
// For how long the pause that is to end has held the instance's wait: not at all when nothing of it
// is freed, or this resume has put its end off before.
struct HeldTime {
  std::int64_t from_ms = 0, to_ms = 0;
};
std::optional<HeldTime> held_by(const PausesRow& pauses, const Instance& instance);

std::string encode_pauses(const PausesRow& row);
bool decode_pauses(std::string_view sealed, PausesRow* row);

}  // namespace camp
