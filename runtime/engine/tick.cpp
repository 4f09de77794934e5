#include "runtime/engine/tick.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/sorting.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/checked.h"
#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// A contact's row keeps this many references to journal chunks; the oldest half then goes to the
// index.
constexpr std::size_t kRefsInRow = 64;

Error unreadable_contact(std::string_view key, std::string_view sealed) {
  return unreadable(sealed, kContactRowVersion,
                    fmt::format("the row of contact '{}'", keys::id_of_contact_key(key)));
}

}  // namespace

Tick::Tick(Store& store, PartitionRows& rows)
    : store_(store), rows_(rows), batch_(store.make_batch()) {
  earliest_minutes_.fill(UINT32_MAX);
}

Tick::~Tick() = default;

ContactSlot* Tick::take_slot(std::string key) {
  if (slots_used_ == pool_.size()) pool_.push_back(std::make_unique<ContactSlot>());
  auto* slot = pool_[slots_used_++].get();
  slot->key = std::move(key);
  slot->row.clear();
  slot->present = false;
  slot->created = false;
  slot->older.clear();
  slot->older_exposures.clear();
  slot->conversions.clear();
  slot->refunds_known.clear();
  slot->changed = 0;
  slot->entries.clear();
  slot->events.clear();
  slot->applied.clear();
  slot->known_events.clear();
  slot->decided.clear();
  slot->asked_entries = slot->asked_events = 0;
  slot->ask_all = false;
  slot->ask_held = false;
  by_key_.emplace(slot->key, slot);
  slots_.push_back(slot);
  return slot;
}

Result<void> Tick::decode(std::string_view value, ContactSlot* slot) {
  if (!decode_contact_row(value, &slot->row)) return unreadable_contact(slot->key, value);
  slot->present = true;
  if (slot->row.flags & kAttributesBeside)
    CAMP_TRY(read_attributes(store_, slot->id(), &slot->row.attributes));
  return {};
}

Result<void> Tick::load(ContactSlot* slot) {
  if (!sorted_) {
    CAMP_ASSIGN(const bool found, store_.get(Family::kContacts, slot->key, &scratch_));
    return found ? decode(scratch_, slot) : Result<void>{};
  }
  const std::string_view key = slot->key;
  if (!cursor_) {
    cursor_ = store_.iterate(Family::kContacts, {.lower = {}, .upper = {}, .fill_cache = true});
    cursor_->seek(key);
  }
  step_towards(*cursor_, key);
  if (!cursor_->valid() || cursor_->key() != key) cursor_->seek(key);
  if (!cursor_->valid()) return cursor_->status();
  return cursor_->key() == key ? decode(cursor_->value(), slot) : Result<void>{};
}

Result<void> Tick::load_ahead(std::vector<std::string> contact_keys) {
  std::sort(contact_keys.begin(), contact_keys.end());
  std::vector<ContactSlot*> slots;
  std::vector<std::string_view> keys;
  for (auto& key : contact_keys) {
    if (by_key_.contains(key)) continue;  // also when it was named twice
    slots.push_back(take_slot(std::move(key)));
    keys.push_back(slots.back()->key);
  }
  return store_.get_many(Family::kContacts, keys, [&](std::size_t place, std::string_view value) {
    return decode(value, slots[place]);
  });
}

Result<void> Tick::look_up_ahead(std::span<const EventLookup> events) {
  std::vector<std::string> keys;
  std::vector<std::size_t> places;
  for (const auto& [slot, id_hash] : events) {
    keys.push_back(keys::applied(slot->id(), id_hash));
    places.push_back(slot->known_events.size());
    slot->known_events.push_back({id_hash, {}});
  }
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  return store_.get_many(Family::kEvents, views, [&](std::size_t i, std::string_view content) {
    events[i].slot->known_events[places[i]].content = keep(content);
    return Result<void>{};
  });
}

Result<std::optional<std::string_view>> Tick::applied_content(const ContactSlot& slot,
                                                              const Hash128& id_hash) {
  for (const auto& applied : slot.applied)
    if (applied.id_hash == id_hash) return std::optional(applied.content.view());
  for (const auto& known : slot.known_events)
    if (known.id_hash == id_hash) return known.content;
  CAMP_ASSIGN(const bool found,
              store_.get(Family::kEvents, keys::applied(slot.id(), id_hash), &scratch_));
  return found ? std::optional(keep(scratch_)) : std::nullopt;
}

