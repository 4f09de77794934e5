#include "lang/program/policy.h"

namespace camp {
namespace {

std::string channels_text(ChannelBits bits) {
  std::string text;
  if (bits == kEveryChannel) return text;
  for (std::uint8_t i = 0; i < kChannelCount; ++i) {
    if (!has_channel(bits, static_cast<Channel>(i))) continue;
    text += text.empty() ? " on " : ", ";
    text += info_of(static_cast<Channel>(i)).word;
  }
  return text;
}

}  // namespace

namespace {

std::string period_text(const CapDecl& rule) {
  switch (rule.period) {
    case CapPeriod::kRolling:
      return duration_text(rule.window);
    case CapPeriod::kDay:
      return "day";
    case CapPeriod::kWeek:
      return "week";
    case CapPeriod::kMonth:
      return "month";
  }
  return {};
}

}  // namespace

std::string text_of(const CapDecl& rule, std::string_view tag) {
  auto text = "cap " + std::to_string(rule.limit) + " per " + period_text(rule) +
              channels_text(rule.channels) + (rule.for_all ? " for all" : " for marketing");
  if (!tag.empty()) text.append(" tagged \"").append(tag) += '"';
  return text;
}

std::string text_of(const RateDecl& rate) {
  return std::to_string(rate.limit) + " per " + duration_text(rate.per);
}

std::string text_of(const QuietDecl& rule) {
  return "quiet " + text_of(rule.times) + channels_text(rule.channels) +
         (rule.for_all ? " for all" : "");
}

}  // namespace camp
