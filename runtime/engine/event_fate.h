// What became of an event that came in, and what to say of one that was refused.
#pragma once
#include <cstdint>
#include <string>

#include "runtime/vm/linked_program.h"

namespace camp {

struct EventInput;

enum class EventFate : std::uint8_t {
  kApplied,
  kDuplicate,
  // refused: nothing was changed, and the same event may come again
  kUnknownContact,
  kConflict,  // same id, other content
  kInFuture,  // a live store, and further ahead than kEventAheadMs
  kFarAhead,  // a virtual one, and further ahead than kClockLeapMs
  // What a built-in event names has to exist, now or in an earlier program of the store: an
  // objection to what nobody knows would be lost without a word.
  kUnknownConversation,
  kUnknownChannel,
  kUnknownList,
  kUnknownMessage,
  kUnknownCampaign,
  kNoConversation,  // `subscribed` without one
  kNoList,
  kNotSent,    // no such message was ever sent to the contact
  kOurs,       // what a service answers comes from the service alone
  kOursToAsk,  // who asks to subscribe says `subscribed`
  // A confirmation's link (Conductor::judge). Who has none of ours is told nothing else.
  kNoLink,
  kLinkExpired,
  kLinkUsed,
  kLinkObjected,   // the contact has objected since it was asked for
  kLinkElsewhere,  // it was sent to an address that is no longer the contact's
};
inline bool is_refused(EventFate fate) {
  return fate != EventFate::kApplied && fate != EventFate::kDuplicate;
}

struct EventProblem {
  std::string field;  // of the event: "contact", "data.list"
  std::string reason;
};
// For a refused one. `program` and `names` say what there is instead.
EventProblem problem_of(EventFate fate, const EventInput& event, const LinkedProgram& program);

}  // namespace camp
