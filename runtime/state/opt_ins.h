// Double opt-in: what a contact has asked for and not confirmed yet. Pure.
//
// A request is no consent. It is pending until the link of a confirmation is used, an objection
// takes it back, or limits::kConfirmationMs are over. As with consents the last request counts, by
// the time at which it was said; an objection takes back all that was asked for until then, and an
// import's request whenever it was said.
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/state/consents.h"

namespace camp {

// A confirmation: when it was decided, and the request whose link it has.
struct SentLink {
  std::int64_t sent_ms = 0;
  std::int64_t link_ms = 0;
  Hash128 confirmation;
  friend bool operator==(const SentLink&, const SentLink&) = default;
};

struct OptIn {
  std::uint32_t conversation = 0;  // name number
  Channel channel{};
  bool imported = false;          // an import asked, not the contact
  std::int64_t requested_ms = 0;  // the last time; 0: it was taken back
  // Its confirmations: how many in a row, when the last one was decided, the request whose link it
  // has (0: it was skipped after all, nobody has its link), its ledger id. Kept when the request is
  // taken back, for who asks again.
  std::uint32_t sent = 0;
  std::int64_t sent_ms = 0;
  std::int64_t link_ms = 0;
  Hash128 confirmation;
  std::uint64_t address = 0;  // what it went to (address_mark); 0: nobody knows, it may be held
  // Those before the last one whose links may still be used, oldest first.
  std::vector<SentLink> earlier{};
  friend bool operator==(const OptIn&, const OptIn&) = default;
};
using OptIns = std::vector<OptIn>;  // by conversation and channel

OptIn* find_opt_in(OptIns& opt_ins, std::uint32_t conversation, Channel channel);
const OptIn* find_opt_in(const OptIns& opt_ins, std::uint32_t conversation, Channel channel);

// `word` asks for a subscription. kNothing: an objection stands against it, or it was asked for
// before; by an import, while a confirmation that was sent for what was asked before can be used.
// `address`: the mark of the contact's now.
ConsentChange ask(OptIns& opt_ins, const Consents& consents, const Subscription& word,
                  std::uint64_t address, std::int64_t now_ms);
// False: the objection takes nothing back.
bool object(OptIns& opt_ins, const Subscription& objection);
// Whether a subscription waits for its confirmation; at that time: its link is not too old.
bool is_open(const OptIn& opt_in, const Consents& consents);
bool is_pending(const OptIn& opt_in, const Consents& consents, std::int64_t now_ms);
// Whether the last confirmation is for what was asked last, to the address that the contact has
// now, or is held and will go to the one that she has then; and its link is not too old.
bool has_good_link(const OptIn& opt_in, std::uint64_t address, std::int64_t now_ms);

// When the last one was decided that was not skipped; 0: none was.
std::int64_t last_sent_ms(const OptIn& opt_in);
// Whether a confirmation may be sent again, or for the first time: never a flood.
bool may_send(const OptIn& opt_in, std::int64_t now_ms);
void note_sent(OptIn& opt_in, const Hash128& ledger_id, std::uint64_t address, std::int64_t now_ms);
// Of one of them it was a confirmation that was not sent after all.
void note_skipped(OptIns& opt_ins, const Hash128& ledger_id);
// Of the message that is the last confirmation of one of them; null: it is none.
OptIn* find_confirmed_by(OptIns& opt_ins, const Hash128& ledger_id);
// The ledger id of the confirmation that has the link of that request; all zero: it is not known.
Hash128 confirmation_of(const OptIn& opt_in, std::int64_t link_ms);

}  // namespace camp
