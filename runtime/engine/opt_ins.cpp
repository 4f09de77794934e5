// Double opt-in: what is asked for, the confirmation that is sent for it, and the use of its link.
#include "runtime/state/opt_ins.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/catalog/events.h"
#include "runtime/engine/conductor.h"

namespace camp {

bool Conductor::has_to_confirm(const Subscription& word) const {
  const auto program = programs_.current();
  return program && program->confirming_flow(word.conversation, *word.channel) != kNone;
}

// Its mark; by the current program.
std::uint64_t Conductor::address_of(const ContactSlot& slot, Channel channel) const {
  const auto program = programs_.current();
  return address_mark(program ? program->address_in(slot.row.attributes, channel, tick_.arena())
                              : "");
}

std::optional<EventAtHand> Conductor::ask(ContactSlot& slot, const By& by, const Subscription& word,
                                          std::string_view id, std::int64_t event_ms) {
  if (!changes_.ask(slot, by, word, address_of(slot, *word.channel))) return std::nullopt;
  if (consents_to(slot.row.subscriptions, word.conversation, *word.channel)) return std::nullopt;
  return event_of(word, kSubscriptionRequested, id, event_ms);
}

// Who had consent was sent nothing when she asked again. When an objection of before that takes the
// consent back, what she asked after it is a request like any other.
bool Conductor::hear(ContactSlot& slot, const By& by, const Subscription& word,
                     std::string_view id) {
  const auto& row = slot.row;
  if (word.subscribed || row.opt_ins.empty()) return changes_.hear(slot, by, word);
  const auto before = row.subscriptions;
  if (!changes_.hear(slot, by, word)) return false;
  for (const auto& asked : row.opt_ins) {
    if (!consents_to(before, asked.conversation, asked.channel)) continue;
    if (!is_pending(asked, row.subscriptions, by.at_ms)) continue;
    // asked for before she used the other link
    if (has_good_link(asked, address_of(slot, asked.channel), by.at_ms)) continue;
    Subscription request;
    request.conversation = asked.conversation;
    request.channel = asked.channel;
    if (!has_to_confirm(request)) continue;
    const auto key = fmt::format("{}\n{} {}", id, asked.conversation, info_of(asked.channel).word);
    const auto event =
        event_of(request, kSubscriptionRequested, to_hex(xxh3_128(key).view()), by.at_ms);
    queue_.push_back({&slot, nullptr, kNone, event, {}, false, by.at_ms});
  }
  return true;
}

std::string Conductor::confirm_url_for(const Work& work) {
  const auto& decl = work.decl();
  ConfirmLink link;
  link.contact = work.slot.id();
  link.conversation =
      work.program.number(work.program.program().conversations[decl.conversation].name);
  link.channel = *decl.confirms;
  const auto* asked = find_opt_in(work.slot.row.opt_ins, link.conversation, link.channel);
  if (asked == nullptr || !is_open(*asked, work.slot.row.subscriptions)) return {};
  CAMP_ASSERT(secret_.is_set());  // who opens an engine gives it one
  link.requested_ms = asked->requested_ms;
  link.address =
      address_mark(work.program.address_in(work.slot.row.attributes, link.channel, tick_.arena()));
  return confirm_url(make_token(secret_, link));
}

// Of another journey nothing.
std::optional<Refusal> Conductor::refuse_confirmation(const Work& work) const {
  const auto& decl = work.decl();
  if (!decl.confirms) return std::nullopt;
  const auto& row = work.slot.row;
  const auto conversation =
      work.program.number(work.program.program().conversations[decl.conversation].name);
  const auto* asked = find_opt_in(row.opt_ins, conversation, *decl.confirms);
  if (asked == nullptr || !is_pending(*asked, row.subscriptions, work.now_ms))
    return Refusal::kNotPending;
  if (!may_send(*asked, work.now_ms)) return Refusal::kConfirmations;
  return std::nullopt;
}

// A link of another contact's, or of another store, is no link: whoever tries gets no other answer
// than who makes one up. An objection since the request stands also above a later request, which
// has a link of its own. A consent that is weaker than what the link proves, by an import or by
// what was said earlier, becomes the confirmed one.
EventFate Conductor::judge(const ContactSlot& slot, std::string_view token, std::int64_t used_ms,
                           Subscription* word) {
  const auto link = read_token(secret_, token_of(token));
  if (!link || link->contact != slot.id()) return EventFate::kNoLink;
  const auto& row = slot.row;
  const auto* known = find_consent(row.subscriptions, link->conversation, link->channel);
  if (known != nullptr && !known->imported && said_ms(*known) >= link->requested_ms)
    return EventFate::kLinkUsed;
  *word = {};
  word->conversation = link->conversation;
  word->channel = link->channel;
  word->subscribed = true;
  word->requested_ms = link->requested_ms;
  word->since_ms = std::max(used_ms, link->requested_ms);
  if (is_objected(row.subscriptions, *word)) return EventFate::kLinkObjected;
  if (used_ms - link->requested_ms >= limits::kConfirmationMs) return EventFate::kLinkExpired;
  const auto* asked = find_opt_in(row.opt_ins, link->conversation, link->channel);
  if (asked == nullptr || asked->requested_ms == 0) return EventFate::kLinkObjected;
  if (address_of(slot, link->channel) != link->address) return EventFate::kLinkElsewhere;
  word->confirmation = confirmation_of(*asked, link->requested_ms);
  return EventFate::kApplied;
}

}  // namespace camp
