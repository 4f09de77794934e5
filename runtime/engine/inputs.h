// What comes into the engine from outside, already read, checked and typed (runtime/audience does
// that).
//
// Views live as long as the caller keeps them: until the call that takes them returns.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/events.h"
#include "runtime/engine/event_fate.h"
#include "runtime/state/refused_entry.h"

namespace camp {

// A permission that an import grants: `--subscribe newsletter` or `newsletter:email`.
struct SubscriptionInput {
  std::uint32_t conversation = 0;  // name number
  Channel channel{};
};

// Creates the contact or changes it: attributes named here are replaced, others stay.
struct ContactInput {
  std::string_view id;
  std::string_view attributes;  // encoded like a contact row's: n (name value)*, sorted by name,
                                // present ones only
};
struct ContactBatch {
  std::vector<ContactInput> contacts;
  std::vector<std::uint32_t> lists;              // every contact of the batch is put on these
  std::vector<SubscriptionInput> subscriptions;  // and given these
  bool only_known = false;                       // nobody is created
  // Also where a double opt-in would ask: they were confirmed elsewhere.
  bool confirmed = false;
};
struct UpsertCounts {
  std::vector<std::string_view> unknown;  // of a batch of only_known: nothing was done
  std::uint64_t created = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t erased = 0;      // of contacts that were, and stay so
  std::uint64_t to_confirm = 0;  // subscriptions that wait for a confirmation, from now on
  std::uint64_t objections = 0;  // subscriptions that an objection stands against: not given
};

struct EventInput {
  std::string_view id;  // never empty here: readers mint one where the source has none
  std::string_view contact;
  std::uint32_t event = 0;  // name number
  std::int64_t time_ms = 0;
  std::string_view data;  // encoded fields: n (name value)*, sorted by name
  // Of the past, and to stay there: it is recorded and counts, and starts and wakes nothing.
  bool history = false;
};
// By which an event that comes again under its id is told from another one.
Hash128 content_of(const EventInput& event);
struct EventCounts {
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;  // among the applied ones
  // By journey and event (name numbers): contacts that entered.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> entered;
  std::map<Refusal, std::uint64_t> refused;  // entries
  std::uint64_t refusals(Refusal why) const {
    const auto found = refused.find(why);
    return found == refused.end() ? 0 : found->second;
  }
  EventCounts& operator+=(const EventCounts& more);
};

// Implemented by the engine. What they acknowledged (returned ok) is on disk.
class ContactSink {
 public:
  virtual ~ContactSink() = default;
  virtual Result<UpsertCounts> upsert(const ContactBatch& batch) = 0;
};
class EventSink {
 public:
  virtual ~EventSink() = default;
  // `fates` is resized to the batch: the caller rejects rows by it.
  virtual Result<EventCounts> apply(std::span<const EventInput> events,
                                    std::vector<EventFate>* fates) = 0;
};

}  // namespace camp
