// Contacts in: created or changed, and erased.
#include "runtime/shelf/contacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runtime/engine/shard.h"
#include "runtime/state/keys.h"

namespace camp {
Result<void> Shard::look_ahead(std::span<const ContactInput* const> inputs) {
  std::vector<std::string> keys;
  for (const auto* input : inputs) keys.push_back(keys::contact(input->id));
  return tick_.load_ahead(std::move(keys));
}

Result<void> Shard::upsert(const ContactBatch& batch, const ContactInput& input,
                           UpsertCounts& counts) {
  const auto now = now_ms();
  const By import{{}, now};
  if (batch.only_known) {
    CAMP_ASSIGN(const auto* known, tick_.contact(input.id));
    if (known == nullptr) {
      counts.unknown.push_back(input.id);
      return {};
    }
  }
  CAMP_ASSIGN(auto* slot, tick_.contact_or_new(input.id));
  if (slot->row.flags & kContactErased) {
    // An erased contact stays erased: a file from before must not bring her back.
    ++counts.erased;
    return {};
  }
  bool created = std::exchange(slot->created, false);  // once, though the batch may name it again
  if (created) changes_.create(*slot, now);
  bool changed = changes_.set_attributes(*slot, import, input.attributes);
  for (auto list : batch.lists) {
    if (slot->row.on_list(list)) continue;  // the same file once more is no news
    changed = changes_.set_list(*slot, import, list, true, now) || changed;
  }
  std::vector<EventAtHand> asked;
  for (const auto& granted : batch.subscriptions)
    changed = grant(*slot, granted, batch.confirmed, asked, counts) || changed;
  CAMP_TRY(conductor_.apply_changes(*slot, now));
  // Imports make no events; but who is asked to confirm is to be written to.
  for (const auto& event : asked) CAMP_TRY(conductor_.apply_event(*slot, event, {}, now));
  ++(created ? counts.created : changed ? counts.changed : counts.unchanged);
  return {};
}

// Whether it changed anything.
bool Shard::grant(ContactSlot& slot, const SubscriptionInput& granted, bool confirmed,
                  std::vector<EventAtHand>& asked, UpsertCounts& counts) {
  const auto now = now_ms();
  const auto& [conversation, channel] = granted;
  Subscription word;
  word.conversation = conversation;
  word.channel = channel;
  word.subscribed = true;
  word.since_ms = now;
  word.imported = true;
  if (confirmed || !conductor_.has_to_confirm(word)) {
    const bool changed = changes_.hear(slot, {{}, now}, word);
    if (!consents_to(slot.row.subscriptions, conversation, channel)) ++counts.objections;
    return changed;
  }
  const auto id = fmt::format("{} {} {}", conversation, info_of(channel).word, now);
  const auto event = conductor_.ask(slot, {{}, now}, word, to_hex(xxh3_128(id).view()), now);
  if (event) asked.push_back(*event);
  if (event)
    ++counts.to_confirm;
  else if (is_objected(slot.row.subscriptions, word))
    ++counts.objections;
  return event.has_value();
}

Result<bool> Shard::erase(std::string_view contact_id) {
  CAMP_ASSIGN(auto* slot, tick_.contact(contact_id));
  if (!slot || (slot->row.flags & kContactErased)) return false;
  CAMP_TRY(forget_beside(*slot));
  CAMP_TRY(forget_requests(contact_id));
  for (const auto& instance : slot->row.instances)
    if (instance.state != InstanceState::kEnded) CAMP_TRY(end_by_erasure(*slot, instance));
  // What stays is what keeps the ledger in balance: ids, times, decisions. Names, addresses and
  // texts go.
  CAMP_ASSIGN(auto chunk_ticks, contact_refs(world_.store, slot->id(), slot->row));
  for (auto tick : chunk_ticks) CAMP_TRY(blank_journal(contact_id, tick));
  auto prefix = keys::events_prefix(contact_id);
  auto events =
      world_.store.iterate(Family::kEvents, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (events->seek_to_first(); events->valid(); events->next())
    tick_.batch().erase(Family::kEvents, events->key());
  CAMP_TRY(events->status());
  CAMP_TRY(skip_held(*slot));
  changes_.erase(*slot);
  return true;
}

// By the arms and the outlet that she had: where a message was counted, what became of it is.
Result<void> Shard::skip_held(ContactSlot& slot) {
  for (const auto& held : std::exchange(slot.row.held, {})) {
    const auto* instance = slot.row.find_instance(held.instance);
    if (instance == nullptr) return misfit(slot, held.instance);
    CAMP_ASSIGN(const auto work, conductor_.work_on(slot, *instance, now_ms()));
    changes_.release(slot, held, subject_of(work), {{Decision::kSkipped, Gate::kErased}, 0, 0}, 0,
                     now_ms());
  }
  return {};
}

// What lies beside the row but says where its history is.
Result<void> Shard::forget_beside(const ContactSlot& slot) {
  const auto prefix = keys::index_prefix(slot.id());
  const auto refs = keys::refs_prefix(slot.id());
  auto rows =
      world_.store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (rows->seek_to_first(); rows->valid(); rows->next())
    if (rows->key().substr(0, refs.size()) != refs)
      tick_.batch().erase(Family::kIndex, rows->key());
  return rows->status();
}

// The ledger says where the contact's live instances went.
Result<void> Shard::end_by_erasure(ContactSlot& slot, const Instance& instance) {
  CAMP_ASSIGN(auto work, conductor_.work_on(slot, instance, now_ms()));
  TransitionEntry entry;
  entry.program = work.program.store_number();
  entry.wake = WakeKind::kExitEvent;
  entry.from_step = instance.step;
  Outcome outcome;
  outcome.kind = Outcome::Kind::kExited;
  outcome.step = instance.step;
  outcome.reason = "erased";
  changes_.stop(work, outcome, entry);
  return {};
}

// Writes a chunk again with the contact's addresses, texts and attributes gone.
Result<void> Shard::blank_journal(std::string_view contact_id, std::uint64_t tick) {
  auto key = keys::journal(keys::partition_of(contact_id), tick);
  std::string sealed;
  CAMP_ASSIGN(bool found, world_.store.get(Family::kJournal, key, &sealed));
  if (!found) return {};
  Arena arena;
  JournalReader reader(sealed, arena);
  JournalWriter writer(reader.base_ms());
  JournalGroup group;
  while (reader.next(&group)) {
    writer.begin_contact(group.contact_id);
    for (auto& entry : group.entries) {
      if (group.contact_id == contact_id) entry.blank();
      writer.add(entry);
    }
  }
  if (!reader.ok()) return unreadable_chunk(keys::partition_of(contact_id), tick, sealed);
  tick_.batch().put(Family::kJournal, key, writer.finish());
  return {};
}

}  // namespace camp
