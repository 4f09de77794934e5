// The part of the ledger's proof that reads one partition's journal and outbox: every chunk
// decodes, and every queued message has exactly one outcome or waits in the outbox.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/delivery/outbox_rows.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/ledger_tally.h"

namespace camp {

// Names a conversion: of a contact, in a flow's run, by an event.
std::uint64_t conversion_hash(std::string_view contact_id, std::uint32_t flow, std::uint32_t run,
                              std::uint32_t goal, const EventCause& converted, const Value& worth);

class LedgerJournal {
 public:
  LedgerJournal(Store& store, const StoreMeta& meta, std::uint8_t partition, LedgerTally& tally)
      : store_(store), meta_(meta), partition_(partition), tally_(tally) {}

  // Once. An Error only when the disk cannot be read.
  Result<void> check();

  // What was met, in no order; valid after check().
  std::vector<Hash128> ids;       // of messages that were queued, withheld or skipped
  std::vector<Hash128> held_ids;  // of those that were held before, or still are
  std::vector<HistoryRef> refs;
  std::set<std::uint64_t> unrefunded;  // conversions (conversion_hash) that no event took back

 private:
  Result<void> read_outbox();
  Result<void> check_chunks();
  void check_chunk(const JournalWalker& at);
  void count_entry(const JournalEntry& entry);
  void count_goal(std::string_view contact_id, const JournalEntry& entry, const std::string& where);
  void check_shares(const JournalGroup& group, const std::string& where);
  void count_message(const MessageEntry& message);
  void check_outcomes(const JournalWalker& at);
  void note_sent(const Outcomes& outcomes);

  Store& store_;
  const StoreMeta& meta_;
  const std::uint8_t partition_;
  LedgerTally& tally_;
  std::map<std::uint64_t, std::uint32_t> deferred_;  // per tick; not met in the journal yet
  std::map<std::uint64_t, Attempted> attempted_;     // the same
  std::vector<Hash128> queued_;                      // of the chunk at hand, in their order
  Arena arena_{64u << 10};
};

}  // namespace camp
