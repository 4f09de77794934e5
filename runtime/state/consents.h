// What a contact has said about being written to: the last word per conversation and channel. Pure.
//
// The last word is by the time at which it was said, not by the order in which it came in; of one
// instant, an objection. An objection may be about every channel of a conversation, about a channel
// in every conversation, or about all. A consent that an import gave is nobody's word: whatever
// objection is known, or comes to be known, stands above it. So the same facts in any order end in
// the same state. What was confirmed (opt_ins.h) was said when it was asked for: an objection
// between the request and the use of its link stands.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "lang/base/hash.h"
#include "lang/catalog/channels.h"

namespace camp {

// In place of a conversation's name number: every conversation.
inline constexpr std::uint32_t kEveryConversation = 0;

struct Subscription {
  std::uint32_t conversation = kEveryConversation;  // name number
  std::optional<Channel> channel;                   // none: every channel
  bool subscribed = false;                          // false: an objection; kept as the proof
  std::int64_t since_ms = 0;                        // when it was said
  bool imported = false;                            // subscribed, by an import
  // Confirmed by double opt-in, as the proof: when it had been asked for (0: it was not), and the
  // ledger id of the message whose link was used.
  std::int64_t requested_ms = 0;
  Hash128 confirmation{};
  friend bool operator==(const Subscription&, const Subscription&) = default;
};
// The last words; none is there that another one makes void.
using Consents = std::vector<Subscription>;

enum class ConsentChange : std::uint8_t {
  kNothing,
  kNoted,    // the same was said before; only when is news
  kChanged,  // who may be written to, or a first objection
};
// A subscription names its conversation and channel.
ConsentChange hear(Consents& consents, const Subscription& word);

// Null: there is none.
const Subscription* find_consent(const Consents& consents, std::uint32_t conversation,
                                 Channel channel);
bool consents_to(const Consents& consents, std::uint32_t conversation, Channel channel);

// When it was said: what was confirmed, when it was asked for.
std::int64_t said_ms(const Subscription& word);
// Whether an objection is among the last words that stands against what was said then.
bool is_objected(const Consents& consents, const Subscription& word);
// Whether the objection takes back what `word` says.
bool is_voided(const Subscription& word, const Subscription& objection);

}  // namespace camp