// The slot of a contact that may not be there.
Result<ContactSlot*> Tick::slot_of(std::string_view contact_id) {
  if (last_ != nullptr && last_->id() == contact_id) return last_;
  auto key = keys::contact(contact_id);
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return last_ = known->second;
  auto* slot = take_slot(std::move(key));
  CAMP_TRY(load(slot));
  return last_ = slot;
}

Result<ContactSlot*> Tick::contact(std::string_view contact_id) {
  CAMP_ASSIGN(auto* slot, slot_of(contact_id));
  return slot->present ? slot : nullptr;
}

Result<ContactSlot*> Tick::contact_met(std::string_view contact_key, std::string_view sealed) {
  auto key = std::string(contact_key);
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  auto* slot = take_slot(std::move(key));
  CAMP_TRY(decode(sealed, slot));
  return slot;
}

Result<ContactSlot*> Tick::contact_or_new(std::string_view contact_id) {
  CAMP_ASSIGN(auto* slot, slot_of(contact_id));
  if (slot->present) return slot;
  slot->present = true;
  slot->created = true;
  slot->changed = kSelf;
  return slot;
}

void Tick::journal(ContactSlot& slot, JournalEntry entry) {
  entry.keep_in(arena_);
  const auto* message = entry.message();
  if (message != nullptr && message->verdict.decision == Decision::kSkipped)
    count_skip(message->verdict.gate);
  if (entry.kind() == EntryKind::kIncident) ++tally_.incidents;
  slot.entries.push_back(std::move(entry));
  slot.changed |= kHistory;
}

void Tick::set_timer(std::string_view contact_id, std::uint32_t instance, std::uint32_t token,
                     std::int64_t due_ms) {
  auto partition = keys::partition_of(contact_id);
  const auto minute = keys::minute_of(due_ms);
  // The index is read from the mark on: after a clock that was ahead it stands too high.
  auto& low_minute = rows_[partition].low_minute;
  low_minute = std::min(low_minute, minute);
  touch(partition);
  timers_.push_back({partition, minute, {keep(contact_id), instance, token, due_ms}});
  earliest_minutes_[partition] = std::min(earliest_minutes_[partition], minute);
  earliest_minute_ = std::min(earliest_minute_, minute);
}

void Tick::set_request(std::uint8_t partition, const Hash128& id, std::int64_t due_ms,
                       const RequestRow& row) {
  batch_->put(Family::kOutbox, keys::request(partition, due_ms, id), encode_request_row(row));
  touch(partition);
  requests_.push_back({partition, due_ms});
}

void Tick::park(PauseSubject subject, ParkedWake wake) {
  const auto partition = keys::partition_of(wake.contact_id);
  wake.contact_id = keep(wake.contact_id);
  touch(partition);
  parked_[{partition, subject}].push_back(wake);
}

void Tick::add_event(ContactSlot& slot, const PendingEvent& event) {
  auto kept = event;
  kept.id = keep(event.id);
  kept.data = keep(event.data);
  kept.ledger_id = keep(event.ledger_id);
  kept.arrival = keys::arrival(number(slot), slot.events.size());
  slot.events.push_back(kept);
}

std::uint64_t Tick::last_arrival(const ContactSlot& slot) {
  return keys::arrival(number(slot), slot.events.size()) - 1;
}

Result<Tick::Committed> Tick::commit(std::int64_t now_ms, bool later) {
  begin(now_ms);
  Committed committed;
  write_journal(now_ms, &committed.queued);
  write_rows();
  write_timers();
  write_parked();
  write_partitions();
  write_rhythms();
  cursor_.reset();  // it holds the store as it was, of which one in memory would make a copy
  auto result = later ? store_.commit_later(*batch_) : store_.commit(*batch_);
  committed.permissions = permissions_;
  committed.requests = std::move(requests_);
  reset();
  if (!result.ok()) return std::move(result).error();
  return committed;
}

