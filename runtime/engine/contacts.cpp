// Contacts in: created or changed, and erased.
#include "runtime/shelf/contacts.h"

#include <algorithm>
#include <utility>

#include "runtime/engine/engine.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// The row's attributes with those of the input in their place; both are sorted by name.
void merge_attributes(std::string& attributes, std::string_view input, Arena& arena) {
  if (attributes.empty()) {
    attributes.assign(input);
    return;
  }
  std::vector<NamedValue> known, given;
  CAMP_ASSERT(decode_attributes(attributes, arena, &known) &&
              decode_attributes(input, arena, &given));
  std::vector<NamedValue> merged;
  std::size_t k = 0;
  for (const auto& value : given) {
    for (; k < known.size() && known[k].name < value.name; ++k) merged.push_back(known[k]);
    if (k < known.size() && known[k].name == value.name) ++k;
    merged.push_back(value);
  }
  merged.insert(merged.end(), known.begin() + static_cast<std::ptrdiff_t>(k), known.end());
  std::string encoded;
  encode_attributes(encoded, std::move(merged));
  attributes = std::move(encoded);
}

bool objected(const ContactRow& row, const SubscriptionInput& input) {
  return std::any_of(row.subscriptions.begin(), row.subscriptions.end(),
                     [&](const Subscription& known) {
                       return known.conversation == input.conversation &&
                              known.channel == input.channel && !known.subscribed;
                     });
}

}  // namespace

Result<UpsertCounts> Engine::upsert(const ContactBatch& batch) {
  UpsertCounts counts;
  auto now = now_ms();
  tick_.expect_sorted(false);
  std::string before;
  for (const auto& input : batch.contacts) {
    CAMP_ASSIGN(auto* slot, tick_.contact_or_new(input.id));
    auto& row = slot->row;
    bool erased = (row.flags & kContactErased) != 0;
    if (erased) {  // an erased contact stays erased: a file from before must not bring her back
      ++counts.unchanged;
      continue;
    }
    bool created = std::exchange(slot->created, false);  // once, though the batch may name it again
    before = row.attributes;
    merge_attributes(row.attributes, input.attributes, tick_.arena());
    bool changed = row.attributes != before;
    for (auto list : batch.lists) {
      changed = changed || !row.on_list(list);
      row.set_list(list, true);
    }
    for (const auto& granted : batch.subscriptions) {
      // Who has unsubscribed stays so: the same file once more must not take an objection back.
      if (objected(row, granted)) continue;
      changed = row.set_subscription(granted.conversation, granted.channel, true, now) || changed;
    }
    if (created) {
      row.created_ms = now;
      ++row_.counters.contacts;
      ++counts.created;
    } else {
      ++(changed ? counts.changed : counts.unchanged);
    }
    slot->dirty = slot->dirty || changed || created;
  }
  tick_.touch();
  CAMP_TRY(commit());
  return counts;
}

Result<bool> Engine::erase(std::string_view contact_id) {
  CAMP_ASSIGN(auto* slot, tick_.contact(contact_id));
  if (!slot || (slot->row.flags & kContactErased)) return false;
  auto& row = slot->row;
  for (const auto& instance : row.instances) CAMP_TRY(end_by_erasure(*slot, instance));
  // What stays is what keeps the ledger in balance: ids, times, decisions. Names, addresses and
  // texts go.
  CAMP_ASSIGN(auto chunk_ticks, contact_refs(store_, slot->id(), row));
  for (auto tick : chunk_ticks) CAMP_TRY(blank_journal(contact_id, tick));
  auto prefix = keys::events_prefix(contact_id);
  auto events =
      store_.iterate(Family::kEvents, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (events->seek_to_first(); events->valid(); events->next())
    tick_.batch().erase(Family::kEvents, events->key());
  CAMP_TRY(events->status());
  row.attributes.clear();
  row.lists.clear();
  row.subscriptions.clear();
  row.instances.clear();
  row.flags |= kContactErased;
  slot->dirty = true;
  --row_.counters.contacts;
  CAMP_TRY(commit());
  return true;
}

// The ledger says where the contact's live instances went.
Result<void> Engine::end_by_erasure(ContactSlot& slot, const Instance& instance) {
  if (instance.state == InstanceState::kEnded) return {};
  --(instance.state == InstanceState::kWaiting ? row_.counters.waiting : row_.counters.incidents);
  CAMP_ASSIGN(auto work, conductor_.work_on(slot, instance, now_ms()));
  JournalEntry entry;
  entry.kind = EntryKind::kTransition;
  entry.at_ms = work.now_ms;
  entry.subject = subject_of(work);
  entry.program = instance.program;
  entry.wake = WakeKind::kExitEvent;
  entry.stop = StopKind::kExited;
  entry.from_step = entry.to_step = instance.step;
  entry.text = "erased";
  tick_.journal(slot, std::move(entry));
  ++row_.counters.transitions;
  return {};
}

// Writes a chunk again with the contact's addresses and texts gone.
Result<void> Engine::blank_journal(std::string_view contact_id, std::uint64_t tick) {
  auto key = keys::journal(keys::partition_of(contact_id), tick);
  std::string sealed;
  CAMP_ASSIGN(bool found, store_.get(Family::kJournal, key, &sealed));
  if (!found) return {};
  Arena arena;
  JournalReader reader(sealed, arena);
  JournalWriter writer(reader.base_ms());
  JournalGroup group;
  while (reader.next(&group)) {
    writer.begin_contact(group.contact_id);
    for (auto& entry : group.entries) {
      if (group.contact_id == contact_id) entry.address = entry.slots = entry.text = {};
      writer.add(entry);
    }
  }
  if (!reader.ok())
    return Error{ErrorKind::kCorrupt, "a chunk of the journal cannot be read", "", ""};
  tick_.batch().put(Family::kJournal, key, writer.finish());
  return {};
}

}  // namespace camp
