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

std::string text_of(const QuietDecl& rule) {
  return "quiet " + text_of(rule.times) + channels_text(rule.channels) +
         (rule.for_all ? " for all" : "");
}

}  // namespace camp
