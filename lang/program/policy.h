// A project's policy as data: when no message goes out. Evaluated by runtime/policy.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lang/catalog/channels.h"
#include "lang/value/week.h"

namespace camp {

// A bit per channel.
using ChannelBits = std::uint32_t;
inline constexpr ChannelBits kEveryChannel = (1u << kChannelCount) - 1;
constexpr bool has_channel(ChannelBits bits, Channel channel) {
  return (bits >> static_cast<unsigned>(channel) & 1) != 0;
}

struct QuietDecl {
  WeekTimes times;  // of the contact's clock
  ChannelBits channels = kEveryChannel;
  bool for_all = false;  // transactional messages wait as well
};

struct PolicyDecl {
  std::vector<QuietDecl> quiet;  // in source order
  bool is_empty() const { return quiet.empty(); }
};

// As a script has it: `quiet 21:00..08:00 on sms, voice`.
std::string text_of(const QuietDecl& rule);

}  // namespace camp
