#include "runtime/engine/tick.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// A contact's row keeps this many references to journal chunks; the oldest half then goes to the
// index.
constexpr std::size_t kRefsInRow = 64;
// How far a lookup in key order walks before it seeks: steps are cheap, a seek costs about eight of
// them.
constexpr int kStepsBeforeSeek = 8;

Error corrupt_contact(std::string_view key) {
  return {ErrorKind::kCorrupt,
          fmt::format("the row of contact '{}' fails its checksum", keys::id_of_contact_key(key)),
          "", "stop, keep a copy of the store and restore a backup"};
}

}  // namespace

Tick::Tick(Store& store, Names& names, EngineRow& row, LowWaterMarks& low_water)
    : store_(store),
      names_(names),
      row_(row),
      low_water_(low_water),
      batch_(store.make_batch()),
      written_low_water_(low_water) {
  earliest_minutes_.fill(UINT32_MAX);
}

Tick::~Tick() = default;

ContactSlot* Tick::take_slot() {
  if (slots_used_ == pool_.size()) pool_.push_back(std::make_unique<ContactSlot>());
  auto* slot = pool_[slots_used_++].get();
  slot->row.clear();
  slot->created = false;
  slot->changed = 0;
  slot->entries.clear();
  slot->events.clear();
  slot->applied.clear();
  return slot;
}

Result<bool> Tick::load(std::string_view key, ContactRow* row) {
  std::string_view value;
  if (sorted_) {
    if (!cursor_) {
      cursor_ = store_.iterate(Family::kContacts, {.lower = {}, .upper = {}, .fill_cache = true});
      cursor_->seek(key);
    }
    for (int step = 0; step < kStepsBeforeSeek && cursor_->valid() && cursor_->key() < key; ++step)
      cursor_->next();
    if (!cursor_->valid() || cursor_->key() != key) cursor_->seek(key);
    if (!cursor_->valid()) {
      CAMP_TRY(cursor_->status());
      return false;
    }
    if (cursor_->key() != key) return false;
    value = cursor_->value();
  } else {
    CAMP_ASSIGN(bool found, store_.get(Family::kContacts, key, &scratch_));
    if (!found) return false;
    value = scratch_;
  }
  if (!decode_contact_row(value, row)) return corrupt_contact(key);
  return true;
}

Result<ContactSlot*> Tick::contact(std::string_view contact_id) {
  auto key = keys::contact(contact_id);
  auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  auto* slot = take_slot();
  slot->key = std::move(key);
  auto found = load(slot->key, &slot->row);
  if (!found.ok() || !*found) {
    --slots_used_;
    if (!found.ok()) return std::move(found).error();
    return nullptr;
  }
  by_key_.emplace(slot->key, slot);
  slots_.push_back(slot);
  return slot;
}

Result<ContactSlot*> Tick::contact_or_new(std::string_view contact_id) {
  CAMP_ASSIGN(auto* slot, contact(contact_id));
  if (slot) return slot;
  slot = take_slot();
  slot->key = keys::contact(contact_id);
  slot->created = true;
  slot->changed = kSelf;
  by_key_.emplace(slot->key, slot);
  slots_.push_back(slot);
  return slot;
}

void Tick::journal(ContactSlot& slot, JournalEntry entry) {
  entry.event_id = keep(entry.event_id);
  entry.text = keep(entry.text);
  entry.address = keep(entry.address);
  entry.slots = keep(entry.slots);
  entry.attributes = keep(entry.attributes);
  slot.entries.push_back(std::move(entry));
  slot.changed |= kHistory;
}

void Tick::set_timer(std::string_view contact_id, std::uint32_t instance, std::uint32_t token,
                     std::int64_t due_ms) {
  auto partition = keys::partition_of(contact_id);
  // Never below the mark: the index is read from there on. The true due time stays in the entry.
  auto minute = std::max(keys::minute_of(due_ms), low_water_[partition]);
  timers_.push_back({partition, minute, {keep(contact_id), instance, token, due_ms}});
  earliest_minutes_[partition] = std::min(earliest_minutes_[partition], minute);
  earliest_minute_ = std::min(earliest_minute_, minute);
}

