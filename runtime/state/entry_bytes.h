// Inside of runtime/state: what its codecs have in common, those of the journal's kinds (*_entry.h)
// most of all.
//
// An enum left at zero would make its chunk unreadable for ever: put_body asserts it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/arena.h"
#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "lang/base/hash.h"
#include "lang/catalog/channels.h"
#include "runtime/state/consents.h"
#include "runtime/state/offset.h"

namespace camp {

// The event that an entry is about.
//   cause := event:varint event_id:bytes
struct EventCause {
  std::uint32_t event = 0;  // name number; 0: none
  std::string_view event_id;
  friend bool operator==(const EventCause&, const EventCause&) = default;
};

namespace entry_bytes {

inline constexpr std::uint8_t kHighBit = 0x80;

template <class T>
constexpr unsigned bits(T value) {
  return static_cast<unsigned>(value);
}

inline void put_bits(std::string& out, unsigned value) {
  put_u8(out, static_cast<std::uint8_t>(value));
}

// An enum whose numbers run from 1 to `last`.
template <class T>
T read_enum(Reader& in, unsigned number, T last) {
  if (number < 1 || number > bits(last)) in.fail();
  return static_cast<T>(number);
}

inline bool read_bool(Reader& in) {
  const auto byte = in.u8();
  if (byte > 1) in.fail();
  return byte == 1;
}

inline Channel read_channel(Reader& in, unsigned number) {
  if (number >= kChannelCount) in.fail();
  return static_cast<Channel>(number);
}

inline Hash128 read_hash(Reader& in) {
  Hash128 hash;
  in.take_into(hash.bytes);
  return hash;
}

// How a subscription is written, in a row and in the journal; `since` is an offset to `base_ms`.
// Nobody subscribes on every channel: of who is subscribed, that bit says that it was confirmed.
inline constexpr unsigned kOnEveryChannel = 0x40, kImported = 0x20, kConfirmed = 0x40;
inline void put_subscription(std::string& out, std::int64_t base_ms, const Subscription& it) {
  const bool confirmed = it.requested_ms != 0;
  CAMP_ASSERT(!confirmed || (it.subscribed && it.channel && !it.imported));
  put_varint(out, it.conversation);
  put_bits(out, (it.channel ? bits(*it.channel) : kOnEveryChannel) |
                    (it.imported ? kImported : 0u) | (it.subscribed ? kHighBit : 0u) |
                    (confirmed ? kConfirmed : 0u));
  put_offset(out, it.since_ms, base_ms);
  if (!confirmed) return;
  put_offset(out, it.requested_ms, base_ms);
  out.append(it.confirmation.view());
}

inline Subscription read_subscription(Reader& in, std::int64_t base_ms) {
  Subscription it;
  it.conversation = in.varint32();
  const unsigned how = in.u8();
  it.subscribed = (how & kHighBit) != 0;
  it.imported = (how & kImported) != 0;
  const bool confirmed = it.subscribed && (how & kConfirmed) != 0;
  const unsigned channel = how & ~(kHighBit | kImported | (confirmed ? kConfirmed : 0u));
  if (channel != kOnEveryChannel) it.channel = read_channel(in, channel);
  const bool about_one = it.channel && it.conversation != kEveryConversation;
  if (it.subscribed ? !about_one || (confirmed && it.imported) : it.imported) in.fail();
  it.since_ms = read_offset(in, base_ms);
  if (!confirmed) return it;
  it.requested_ms = read_offset(in, base_ms);
  if (it.requested_ms == 0) in.fail();
  it.confirmation = read_hash(in);
  return it;
}

inline void put_cause(std::string& out, const EventCause& cause) {
  put_varint(out, cause.event);
  put_bytes(out, cause.event_id);
}

inline EventCause read_cause(Reader& in) {
  EventCause cause;
  cause.event = in.varint32();
  cause.event_id = in.bytes();
  return cause;
}

}  // namespace entry_bytes
}  // namespace camp
