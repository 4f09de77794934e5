#include "runtime/measure/journal_fold.h"

#include "lang/base/hash.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::uint64_t kAskEveryChunks = 256;

}  // namespace

Result<void> JournalFold::add_chunk(std::uint8_t partition, std::uint64_t tick,
                                    std::string_view sealed) {
  CAMP_ASSERT(partition >= partition_);
  if (partition != partition_) leave_partition();
  partition_ = partition;
  tick_ = tick;
  queued_ = 0;
  outcomes_known_ = false;
  arena_.reset();
  begin_chunk();
  JournalReader reader(sealed, arena_);
  JournalGroup group;
  while (reader.next(&group)) {
    const Contact contact{group.contact_id, xxh3_64(group.contact_id)};
    for (const auto& entry : group.entries) {
      add(entry, contact);
      if (is_queued(entry)) ++queued_;
    }
    entries_ += group.entries.size();
  }
  if (!reader.ok()) return unreadable_chunk(partition, tick, sealed);
  ++chunks_;
  return {};
}

Result<void> JournalFold::add_outcomes(std::uint8_t partition, std::uint64_t tick,
                                       std::string_view sealed) {
  Outcomes outcomes;
  bool follows = !outcomes_known_ && partition == partition_ && tick == tick_;
  if (!decode_outcomes(sealed, &outcomes)) return unreadable_outcomes(partition, tick, sealed);
  if (!follows || outcomes.count != queued_)
    return Error{ErrorKind::kCorrupt, "outcomes in the journal are not those of their chunk",
                 chunk_place(partition, tick), "camp ledger verify says what else is wrong"};
  outcomes_known_ = true;
  auto exception = outcomes.exceptions.begin();
  for (std::size_t ordinal = 0; ordinal < queued_; ++ordinal) {
    bool other = exception != outcomes.exceptions.end() && exception->ordinal == ordinal;
    add_outcome(other ? exception->outcome : MessageOutcome::kSent, ordinal);
    if (!outcomes.costs.empty() && outcomes.costs[ordinal].minor != 0)
      add_cost(outcomes.costs[ordinal], ordinal);
    if (other) ++exception;
  }
  return {};
}

Result<void> walk_journal(Store& store, std::span<JournalFold* const> folds,
                          const std::function<bool(std::uint64_t chunks)>& go_on) {
  std::uint64_t rows = 0;
  auto journal = store.iterate(Family::kJournal, {});
  for (journal->seek_to_first(); journal->valid(); journal->next()) {
    keys::JournalKey key;
    if (!keys::parse_journal(journal->key(), &key))
      return Error{ErrorKind::kCorrupt, "a key of the journal is none", to_hex(journal->key()),
                   "camp ledger verify says what else is wrong"};
    for (auto* fold : folds)
      CAMP_TRY(key.is_outcomes ? fold->add_outcomes(key.partition, key.tick, journal->value())
                               : fold->add_chunk(key.partition, key.tick, journal->value()));
    if (++rows % kAskEveryChunks == 0 && !go_on(rows))
      return Error{ErrorKind::kExhausted,
                   "interrupted before the journal's end: there is no report", "", ""};
  }
  return journal->status();
}

}  // namespace camp
