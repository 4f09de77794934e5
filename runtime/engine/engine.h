// The engine: contacts, events, timers and runs in; ticks of one synced batch; messages out.
//
// The owner of what is store-wide (programs, names, runs, the clock) and the face of the shards,
// which do the work (shard.h, crew.h). Owns nothing it is given but the transport; store and
// clock live longer. Calls from one thread. After any error but settle()'s the engine is to be
// closed: reopened, it stands at the end of the last committed ticks, and goes on from there.
//
// A commit acknowledges; nothing but settle() waits for messages to leave.
//
// Time: a live store takes it from the clock given, and does not go on by one that jumped
// (clock_jump.h); a virtual one from advance_to() and event times, only forward, and has one shard.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/engine/crew.h"
#include "runtime/engine/inputs.h"
#include "runtime/engine/runs.h"
#include "runtime/env/clock.h"
#include "runtime/shelf/approvals.h"
#include "runtime/shelf/meta.h"
#include "runtime/shelf/next_wake.h"
#include "runtime/shelf/pauses.h"
#include "runtime/shelf/timetable.h"
#include "runtime/shelf/trial_book.h"
#include "runtime/state/system_entry.h"
#include "runtime/state/test_run_row.h"

namespace camp {

struct EngineOptions {
  bool make_virtual = false;  // a new store gets a virtual clock
  Outbox::Mode outbox = Outbox::Mode::kThread;
  std::uint32_t shards = 1;    // of a live store; each has a thread when there are several
  Hash128 store_id;            // of a new store: never given before. Virtual ones have none
  StoreSecret secret;          // of a store that has none yet: never given before
  bool accept_clock = false;   // of a live store: its clock is right, though it jumped
  bool ask_approvals = true;   // false: scenarios, dry runs
  MakeServiceClient services;  // one for each shard; none: requests stay in the store
};

// Asked between ticks; false ends the work there (Ctrl-C). Everything committed stays.
struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
};
using OnProgress = std::function<bool(const Progress&)>;

struct TickReport {
  std::uint64_t transitions = 0;
  std::uint64_t runs = 0;    // that their schedules began
  std::uint64_t missed = 0;  // runs that were passed over: nobody had started them in time
  std::int64_t now_ms = 0;
  bool stopped = false;  // by OnProgress
};

struct RunReport {
  RunRow run;
  bool already = false;  // the run had been there, and everything was done
  bool resumed = false;  // it had been there, unfinished
  bool stopped = false;
};

struct TestRunReport {
  TestRunRow row;
  bool already = false;               // all of it had been sent
  std::vector<std::string> problems;  // of messages that could not be sent
};

// What a resume does to the waits that its pause held.
enum class Waits : std::uint8_t {
  kCatchUp,  // they end when they would have: what came due meanwhile happens at once
  kShift,    // they are longer by the time for which they were held
};

class Engine final : public ContactSink, public EventSink {
 public:
  // Errors: kNewer, kCorrupt, kRefused (make_virtual for a store that is live; a clock that jumped,
  // and accept_clock is not set).
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
  bool virtual_time() const { return clock_.is_virtual(); }
  std::int64_t now_ms() const { return clock_.now_ms(); }
  // From now on what the current program schedules is due: nothing of before is. The first tick
  // and deploy() do so by themselves.
  Result<void> begin_schedules();
  // Virtual stores that have done nothing yet: their time begins there.
  Result<void> begin_at(std::int64_t at_ms);
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
  // -- an operator's hand. What is paused does nothing and sends nothing, be it under way already:
  // what comes due or comes in meanwhile happens when it is resumed. Exits, goals and intake go on.
  // False: it was so before. A resume that shifts makes the waits that it frees longer by the time
  // for which they were held, before anything else; whoever works next goes on with one that was
  // stopped. Errors of it: kInvalid for a channel, which holds no waits.
  Result<bool> pause(PauseSubject subject, std::string reason);
  Result<bool> resume(PauseSubject subject, Waits waits = Waits::kCatchUp,
                      const OnProgress& progress = {});
  const Pauses& pauses() const { return pauses_; }
  // What somebody says of a flow's content, be it of a program that is not installed yet: on disk
  // when it returns. kRefused, kInvalid and kNotFound as check_signature(). Fills in flow, time and
  // digest.
  Result<ApprovalStanding> sign(const Program& program, const FlowDecl& flow, Signature signature);
  const Approvals& approvals() const { return approvals_; }
  // Messages to seeds, by this transport: on record, and in no ledger, cap or statistic. `order`
  // has flow, key and who. With the key of an earlier one it goes on, or finds all done. kRefused:
  // that had other messages.
  Result<TestRunReport> send_tests(TestRunRow order, std::span<const Outgoing> messages,
                                   Transport& transport, const OnProgress& progress = {});
  // Everybody leaves the flow (or all flows: kEverything) where they stand, runs that have not
  // ended never will. New entries and new runs go on. How many instances it ended.
  Result<std::uint64_t> cancel(PauseSubject flow, const OnProgress& progress = {});
  // About instances that failed (mend_order.h).
  Result<MendReport> mend(const MendOrder& order, const OnProgress& progress = {});
  // Whose subscription the link confirms, as the event that says so has to name her; nothing: it is
  // no link of this store. It may be pasted whole.
  std::optional<std::string> contact_of_link(std::string_view pasted) const;
  // The link that the contact was sent last; "": none was.
  Result<std::string> last_link(const std::string& contact_id, std::uint32_t conversation,
                                Channel channel);
  // False: there is no such contact. The ledger keeps balance; names, addresses and texts go.
  Result<bool> erase(std::string_view contact_id);
  // Waits until services have answered, also what is asked again soon, and until every message that
  // is in the outbox has left, and records what became of it: what an earlier process left behind,
  // too. The error of a shortage (full disk): the messages stay in the outbox, the engine may be
  // used on, and settle() tries again. False of `go_on`, which is asked while messages leave: no
  // longer.
  Result<void> settle(const std::function<bool()>& go_on = {});
  std::uint64_t handed_over() const { return outbox_ ? outbox_->sent() : 0; }  // since open()

