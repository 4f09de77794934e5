// A shard: some of a store's partitions, with all that works on them: the tick in the making, the
// machine, the timers. It shares nothing that changes with other shards but the store, the outbox
// and what is remembered of programs and runs; so shards run side by side (crew.h).
//
// One thread at a time. Everything here works on the tick at hand; commit() ends it. After any
// error the shard is done for: its memory may be ahead of the store.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/delivery/outbox.h"
#include "runtime/engine/conductor.h"
#include "runtime/engine/event_meaning.h"
#include "runtime/engine/inputs.h"
#include "runtime/engine/service_client.h"
#include "runtime/engine/store_clock.h"
#include "runtime/shelf/rhythms.h"

namespace camp {

// What all shards of a store have in common; outlives them.
struct ShardWorld {
  Store& store;
  ProgramShelf& programs;
  RunBook& runs;
  TrialBook& trials;
  const Pauses& pauses;
  const Approvals& approvals;
  Rhythms& rhythms;
  Names& names;
  PartitionRows& rows;  // each shard its own
  StoreClock& clock;
  const Hash128& store_id;
  const StoreSecret& secret;
  Outbox* outbox = nullptr;  // none: messages stay in the store
};

// A request that is being made.
struct RequestUnderWay {
  std::int64_t due_ms = 0;  // of its key
  RequestRow row;
  ProgramPtr program;
  const CallDecl* call = nullptr;
};

// The message that a receipt is about, and who sent it.
struct Receipt {
  Work work;
  Touch* touch;  // until the row's touches change
};

// Whether by it its message is looked at for the first time, as best times count it.
bool is_first_answer(const Receipt& receipt, ReceiptKind kind);

class Shard {
 public:
  // Without `services` requests stay in the store.
  Shard(const ShardWorld& world, std::uint32_t first_partition, std::uint32_t end_partition,
        std::unique_ptr<ServiceClient> services);
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  std::uint32_t first_partition() const { return first_; }
  std::uint32_t end_partition() const { return end_; }
  Store& store() { return world_.store; }
  std::int64_t now_ms() const { return world_.clock.now_ms(); }
  Tick& tick() { return tick_; }
  const Tick& tick() const { return tick_; }
  Conductor& conductor() { return conductor_; }
  const Conductor& conductor() const { return conductor_; }

  // One synced batch of everything since the last; its messages go to the outbox. Nothing to do
  // when nothing happened.
  Result<void> commit();

  // contacts.cpp
  Result<void> upsert(const ContactBatch& batch, const ContactInput& input, UpsertCounts& counts);
  Result<bool> erase(std::string_view contact_id);  // false: there is no such contact

  // Before upsert() of all these: their rows are read at once.
  Result<void> look_ahead(std::span<const ContactInput* const> inputs);

  // events.cpp. Before apply() of the events at these places: what they need is read at once.
  Result<void> look_ahead(std::span<const EventInput> events, std::span<const std::size_t> indexes);
  // Nothing: an experiment's decision is to be made first, and the event is to come again.
  Result<std::optional<EventFate>> apply(const EventInput& event, EventCounts& counts);

  // timers.cpp
  // Up to one tick of what is due until then; false: nothing more is.
  Result<bool> wake_due(std::int64_t until_ms);
  Result<std::optional<std::int64_t>> next_due_ms();  // of the earliest timer
  // In a virtual store, where time is what is done: an experiment's decision lies before it, and is
  // the engine's to make.
  bool is_behind_decision(std::int64_t at_ms) const {
    return world_.clock.is_virtual() && at_ms >= world_.trials.next_ms();
  }
  std::uint64_t woken() const { return woken_; }  // transitions by timers, since construction

  // parked.cpp
  // Up to one tick of what waited for something that is no longer paused; false: no more does.
  Result<bool> release_parked();

  // requests.cpp
  // Answers in, requests out; it waits up to so long for the first answer, also when none is under
  // way. False: none is then.
  Result<bool> exchange(std::int64_t wait_ms);
  // Of the earliest request that is to be made; a lower bound. INT64_MAX: of none.
  std::int64_t next_request_ms() const;
  // Whether the tick has made a request that is to be answered before anything else happens.
  bool awaits_answer() const {
    return world_.clock.is_virtual() && services_ != nullptr && tick_.has_requests();
  }

 private:
  Result<void> commit_tick();
  // requests.cpp
  struct Beginning;
  Result<void> exchange_at_once();
  Result<void> take_answer(const ServiceAnswer& answer);
  Result<void> end_attempt(RequestUnderWay& request, const ServiceAnswer& answer);
  Result<void> begin_requests();
  std::unique_ptr<StoreIterator> requests_of(std::uint8_t partition);
  Result<void> collect_requests(std::uint8_t partition, std::vector<Beginning>& ready);
  Result<bool> may_begin(std::uint8_t partition, Beginning& one);
  static Result<void> read_arguments(const RequestUnderWay& request, Arena& arena,
                                     std::vector<Value>* values);
  Result<void> forget_requests(std::string_view contact_id);
  // What they waited for may be over: a pause.
  void look_at_requests();