// Every partition that the tick has something of gets its number.
void Tick::begin(std::int64_t now_ms) {
  sort_unless_sorted(slots_, [](auto* a, auto* b) { return a->key < b->key; });
  for (const auto* slot : slots_) {
    bool changed = slot->changed != 0 || !slot->events.empty() || !slot->applied.empty();
    if (changed) touch(slot->partition());
    if (slot->changed & (kSelf | kLists | kConsents)) permissions_.set(slot->partition());
  }
  for (std::size_t p = 0; p < rows_.size(); ++p) {
    if (!touched_.test(p)) continue;
    rows_[p].tick += 1;
    rows_[p].clock_ms = now_ms;
  }
}

// First of all: it adds the references that the rows are then written with.
void Tick::write_journal(std::int64_t now_ms, std::vector<QueuedChunk>* queued) {
  for (std::size_t begin = 0; begin < slots_.size();) {
    auto partition = slots_[begin]->partition();
    auto& row = rows_[partition];
    JournalWriter writer(now_ms);
    std::size_t end = begin;
    for (; end < slots_.size() && slots_[end]->partition() == partition; ++end) {
      auto& slot = *slots_[end];
      if (slot.entries.empty()) continue;
      writer.begin_contact(slot.id());
      for (const auto& entry : slot.entries) writer.add(entry);
      slot.row.refs.push_back(row.tick);
      if (slot.row.refs.size() > kRefsInRow) spill_refs(slot);
    }
    begin = end;
    if (writer.empty()) continue;
    auto messages = writer.queued_messages();
    auto chunk = writer.finish();
    batch_->put(Family::kJournal, keys::journal(partition, row.tick), chunk);
    if (messages == 0) continue;
    row.last_queued = row.tick;
    queued->push_back({row.tick, partition, messages, std::move(chunk)});
  }
}

void Tick::spill_refs(ContactSlot& slot) {
  auto& refs = slot.row.refs;
  std::string value;
  put_varint(value, kRefsInRow / 2);
  for (std::size_t i = 0; i < kRefsInRow / 2; ++i) put_varint(value, refs[i]);
  batch_->put(Family::kIndex, keys::refs(slot.id(), refs.front()), value);
  refs.erase(refs.begin(), refs.begin() + kRefsInRow / 2);
}

// Those that ended first go beside: whoever enters a journey again asks for them by flow and key.
void Tick::spill_past(ContactSlot& slot) {
  auto& past = slot.row.past;
  const auto spilled = past.size() - limits::kPastInRow / 2;
  for (std::size_t i = 0; i < spilled; ++i)
    batch_->put(Family::kIndex, keys::past(slot.id(), past[i].flow, past[i].key),
                encode_past(past[i]));
  past.erase(past.begin(), past.begin() + static_cast<std::ptrdiff_t>(spilled));
  slot.row.flags |= kPastBeside;
}

Result<void> Tick::look_up_conversions(ContactSlot& slot, std::uint32_t refund_event) {
  auto& known = slot.refunds_known;
  if ((slot.row.flags & kConversionsBeside) == 0 ||
      std::find(known.begin(), known.end(), refund_event) != known.end())
    return {};
  known.push_back(refund_event);
  const auto prefix = keys::conversions_prefix(slot.id(), refund_event);
  std::vector<KeptConversion> stored;
  auto at = store_.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (at->seek_to_first(); at->valid(); at->next()) {
    stored.push_back({{}, true, false});
    if (!decode_open_conversion(at->key(), at->value(), &stored.back().what))
      return unreadable_older_row(slot.id(), at->value());
  }
  CAMP_TRY(at->status());
  // Before those of this tick, as they happened.
  slot.conversions.insert(slot.conversions.begin(), stored.begin(), stored.end());
  return {};
}

void Tick::write_conversions(const ContactSlot& slot) {
  for (const auto& [what, stored, refunded] : slot.conversions) {
    if (stored && refunded) batch_->erase(Family::kIndex, open_conversion_key(slot.id(), what));
    if (!stored && !refunded)
      batch_->put(Family::kIndex, open_conversion_key(slot.id(), what),
                  encode_open_conversion(what));
  }
}

