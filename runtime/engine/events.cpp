// Events in: each applied once, in the order in which it arrives, with what it means for its
// contact.
#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/engine/shard.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// A decision of the contact's flows was made at a later time than the event's own.
bool is_late(const ContactRow& row, std::int64_t event_ms) {
  return std::any_of(row.instances.begin(), row.instances.end(),
                     [&](const Instance& instance) { return instance.since_ms > event_ms; }) ||
         std::any_of(row.touches.begin(), row.touches.end(),
                     [&](const Touch& touch) { return touch.at_ms > event_ms; });
}

}  // namespace

Hash128 content_of(const EventInput& event) {
  std::string bytes;
  put_varint(bytes, event.event);
  put_signed(bytes, event.time_ms);
  bytes.append(event.data);
  return xxh3_128(bytes);
}

// In a virtual store an event carries the clock forward: what is due until then happens first.
Result<void> Shard::wake_before(std::int64_t event_ms) {
  auto& clock = world_.clock;
  if (!clock.is_virtual() || event_ms <= clock.now_ms()) return {};
  CAMP_ASSIGN(auto stored, earliest_minute());
  auto minute = std::min(stored, tick_.earliest_minute());
  if (minute != UINT32_MAX && static_cast<std::int64_t>(minute) * keys::kMinuteMs <= event_ms) {
    CAMP_TRY(commit());
    while (true) {
      CAMP_ASSIGN(bool more, wake_due(event_ms));
      CAMP_TRY(commit());
      if (!more) break;
    }
    tick_.expect_sorted(false);
  }
  return {};
}

// In a virtual store a message of the morning has left before somebody objects at noon, though both
// came in at once.
Result<void> Shard::send_before(std::int64_t event_ms) {
  if (!world_.clock.is_virtual() || event_ms <= now_ms() || !world_.outbox) return {};
  CAMP_TRY(commit());
  tick_.expect_sorted(false);
  return world_.outbox->settle();
}

// Contacts and event ids of many events, looked up at once and in key order. With virtual time any
// event may end the tick, and what was looked up with it.
Result<void> Shard::look_ahead(std::span<const EventInput> events,
                               std::span<const std::size_t> indexes) {
  if (world_.clock.is_virtual()) return {};
  std::vector<std::string> contacts;
  for (const auto index : indexes) contacts.push_back(keys::contact(events[index].contact));
  CAMP_TRY(tick_.load_ahead(std::move(contacts)));
  std::vector<Tick::EventLookup> lookups;
  for (const auto index : indexes) {
    CAMP_ASSIGN(auto* slot, tick_.contact(events[index].contact));
    if (slot) lookups.push_back({slot, xxh3_128(events[index].id)});
  }
  std::sort(lookups.begin(), lookups.end(), [](const auto& a, const auto& b) {
    return a.slot == b.slot ? a.id_hash < b.id_hash : a.slot->key < b.slot->key;
  });
  return tick_.look_up_ahead(lookups);
}

Result<std::optional<EventFate>> Shard::apply(const EventInput& event, EventCounts& counts) {
  CAMP_ASSIGN(auto* slot, tick_.contact(event.contact));
  if (!slot || (slot->row.flags & kContactErased)) return std::optional(EventFate::kUnknownContact);
  const auto ahead_ms = event.time_ms - now_ms();
  if (!world_.clock.is_virtual() && ahead_ms > limits::kEventAheadMs)
    return std::optional(EventFate::kInFuture);
  // A clock at 0 was never set: the first event sets it.
  const bool leaps = world_.clock.is_virtual() && now_ms() != 0 && ahead_ms > limits::kClockLeapMs;
  if (leaps) return std::optional(EventFate::kFarAhead);
  auto id_hash = xxh3_128(event.id);
  auto content = content_of(event);
  CAMP_ASSIGN(const auto known, tick_.applied_content(*slot, id_hash));
  if (known && *known != content.view()) return std::optional(EventFate::kConflict);
  if (known) {
    ++counts.duplicates;
    return std::optional(EventFate::kDuplicate);
  }
  EventMeaning meaning;
  CAMP_ASSIGN(auto fate, read_meaning(event, world_.programs, world_.names, &meaning));
  if (fate != EventFate::kApplied) return std::optional(fate);
  CAMP_TRY(wake_before(event.time_ms));  // which may end the tick, and the slot with it
  // Who was woken may have come to an experiment that is decided before the event.
  if (is_behind_decision(event.time_ms)) return std::optional<EventFate>();
  if (meaning.may_object()) CAMP_TRY(send_before(event.time_ms));
  CAMP_ASSIGN(slot, tick_.contact(event.contact));
  CAMP_ASSIGN(auto receipt, find_message(*slot, meaning, event));
  if (meaning.kind == EventMeaning::Kind::kReceipt && !receipt && !meaning.is_said_to_sender())
    return std::optional(EventFate::kNotSent);
  Subscription confirmed;
  if (meaning.kind == EventMeaning::Kind::kConfirmation) {
    fate = conductor_.judge(*slot, meaning.token, event.time_ms, &confirmed);
    if (fate != EventFate::kApplied) return std::optional(fate);
  }
  // Only an event that counts carries the clock forward.
  if (world_.clock.is_virtual()) world_.clock.move_to(std::max(event.time_ms, now_ms()));
  if (receipt) receipt->work.now_ms = now_ms();
  slot->applied.push_back({id_hash, content});
  const bool answers = receipt && is_first_answer(*receipt, meaning.receipt);
  EventAtHand at_hand{event.event, event.id, event.data, event.time_ms, {}};
  if (meaning.kind == EventMeaning::Kind::kConfirmation)
    at_hand = confirm(*slot, confirmed, at_hand);
  else
    apply_meaning(*slot, meaning, receipt ? &*receipt : nullptr, at_hand);
  Arrival arrival;  // of what happens: a link's consent is never from before its request
  arrival.history = event.history;
  arrival.old = at_hand.time_ms < now_ms() - limits::kOldEventMs;
  arrival.late = is_late(slot->row, at_hand.time_ms);
  if (arrival.late) ++counts.late;
  if (answers) CAMP_TRY(count_answer(*slot, *receipt->touch, event.time_ms));
  CAMP_ASSIGN(const auto word, word_by(*slot, receipt ? &*receipt : nullptr, meaning, at_hand));
  CAMP_TRY(conductor_.apply_event(*slot, at_hand, arrival, now_ms()));
  if (word) CAMP_TRY(conductor_.apply_event(*slot, *word, arrival, now_ms()));
  ++counts.applied;
  return std::optional(EventFate::kApplied);
}

}  // namespace camp
