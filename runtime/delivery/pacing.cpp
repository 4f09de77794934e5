#include "runtime/delivery/pacing.h"

#include <algorithm>
#include <tuple>

namespace camp {
namespace {

constexpr std::size_t index_of(Channel channel) { return static_cast<std::size_t>(channel); }

// Who stands before one that comes to the line's end.
std::uint64_t ahead_of(const ChannelPace& pace, const RateLine& line) {
  return line.transactional ? pace.transactional.waiting : pace.waiting();
}

}  // namespace

MessageCost ChannelRules::cost(Channel channel, std::uint32_t segments) const {
  auto cost = prices[index_of(channel)];
  cost.minor *= segments;  // limits::kMessageCostMinor: ten segments are far from 64 bits
  return cost.minor == 0 ? MessageCost{} : cost;
}

ChannelRules rules_of(const Program* current) {
  ChannelRules rules;
  if (current == nullptr) return rules;
  for (const auto& row : current->channels) {
    rules.rates[index_of(row.channel)] = row.rate;
    if (row.costs == kNone) continue;
    const auto& price = current->constants[row.costs];
    rules.prices[index_of(row.channel)] = {price.num, price.aux};
  }
  return rules;
}

std::uint64_t room_of(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                      std::int64_t now_ms) {
  const auto& rate = rules.rate(channel);
  const auto free = rate.limit == 0 ? UINT64_MAX : rates[channel].left.free(rate, now_ms);
  return std::min(free, rules.room(channel));
}

std::int64_t turn_of_first_ms(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                              std::int64_t now_ms) {
  if (rules.room(channel) == 0) return kWhenThereIsRoom;
  const auto& rate = rules.rate(channel);
  return rate.limit == 0 ? now_ms : rates[channel].left.turn_ms(rate, now_ms, 0);
}

std::int64_t turn_of_last_ms(const ChannelRules& rules, const RatesRow& rates, Channel channel,
                             std::int64_t now_ms) {
  const auto& rate = rules.rate(channel);
  const auto waiting = rates[channel].waiting();
  if (rate.limit == 0 || waiting == 0) return now_ms;
  return rates[channel].left.turn_ms(rate, now_ms, waiting - 1);
}

bool goes_before(const PacedMessage& a, const PacedMessage& b) {
  const auto rank = [](const PacedMessage& it) {
    return std::tuple(!it.line.transactional, !it.in_line, it.at_ms);
  };
  return rank(a) < rank(b);
}

Pacing::Pacing(const ChannelRules& rules, const RatesRow& rates, std::int64_t now_ms)
    : rules_(rules), now_ms_(now_ms) {
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    channels_[i].pace = rates.channels[i];
    channels_[i].room = room_of(rules, rates, static_cast<Channel>(i), now_ms);
  }
}

Pacing::Answer Pacing::ask(const PacedMessage& message) {
  auto& state = channels_[index_of(message.line.channel)];
  auto& line = state.pace.line(message.line.transactional);
  const auto ahead = message.in_line ? 0 : ahead_of(state.pace, message.line);
  if (ahead == 0 && state.leaving < state.room) {
    ++state.leaving;
    if (message.in_line) --line.waiting;
    return {Turn::kLeaves, 0};
  }
  if (message.in_line) return {Turn::kStays, message.at_ms};
  const auto& rate = rules_.rate(message.line.channel);
  // Without a rate, in the order in which they were decided.
  auto slot_ms = rate.limit == 0 ? message.at_ms
                                 : state.pace.left.turn_ms(rate, now_ms_, ahead + state.leaving);
  if (line.waiting > 0) slot_ms = std::max(slot_ms, line.last_slot_ms);
  ++line.waiting;
  line.last_slot_ms = slot_ms;
  return {Turn::kWaits, slot_ms};
}

}  // namespace camp
