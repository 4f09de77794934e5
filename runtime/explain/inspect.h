// Reading what the store knows of contacts, messages and runs: for `comms`, `why`, `ledger list`
// and their like.
//
// Nothing here changes anything, and nothing needs an engine: a store that was opened read-only
// beside a writer will do. Everything is a fold over the journal's chunks. Errors: kCorrupt with
// the place, kIo. One thread.
#pragma once
#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/shelf/contacts.h"
#include "runtime/shelf/event_history.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/journal.h"
#include "runtime/state/keys.h"
#include "runtime/state/outcomes.h"
#include "runtime/state/run_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/machine.h"

namespace camp {

// ---- chunks

// Goes through the journal in key order (partition, then tick), each chunk together with the
// outcomes beside it.
class JournalWalker {
 public:
  // The whole journal, or one partition of it.
  explicit JournalWalker(Store& store);
  JournalWalker(Store& store, std::uint8_t partition);

  // False at the end. Fails on a read error and on keys that are none.
  Result<bool> next();
  const keys::JournalKey& key() const { return key_; }
  std::string_view chunk() const { return chunk_; }  // sealed; empty: outcomes without their chunk
  bool has_outcomes() const { return has_outcomes_; }
  std::string_view outcomes() const { return outcomes_; }  // sealed

 private:
  std::unique_ptr<StoreIterator> at_;
  keys::JournalKey key_;
  std::string chunk_;
  std::string outcomes_;
  bool has_outcomes_ = false;
};

// What became of a message. A queued one ends in exactly one of the outcomes, or waits in the
// outbox.
enum class Fate : std::uint8_t {
  kPending,
  kSent,
  kFailed,
  kCancelled,
  kUnknown,
  kWithheld,
  kSkipped,
  kHeld,  // kept back for a while; its next entry says what became of it
};
std::string_view fate_word(Fate fate);
// `outcomes`: of its chunk, null while there are none; `ordinal` among the chunk's queued messages.
Fate fate_of(const MessageEntry& message, const Outcomes* outcomes, std::uint32_t ordinal,
             std::string* reason);

// ---- partitions

// Those that have any row at all: in a young store few do.
using Partitions = std::bitset<limits::kPartitions>;
Result<Partitions> partitions_in_use(Store& store);

// ---- a contact's history

struct HistoryEntry {
  std::uint64_t tick = 0;
  JournalEntry entry;
  // messages
  Fate fate{};
  std::int64_t settled_ms = 0;  // when the outcome was recorded
  std::string_view
      file;  // of the spool, as the outcomes name it: the first when the chunk had several
  std::string_view reason;  // of a failure
  MessageCost cost;         // of what was sent; nothing: none
};

// Everything the journal has of one contact, in order. Holds copies: the chunks are let go.
class ContactHistory {
 public:
  static Result<ContactHistory> read(Store& store, std::string_view contact_id,
                                     const ContactRow& row);
  // Of one tick alone.
  static Result<ContactHistory> read_tick(Store& store, std::string_view contact_id,
                                          std::uint64_t tick);
  const std::vector<HistoryEntry>& entries() const { return entries_; }

 private:
  ContactHistory() : arena_(std::make_unique<Arena>(16u << 10)) {}
  Result<void> add_chunk(Store& store, std::string_view contact_id, std::uint64_t tick);
  void keep(std::uint64_t tick, const JournalEntry& entry, const Outcomes* outcomes,
            std::uint32_t ordinal);

  std::unique_ptr<Arena> arena_;  // on the heap: the entries' views survive a move
  std::vector<HistoryEntry> entries_;
};

// ---- entries, from front to back

// An entry of the journal, as `HistoryEntry` has a contact's.
struct JournalLine {
  std::string_view contact_id;
  const JournalEntry& entry;
  // messages
  Fate fate{};
  std::string_view reason;      // of a failure
  std::int64_t settled_ms = 0;  // when the outcome was recorded; 0: there is none
  MessageCost cost;             // of what was sent; nothing: none
};
// Of one partition, each chunk once; `on_line` gives false to stop. Views until it returns.
Result<void> scan_journal(Store& store, std::uint8_t partition,
                          const std::function<bool(const JournalLine&)>& on_line);

struct LedgerLine {
  std::string_view contact_id;
  const JournalEntry& entry;
  const MessageEntry& message;  // the entry's
  Fate fate{};
  std::string_view reason;  // of a failure
};
// Every message of the ledger, in the store's order; `on_line` gives false to stop.
Result<void> scan_ledger(Store& store, const std::function<bool(const LedgerLine&)>& on_line);

// ---- conditions

// Evaluates segments and audiences of contacts as they are now; one for each moment. Used again and
// again: it keeps the machine's memory, and reads contacts in the order of their keys in one walk.
class ConditionProbe {
 public:
  explicit ConditionProbe(Store& store) : history_(store, ContactOrder::kByKey) {}
  // Nothing, with `*problem`, when the condition cannot be evaluated for this contact. Fails when
  // what it reads could not be read: that is no answer, not even this one.
  Result<std::optional<bool>> holds(const LinkedProgram& program, FunctionIndex condition,
                                    ContactFacts contact, std::int64_t now_ms,
                                    std::string* problem);
  // Any expression: what it is, until the next call.
  Result<std::optional<Value>> value_of(const LinkedProgram& program, FunctionIndex function,
                                        ContactFacts contact, std::int64_t now_ms,
                                        std::string* problem);

 private:
  StoredEventHistory history_;
  Machine machine_;
};

// ---- runs

// Whether the contact is in the run's snapshot: a search over its pages, which are in key order.
Result<bool> in_snapshot(Store& store, const RunRow& run, std::string_view contact_id);

}  // namespace camp
