// The engine: contacts, events, timers and runs in; ticks of one synced batch; messages out.
//
// Owns nothing it is given but the transport (store and clock live longer). One thread calls it;
// only the outbox has a thread of its own. After any error but settle()'s the engine is to be
// closed: reopened, it stands at the end of the last committed tick, and goes on from there.
//
// A commit acknowledges; nothing but settle() waits for messages to leave.
//
// Time: a live store takes it from the clock given; a virtual one from advance_to() and event
// times, only forward.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/conductor.h"
#include "runtime/engine/handover.h"
#include "runtime/engine/inputs.h"
#include "runtime/env/clock.h"

namespace camp {

struct EngineOptions {
  bool make_virtual = false;  // a new store gets a virtual clock
  Outbox::Mode outbox = Outbox::Mode::kThread;
};

// Asked between ticks; false ends the work there (Ctrl-C). Everything committed stays.
struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
};
using OnProgress = std::function<bool(const Progress&)>;

struct TickReport {
  std::uint64_t transitions = 0;
  std::int64_t now_ms = 0;
  bool stopped = false;  // by OnProgress
};

struct RunReport {
  RunRow run;
  bool already = false;         // the run had been there, and everything was done
  bool resumed = false;         // it had been there, unfinished
  std::uint64_t incidents = 0;  // what could not be evaluated in this call, contact by contact
  bool stopped = false;
};

class Engine final : public ContactSink, public EventSink {
 public:
  // Errors: kNewer, kCorrupt, kInvalid (make_virtual for a store that is live).
  // Without a transport, messages stay in the outbox.
  static Result<std::unique_ptr<Engine>> open(Store& store, const Clock& clock,
                                              std::unique_ptr<Transport> transport,
                                              EngineOptions options);
  ~Engine() override;

  // -- programs: the current one takes new entries; instances keep the one they started with
  Result<ProgramPtr> install(Program program);
  // Installs it and notes in the same batch that the store was deployed to (shelf/deployment.h).
  Result<ProgramPtr> deploy(Program program);
  const ProgramPtr& current() const { return current_; }  // null until one was installed
  ProgramShelf& programs() { return programs_; }

  // -- time
  bool virtual_time() const { return row_.virtual_time; }
  std::int64_t now_ms() const;
  // Virtual stores: does what is due until then, then stands there. kInvalid for a time behind the
  // clock.
  Result<TickReport> advance_to(std::int64_t until_ms, const OnProgress& progress = {});

  // -- work
  Result<UpsertCounts> upsert(const ContactBatch& batch) override;
  Result<EventCounts> apply(std::span<const EventInput> events,
                            std::vector<EventFate>* fates) override;
  Result<TickReport> tick(const OnProgress& progress = {});  // everything due now (the clock's now)
  // The run of this campaign with this key: begun, resumed or found done.
  Result<RunReport> run(std::string_view campaign, std::string_view key,
                        const OnProgress& progress = {});
  // False: there is no such contact. The ledger keeps balance; names, addresses and texts go.
  Result<bool> erase(std::string_view contact_id);
  // Waits until every message that is in the outbox has left, and records what became of it: what
  // an earlier process left behind, too. The error of a shortage (full disk): the messages stay in
  // the outbox, the engine may be used on, and settle() tries again.
  Result<void> settle();
  std::uint64_t handed_over() const { return handover_.sent(); }  // since open()

  // Coverage: notes which ways transitions go (runtime/vm/branch_hits.h), until told null.
  void watch(BranchHits* hits) { conductor_.watch(hits); }

  // -- reading
  const EngineRow& row() const { return row_; }
  Names& names() { return names_; }
  RunBook& runs() { return runs_; }
  Store& store() { return store_; }
  Result<std::optional<std::int64_t>> next_due_ms();  // of the earliest timer

 private:
  Engine(Store& store, const Clock& clock, std::unique_ptr<Transport> transport,
         EngineOptions options);
  Result<void> load();
  Result<void> commit();  // the tick at hand, with finished outcomes; hands its messages on

  // contacts.cpp
  Result<void> end_by_erasure(ContactSlot& slot, const Instance& instance);
  Result<void> blank_journal(std::string_view contact_id, std::uint64_t tick);

  // events.cpp
  Result<EventFate> apply_one(const EventInput& event, EventCounts& counts);
  enum class Seen : std::uint8_t { kNew, kSame, kOther };
  Result<Seen> seen_before(const ContactSlot& slot, const EventInput& event, const Hash128& id_hash,
                           const Hash128& content);
  Result<void> make_time_for(std::int64_t event_ms);
  Result<void> apply_builtin(ContactSlot& slot, EventAtHand& event, std::int64_t now_ms);
  Result<void> apply_receipt(ContactSlot& slot, EventAtHand& event, ReceiptKind kind,
                             std::int64_t now_ms);

  // timers.cpp
  Result<TickReport> run_timers(std::int64_t until_ms, const OnProgress& progress);
  Result<std::uint32_t> earliest_minute();
  Result<std::uint32_t> look_up_minute(std::uint8_t partition);
  struct DueTimer;
  Result<bool> collect_due(std::uint8_t partition, std::uint32_t minute, std::int64_t until_ms,
                           std::vector<DueTimer>* due);
  Result<std::size_t> wake_minute(std::uint32_t minute, std::int64_t until_ms);

  // runs.cpp
  Result<RunRow> find_or_make_run(const LinkedProgram& program, std::uint32_t flow,
                                  std::string_view key, RunReport* report);
  Result<void> take_snapshot(RunRow& run, const ProgramPtr& program, std::uint32_t flow);
  Result<void> send_pages(RunRow& run, const ProgramPtr& program, std::uint32_t flow,
                          const OnProgress& progress, bool* stopped);

  Store& store_;
  const Clock& clock_;
  EngineOptions options_;
  EngineRow row_;
  LowWaterMarks low_water_{};
  Names names_;
  ProgramShelf programs_;
  RunBook runs_;
  Tick tick_;
  ContactChanges changes_;
  Conductor conductor_;
  Handover handover_;
  std::int64_t refill_after_ms_ = 0;  // by the clock given: pause after a shortage
  ProgramPtr current_;
  // A lower bound of the first minute with timers, per partition (UINT32_MAX: none).
  static constexpr std::uint32_t kUnknownMinute = 0;  // to be looked up
  std::array<std::uint32_t, limits::kPartitions> next_minute_{};
};

}  // namespace camp
