// A tick in the making: the contacts it has loaded, what happened to them, and the one batch it
// becomes.
//
// Usage: contact() for each contact that work is about, changes to its row, journal entries and
// timers, then commit(), which writes everything at once, in key order, and forgets it. Memory is
// reused from tick to tick. One thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/shelf/event_history.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/engine_row.h"
#include "runtime/state/journal.h"
#include "runtime/state/names.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/store/store.h"

namespace camp {

// An event id that this tick has applied.
struct AppliedEvent {
  Hash128 id_hash;
  Hash128 content;
};

// What changed of a contact in a tick, as bits: its row is to be written, and whoever waits for
// such a change is to look again.
enum ContactPart : std::uint8_t {
  kSelf = 1,  // created or erased
  kAttributes = 2,
  kLists = 4,
  kConsents = 8,
  kAssignments = 16,
  kInstances = 32,
  kMessages = 64,
  kHistory = 128,  // the journal has entries: its references
};

struct ContactSlot {
  std::string key;  // of the contacts family
  ContactRow row;
  bool created = false;
  std::uint8_t changed = 0;           // ContactParts
  std::vector<JournalEntry> entries;  // views into the tick's arena
  std::vector<PendingEvent> events;
  std::vector<AppliedEvent> applied;

  std::string_view id() const { return std::string_view(key).substr(1); }
};

class Tick {
 public:
  Tick(Store& store, Names& names, EngineRow& row, LowWaterMarks& low_water);
  ~Tick();

  // Whether contacts will be asked for in key order (runs, due timers): they are then found by
  // walking.
  void expect_sorted(bool sorted) { sorted_ = sorted; }
  // The contact's slot, loaded on first use; null when there is no such contact.
  Result<ContactSlot*> contact(std::string_view contact_id);
  // Makes it when it is not there (`created`).
  Result<ContactSlot*> contact_or_new(std::string_view contact_id);

  void journal(ContactSlot& slot, JournalEntry entry);  // copies the entry's views
  void set_timer(std::string_view contact_id, std::uint32_t instance, std::uint32_t token,
                 std::int64_t due_ms);
  void add_event(ContactSlot& slot, const PendingEvent& event);
  std::string_view keep(std::string_view text) { return arena_.copy(text); }
  Arena& arena() { return arena_; }
  WriteBatch& batch() { return *batch_; }  // for what belongs to the tick but to no contact

  std::uint64_t number() const { return row_.tick + 1; }  // that it will have
  std::size_t transitions() const { return transitions_; }
  void count_transition() { ++transitions_; }
  bool empty() const { return slots_.empty() && !touched_; }
  void touch() { touched_ = true; }  // there is something in batch() to commit

  // The earliest minute for which this tick set a timer, per partition; UINT32_MAX for none.
  const LowWaterMarks& earliest_minutes() const { return earliest_minutes_; }
  std::uint32_t earliest_minute() const { return earliest_minute_; }  // of all partitions

  // One synced batch. On success `queued` gets the chunks with messages to send. On an error
  // nothing happened.
  Result<void> commit(std::int64_t now_ms, std::vector<QueuedChunk>* queued);

 private:
  ContactSlot* take_slot();
  Result<bool> load(std::string_view key, ContactRow* row);
  void write_rows();
  void write_journal(std::int64_t now_ms, std::vector<QueuedChunk>* queued);
  void write_timers();
  void write_meta();
  void spill_refs(ContactSlot& slot);
  void reset();

  Store& store_;
  Names& names_;
  EngineRow& row_;
  LowWaterMarks& low_water_;
  std::unique_ptr<WriteBatch> batch_;
  bool sorted_ = false;
  std::unique_ptr<StoreIterator> cursor_;           // over the contacts, when sorted_
  std::vector<std::unique_ptr<ContactSlot>> pool_;  // slots_used_ of them are this tick's
  std::size_t slots_used_ = 0;
  std::vector<ContactSlot*> slots_;
  std::unordered_map<std::string_view, ContactSlot*> by_key_;
  std::string scratch_;
  Arena arena_{64u << 10};
  struct NewTimer {
    std::uint8_t partition;
    std::uint32_t minute;
    Timer timer;
  };
  std::vector<NewTimer> timers_;
  LowWaterMarks earliest_minutes_;
  std::uint32_t earliest_minute_ = UINT32_MAX;
  std::size_t transitions_ = 0;
  bool touched_ = false;
  LowWaterMarks written_low_water_;
};

}  // namespace camp