  Tally tally() const;  // since open()

  // Who looks on while transitions are made; null: nobody. For an engine of one shard.
  void watch(MachineWatch* watch) { watched_->conductor().watch(watch); }

  // -- reading
  Counters counters() const;
  std::uint32_t current_number() const { return meta_.row.current_program; }  // 0: none
  Names& names() { return names_; }
  RunBook& runs() { return runs_; }
  const TrialBook& trials() const { return trials_; }
  Store& store() { return store_; }
  Result<std::optional<std::int64_t>> next_due_ms();  // of the earliest timer or scheduled run
  Result<NextWake> next_wake();  // the same for who watches: without timers that wake nobody
  // When a message that could not leave is attempted again, at the earliest.
  std::optional<std::int64_t> next_attempt_ms() const;

 private:
  Sha256 running_content(std::uint32_t flow_number) const;
  Engine(Store& store, const Clock& clock, EngineOptions options);
  Result<void> load();
  Result<void> load_clock();
  Result<void> accept_clock();
  Result<void> take_stock();
  Result<void> open_shards(std::unique_ptr<Transport> transport);
  // An entry of the system log, in the next commit().
  void note(SystemKind kind, std::uint32_t subject = 0, std::uint64_t count = 0);
  // What is store-wide and new (names, the store's row, its log), with what else is in the batch.
  Result<void> commit(WriteBatch& batch);
  Result<void> flush();  // what shards are about to use is on disk first
  Result<void> begin();  // the same, at the beginning of work
  Result<void> exchange();
  Result<TickReport> wake_due(std::int64_t until_ms, const OnProgress& progress);

  // Of the next scheduled run or decision.
  Result<std::optional<std::int64_t>> next_own_ms();
  Result<std::size_t> end_before_own(std::span<const EventInput> events, std::size_t begin);
  Result<void> let_leave(std::int64_t* to_ms);
  Result<TickReport> work_until(std::int64_t until_ms, const OnProgress& progress);
  Result<void> move_clock(std::int64_t to_ms);  // of a virtual store, forward

  // engine_decisions.cpp: false: nothing was due.
  Result<bool> decide_due(std::int64_t until_ms);
  Result<void> decide(const Trial& trial);
  // engine_pauses.cpp
  Result<void> change_pauses(PausesRow row, WriteBatch& batch);
  Result<void> release(const OnProgress& progress);
  Result<bool> finish_shifting(const OnProgress& progress);  // false: it was stopped
  Result<void> cancel_runs(const std::vector<std::uint32_t>& flows, WriteBatch& batch);
  Result<std::uint64_t> finish_cancelling(const OnProgress& progress);
  Result<void> go_on_with_paused_runs(PauseSubject subject, const OnProgress& progress);

  // engine_tests.cpp
  Result<void> send_some(TestRunRow& row, std::span<const Outgoing> some, Transport& transport,
                         std::vector<std::string>* problems);
  Result<void> record(const TestRunRow& row, const std::vector<Attempts::Row>& others);

  // engine_runs.cpp
  struct RunStart {
    std::string key;
    std::optional<Nominal> nominal;   // when its schedule says
    Timetable::Line* line = nullptr;  // of that schedule, done with it already
  };
  Result<void> check_approved(const LinkedProgram& program, std::uint32_t flow) const;
  Result<RunAtHand> run_at_hand(std::uint32_t number);
  Result<RunAtHand> find_or_make_run(const ProgramPtr& program, std::uint32_t flow,
                                     const RunStart& start, RunReport* report);
  Result<void> go_on_with(RunAtHand& at_hand, const OnProgress& progress, bool* stopped);
  Result<void> take_snapshot(RunAtHand& at_hand);
  Result<void> send_pages(RunAtHand& at_hand, const OnProgress& progress, bool* stopped);

  // engine_schedules.cpp
  Result<bool> take_timetable(WriteBatch& batch);  // false: nothing of it is new
  std::vector<ScheduleRow*> schedule_rows();
  Result<std::optional<std::int64_t>> next_run_ms();
  // False: nothing was due.
  Result<bool> start_due(std::int64_t until_ms, const OnProgress& progress, TickReport* report);
  Result<std::uint64_t> pass_over_missed(Timetable::Line& line, std::int64_t until_ms);
  Result<void> start_scheduled(Timetable::Line& line, const OnProgress& progress,
                               TickReport* report);
  Result<void> go_on_with_runs(ScheduleRow& row, const OnProgress& progress, TickReport* report);
  Result<void> forget_run(ScheduleRow& row, std::uint32_t number);
  Result<void> commit_row(const ScheduleRow& row);

  Store& store_;
  EngineOptions options_;
  StoreClock clock_;
  StoreMeta meta_;
  bool begun_ = false;  // some work
  bool row_changed_ = false;
  bool mark_changed_ = false;  // the clock's
  bool secret_changed_ = false;
  std::vector<SystemEntry> noted_;  // not on disk yet
  Names names_;
  ProgramShelf programs_;
  RunBook runs_;
  TrialBook trials_;
  Rhythms rhythms_;
  Pauses pauses_;
  Approvals approvals_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Crew> crew_;
  Shard* watched_ = nullptr;
  ProgramPtr current_;
  Timetable timetable_;  // of current_, once it was asked for
};

}  // namespace camp
