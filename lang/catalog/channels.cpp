#include "lang/catalog/channels.h"

#include <algorithm>
#include <array>

#include "lang/base/limits.h"

namespace camp {
namespace {

// So that a row can say `kNone`.
struct MainPart {
  static constexpr std::optional<ContentPart> kNone = std::nullopt;
#define CAMP_PART(number, name, word, written, value, lead, doc) \
  static constexpr std::optional<ContentPart> k##name = ContentPart::k##name;
#include "lang/catalog/parts.def"
#undef CAMP_PART
};

constexpr ChannelInfo kChannels[] = {
#define CAMP_CHANNEL(number, name, word, field, type, categories, main, reply, whole, doc) \
  {Channel::k##name,                                                                       \
   word,                                                                                   \
   field,                                                                                  \
   TypeKind::type,                                                                         \
   ChannelCategories::categories,                                                          \
   MainPart::main,                                                                         \
   ChannelReply::reply,                                                                    \
   limits::whole,                                                                          \
   doc},
#include "lang/catalog/channels.def"
#undef CAMP_CHANNEL
};
static_assert(std::size(kChannels) == kChannelCount);

constexpr ChannelPart kChannelParts[] = {
#define CAMP_CHANNEL_PART(channel, part, need, most, unit, size) \
  {Channel::k##channel, ContentPart::k##part, PartNeed::need, most, SizeUnit::unit, limits::size},
#include "lang/catalog/channel_parts.def"
#undef CAMP_CHANNEL_PART
};
static_assert(std::is_sorted(std::begin(kChannelParts), std::end(kChannelParts),
                             [](const ChannelPart& a, const ChannelPart& b) {
                               return a.channel < b.channel;
                             }),
              "the rows of one channel stand together");

}  // namespace

std::span<const ChannelInfo> channels() { return kChannels; }

const ChannelInfo& info_of(Channel channel) { return kChannels[static_cast<std::size_t>(channel)]; }

std::optional<Channel> find_channel(std::string_view word) {
  for (const auto& row : kChannels) {
    if (row.word == word) return row.channel;
  }
  return std::nullopt;
}

std::span<const ChannelPart> parts_of(Channel channel) {
  const auto of = [&](const ChannelPart& row) { return row.channel == channel; };
  const auto* begin = std::find_if(std::begin(kChannelParts), std::end(kChannelParts), of);
  return {begin, std::find_if_not(begin, std::end(kChannelParts), of)};
}

// Asked for every part of every message that is rendered.
const ChannelPart* find_part(Channel channel, ContentPart part) {
  static constexpr auto kRows = [] {
    std::array<std::array<const ChannelPart*, kContentPartCount>, kChannelCount> rows{};
    for (const auto& row : kChannelParts)
      rows[static_cast<std::size_t>(row.channel)][static_cast<std::size_t>(row.part)] = &row;
    return rows;
  }();
  return kRows[static_cast<std::size_t>(channel)][static_cast<std::size_t>(part)];
}

}  // namespace camp
