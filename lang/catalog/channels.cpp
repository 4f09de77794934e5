#include "lang/catalog/channels.h"

namespace camp {
namespace {

constexpr ChannelInfo kChannels[] = {
#define CAMP_CHANNEL(number, name, word, field, type, transactional, parts, status, doc)   \
  {Channel::k##name,      word, field, TypeKind::type, transactional, ChannelParts::parts, \
   ChannelStatus::status, doc},
#include "lang/catalog/channels.def"
#undef CAMP_CHANNEL
};
static_assert(std::size(kChannels) == kChannelCount);

}  // namespace

std::span<const ChannelInfo> channels() { return kChannels; }

const ChannelInfo& info_of(Channel channel) { return kChannels[static_cast<std::size_t>(channel)]; }

std::optional<Channel> find_channel(std::string_view word) {
  for (const auto& row : kChannels) {
    if (row.word == word) return row.channel;
  }
  return std::nullopt;
}

}  // namespace camp
