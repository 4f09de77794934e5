// A project's policy as data: when no message goes out, and how many a contact gets. Evaluated by
// runtime/policy.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/catalog/channels.h"
#include "lang/value/civil.h"
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

// Persisted.
enum class CapPeriod : std::uint8_t { kRolling = 0, kDay = 1, kWeek = 2, kMonth = 3 };

// At most so many messages in that time; transactional ones neither count nor are stopped, unless
// it is for all.
struct CapDecl {
  std::uint32_t limit = 0;
  CapPeriod period{};
  Duration window;  // kRolling
  ChannelBits channels = kEveryChannel;
  bool for_all = false;
  std::uint32_t tag = 0xFFFFFFFF;  // a name; kNone: whatever the tags
};

// Persisted. What becomes of a message over a cap.
enum class WhenCapped : std::uint8_t {
  kSkip = 0,
  kPreferPriority = 1,  // the places go by priority, the rest is skipped
  kWait = 2,            // held until there is room
};

// At most so many messages of a channel leave in any time of that length.
struct RateDecl {
  std::uint32_t limit = 0;  // 0: there is no rate
  Duration per;             // days of 24 hours, and less; no months

  std::int64_t per_ms() const { return length_ms(per); }
};

struct PolicyDecl {
  std::vector<QuietDecl> quiet;  // in source order
  std::vector<CapDecl> caps;
  WhenCapped when_capped{};
  Duration wait_up_to;    // kWait
  Duration release_over;  // zero: what was held comes out at once
  bool merge_by_message = false;

  bool is_empty() const { return quiet.empty() && caps.empty(); }
};

// As a script has it: `quiet 21:00..08:00 on sms, voice`, `cap 3 per 7d for all tagged "promo"`.
std::string text_of(const QuietDecl& rule);
std::string text_of(const CapDecl& rule, std::string_view tag);
std::string text_of(const RateDecl& rate);  // `50 per 1m`

}  // namespace camp
