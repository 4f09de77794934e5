#include "runtime/engine/engine.h"

#include <algorithm>
#include <utility>

#include "runtime/engine/stock.h"
#include "runtime/shelf/deployment.h"
#include "runtime/shelf/watch_list.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// Each is a thread and its memory; more than this no machine of ours has cores for.
constexpr std::uint32_t kShardsMax = 64;

// Names that built-in events use: shards only look them up.
constexpr std::string_view kBuiltinFields[] = {"message", "campaign", "channel", "conversation",
                                               "list",    "url",      "reason"};

}  // namespace

// ---- opening

Engine::Engine(Store& store, const Clock& clock, EngineOptions options)
    : store_(store),
      options_(std::move(options)),
      clock_(clock),
      programs_(store, names_),
      runs_(store),
      trials_(store),
      rhythms_(store) {}

Engine::~Engine() {
  crew_.reset();  // its last ticks may still offer messages
  outbox_.reset();
}

Result<std::unique_ptr<Engine>> Engine::open(Store& store, const Clock& clock,
                                             std::unique_ptr<Transport> transport,
                                             EngineOptions options) {
  std::unique_ptr<Engine> engine(new Engine(store, clock, std::move(options)));
  CAMP_TRY(engine->load());
  CAMP_TRY(engine->open_shards(std::move(transport)));
  CAMP_TRY(engine->finish_cancelling({}));  // before anybody enters anew
  CAMP_TRY(engine->take_stock());
  return engine;
}

Result<void> Engine::load() {
  CAMP_TRY(load_meta(store_, &meta_, &names_));
  CAMP_TRY(trials_.load());
  CAMP_ASSIGN(auto paused, read_pauses(store_));
  pauses_.replace(std::move(paused));
  CAMP_ASSIGN(auto signatures, read_approvals(store_));
  approvals_.replace(std::move(signatures));
  if (!options_.ask_approvals) approvals_.ask_nobody();
  auto& row = meta_.row;
  const auto counters = meta_.counters();
  const bool fresh = counters.contacts == 0 && counters.entered == 0 && row.next_run == 1;
  if (options_.make_virtual && !row.virtual_time) {
    if (!fresh) {
      return Error{ErrorKind::kRefused, "this is a live store: its clock is the real one", "",
                   "leave --virtual-time out, or use another folder for what-if runs"};
    }
    row.virtual_time = true;
    row.id = {};
    row_changed_ = true;
  } else if (meta_.is_new) {
    row.id = options_.store_id;
    row_changed_ = true;
  }
  if (!meta_.secret.is_set()) {
    meta_.secret = options_.secret;
    secret_changed_ = meta_.secret.is_set();
  }
  if (row.virtual_time) clock_.make_virtual(meta_.clock_ms());
  if (meta_.is_new) note(SystemKind::kMade);
  if (!row.virtual_time) CAMP_TRY(load_clock());
  for (auto field : kBuiltinFields) names_.number(field);
  if (row.current_program != 0) {
    CAMP_ASSIGN(current_, programs_.get(row.current_program));
    programs_.set_current(current_);
  }
  return {};
}

Result<void> Engine::load_clock() {
  const auto right = check_clock(meta_.clock_ms(), meta_.clock_mark, clock_.live());
  if (!right.ok() && !options_.accept_clock) return right;
  const auto& last = meta_.clock_mark;
  const auto& now = clock_.begun();
  // Not with every process: by an older mark of the same boot it can be told as well.
  mark_changed_ = now && (!right.ok() || !last || last->boot != now->boot ||
                          now->at_ms - last->at_ms > kClockJumpMs);
  if (mark_changed_) meta_.clock_mark = now;
  return right.ok() ? right : accept_clock();
}

// What the store took for now last is no later than now any more. What was decided meanwhile stays
// as it was decided: a wait of ten minutes that began in another year ends there.
Result<void> Engine::accept_clock() {
  note(SystemKind::kClockAccepted);
  auto batch = store_.make_batch();
  for (std::size_t p = 0; p < meta_.partitions.size(); ++p) {
    auto& row = meta_.partitions[p];
    if (row.tick == 0 || row.clock_ms <= now_ms()) continue;
    row.clock_ms = now_ms();
    batch->put(Family::kPartitions, keys::partition_row(static_cast<std::uint8_t>(p)),
               encode_partition_row(row));
  }
  return commit(*batch);
}

