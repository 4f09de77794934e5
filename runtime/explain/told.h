// Entries of the journal as records for people and machines: every name, label and place is
// resolved once, here, so that whoever prints them (terminal, JSON, a server) needs no store.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lang/catalog/channels.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/store_view.h"
#include "runtime/policy/gate.h"

namespace camp {

struct ToldArm {
  std::string experiment;  // `collection`
  std::string full_name;   // `spring/collection`: unique in the store
  std::string arm;
};

struct ToldAssignment {
  ToldArm arm;
  std::uint32_t share_ppm = 0;  // by a bandit's decision: what the arm got of all who came; else 0
};

// Whose doing it is.
struct ToldSubject {
  std::string flow;       // campaign or journey; empty: nobody's
  std::uint32_t run = 0;  // 0 for a journey
  std::string run_key;    // what makes a run the same run
  std::uint32_t instance = 0;
  std::vector<ToldArm> arms;
};

struct ToldCause {  // empty: no event
  std::string event;
  std::string event_id;
};
struct ToldTransition {
  WakeKind wake{};
  bool first = false;  // from the flow's start
  ToldCause cause;
  StopKind stop{};
  std::string step;    // parked: the label of where it stands; empty: its start
  std::string awaits;  // the experiment whose winner it waits for; empty: none
  std::int64_t due_ms = 0;
  std::string reason;  // exited
};
// What keeps a held message back at the moment, whatever it was when it was decided.
struct ToldHold {
  Gate gate{};
  std::int64_t until_ms = 0;  // when everything is asked again; 0: when it is resumed
  // Of kStopped: the pause.
  std::string paused;  // a flow, a channel or everything
  std::int64_t paused_ms = 0;
  std::string reason;         // as the operator gave it
  Gate then = Gate::kPassed;  // what keeps it behind the pause; kPassed: everything is asked again
  std::int64_t then_until_ms = 0;
};
struct ToldMessage {
  Hash128 ledger_id;
  std::string message;
  std::string step;
  Channel channel{};
  std::string address;
  Verdict verdict;
  Fate fate{};
  std::string rule;                // of the policy, which decided; empty: none did
  std::int64_t until_ms = 0;       // held: when it was to be asked about again
  std::optional<ToldHold> hold;    // what keeps it now (holding.h); nothing: nothing does, or
                                   // nobody has looked
  std::string reason;              // of a failure
  std::vector<std::string> tried;  // channels on which the contact could not be reached before
};
struct ToldRefusal {
  Refusal why{};
};
struct ToldShare {
  Hash128 ledger_id;
  std::string message;
  std::string worth;  // its part; empty: not said
};
// Messages of the entry's run that share a conversion with each other, and with other runs'.
struct ToldShares {
  std::uint32_t of = 0;  // 0: it is not shared
  std::vector<ToldShare> own;
};
struct ToldConversion {
  Hash128 ledger_id;    // of the message that it is credited to
  std::string message;  // empty: to none, it counts for an arm alone
  std::string goal;
  std::string worth;  // empty: not said
  ToldCause cause;
  ToldShares shares;
};
struct ToldRefund {
  Hash128 ledger_id;    // as of the conversion
  std::string message;  // likewise
  std::string goal;
  std::string worth;
  ToldCause cause;
  ToldCause converted;
  ToldShares shares;
};
struct ToldShift {  // a wait is longer by the time for which a pause held it
  std::string step;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t due_ms = 0;  // when it ends now
};
struct ToldReceipt {
  Hash128 ledger_id;
  std::string message;
  ReceiptKind kind{};
  bool first = false;  // of its kind for this message
  std::string detail;  // address of a link, reason of a bounce, what a reply says
};
struct ToldIncident {
  std::string problem;
  std::string place;  // cart.camp:14:7
};
struct ToldConsent {
  bool subscribed = false;
  std::string conversation;        // empty: every one
  std::optional<Channel> channel;  // none: every one
  std::int64_t asked_ms = 0;       // confirmed: when it had been asked for; 0: needed none
};
struct ToldOptIn {  // a subscription that is asked for, and to be confirmed
  std::string conversation;
  Channel channel{};
  std::int64_t asked_ms = 0;
  bool imported = false;
};
struct ToldAttribute {
  std::string name;
  std::string value;  // empty when taken away
  bool removed = false;
};
struct ToldAttributes {
  std::vector<ToldAttribute> changed;  // none: they were erased
};
struct ToldList {
  bool member = false;
  std::string list;
};

struct ToldTalk {
  TalkPoint point{};
  std::string name;  // `feedback.score`, `feedback.promoter`
  std::string step;
};

struct ToldEvent {
  ToldCause event;
  std::string step;
};

struct ToldRequest {
  Hash128 id;
  std::string call;                    // `shop.coupon`
  std::vector<std::string> arguments;  // none: they were erased
  std::string step;
};

struct ToldAnswer {
  Hash128 id;
  std::string call;
  RequestFate fate{};
  std::uint32_t attempts = 0;
  std::uint32_t status = 0;
  std::string reason;
};

struct Told {
  std::int64_t at_ms = 0;
  EntryKind kind{};
  ToldSubject subject;
  std::variant<ToldTransition, ToldAssignment, ToldMessage, ToldRefusal, ToldConversion,
               ToldReceipt, ToldIncident, ToldConsent, ToldAttributes, ToldList, ToldTalk,
               ToldEvent, ToldRefund, ToldRequest, ToldAnswer, ToldOptIn, ToldShift>
      what;

  const ToldMessage* message() const { return std::get_if<ToldMessage>(&what); }
  const ToldTransition* transition() const { return std::get_if<ToldTransition>(&what); }
  const ToldTalk* talk() const { return std::get_if<ToldTalk>(&what); }
};

Told tell(StoreView& view, const HistoryEntry& entry);
// A line of the ledger: its `what` is a ToldMessage.
Told tell(StoreView& view, const LedgerLine& line);
// "": every conversation.
std::string conversation_name(StoreView& view, std::uint32_t conversation);
std::vector<ToldArm> tell_arms(StoreView& view, const std::vector<Assignment>& arms);

}  // namespace camp
