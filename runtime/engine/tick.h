// A tick in the making: the contacts it has loaded, what happened to them, and the one batch it
// becomes.
//
// It belongs to a shard: all its keys are of the shard's partitions, and so are the tick numbers,
// of which each partition has its own.
//
// Usage: contact() for each contact that work is about, changes to its row, journal entries and
// timers, then commit(), which writes everything at once, in key order, and forgets it. Memory is
// reused from tick to tick. One thread.
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/policy/tally.h"
#include "runtime/shelf/event_history.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/journal.h"
#include "runtime/state/older_rows.h"
#include "runtime/state/open_conversion.h"
#include "runtime/state/parked_chunk.h"
#include "runtime/state/partition_row.h"
#include "runtime/state/pauses_row.h"
#include "runtime/state/request_row.h"
#include "runtime/state/rhythm_row.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/store/store.h"

namespace camp {

// An event id that this tick has applied.
struct AppliedEvent {
  Hash128 id_hash;
  Hash128 content;
};

// An event id that was looked up ahead, and what the store had of it.
struct KnownEvent {
  Hash128 id_hash;
  std::optional<std::string_view> content;  // in the tick's arena
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

class LinkedProgram;

// A message that permission let pass in this tick, until pressure has been asked about it.
struct DecidedMessage {
  std::size_t entry = 0;  // into ContactSlot::entries
  const LinkedProgram* program = nullptr;
  std::uint32_t flow = 0;  // into the program's flows
  std::uint32_t send = 0;  // into its sends
};

// A conversion that may be refunded, of this tick or looked up.
struct KeptConversion {
  OpenConversion what;
  bool stored = false;    // it is in the store
  bool refunded = false;  // in this tick
};

struct ContactSlot {
  std::string key;  // of the contacts family
  ContactRow row;
  bool present = false;  // false: looked for and not there
  bool created = false;
  std::uint8_t changed = 0;           // ContactParts
  std::vector<JournalEntry> entries;  // views into the tick's arena
  std::vector<PendingEvent> events;
  std::vector<AppliedEvent> applied;
  std::vector<KnownEvent> known_events;
  std::vector<DecidedMessage> decided;
  // Touches that lie beside the row: they fell out of it in this tick, or were looked up.
  std::vector<OlderTouch> older;
  std::vector<OlderExposure> older_exposures;  // of instances that were forgotten in this tick
  std::vector<KeptConversion> conversions;
  std::vector<std::uint32_t> refunds_known;  // events whose stored conversions are among them
  // Up to here conditions have been asked about what is new.
  std::size_t asked_entries = 0, asked_events = 0;
  bool ask_all = false;   // every condition: the contact is new, or what some count has run out
  // About held messages, too: their time has come, their instance left, the clock is another.
  bool ask_held = false;

  std::uint8_t partition() const { return static_cast<std::uint8_t>(key[0]); }
  std::string_view id() const { return std::string_view(key).substr(1); }
};

class Tick {
 public:
  // `rows` outlives it; only the rows of the shard's partitions are touched.
  Tick(Store& store, PartitionRows& rows);
  ~Tick();

  // Whether contacts will be asked for in key order (runs, due timers): they are then found by
  // walking.
  void expect_sorted(bool sorted) { sorted_ = sorted; }
  // Loads many contacts at once, by their keys: cheaper than each by itself. Those that are not
  // there are remembered as absent.
  Result<void> load_ahead(std::vector<std::string> contact_keys);
  // Looks up ids of events at once, whose contacts were loaded ahead.
  struct EventLookup {
    ContactSlot* slot;
    Hash128 id_hash;
  };
  Result<void> look_up_ahead(std::span<const EventLookup> events);
  // The content with which an event id was applied to the contact, in this tick or ever; none: it
  // was not. The view is good until the slot or the tick changes.
  Result<std::optional<std::string_view>> applied_content(const ContactSlot& slot,
                                                          const Hash128& id_hash);
  // The contact's slot, loaded on first use; null when there is no such contact.
  Result<ContactSlot*> contact(std::string_view contact_id);
  // The same of one whose row a scan has just met: it is not read again. The store must have had no
  // other since the scan began.
  Result<ContactSlot*> contact_met(std::string_view contact_key, std::string_view sealed);
  // Makes it when it is not there (`created`).
  Result<ContactSlot*> contact_or_new(std::string_view contact_id);

  // All that the event may refund are among the slot's conversions then. Errors: kIo, kCorrupt.
  Result<void> look_up_conversions(ContactSlot& slot, std::uint32_t refund_event);

