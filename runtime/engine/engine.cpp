#include "runtime/engine/engine.h"

#include "lang/base/bytes.h"
#include "runtime/shelf/deployment.h"
#include "runtime/shelf/meta.h"
#include "runtime/state/keys.h"

namespace camp {

namespace {
// A shortage is not met with every tick anew.
constexpr std::int64_t kPauseAfterShortageMs = 1000;
}  // namespace

Engine::Engine(Store& store, const Clock& clock, std::unique_ptr<Transport> transport,
               EngineOptions options)
    : store_(store),
      clock_(clock),
      options_(std::move(options)),
      programs_(store, names_),
      runs_(store),
      tick_(store, names_, row_, low_water_),
      changes_(tick_, row_),
      conductor_(store, programs_, runs_, tick_, changes_),
      handover_(store, programs_, runs_, std::move(transport), options_.outbox) {}

Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(Store& store, const Clock& clock,
                                             std::unique_ptr<Transport> transport,
                                             EngineOptions options) {
  bool make_virtual = options.make_virtual;
  std::unique_ptr<Engine> engine(new Engine(store, clock, std::move(transport), options));
  CAMP_TRY(engine->load());
  const auto& row = engine->row_;
  bool fresh = row.counters.contacts == 0 && row.counters.entered == 0 && row.next_run == 1;
  if (make_virtual && !engine->row_.virtual_time) {
    if (!fresh) {
      return Error{ErrorKind::kRefused, "this is a live store: its clock is the real one", "",
                   "leave --virtual-time out, or use another folder for what-if runs"};
    }
    engine->row_.virtual_time = true;
  }
  return engine;
}

Result<void> Engine::load() {
  CAMP_TRY(load_meta(store_, &row_, &low_water_, &names_));
  handover_.begin_at(row_.outbox_low);
  next_minute_.fill(kUnknownMinute);
  if (row_.current_program != 0) {
    CAMP_ASSIGN(current_, programs_.get(row_.current_program));
  }
  return {};
}

Result<ProgramPtr> Engine::install(Program program) {
  auto before = row_.current_program;
  CAMP_ASSIGN(current_, programs_.install(std::move(program), row_, tick_.batch()));
  if (row_.current_program != before) {
    tick_.touch();
    CAMP_TRY(commit());
  }
  return current_;
}

Result<ProgramPtr> Engine::deploy(Program program) {
  CAMP_ASSIGN(current_, programs_.install(std::move(program), row_, tick_.batch()));
  tick_.batch().put(Family::kMeta, kDeploymentKey,
                    encode_deployment({row_.current_program, now_ms()}));
  tick_.touch();
  CAMP_TRY(commit());
  return current_;
}

std::int64_t Engine::now_ms() const { return row_.virtual_time ? row_.clock_ms : clock_.now_ms(); }

Result<TickReport> Engine::advance_to(std::int64_t until_ms, const OnProgress& progress) {
  CAMP_ASSERT(row_.virtual_time);
  if (until_ms < row_.clock_ms) {
    return Error{ErrorKind::kInvalid, "the store's clock only goes forward", "",
                 "ask for a later time, or make a new store"};
  }
  auto report = run_timers(until_ms, progress);
  if (!report.ok()) return report;
  if (!report->stopped && row_.clock_ms < until_ms) {
    row_.clock_ms = until_ms;
    tick_.touch();
    CAMP_TRY(commit());
  }
  report->now_ms = row_.clock_ms;
  return report;
}

Result<TickReport> Engine::tick(const OnProgress& progress) {
  return run_timers(now_ms(), progress);
}

// ---- the end of a tick

Result<void> Engine::commit() {
  for (std::size_t p = 0; p < next_minute_.size(); ++p)
    next_minute_[p] = std::min(next_minute_[p], tick_.earliest_minutes()[p]);
  if (handover_.record(tick_, row_, false))
    refill_after_ms_ = clock_.now_ms() + kPauseAfterShortageMs;
  std::vector<QueuedChunk> queued;
  CAMP_TRY(tick_.commit(row_.virtual_time ? row_.clock_ms : clock_.now_ms(), &queued));
  CAMP_TRY(handover_.committed(std::move(queued)));
  if (clock_.now_ms() < refill_after_ms_) return {};
  return handover_.refill();
}

Result<void> Engine::settle() {
  if (!handover_.delivers()) return {};
  handover_.record(tick_, row_, true);  // whatever shortage an earlier round met: it is tried again
  while (true) {
    CAMP_TRY(handover_.refill());
    auto shortage = handover_.record(tick_, row_, true);
    if (!tick_.empty()) CAMP_TRY(commit());
    if (shortage) return *shortage;
    if (handover_.finished()) return {};
  }
}

}  // namespace camp
