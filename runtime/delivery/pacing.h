// Whose turn it is: which messages of a round leave by their channels' rates, and which wait in
// line until when. Pure.
//
// A line is a channel's, one of transactional messages and one of the others. It is kept in the
// store (keys::paced), so that a message is written down as waiting once, however many wait before
// it; its slot says its place, and about when its turn comes. It leaves when the log of what has
// left has room and nobody stands before it, whatever its slot: nothing is sent that the log, which
// is on disk with each round, does not have.
#pragma once
#include <array>
#include <cstdint>

#include "lang/program/program.h"
#include "runtime/delivery/transport.h"
#include "runtime/state/outcomes.h"
#include "runtime/state/rates_row.h"

namespace camp {

// What the store's current program says of the channels, and how many messages their transport
// takes now.
struct ChannelRules {
  std::array<RateDecl, kChannelCount> rates{};
  std::array<MessageCost, kChannelCount> prices{};  // of one message, or of one segment
  std::array<std::uint64_t, kChannelCount> rooms;   // Transport::room()

  ChannelRules() { rooms.fill(Transport::kAnyNumber); }

  const RateDecl& rate(Channel channel) const { return rates[static_cast<std::size_t>(channel)]; }
  std::uint64_t room(Channel channel) const { return rooms[static_cast<std::size_t>(channel)]; }
  // Whether its messages may have to wait in line.
  bool is_paced(Channel channel) const {
    return rate(channel).limit != 0 || room(channel) != Transport::kAnyNumber;
  }
  MessageCost cost(Channel channel, std::uint32_t segments) const;
};
ChannelRules rules_of(const Program* current);  // null: none; of any transport

// How many of a channel may leave now; the largest there is where it has no rate.
std::uint64_t room_of(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                      std::int64_t now_ms);
// When the first of those who wait for the channel may leave; kWhenThereIsRoom: nobody knows.
inline constexpr std::int64_t kWhenThereIsRoom = INT64_MAX;
std::int64_t turn_of_first_ms(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                              std::int64_t now_ms);

// About when the last of them may, if nobody comes before them.
std::int64_t turn_of_last_ms(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                             std::int64_t now_ms);

struct PacedMessage {
  RateLine line;
  bool in_line = false;    // else it comes to it only now
  std::int64_t at_ms = 0;  // in line: its slot; else when it was decided
};
// Transactional ones first, then who stands in line, then who came first.
bool goes_before(const PacedMessage& a, const PacedMessage& b);

// Of one round. Asked about its messages in their order.
class Pacing {
 public:
  Pacing(const ChannelRules& rules, const RatesRow& rates, std::int64_t now_ms);

  enum class Turn : std::uint8_t {
    kLeaves,
    kStays,  // in line, as it was
    kWaits,  // at the end of its line, until slot_ms
  };
  struct Answer {
    Turn turn{};
    std::int64_t slot_ms = 0;
  };
  Answer ask(const PacedMessage& message);
  // How many of the channel leave in this round.
  std::uint64_t leaving(Channel channel) const {
    return channels_[static_cast<std::size_t>(channel)].leaving;
  }

 private:
  struct State {
    std::uint64_t room = 0;
    std::uint64_t leaving = 0;
    ChannelPace pace;  // with those of this round
  };
  const ChannelRules& rules_;
  const std::int64_t now_ms_;
  std::array<State, kChannelCount> channels_;
};

}  // namespace camp
