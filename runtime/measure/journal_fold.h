// A fold over the journal: chunks and their outcomes in, one by one; what is made of an entry is
// the derived class's. Everything that reports count is such a fold.
//
// In the order of the journal's keys: partition, tick, entries before outcomes. All of a contact's
// entries lie in one partition, so what is remembered of contacts may be let go at its end.
// Errors: kCorrupt, with the place; nothing is to be reported then. One thread.
#pragma once
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>

#include "lang/base/arena.h"
#include "lang/base/result.h"
#include "runtime/measure/counts.h"
#include "runtime/state/journal.h"
#include "runtime/state/outcomes.h"
#include "runtime/store/store.h"

namespace camp {

class JournalFold {
 public:
  virtual ~JournalFold() = default;
  Result<void> add_chunk(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);
  Result<void> add_outcomes(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);

 protected:
  // Whose entry it is: the id, and a hash of it for facts.
  struct Contact {
    std::string_view id;
    std::uint64_t hash = 0;
  };
  std::uint64_t chunks() const { return chunks_; }
  std::uint64_t entries() const { return entries_; }

 private:
  virtual void leave_partition() = 0;  // its contacts come no more
  virtual void begin_chunk() = 0;
  virtual void add(const JournalEntry& entry, const Contact& contact) = 0;
  // Of the last chunk's queued messages, `ordinal` in their order.
  virtual void add_outcome(MessageOutcome outcome, std::size_t ordinal) = 0;
  // Of one that was sent, behind its outcome; only where it cost something.
  virtual void add_cost(const MessageCost&, std::size_t) {}

  std::uint8_t partition_ = 0;
  std::uint64_t tick_ = 0;
  std::size_t queued_ = 0;  // messages of the last chunk
  bool outcomes_known_ = true;
  Arena arena_;
  std::uint64_t chunks_ = 0;
  std::uint64_t entries_ = 0;
};

// Puts the whole journal through all of them. `go_on` is asked now and then with the number of
// chunks; false ends it with kExhausted ("interrupted").
Result<void> walk_journal(Store& store, std::span<JournalFold* const> folds,
                          const std::function<bool(std::uint64_t chunks)>& go_on);

// Of a hash, for facts about what it names.
inline std::uint64_t low_bits(const Hash128& hash) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, hash.bytes.data(), sizeof bits);
  return bits;
}

// A verdict and an outcome in any counts of messages.
template <class Messages>
void add_verdict(Messages& messages, const Verdict& verdict) {
  switch (verdict.decision) {
    case Decision::kHeld:
      ++messages.held;
      break;
    case Decision::kQueued:
      ++messages.queued;
      break;
    case Decision::kWithheld:
      ++messages.withheld;
      break;
    case Decision::kSkipped:
      add_skip(messages, verdict.gate);
      break;
  }
}
inline void add_skip(Counts& counts, Gate gate) {
  ++counts.skipped.at(static_cast<std::size_t>(gate));
}
inline void add_skip(MessageCounts& messages, Gate) { ++messages.skipped; }

template <class Messages>
void add_outcome_to(Messages& messages, MessageOutcome outcome) {
  switch (outcome) {
    case MessageOutcome::kSent:
      ++messages.sent;
      break;
    case MessageOutcome::kFailed:
      ++messages.failed;
      break;
    case MessageOutcome::kCancelled:
      ++messages.cancelled;
      break;
    case MessageOutcome::kUnknown:
      ++messages.unknown;
      break;
    case MessageOutcome::kDeferred:
    case MessageOutcome::kUnderWay:
      break;  // still in the outbox
  }
}

}  // namespace camp