  // contacts.cpp
  bool grant(ContactSlot& slot, const SubscriptionInput& granted, bool confirmed,
             std::vector<EventAtHand>& asked, UpsertCounts& counts);
  Result<void> skip_held(ContactSlot& slot);
  Result<void> end_by_erasure(ContactSlot& slot, const Instance& instance);
  Result<void> blank_journal(std::string_view contact_id, std::uint64_t tick);
  Result<void> forget_beside(const ContactSlot& slot);

  // events.cpp
  Result<void> wake_before(std::int64_t event_ms);
  Result<void> send_before(std::int64_t event_ms);

  // receipts.cpp
  using IsMeant = std::function<Result<bool>(const Touch&, const Sender&)>;
  Result<std::optional<Receipt>> find_message(ContactSlot& slot, const EventMeaning& meaning,
                                              const EventInput& event);
  Result<std::optional<Receipt>> last_message(ContactSlot& slot, const IsMeant& is_meant);
  Result<std::optional<Receipt>> receipt_of(ContactSlot& slot, OlderTouch& older);
  void apply_meaning(ContactSlot& slot, const EventMeaning& meaning, const Receipt* receipt,
                     EventAtHand& event);
  void ask(ContactSlot& slot, const Subscription& word, EventAtHand& event);
  EventAtHand confirm(ContactSlot& slot, Subscription word, const EventAtHand& event);
  void apply_receipt(const Receipt& receipt, const EventMeaning& meaning, EventAtHand& event);
  Result<std::optional<EventAtHand>> word_by(ContactSlot& slot, const Receipt* receipt,
                                             const EventMeaning& meaning, const EventAtHand& event);
  static Subscription stop_by(const Receipt* receipt, const EventMeaning& meaning);
  static Subscription objection_by(const Receipt& receipt);
  Result<std::optional<EventAtHand>> start_by(const Receipt& receipt, const EventAtHand& event);
  std::optional<EventAtHand> say(ContactSlot& slot, Subscription word, const EventAtHand& event);

  // timers.cpp
  Result<std::uint32_t> earliest_minute();
  Result<std::uint32_t> look_up_minute(std::uint8_t partition);
  struct DueTimer;
  Result<bool> collect_due(std::uint8_t partition, std::uint32_t minute, std::int64_t until_ms,
                           std::vector<DueTimer>* due);
  Result<std::size_t> wake_minute(std::uint32_t minute, std::int64_t until_ms);
  Result<void> wake(const DueTimer& timer);
  Result<void> start_planned(ContactSlot& slot, std::uint32_t run, std::int64_t now_ms);
  Result<void> write_started();

  // parked.cpp
  Result<void> wake_parked(PauseSubject subject, const ParkedWake& wake);

  // best_times.cpp
  std::vector<std::uint32_t> rhythm_groups(ContactSlot& slot, const LinkedProgram& current);
  Result<void> count_messages(ContactSlot& slot, const LinkedProgram& current);
  Result<void> count_answer(ContactSlot& slot, const Touch& touch, std::int64_t answered_ms);
  Result<std::shared_ptr<const Rhythm>> cohort_rhythm(ContactSlot& slot,
                                                      const DecidedMessage& decided,
                                                      Channel channel, std::int64_t now_ms);
  Result<std::optional<BestTimeFound>> best_time_of(ContactSlot& slot,
                                                    const DecidedMessage& decided,
                                                    const LinkedProgram& current,
                                                    std::int64_t now_ms);

  // messages.cpp: the second half of the gate
  Result<void> press_messages(std::int64_t now_ms);
  Result<void> press_contact(ContactSlot& slot, const LinkedProgram& current, std::int64_t now_ms);

  ShardWorld world_;
  const std::uint32_t first_, end_;
  Tick tick_;
  ContactChanges changes_;
  Conductor conductor_;
  std::unique_ptr<ServiceClient> services_;
  struct HashOfId {
    std::size_t operator()(const Hash128& id) const { return xxh3_64(id.view()); }
  };
  std::unordered_map<Hash128, RequestUnderWay, HashOfId> under_way_;
  // Per partition a lower bound of when its next request is due. Those under way are none of them.
  static constexpr std::int64_t kUnknownRequest = INT64_MIN;  // to be looked up
  std::array<std::int64_t, limits::kPartitions> next_request_ms_{};
  std::uint64_t woken_ = 0;
  std::uint32_t release_from_ = 0;  // a partition: those before have nothing to release
  // Of runs by contact time: who started in this tick, by partition and run.
  std::map<std::pair<std::uint8_t, std::uint32_t>, std::uint64_t> started_;
  // A lower bound of the first minute with timers, per partition (UINT32_MAX: none).
  static constexpr std::uint32_t kUnknownMinute = 0;  // to be looked up
  std::array<std::uint32_t, limits::kPartitions> next_minute_{};
};

// The contacts of its partitions, from the store or a view of it; for scans, past the cache.
std::unique_ptr<StoreIterator> contacts_of(Store& store, const Shard& shard);

}  // namespace camp
