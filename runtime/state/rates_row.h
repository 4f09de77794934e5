// What left and what waits by the channels' rates, of the whole store, in the meta family; written
// by the outbox, in the batches that make it true:
//   "rates" -> version:u8 n:varint line* checksum:u32
//   line    := channel:u8 waiting:varint last_slot:zigzag waiting:varint last_slot:zigzag
//              m:varint (at:zigzag count:varint)*
//              -- transactional messages, then the others; channels ascend
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/catalog/channels.h"
#include "runtime/policy/rate.h"

namespace camp {

inline constexpr std::string_view kRatesKey = "rates";
inline constexpr std::uint8_t kRatesVersion = 1;

// Where messages of a channel wait for their turn: transactional ones go before the others.
struct RateLine {
  Channel channel{};
  bool transactional = false;
  friend bool operator==(const RateLine&, const RateLine&) = default;
};
struct WaitingLine {
  std::uint64_t waiting = 0;
  std::int64_t last_slot_ms = 0;  // of the last one's key: who comes later stands behind it
  friend bool operator==(const WaitingLine&, const WaitingLine&) = default;
};
struct ChannelPace {
  WaitingLine transactional, others;
  DepartureLog left;

  WaitingLine& line(bool is_transactional) { return is_transactional ? transactional : others; }
  std::uint64_t waiting() const { return transactional.waiting + others.waiting; }
};
struct RatesRow {
  std::array<ChannelPace, kChannelCount> channels;

  ChannelPace& operator[](Channel channel) { return channels[static_cast<std::size_t>(channel)]; }
  const ChannelPace& operator[](Channel channel) const {
    return channels[static_cast<std::size_t>(channel)];
  }
  bool any_waiting() const;
};
std::string encode_rates(const RatesRow& row);
bool decode_rates(std::string_view sealed, RatesRow* row);

}  // namespace camp
