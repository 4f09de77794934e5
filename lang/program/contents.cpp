#include "lang/program/contents.h"

#include <algorithm>
#include <bitset>
#include <tuple>

#include "lang/base/letters.h"

namespace camp {
namespace {

using Leads = std::bitset<kContentPartCount>;

std::size_t lead_of(const PartDecl& part) {
  return static_cast<std::size_t>(info_of(part.part).lead);
}

Leads leads_of(const ContentDecl& content) {
  Leads leads;
  for (const auto& part : content.parts) leads.set(lead_of(part));
  return leads;
}

Leads leads_of(const MessageDecl& message, Channel channel) {
  Leads leads;
  for (const auto& content : message.contents)
    if (content.channel == channel) leads |= leads_of(content);
  return leads;
}

// How well a content fits; larger is better.
using Rank = std::tuple<bool, bool, std::size_t>;  // segment, language, how much of the language

}  // namespace

bool speaks(std::string_view language, std::string_view range) {
  if (language.size() < range.size()) return false;
  if (language.size() > range.size() && language[range.size()] != '-' &&
      language[range.size()] != '_')
    return false;
  return std::equal(range.begin(), range.end(), language.begin(),
                    [](char a, char b) { return a == ascii_lower(b) || (a == '-' && b == '_'); });
}

ContentChoice ContentChoice::for_everybody(const MessageDecl& message, std::uint32_t content) {
  ContentChoice choice;
  for (const auto& part : message.contents[content].parts)
    choice.take(static_cast<ContentPart>(lead_of(part)), content);
  return choice;
}

bool has_choice(const MessageDecl& message, Channel channel) {
  return std::any_of(message.contents.begin(), message.contents.end(), [&](const auto& content) {
    return content.channel == channel && (content.is_variant() || content.text_allowed != kNone);
  });
}

ContentChoice choose_contents(const Program& program, const MessageDecl& message, Channel channel,
                              std::string_view language, const std::vector<bool>& in_segment) {
  ContentChoice choice;
  std::array<Rank, kContentPartCount> best{};
  for (std::size_t i = 0; i < message.contents.size(); ++i) {
    const auto& content = message.contents[i];
    if (content.channel != channel) continue;
    if (content.in_segment != kNone && !in_segment[i]) continue;
    std::string_view range;
    if (content.language != kNone) {
      range = program.constants[content.language].text();
      if (!speaks(language, range)) continue;
    }
    const Rank rank{content.in_segment != kNone, content.language != kNone, range.size()};
    const auto leads = leads_of(content);
    for (std::size_t lead = 0; lead < kContentPartCount; ++lead) {
      const auto part = static_cast<ContentPart>(lead);
      if (!leads[lead] || (choice.has(part) && rank <= best[lead])) continue;
      best[lead] = rank;
      choice.take(part, i);
    }
  }
  return choice;
}

bool settle_text(ContentChoice& choice, bool text_allowed) {
  if (text_allowed && choice.has(ContentPart::kText)) {
    choice.leave_out(ContentPart::kTemplate);
    return true;
  }
  choice.leave_out(ContentPart::kText);
  choice.leave_out(ContentPart::kSuggest);  // a template has its own
  return choice.has(ContentPart::kTemplate);
}

void put_choice(std::string& out, const MessageDecl& message, Channel channel,
                const ContentChoice& choice) {
  const auto leads = leads_of(message, channel);
  for (std::size_t lead = 0; lead < kContentPartCount; ++lead) {
    if (leads[lead]) put_u8(out, choice.from(static_cast<ContentPart>(lead)));
  }
}

bool read_choice(Reader& in, const MessageDecl& message, Channel channel, ContentChoice* choice) {
  *choice = {};
  const auto leads = leads_of(message, channel);
  for (std::size_t lead = 0; lead < kContentPartCount; ++lead) {
    if (!leads[lead]) continue;
    const std::size_t from = in.u8();
    if (from == ContentChoice::kLeftOut) continue;
    const auto* content = message.content_at(static_cast<std::uint32_t>(from - 1));
    if (content == nullptr || content->channel != channel || !leads_of(*content)[lead])
      return false;
    choice->take(static_cast<ContentPart>(lead), from - 1);
  }
  return in.ok();
}

void chosen_parts(const MessageDecl& message, const ContentChoice& choice,
                  std::vector<const PartDecl*>* out) {
  out->clear();
  for (std::size_t lead = 0; lead < kContentPartCount; ++lead) {
    const std::size_t from = choice.from(static_cast<ContentPart>(lead));
    if (from == ContentChoice::kLeftOut) continue;
    for (const auto& part : message.contents[from - 1].parts)
      if (lead_of(part) == lead) out->push_back(&part);
  }
}

}  // namespace camp
