// The journal: the ledger of every message and the history of every transition, in chunks.
//
// A chunk holds what one tick did to the contacts of one partition, by contact in key order.
// Reports, `why`, `comms` and `ledger verify` are folds over chunks; the contact's row keeps the
// ticks of its chunks (refs).
//
//   chunk := version:u8 base_ms:zigzag queued:varint n:varint group* checksum:u32
//            -- queued: how many of its messages are for the outbox
//   group := contact_id:bytes n:varint entry*
//   entry := kind:u8 at_offset_ms:zigzag subject body             -- subject, bodies: journal.cpp
// Names (flow, message, goal, arm, ...) are the store's numbers; steps are indexes into the
// program's steps.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/hash.h"
#include "lang/catalog/channels.h"
#include "lang/value/value.h"
#include "runtime/policy/gate.h"
#include "runtime/state/contact_row.h"

namespace camp {

inline constexpr std::uint8_t kJournalVersion = 1;

// Persisted: numbers never move.
enum class EntryKind : std::uint8_t {
  kTransition = 1,  // an instance was woken and went on to its next wait or its end
  kAssigned = 2,    // to an arm of an experiment
  kMessage = 3,     // a message was decided: queued, withheld or skipped
  kRefused = 4,     // an entry into a journey was refused
  kConverted = 5,   // an event reached a goal
  kReceipt = 6,     // a provider or the contact answered a message
  kIncident = 7,    // a transition failed; nothing of it happened
  kConsent = 8,     // a subscription changed
  kAttributes = 9,  // attributes changed, all of one import or one transition
  kList = 10,       // put on a list, or taken off
};
enum class WakeKind : std::uint8_t { kStart = 1, kTimer = 2, kEvent = 3, kExitEvent = 4 };
enum class StopKind : std::uint8_t { kParked = 1, kFinished = 2, kExited = 3, kIncident = 4 };
enum class Refusal : std::uint8_t { kOnce = 1, kStillIn = 2, kTooSoon = 3, kTooMany = 4 };
enum class ReceiptKind : std::uint8_t {
  kDelivered = 1,
  kOpened = 2,
  kClicked = 3,
  kReplied = 4,
  kBounced = 5,
  kUnsubscribed = 6,
  kComplained = 7,
  kFailed = 8,
};

// Whose doing an entry is. Reports group by it, so every entry says it whole.
struct Subject {
  std::uint32_t flow = 0;
  std::uint32_t run = 0;
  std::uint32_t instance = 0;
  std::vector<Assignment> arms;  // of this flow's experiments
};

// One struct for all kinds: a reader looks at the fields of its kind (in brackets).
struct JournalEntry {
  EntryKind kind{};
  std::int64_t at_ms = 0;
  Subject subject;
  std::uint32_t program = 0;  // [transition, message, incident]
  // transition
  WakeKind wake{};
  StopKind stop{};
  std::uint32_t from_step = 0xFFFFFFFF;  // kNone: from the start
  std::uint32_t to_step = 0xFFFFFFFF;    // where it stands or ended
  std::int64_t due_ms = 0;               // parked
  std::string_view event_id;             // [transition by an event, converted, receipt]
  std::uint32_t event = 0;               // name number, 0: none [same]
  std::string_view text;                 // exit reason, incident text, receipt url or reason
  // assigned
  Assignment assigned;
  // message
  Hash128 ledger_id;          // [message, receipt, converted]
  std::uint32_t message = 0;  // name number [message, receipt, converted]
  std::uint32_t step = 0;
  std::uint32_t content = 0;   // into the contents of the message, in its program
  bool transactional = false;  // the message's category, as the gate took it
  Channel channel{};           // [message, receipt, consent]
  Verdict verdict{};
  bool was_held = false;  // the second entry of a message that was held
  // bit per channel that was tried and not reachable before this one
  std::uint32_t tried = 0;
  std::string_view address;
  // n:varint (bytes)*: the template slots' texts, subject's first
  std::string_view slots;
  // refused
  Refusal refusal{};
  // converted
  std::uint32_t goal = 0;     // name number
  Value worth;                // absent: not said
  std::int64_t event_ms = 0;  // the event's own time
  // receipt
  ReceiptKind receipt{};
  bool first = false;  // the first of its kind for this message
  // consent
  std::uint32_t conversation = 0;
  bool subscribed = false;
  // attributes: the new values, encoded like a row's; absent: taken away. Empty once erased
  std::string_view attributes;
  // list
  std::uint32_t list = 0;  // name number
  bool member = false;
  std::uint32_t code = 0;  // incident: offset in the program's code
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

inline bool is_queued(const JournalEntry& entry) {
  return entry.kind == EntryKind::kMessage && entry.verdict.decision == Decision::kQueued;
}

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
  std::int64_t base_ms_ = 0;
  std::uint32_t queued_ = 0;
  std::size_t groups_left_ = 0;
  std::string_view last_contact_id_;  // ids must ascend
  bool ok_ = true;
};

// What became of the queued messages of a chunk, in their order in it. A missing row: they have not
// left yet.
//   outcomes := version:u8 at_ms:zigzag file:bytes n:varint exceptions:varint exception* checksum
//   exception := ordinal:varint outcome:u8 at:zigzag text:bytes      -- at = offset to at_ms
enum class MessageOutcome : std::uint8_t {
  kSent = 1,
  kFailed = 2,
  kCancelled = 3,
  kUnknown = 4,
  kDeferred = 5,  // not yet an outcome: will be attempted again
};
struct OutcomeException {
  std::uint32_t ordinal = 0;  // among the chunk's queued messages
  MessageOutcome outcome{};
  std::int64_t at_ms = 0;
  std::string text;  // sent: where it is, when not in `file`; else why
};
struct Outcomes {
  std::int64_t at_ms = 0;
  // where the spool has them, relative to it, or the provider's id: of the first
  std::string file;
  // queued messages of the chunk; all sent, but for the exceptions
  std::uint32_t count = 0;
  std::vector<OutcomeException> exceptions;  // by ordinal
};
std::string encode_outcomes(const Outcomes& outcomes);
bool decode_outcomes(std::string_view sealed, Outcomes* out);

}  // namespace camp