void Tick::write_contact(ContactSlot& slot, std::string& scratch) {
  auto& row = slot.row;
  if (row.past.size() > limits::kPastInRow) spill_past(slot);
  for (const auto& older : slot.older)
    batch_->put(Family::kIndex, keys::touch(slot.id(), older.touch.at_ms, older.touch.ledger_id),
                encode_older_touch(older));
  for (const auto& older : slot.older_exposures)
    batch_->put(Family::kIndex,
                keys::exposure(slot.id(), older.exposure.at_ms, older.sender.instance,
                               older.exposure.experiment),
                encode_older_exposure(older));
  write_conversions(slot);
  encode_contact_row(scratch, row);
  batch_->put(Family::kContacts, slot.key, scratch);
  if ((slot.changed & (kSelf | kAttributes)) == 0) return;
  if (attributes_beside(row)) {
    auto sealed = row.attributes;
    seal(sealed);
    batch_->put(Family::kIndex, keys::attributes(slot.id()), sealed);
  } else if (row.flags & kAttributesBeside) {  // they were there until now
    batch_->erase(Family::kIndex, keys::attributes(slot.id()));
  }
}

void Tick::write_rows() {
  std::string value;
  for (auto* slot : slots_) {
    if (slot->changed != 0) write_contact(*slot, value);
    for (const auto& applied : slot->applied)
      batch_->put(Family::kEvents, keys::applied(slot->id(), applied.id_hash),
                  applied.content.view());
    for (const auto& event : slot->events) {
      value.clear();
      const auto flags = static_cast<std::uint8_t>((event.late ? kEventLate : 0) |
                                                   (event.history ? kEventHistory : 0));
      encode_event_row(value, {event.received_ms, flags, event.id, event.data, event.ledger_id});
      batch_->put(Family::kEvents,
                  keys::event(slot->id(), event.name, event.time_ms, event.arrival), value);
    }
  }
}

void Tick::write_timers() {
  sort_unless_sorted(timers_, [](const NewTimer& a, const NewTimer& b) {
    if (a.partition != b.partition) return a.partition < b.partition;
    if (a.minute != b.minute) return a.minute < b.minute;
    return a.timer.contact_id < b.timer.contact_id;
  });
  for (std::size_t begin = 0; begin < timers_.size();) {
    const auto& first = timers_[begin];
    TimerChunkWriter writer(first.minute);
    std::size_t end = begin;
    for (; end < timers_.size() && timers_[end].partition == first.partition &&
           timers_[end].minute == first.minute;
         ++end)
      writer.add(timers_[end].timer);
    batch_->put(Family::kTimers,
                keys::timers(first.partition, first.minute, rows_[first.partition].tick),
                writer.finish());
    begin = end;
  }
}

void Tick::write_parked() {
  for (const auto& [place, wakes] : parked_) {
    const auto& [partition, subject] = place;
    batch_->put(Family::kTimers, keys::parked(partition, subject, rows_[partition].tick),
                encode_parked_chunk(wakes));
  }
}

void Tick::write_partitions() {
  for (std::size_t p = 0; p < rows_.size(); ++p) {
    if (touched_.test(p))
      batch_->put(Family::kPartitions, keys::partition_row(static_cast<std::uint8_t>(p)),
                  encode_partition_row(rows_[p]));
  }
}

Result<Rhythm*> Tick::rhythm(std::uint8_t partition, std::uint32_t group, Channel channel,
                             std::int64_t now_ms) {
  const auto [place, is_new] = rhythms_.try_emplace(keys::rhythm(partition, group, channel));
  auto& kept = place->second;
  if (is_new) {
    CAMP_ASSIGN(const bool found, store_.get(Family::kPartitions, place->first, &scratch_));
    if (found && !decode_rhythm(scratch_, &kept.row))
      return unreadable(scratch_, kRhythmVersion,
                        fmt::format("when contacts of partition {} look at messages", partition));
  }
  kept.changed = true;
  touch(partition);
  return &kept.row.on(rhythm_day(now_ms));
}

void Tick::write_rhythms() {
  for (auto& [key, kept] : rhythms_) {
    if (std::exchange(kept.changed, false))
      batch_->put(Family::kPartitions, key, encode_rhythm(kept.row));
  }
}

void Tick::reset() {
  batch_->clear();
  slots_.clear();
  by_key_.clear();
  last_ = nullptr;
  slots_used_ = 0;
  timers_.clear();
  parked_.clear();
  requests_.clear();
  earliest_minutes_.fill(UINT32_MAX);
  earliest_minute_ = UINT32_MAX;
  transitions_ = 0;
  touched_.reset();
  permissions_.reset();
  arena_.reset();
  cursor_.reset();
}

}  // namespace camp