  void journal(ContactSlot& slot, JournalEntry entry);  // copies the entry's views
  const Tally& tally() const { return tally_; }         // of all ticks since construction
  void count_skip(Gate gate) { ++tally_.skipped[static_cast<std::size_t>(gate)]; }
  void set_timer(std::string_view contact_id, std::uint32_t instance, std::uint32_t token,
                 std::int64_t due_ms);
  // A request of this partition's contact, to be made then; the row is written in the batch.
  void set_request(std::uint8_t partition, const Hash128& id, std::int64_t due_ms,
                   const RequestRow& row);
  bool has_requests() const { return !requests_.empty(); }
  // It is to happen when the subject's pause is over; what comes first happens first.
  void park(PauseSubject subject, ParkedWake wake);
  void add_event(ContactSlot& slot, const PendingEvent& event);
  // Before what comes next, and not before anything that has come (EventAtHand::arrival).
  std::uint64_t last_arrival(const ContactSlot& slot);
  std::string_view keep(std::string_view text) { return arena_.copy(text); }
  Arena& arena() { return arena_; }
  // For what belongs to the tick but to no contact; touch() the partition.
  WriteBatch& batch() { return *batch_; }
  void touch(std::uint8_t partition) { touched_.set(partition); }

  // Of a group (shelf/rhythms.h), to be added to. Errors: kCorrupt, kIo; then the tick must not be
  // committed.
  Result<Rhythm*> rhythm(std::uint8_t partition, std::uint32_t group, Channel channel,
                         std::int64_t now_ms);

  const std::vector<ContactSlot*>& slots() const { return slots_; }
  PartitionRow& row_of(const ContactSlot& slot) { return rows_[slot.partition()]; }
  PartitionCounters& counters(const ContactSlot& slot) { return row_of(slot).counters; }
  // The tick's number in the contact's partition, once it is committed.
  std::uint64_t number(const ContactSlot& slot) { return row_of(slot).tick + 1; }
  std::size_t transitions() const { return transitions_; }
  void count_transition() { ++transitions_; }
  bool empty() const { return slots_.empty() && touched_.none(); }

  // The earliest minute for which this tick set a timer, per partition; UINT32_MAX for none.
  using Minutes = std::array<std::uint32_t, limits::kPartitions>;
  const Minutes& earliest_minutes() const { return earliest_minutes_; }
  std::uint32_t earliest_minute() const { return earliest_minute_; }  // of all partitions

  struct DueRequest {
    std::uint8_t partition = 0;
    std::int64_t due_ms = 0;
  };
  struct Committed {
    std::vector<DueRequest> requests;
    std::vector<QueuedChunk> queued;  // chunks with messages to send
    // where it changed who may get what: consents, lists, contacts erased
    std::bitset<limits::kPartitions> permissions;
  };
  // One synced batch. On an error nothing happened.
  // `later`: it need not be on disk yet (Store::commit_later).
  Result<Committed> commit(std::int64_t now_ms, bool later = false);

 private:
  ContactSlot* take_slot(std::string key);  // not present yet
  Result<ContactSlot*> slot_of(std::string_view contact_id);
  Result<void> load(ContactSlot* slot);
  Result<void> decode(std::string_view value, ContactSlot* slot);
  void begin(std::int64_t now_ms);
  void write_rows();
  void write_contact(ContactSlot& slot, std::string& scratch);
  void write_conversions(const ContactSlot& slot);
  void write_journal(std::int64_t now_ms, std::vector<QueuedChunk>* queued);
  void write_timers();
  void write_parked();
  void write_partitions();
  void write_rhythms();
  void spill_refs(ContactSlot& slot);
  void spill_past(ContactSlot& slot);
  void reset();

  Store& store_;
  PartitionRows& rows_;
  std::unique_ptr<WriteBatch> batch_;
  bool sorted_ = false;
  std::unique_ptr<StoreIterator> cursor_;           // over the contacts, when sorted_
  std::vector<std::unique_ptr<ContactSlot>> pool_;  // slots_used_ of them are this tick's
  std::size_t slots_used_ = 0;
  std::vector<ContactSlot*> slots_;
  std::unordered_map<std::string_view, ContactSlot*> by_key_;
  ContactSlot* last_ = nullptr;  // asked for: one piece of work asks for its contact several times
  std::string scratch_;
  Arena arena_{64u << 10};
  struct NewTimer {
    std::uint8_t partition;
    std::uint32_t minute;
    Timer timer;
  };
  std::vector<NewTimer> timers_;
  std::map<std::pair<std::uint8_t, PauseSubject>, std::vector<ParkedWake>> parked_;
  std::vector<DueRequest> requests_;
  Minutes earliest_minutes_;
  std::uint32_t earliest_minute_ = UINT32_MAX;
  std::size_t transitions_ = 0;
  // Remembered from tick to tick: nobody else writes them.
  struct KeptRhythm {
    RhythmRow row;
    bool changed = false;
  };
  std::map<std::string, KeptRhythm> rhythms_;  // by key
  Tally tally_;
  std::bitset<limits::kPartitions> touched_, permissions_;
};

}  // namespace camp
