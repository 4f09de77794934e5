// One round of the outbox: chunks and deferred messages in, one call of the transport, one synced
// batch with what became of them.
//
// A message that was read again from the store, was deferred, or whose contact changed since it was
// decided, is asked about anew: the contact may have unsubscribed or been erased, and then it is
// cancelled; or it may be the contact's night, and then it is deferred. What its channel's rate
// does not let leave waits in line (pacing.h), and so does what its transport has no room for. What
// a transport cannot tell after a crash is written down before the attempt (keys::attempted), and
// stays so while it is under way; recover() makes it `unknown`. One thread at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/delivery/outbox_rows.h"
#include "runtime/delivery/pacing.h"
#include "runtime/delivery/transport.h"
#include "runtime/delivery/under_way.h"
#include "runtime/shelf/pauses.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/journal.h"
#include "runtime/state/keys.h"
#include "runtime/state/outcomes.h"
#include "runtime/state/partition_row.h"

namespace camp {

struct RoundWork {
  struct Chunk {
    QueuedChunk chunk;
    bool ask = false;          // about its messages anew
    std::int64_t base_ms = 0;  // of one read from the store
  };
  std::vector<Chunk> chunks;
  std::vector<DeferredMessage> deferred;
  bool empty() const { return chunks.empty() && deferred.empty(); }
};

class Rounds {
 public:
  Rounds(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
         std::unique_ptr<Transport> transport, std::function<std::int64_t()> now_ms,
         bool is_virtual);
  ~Rounds();

  struct Failure {
    Error error;
    // A shortage: nothing was attempted, the same work may come again. Otherwise the store failed,
    // and what is known here may be ahead of it.
    bool shortage = false;
  };
  // What ended of what was under way is settled with it. Changes `rows` (counters, low_tick) and
  // `rates` as it does the store, or not at all. Nothing: done.
  std::optional<Failure> attempt(const RoundWork& work, std::int64_t now_ms, DeliveryRows& rows,
                                 RatesRow& rates);
  // What an earlier process was attempting when it ended. Called first.
  Result<void> recover(DeliveryRows& rows, RatesRow& rates, std::int64_t now_ms);
  // Of the store's current program; any thread.
  ChannelRules rules() const;
  void on_change(std::function<void()> changed) { transport_->on_change(std::move(changed)); }

 private:
  struct Open;  // a chunk at work
  struct Item;  // a message at work
  struct Candidate;
  struct State;  // of one attempt
  struct KnownProgram;
  // What speaks against a message now: for good, or until later.
  struct Standing {
    std::string refusal;  // "": nothing
    std::int64_t put_off_ms = 0;
    Gate gate = Gate::kPassed;  // that puts it off
  };

  void follow_program();
  Result<void> settle_ended(State& state, std::int64_t now_ms);
  Result<void> unpack(const RoundWork& work, std::int64_t now_ms, State& state);
  Result<Open*> open_stored(State& state, const UnderWay::Place& place, bool again);
  template <class Each>
  Result<void> each_message(Open& chunk, Each each);
  Result<void> add_messages(State& state, Open& chunk, bool ask, std::int64_t now_ms);
  Result<Standing> standing(const JournalEntry& entry, const MessageEntry& queued,
                            std::string_view contact_id, std::int64_t now_ms, bool ask,
                            bool was_put_off, Outgoing* out);
  Result<Standing> ask_gate(const LinkedProgram& program, const FlowDecl& flow, Channel channel,
                            std::string_view contact_id, std::uint32_t instance,
                            std::int64_t now_ms);
  Result<const KnownProgram*> known(std::uint32_t number);
  Pacing pace(State& state, std::int64_t now_ms);
  Result<void> record_attempt(State& state, const Pacing& pacing, const RatesRow& before,
                              std::int64_t now_ms);
  Result<void> forget_attempt(const State& state, const RatesRow& before);
  void add_under_way(const Open& chunk, Attempted& row) const;
  void put_under_way(WriteBatch& batch, const Open& chunk) const;
  void note_all(State& state, const Attempts& attempts, const Pacing& pacing, std::int64_t now_ms);
  void note(State& state, const Item& item, const Attempt& attempt, std::int64_t now_ms,
            bool own_time);
  Result<void> commit(State& state, WriteBatch& batch, DeliveryRows& rows, RatesRow& rates);
  Result<void> recover_chunk(State& state, const keys::OutboxKey& key, const Attempted& attempted,
                             std::int64_t now_ms);
  Result<void> read_messages(Open& chunk);

  Store& store_;
  ProgramShelf& programs_;
  RunBook& runs_;
  const Pauses& pauses_;
  std::unique_ptr<Transport> transport_;
  const std::function<std::int64_t()> now_ms_;
  const bool is_virtual_;
  std::unordered_map<std::uint32_t, std::unique_ptr<KnownProgram>> known_;
  ProgramPtr followed_;  // by the transport
  UnderWay under_way_;
  std::vector<EndedAttempt> ended_;  // of these, and not settled yet
  Arena arena_{64u << 10};
};

}  // namespace camp
