#include "runtime/state/consents.h"

#include <algorithm>
#include <utility>

#include "lang/base/assert.h"

namespace camp {
namespace {

// Whether what is said of `wide` is said of `narrow` too.
bool covers(const Subscription& wide, const Subscription& narrow) {
  return (wide.conversation == kEveryConversation || wide.conversation == narrow.conversation) &&
         (!wide.channel || wide.channel == narrow.channel);
}

bool same_subject(const Subscription& a, const Subscription& b) {
  return a.conversation == b.conversation && a.channel == b.channel;
}

}  // namespace

std::int64_t said_ms(const Subscription& word) {
  return word.requested_ms != 0 ? word.requested_ms : word.since_ms;
}

bool is_voided(const Subscription& word, const Subscription& objection) {
  return covers(objection, word) && (word.imported || said_ms(word) <= objection.since_ms);
}

namespace {

Subscription* find(Consents& consents, const Subscription& subject) {
  const auto at = std::find_if(consents.begin(), consents.end(), [&](const Subscription& known) {
    return same_subject(known, subject);
  });
  return at == consents.end() ? nullptr : &*at;
}

// Sorted, so that the same last words are the same bytes.
void put(Consents& consents, const Subscription& word) {
  const auto place = [](const Subscription& it) {
    return std::pair(it.conversation, it.channel ? static_cast<int>(*it.channel) : -1);
  };
  consents.insert(std::upper_bound(consents.begin(), consents.end(), word,
                                   [&](const Subscription& a, const Subscription& b) {
                                     return place(a) < place(b);
                                   }),
                  word);
}

ConsentChange subscribe(Consents& consents, const Subscription& word) {
  CAMP_ASSERT(word.conversation != kEveryConversation && word.channel.has_value());
  if (is_objected(consents, word)) return ConsentChange::kNothing;
  auto* known = find(consents, word);
  if (known == nullptr) {
    put(consents, word);
    return ConsentChange::kChanged;
  }
  if (!known->subscribed) {
    *known = word;
    return ConsentChange::kChanged;
  }
  if (word.imported || (!known->imported && said_ms(*known) >= said_ms(word)))
    return ConsentChange::kNothing;
  *known = word;
  return ConsentChange::kNoted;
}

ConsentChange object(Consents& consents, const Subscription& word) {
  auto change = ConsentChange::kChanged;
  for (const auto& known : consents) {
    // A later word about the very same stands above it.
    if (known.subscribed && same_subject(known, word) && !is_voided(known, word))
      return ConsentChange::kNothing;
    if (known.subscribed || !covers(known, word)) continue;
    if (known.since_ms >= word.since_ms) return ConsentChange::kNothing;
    change = ConsentChange::kNoted;
  }
  const auto voided = [&](const Subscription& known) { return is_voided(known, word); };
  if (std::any_of(consents.begin(), consents.end(),
                  [&](const Subscription& known) { return known.subscribed && voided(known); }))
    change = ConsentChange::kChanged;
  std::erase_if(consents, voided);
  put(consents, word);
  return change;
}

}  // namespace

bool is_objected(const Consents& consents, const Subscription& word) {
  return std::any_of(consents.begin(), consents.end(), [&](const Subscription& known) {
    return !known.subscribed && is_voided(word, known);
  });
}

ConsentChange hear(Consents& consents, const Subscription& word) {
  return word.subscribed ? subscribe(consents, word) : object(consents, word);
}

const Subscription* find_consent(const Consents& consents, std::uint32_t conversation,
                                 Channel channel) {
  const auto at = std::find_if(consents.begin(), consents.end(), [&](const Subscription& word) {
    return word.subscribed && word.conversation == conversation && word.channel == channel;
  });
  return at == consents.end() ? nullptr : &*at;
}

bool consents_to(const Consents& consents, std::uint32_t conversation, Channel channel) {
  return find_consent(consents, conversation, channel) != nullptr;
}

}  // namespace camp
