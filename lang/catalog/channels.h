// The channels a message can take, and what each can do: one row each in channels.def.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "lang/value/type.h"

namespace camp {

enum class Channel : std::uint8_t {
#define CAMP_CHANNEL(number, name, word, field, type, transactional, parts, status, doc) \
  k##name = number,
#include "lang/catalog/channels.def"
#undef CAMP_CHANNEL
};
inline constexpr std::uint8_t kChannelCount = 8;

enum class ChannelParts : std::uint8_t { kMail, kShort };
enum class ChannelStatus : std::uint8_t { kReady, kPlanned };

struct ChannelInfo {
  Channel channel;
  std::string_view word;           // as written in scripts and in NDJSON
  std::string_view address_field;  // the contact's field with the address
  TypeKind address_type;
  bool transactional;  // may carry transactional messages
  ChannelParts parts;
  ChannelStatus status;
  std::string_view doc;
};

std::span<const ChannelInfo> channels();
const ChannelInfo& info_of(Channel channel);
std::optional<Channel> find_channel(std::string_view word);

}  // namespace camp