Result<void> Engine::open_shards(std::unique_ptr<Transport> transport) {
  if (transport) {
    Outbox::Start start;
    start.deliveries = meta_.deliveries;
    for (std::size_t p = 0; p < start.last_queued.size(); ++p)
      start.last_queued[p] = meta_.partitions[p].last_queued;
    start.mode = options_.outbox;
    start.now_ms = [this] { return clock_.now_ms(); };
    start.is_virtual = clock_.is_virtual();
    CAMP_ASSIGN(outbox_, Outbox::open(store_, programs_, runs_, pauses_, std::move(transport),
                                      std::move(start)));
  }
  const ShardWorld world{store_,       programs_,    runs_,        trials_,          pauses_,
                         approvals_,   rhythms_,     names_,       meta_.partitions, clock_,
                         meta_.row.id, meta_.secret, outbox_.get()};
  const auto count = clock_.is_virtual() ? 1u : std::clamp(options_.shards, 1u, kShardsMax);
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::uint32_t i = 0; i < count; ++i)
    shards.push_back(std::make_unique<Shard>(world, limits::kPartitions * i / count,
                                             limits::kPartitions * (i + 1) / count,
                                             options_.services ? options_.services() : nullptr));
  watched_ = shards[0].get();
  crew_ = std::make_unique<Crew>(std::move(shards));
  return {};
}

// ---- what is store-wide

void Engine::note(SystemKind kind, std::uint32_t subject, std::uint64_t count) {
  auto& entry = noted_.emplace_back(SystemEntry{kind, now_ms(), subject, count});
  if (!is_input(kind)) return;
  for (const auto& partition : meta_.partitions) entry.ticks.push_back(partition.tick);
}

Result<void> Engine::commit(WriteBatch& batch) {
  CAMP_TRY(clock_.check());
  auto new_names = names_.take_new();
  for (auto number : new_names)
    batch.put(Family::kMeta, meta_keys::name(number), names_.text(number));
  auto row = meta_.row;
  for (const auto& entry : noted_)
    batch.put(Family::kSystemLog, keys::system(row.next_entry++), encode_system_entry(entry));
  batch.put(Family::kMeta, meta_keys::kStore, encode_store_row(row));
  if (secret_changed_) batch.put(Family::kMeta, kSecretKey, encode_secret(meta_.secret));
  if (mark_changed_) batch.put(Family::kMeta, kClockMarkKey, encode_clock_mark(*meta_.clock_mark));
  auto committed = store_.commit(batch);
  if (!committed.ok()) {
    names_.put_back(std::move(new_names));
    return committed;
  }
  meta_.row = row;
  noted_.clear();
  row_changed_ = mark_changed_ = secret_changed_ = false;
  return committed;
}

Result<void> Engine::flush() {
  if (!row_changed_ && !mark_changed_ && !secret_changed_ && !names_.has_new() && noted_.empty())
    return {};
  auto batch = store_.make_batch();
  return commit(*batch);
}

// What an earlier process had requested belongs to the moment at which a virtual clock stands.
Result<void> Engine::begin() {
  CAMP_TRY(flush());
  if (std::exchange(begun_, true) || !virtual_time()) return {};
  return exchange();
}

Result<ProgramPtr> Engine::install(Program program) {
  auto before = meta_.row.current_program;
  auto batch = store_.make_batch();
  CAMP_ASSIGN(current_, programs_.install(std::move(program), meta_.row, *batch));
  programs_.set_current(current_);
  if (meta_.row.current_program == before) return current_;
  note(SystemKind::kTaken, meta_.row.current_program);
  CAMP_TRY(commit(*batch));
  CAMP_TRY(take_stock());
  return current_;
}

Result<ProgramPtr> Engine::deploy(Program program) {
  auto batch = store_.make_batch();
  CAMP_ASSIGN(current_, programs_.install(std::move(program), meta_.row, *batch));
  programs_.set_current(current_);
  batch->put(Family::kMeta, kDeploymentKey,
             encode_deployment({meta_.row.current_program, now_ms()}));
  CAMP_TRY(take_timetable(*batch));
  note(SystemKind::kDeployed, meta_.row.current_program);
  CAMP_TRY(commit(*batch));
  CAMP_TRY(take_stock());
  return current_;
}

// The list is written when all have been looked at; until then nothing else is done.
Result<void> Engine::take_stock() {
  if (!current_) return {};
  auto wanted = watch_list_of(*current_);
  CAMP_ASSIGN(const auto known, read_watch_list(store_));
  if (known == wanted) return {};
  const bool has_new = std::any_of(wanted.begin(), wanted.end(), [&](const WatchedSegment& it) {
    return std::find(known.begin(), known.end(), it) == known.end();
  });
  if (has_new) {
    CAMP_TRY(flush());
    SourceEach<StockTake> sources(crew_->size(), [&](std::size_t i) {
      return std::make_unique<StockTake>(current_, crew_->shard(i), store_, now_ms());
    });
    CAMP_TRY(crew_->do_all(sources.all()));
  }
  auto batch = store_.make_batch();
  batch->put(Family::kMeta, kWatchListKey, encode_watch_list(wanted));
  return commit(*batch);
}

Counters Engine::counters() const {
  return sum_of(meta_.partitions, outbox_ ? outbox_->rows() : meta_.deliveries);
}

Tally Engine::tally() const {
  Tally sum;
  for (std::size_t i = 0; i < crew_->size(); ++i) sum += crew_->shard(i).tick().tally();
  return sum;
}

}  // namespace camp
