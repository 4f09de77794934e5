// What came into a store from outside, read back in the order in which it came: imports, events,
// runs by hand, an operator's orders, programs. With what providers and services answered it is all
// that a history hangs on, so that it can be lived once more (replay.h).
//
// A store keeps what came of an import, not the import: what changed nothing is not here, and has
// changed nothing. Of an erased contact nothing is. Names are the store's numbers. Owns its bytes,
// holds the whole in memory: limits::kRecordedInputs. One thread.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/limits.h"
#include "runtime/engine/inputs.h"
#include "runtime/engine/mend_order.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/status.h"
#include "runtime/explain/store_view.h"
#include "runtime/state/answered_entry.h"
#include "runtime/state/pauses_row.h"

namespace camp::sim {

// ---- inputs

struct RecordedUpsert {
  std::string_view attributes;
  std::vector<std::uint32_t> lists;
  std::vector<SubscriptionInput> subscriptions;
  bool confirmed = false;  // as of ContactBatch
};
// EventInput, but for the contact, as it came; `named`: of a receipt, with what the ledger knew of
// its message, by its name.
struct RecordedEvent {
  std::string_view id;
  std::uint32_t name = 0;
  std::int64_t time_ms = 0;
  std::string_view data;
  std::string_view named;  // data; empty: no other
  bool history = false;
};
// By the link of the last confirmation that she was sent: no history has the link itself.
struct RecordedConfirmation {
  std::string_view id;
  std::int64_t time_ms = 0;
  std::uint32_t conversation = 0;
  Channel channel{};
};
// By hand: what its schedule begins, the program does.
struct RecordedRun {
  std::uint32_t campaign = 0;
  std::string_view key;
};
struct RecordedPause {
  enum class Order : std::uint8_t { kPause, kResume, kShift, kCancel };
  Order order{};
  PauseSubject subject = kEverything;
};
struct RecordedMending {
  MendOrder order;
};
// Nothing came, and something was done: the process was at work then.
struct RecordedWork {};
struct RecordedProgram {
  std::uint32_t number = 0;
  bool last = false;  // none came behind it
};

struct RecordedInput {
  std::int64_t at_ms = 0;
  std::string_view contact;  // empty: the store's
  std::uint64_t tick = 0;    // of the contact's partition: what came at once came in one
  std::variant<RecordedUpsert, RecordedEvent, RecordedConfirmation, RecordedRun, RecordedPause,
               RecordedMending, RecordedProgram, RecordedWork>
      what;
};

// ---- answers

struct RecordedAnswer {
  RequestFate fate{};
  std::uint32_t status = 0;
  std::string_view reason;
  std::string_view data;  // of its event, when it answered
  std::size_t place = 0;  // among all, those of one contact in the order in which they came
};

// Of whom: those named; none named: everybody, or one in `every`, by a hash of their ids.
struct RecordingScope {
  std::vector<std::string> contacts;
  std::uint32_t every = 1;
  std::size_t most_inputs = limits::kRecordedInputs;
  bool is_whole() const { return contacts.empty() && every <= 1; }
};

class Recording {
 public:
  // Errors: kNotFound (a contact that was named is not there), kExhausted, kCorrupt, kIo.
  // kRefused: `progress` said no.
  static Result<Recording> read(StoreView& view, const RecordingScope& scope,
                                const ScanProgress& progress);

  const std::vector<RecordedInput>& inputs() const { return inputs_; }
  const std::vector<std::string_view>& contacts() const { return contacts_; }  // without the erased
  std::uint64_t erased() const { return erased_; }

  // Of messages that did not simply leave; and of requests.
  const std::map<Hash128, std::pair<Fate, std::string_view>>& failures() const { return failures_; }
  const RecordedAnswer* answer(const Hash128& request) const;

 private:
  friend class RecordingReader;
  Recording() : arena_(std::make_unique<Arena>(1u << 20)) {}

  std::unique_ptr<Arena> arena_;  // on the heap: views survive a move
  std::vector<RecordedInput> inputs_;
  std::vector<std::string_view> contacts_;
  std::uint64_t erased_ = 0;
  std::map<Hash128, std::pair<Fate, std::string_view>> failures_;
  std::map<Hash128, RecordedAnswer> answers_;
};

}  // namespace camp::sim
