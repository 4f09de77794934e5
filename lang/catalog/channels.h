// The channels a message can take, and what each can do: one row each in channels.def, its parts in
// channel_parts.def.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "lang/catalog/parts.h"
#include "lang/value/type.h"

namespace camp {

enum class Channel : std::uint8_t {
#define CAMP_CHANNEL(number, name, word, field, type, categories, main, reply, whole, doc) \
  k##name = number,
#include "lang/catalog/channels.def"
#undef CAMP_CHANNEL
};
inline constexpr std::uint8_t kChannelCount = 8;

enum class ChannelCategories : std::uint8_t { kAny, kMarketing };
// How a contact answers.
enum class ChannelReply : std::uint8_t { kNone, kText, kTap, kSpeech };

struct ChannelInfo {
  Channel channel;
  std::string_view word;           // as written in scripts and in NDJSON
  std::string_view address_field;  // the contact's field with the address
  TypeKind address_type;
  ChannelCategories categories;
  std::optional<ContentPart> main_part;  // what `sms "..."` gives
  ChannelReply reply;
  std::size_t whole_bytes;  // of all parts together, attached files apart
  std::string_view doc;

  // A module may talk there: what it says is one part, and the contact can answer.
  bool takes_talk() const { return main_part.has_value() && reply != ChannelReply::kNone; }
  bool takes_transactional() const { return categories == ChannelCategories::kAny; }
};

std::span<const ChannelInfo> channels();
const ChannelInfo& info_of(Channel channel);
std::optional<Channel> find_channel(std::string_view word);

enum class PartNeed : std::uint8_t { kRequired, kEither, kOptional };
enum class SizeUnit : std::uint8_t { kCharacters, kBytes };

// What a channel takes of one part.
struct ChannelPart {
  Channel channel;
  ContentPart part;
  PartNeed need;
  std::uint8_t most;  // how often it may stand
  SizeUnit unit;
  std::size_t size;  // the most that one may have
};

std::span<const ChannelPart> parts_of(Channel channel);
const ChannelPart* find_part(Channel channel, ContentPart part);  // null: it takes none

}  // namespace camp
