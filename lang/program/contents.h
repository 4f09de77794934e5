// Which of a message's contents each part of it is taken from, for one contact on one channel.
//
// Parts with one lead (lang/catalog/parts.def) are taken together, from the best content that has
// any of them and is for this contact: segment and language, segment, language, everybody; a
// language in full ("pt-br") before its beginning ("pt", RFC 4647 lookup); then source order. So a
// subject may fall back where the text does not. Pure.
//
// In the ledger a choice stands before the message's slots, where the channel has one at all:
//   choice := (from:u8)*    -- per lead of the channel's contents, by number:
//                              content + 1, or 0: left out
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/bytes.h"
#include "lang/program/program.h"

namespace camp {

class ContentChoice {
 public:
  static constexpr std::uint8_t kLeftOut = 0;

  // Everything from what is said to everybody.
  static ContentChoice for_everybody(const MessageDecl& message, std::uint32_t content);

  std::uint8_t from(ContentPart lead) const { return from_[static_cast<std::size_t>(lead)]; }
  bool has(ContentPart lead) const { return from(lead) != kLeftOut; }
  void leave_out(ContentPart lead) { from_[static_cast<std::size_t>(lead)] = kLeftOut; }
  void take(ContentPart lead, std::size_t content) {
    from_[static_cast<std::size_t>(lead)] = static_cast<std::uint8_t>(content + 1);
  }

 private:
  std::array<std::uint8_t, kContentPartCount> from_{};
};

// Whether a contact's language is a content's, or that with more said: "pt-BR" is "pt".
bool speaks(std::string_view language, std::string_view range);

// Whether contacts may get different contents on the channel.
bool has_choice(const MessageDecl& message, Channel channel);

// `language`: the contact's. `in_segment`: by content, whether the contact is in its segment;
// contents without one are not looked at.
ContentChoice choose_contents(const Program& program, const MessageDecl& message, Channel channel,
                              std::string_view language, const std::vector<bool>& in_segment);

// Leaves out what the channel does not take now: a text where only an approved template may be
// sent, or the template where a text may. False: nothing is left to say.
bool settle_text(ContentChoice& choice, bool text_allowed);

void put_choice(std::string& out, const MessageDecl& message, Channel channel,
                const ContentChoice& choice);
// False when the bytes name what the message does not have.
bool read_choice(Reader& in, const MessageDecl& message, Channel channel, ContentChoice* choice);

// The parts of a choice, by lead and part. Reuses the memory of `out`.
void chosen_parts(const MessageDecl& message, const ContentChoice& choice,
                  std::vector<const PartDecl*>* out);

}  // namespace camp
