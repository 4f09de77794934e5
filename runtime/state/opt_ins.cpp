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

bool is_fresh(const OptIn& it, std::int64_t now_ms) {
  return it.requested_ms != 0 && now_ms - it.requested_ms < limits::kConfirmationMs;
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
ConsentChange ask(OptIns& opt_ins, const Consents& consents, const Subscription& word,
                  std::uint64_t address, std::int64_t now_ms) {
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
  if (word.imported && has_good_link(*known, address, now_ms)) return ConsentChange::kNothing;
  // Her own request is the stronger one: it stays, but it is to be written about now.
  if (word.imported && !known->imported && is_fresh(*known, now_ms)) return ConsentChange::kNoted;
  // What had lapsed when it came is nothing beside what is pending.
  if (is_fresh(*known, now_ms) && now_ms - word.since_ms >= limits::kConfirmationMs)
    return ConsentChange::kNothing;
  if (was_asked && !word.imported && !known->imported && word.since_ms <= known->requested_ms)
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
  return is_open(opt_in, consents) && is_fresh(opt_in, now_ms);
}

bool has_good_link(const OptIn& opt_in, std::uint64_t address, std::int64_t now_ms) {
  return is_fresh(opt_in, now_ms) && opt_in.sent > 0 && opt_in.link_ms == opt_in.requested_ms &&
         (opt_in.address == 0 || opt_in.address == address);
}

std::int64_t last_sent_ms(const OptIn& opt_in) {
  if (opt_in.link_ms != 0) return opt_in.sent_ms;
  return opt_in.earlier.empty() ? 0 : opt_in.earlier.back().sent_ms;
}

bool may_send(const OptIn& opt_in, std::int64_t now_ms) {
  const auto last_ms = last_sent_ms(opt_in);
  if (last_ms == 0) return true;
  const auto since_ms = now_ms - last_ms;
  if (since_ms >= limits::kConfirmationMs) return true;
  if (since_ms < limits::kConfirmationAgainMs) return false;
  const auto in_time =
      (opt_in.link_ms == 0 ? 0 : 1) +
      std::count_if(opt_in.earlier.begin(), opt_in.earlier.end(), [&](const SentLink& it) {
        return now_ms - it.sent_ms < limits::kConfirmationMs;
      });
  return in_time < std::int64_t{limits::kConfirmations};
}

void note_sent(OptIn& opt_in, const Hash128& ledger_id, std::uint64_t address,
               std::int64_t now_ms) {
  const bool anew = now_ms - opt_in.sent_ms >= limits::kConfirmationMs;
  auto& earlier = opt_in.earlier;
  if (opt_in.link_ms != 0) earlier.push_back({opt_in.sent_ms, opt_in.link_ms, opt_in.confirmation});
  // As many as the limit asks about where this one is skipped after all.
  if (earlier.size() > limits::kConfirmations) earlier.erase(earlier.begin());
  opt_in.sent = anew ? 1 : opt_in.sent + 1;
  opt_in.sent_ms = now_ms;
  opt_in.link_ms = opt_in.requested_ms;
  opt_in.confirmation = ledger_id;
  opt_in.address = address;
}

void note_skipped(OptIns& opt_ins, const Hash128& ledger_id) {
  if (auto* asked = find_confirmed_by(opt_ins, ledger_id)) asked->link_ms = 0;
  for (auto& it : opt_ins)
    std::erase_if(it.earlier, [&](const SentLink& sent) { return sent.confirmation == ledger_id; });
}

OptIn* find_confirmed_by(OptIns& opt_ins, const Hash128& ledger_id) {
  const auto at = std::find_if(opt_ins.begin(), opt_ins.end(), [&](const OptIn& it) {
    return it.sent > 0 && it.confirmation == ledger_id;
  });
  return at == opt_ins.end() ? nullptr : &*at;
}

// Of two with the same link the first: what a cap or a limit stops is the second.
Hash128 confirmation_of(const OptIn& opt_in, std::int64_t link_ms) {
  for (const auto& it : opt_in.earlier)
    if (it.link_ms == link_ms) return it.confirmation;
  return opt_in.sent > 0 && opt_in.link_ms == link_ms ? opt_in.confirmation : Hash128{};
}

}  // namespace camp
