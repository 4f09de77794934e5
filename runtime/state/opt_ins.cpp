#include "runtime/state/opt_ins.h"

#include <algorithm>
#include <utility>

#include "lang/base/assert.h"
#include "lang/base/limits.h"

namespace camp {
namespace {

std::pair<std::uint32_t, Channel> place(const OptIn& it) { return {it.conversation, it.channel}; }

Subscription word_of(const OptIn& it) {
  Subscription word;
  word.conversation = it.conversation;
  word.channel = it.channel;
  word.subscribed = true;
  word.imported = it.imported;
  word.since_ms = it.requested_ms;
  return word;
}

}  // namespace

const OptIn* find_opt_in(const OptIns& opt_ins, std::uint32_t conversation, Channel channel) {
  const auto at = std::find_if(opt_ins.begin(), opt_ins.end(), [&](const OptIn& it) {
    return it.conversation == conversation && it.channel == channel;
  });
  return at == opt_ins.end() ? nullptr : &*at;
}

OptIn* find_opt_in(OptIns& opt_ins, std::uint32_t conversation, Channel channel) {
  return const_cast<OptIn*>(find_opt_in(std::as_const(opt_ins), conversation, channel));
}

// The same file once more is no new request, and asks nobody who has subscribed.
ConsentChange ask(OptIns& opt_ins, const Consents& consents, const Subscription& word) {
  CAMP_ASSERT(word.subscribed && word.channel);
  if (is_objected(consents, word)) return ConsentChange::kNothing;
  if (word.imported && consents_to(consents, word.conversation, *word.channel))
    return ConsentChange::kNothing;
  auto* known = find_opt_in(opt_ins, word.conversation, *word.channel);
  if (known == nullptr) {
    OptIn fresh;
    fresh.conversation = word.conversation;
    fresh.channel = *word.channel;
    const auto at =
        std::upper_bound(opt_ins.begin(), opt_ins.end(), fresh,
                         [](const OptIn& a, const OptIn& b) { return place(a) < place(b); });
    known = &*opt_ins.insert(at, fresh);
  }
  const bool was_asked = known->requested_ms != 0;
  if (was_asked && (word.imported || (!known->imported && word.since_ms <= known->requested_ms)))
    return ConsentChange::kNothing;
  known->requested_ms = std::max<std::int64_t>(word.since_ms, 1);  // 0 says that nothing is asked
  known->imported = word.imported;
  return was_asked ? ConsentChange::kNoted : ConsentChange::kChanged;
}

bool object(OptIns& opt_ins, const Subscription& objection) {
  bool any = false;
  for (auto& it : opt_ins) {
    if (it.requested_ms == 0 || !is_voided(word_of(it), objection)) continue;
    it.requested_ms = 0;
    any = true;
  }
  return any;
}

bool is_open(const OptIn& opt_in, const Consents& consents) {
  return opt_in.requested_ms != 0 && !consents_to(consents, opt_in.conversation, opt_in.channel);
}

bool is_pending(const OptIn& opt_in, const Consents& consents, std::int64_t now_ms) {
  return is_open(opt_in, consents) && now_ms - opt_in.requested_ms < limits::kConfirmationMs;
}

bool may_send(const OptIn& opt_in, std::int64_t now_ms) {
  if (opt_in.sent == 0) return true;
  const auto since_ms = now_ms - opt_in.sent_ms;
  if (since_ms >= limits::kConfirmationMs) return true;
  return since_ms >= limits::kConfirmationAgainMs && opt_in.sent < limits::kConfirmations;
}

void note_sent(OptIn& opt_in, const Hash128& ledger_id, std::int64_t now_ms) {
  const bool anew = now_ms - opt_in.sent_ms >= limits::kConfirmationMs;
  opt_in.sent = anew ? 1 : opt_in.sent + 1;
  opt_in.sent_ms = now_ms;
  opt_in.link_ms = opt_in.requested_ms;
  opt_in.confirmation = ledger_id;
}

}  // namespace camp
