// The built-in events and their fields: one row each in events.def.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/type.h"

namespace camp {

// kInner ones are in programs, never in scripts; kInput ones come in, and happen under another
// name.
enum class EventStatus : std::uint8_t { kReady, kPlanned, kInner, kInput };

// In place of an event where a condition is reacted to: something that it reads has changed. It is
// no event of any contact's history.
inline constexpr std::string_view kContactChanged = "contact.changed";

// A message was handed over. No event of any contact's history: where `sent(...)` is asked, what
// answers reads the journal.
inline constexpr std::string_view kMessageSent = "message.sent";

// A request that a flow made got no answer.
inline constexpr std::string_view kServiceFailed = "service.failed";

// Double opt-in: a subscription was asked for; the link in its confirmation was used.
inline constexpr std::string_view kSubscriptionRequested = "subscription.requested";
inline constexpr std::string_view kSubscriptionConfirmed = "subscription.confirmed";

struct BuiltinEvent {
  std::string name;
  std::vector<TypeField> fields;  // every one optional
  EventStatus status;
  std::string doc;
};

const std::vector<BuiltinEvent>& builtin_events();  // sorted by name
const BuiltinEvent* find_builtin_event(std::string_view name);

}  // namespace camp