void Tick::add_event(ContactSlot& slot, const PendingEvent& event) {
  auto kept = event;
  kept.id = keep(event.id);
  kept.data = keep(event.data);
  kept.ledger_id = keep(event.ledger_id);
  slot.events.push_back(kept);
}

Result<void> Tick::commit(std::int64_t now_ms, std::vector<QueuedChunk>* queued) {
  row_.tick += 1;
  row_.clock_ms = now_ms;
  std::sort(slots_.begin(), slots_.end(), [](auto* a, auto* b) { return a->key < b->key; });
  std::vector<QueuedChunk> chunks;
  write_journal(now_ms, &chunks);
  write_rows();
  write_timers();
  auto new_names = names_.take_new();
  for (auto number : new_names)
    batch_->put(Family::kMeta, meta_keys::name(number), names_.text(number));
  write_meta();
  auto result = store_.commit(*batch_);
  if (result.ok()) {
    for (auto& chunk : chunks) queued->push_back(std::move(chunk));
    written_low_water_ = low_water_;
  } else {
    names_.put_back(std::move(new_names));
  }
  reset();
  return result;
}

// First of all: it adds the references that the rows are then written with.
void Tick::write_journal(std::int64_t now_ms, std::vector<QueuedChunk>* queued) {
  for (std::size_t begin = 0; begin < slots_.size();) {
    auto partition = keys::partition_of_key(slots_[begin]->key);
    JournalWriter writer(now_ms);
    std::size_t end = begin;
    for (; end < slots_.size() && keys::partition_of_key(slots_[end]->key) == partition; ++end) {
      auto& slot = *slots_[end];
      if (slot.entries.empty()) continue;
      writer.begin_contact(slot.id());
      for (const auto& entry : slot.entries) writer.add(entry);
      slot.row.refs.push_back(row_.tick);
      if (slot.row.refs.size() > kRefsInRow) spill_refs(slot);
    }
    begin = end;
    if (writer.empty()) continue;
    auto messages = writer.queued_messages();
    auto chunk = writer.finish();
    batch_->put(Family::kJournal, keys::journal(partition, row_.tick), chunk);
    if (messages == 0) continue;
    std::string count;
    put_varint(count, messages);
    batch_->put(Family::kOutbox, keys::outbox(row_.tick, partition), count);
    queued->push_back({row_.tick, partition, messages, writer.take_named(), std::move(chunk)});
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

void Tick::write_rows() {
  std::string value;
  for (auto* slot : slots_) {
    if (slot->changed != 0) {
      value.clear();
      encode_contact_row(value, slot->row);
      batch_->put(Family::kContacts, slot->key, value);
    }
    for (const auto& applied : slot->applied)
      batch_->put(Family::kEvents, keys::applied(slot->id(), applied.id_hash),
                  applied.content.view());
    for (const auto& event : slot->events) {
      auto id_hash = xxh3_128(event.id);
      value.clear();
      std::uint8_t flags = event.late ? kEventLate : 0;
      encode_event_row(value, {row_.clock_ms, flags, event.id, event.data, event.ledger_id});
      batch_->put(Family::kEvents, keys::event(slot->id(), event.name, event.time_ms, id_hash),
                  value);
    }
  }
}

void Tick::write_timers() {
  std::sort(timers_.begin(), timers_.end(), [](const NewTimer& a, const NewTimer& b) {
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
    batch_->put(Family::kTimers, keys::timers(first.partition, first.minute, row_.tick),
                writer.finish());
    begin = end;
  }
}

void Tick::write_meta() {
  if (low_water_ != written_low_water_)
    batch_->put(Family::kMeta, meta_keys::kLowWater, encode_low_water(low_water_));
  batch_->put(Family::kMeta, meta_keys::kEngine, encode_engine_row(row_));
}

void Tick::reset() {
  batch_->clear();
  slots_.clear();
  by_key_.clear();
  slots_used_ = 0;
  timers_.clear();
  earliest_minutes_.fill(UINT32_MAX);
  earliest_minute_ = UINT32_MAX;
  transitions_ = 0;
  touched_ = false;
  arena_.reset();
  cursor_.reset();  // it sees the store as it was
}

}  // namespace camp
