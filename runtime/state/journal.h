// The journal: the ledger of every message and the history of every transition, in chunks.
//
// A chunk holds what one tick did to the contacts of one partition, by contact in key order.
// Reports, `why`, `comms` and `ledger verify` are folds over chunks; the contact's row keeps the
// ticks of its chunks (refs).
//
//   chunk := version:u8 base_ms:zigzag queued:varint n:varint group* checksum:u32
//            -- queued: how many of its messages are for the outbox
//   group := contact_id:bytes n:varint entry*
//   entry := kind:u8 at:zigzag flow:varint [run:varint] instance:varint [arms] body
//            kind = a number of journal_kinds.def | 0x40 with a run | 0x80 with arms;
//            at = offset to the chunk's base_ms; body: in the kind's file, *_entry.h
//   arms  := n:varint (experiment:varint arm:varint)*
// Names (flow, message, goal, arm, ...) are the store's numbers; steps are indexes into the
// program's steps.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/bytes.h"
#include "lang/base/result.h"
#include "runtime/state/answered_entry.h"
#include "runtime/state/assigned_entry.h"
#include "runtime/state/attributes_entry.h"
#include "runtime/state/consent_entry.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/converted_entry.h"
#include "runtime/state/event_entry.h"
#include "runtime/state/incident_entry.h"
#include "runtime/state/list_entry.h"
#include "runtime/state/message_entry.h"
#include "runtime/state/opt_in_entry.h"
#include "runtime/state/receipt_entry.h"
#include "runtime/state/refunded_entry.h"
#include "runtime/state/refused_entry.h"
#include "runtime/state/requested_entry.h"
#include "runtime/state/shifted_entry.h"
#include "runtime/state/talk_entry.h"
#include "runtime/state/transition_entry.h"

namespace camp {

// 2: conversions and refunds end with the messages that share them. Chunks of 1 are read as well.
inline constexpr std::uint8_t kJournalVersion = 2;

// Persisted.
enum class EntryKind : std::uint8_t {
#define CAMP_JOURNAL_KIND(number, Name, word, doc) k##Name = number,
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
};
std::string_view word_of(EntryKind kind);

// What happened, as the struct of its kind: readers visit it, and a kind that is forgotten in a
// visit does not compile (lang/base/overloaded.h).
template <class, class... Kinds>  // the first stands before the table's first comma
using OneOfKinds = std::variant<Kinds...>;
using EntryBody = OneOfKinds<void
#define CAMP_JOURNAL_KIND(number, Name, word, doc) , Name##Entry
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
                             >;
EntryKind kind_of(const EntryBody& body);

// Whose doing an entry is. Reports group by it, so every entry says it whole.
struct Subject {
  std::uint32_t flow = 0;
  std::uint32_t run = 0;
  std::uint32_t instance = 0;
  std::vector<Assignment> arms;  // of this flow's experiments
  friend bool operator==(const Subject&, const Subject&) = default;
};

struct JournalEntry {
  std::int64_t at_ms = 0;
  Subject subject;
  EntryBody what;

  EntryKind kind() const { return kind_of(what); }
  // Null when it is of another kind.
  const TransitionEntry* transition() const { return std::get_if<TransitionEntry>(&what); }
  const MessageEntry* message() const { return std::get_if<MessageEntry>(&what); }

  // Copies what the body's views see into the arena.
  void keep_in(Arena& arena);
  // Takes out what an erased contact's entry has no right to: addresses, texts, attributes.
  void blank();
  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

// A chunk with queued messages, as the outbox wants it.
struct QueuedChunk {
  std::uint64_t tick = 0;
  std::uint8_t partition = 0;
  std::uint32_t messages = 0;
  std::string sealed;
};

// Builds one chunk. Contacts must come in key order, each once.
class JournalWriter {
 public:
  explicit JournalWriter(std::int64_t base_ms) : base_ms_(base_ms) {}
  void begin_contact(std::string_view contact_id);
  void add(const JournalEntry& entry);
  bool empty() const { return groups_ == 0; }
  std::uint32_t queued_messages() const { return queued_; }  // what the outbox is told
  std::string finish();

 private:
  void end_contact();
  std::int64_t base_ms_;
  std::uint32_t groups_ = 0;
  std::uint32_t queued_ = 0;
  std::uint32_t entries_ = 0;
  std::string contact_id_;
  std::string entries_bytes_;
  std::string body_;
};

inline bool is_queued(const MessageEntry& message) {
  return message.verdict.decision == Decision::kQueued;
}
inline bool is_queued(const JournalEntry& entry) {
  const auto* message = entry.message();
  return message != nullptr && is_queued(*message);
}

// Where a chunk stands, for people; and that it cannot be read.
std::string chunk_place(std::uint8_t partition, std::uint64_t tick);
Error unreadable_chunk(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);

struct JournalGroup {
  std::string_view contact_id;
  // Subject::arms own memory, all else are views into the chunk
  std::vector<JournalEntry> entries;
};
// Goes through a chunk group by group without holding more than one.
class JournalReader {
 public:
  JournalReader(std::string_view sealed, Arena& arena);
  bool next(JournalGroup* group);  // false at the end or when corrupt
  bool ok() const { return ok_; }  // false: corrupt
  std::int64_t base_ms() const { return base_ms_; }
  std::uint32_t queued_messages() const { return queued_; }

 private:
  Arena& arena_;
  Reader in_;
  std::uint8_t version_ = 0;
  std::int64_t base_ms_ = 0;
  std::uint32_t queued_ = 0;
  std::size_t groups_left_ = 0;
  std::string_view last_contact_id_;  // ids must ascend
  bool ok_ = true;
};

}  // namespace camp
