#include "runtime/engine/engine.h"

#include "lang/base/bytes.h"
#include "runtime/shelf/deployment.h"
#include "runtime/shelf/meta.h"
#include "runtime/state/keys.h"

namespace camp {

Engine::Engine(Store& store, const Clock& clock, FileSystem& files, MimeWriter& mime,
               EngineOptions options)
    : store_(store),
      clock_(clock),
      options_(std::move(options)),
      programs_(store, names_),
      runs_(store),
      tick_(store, names_, row_, low_water_),
      conductor_(store, programs_, runs_, tick_, row_) {
  if (options_.deliver)
    dispatcher_ = std::make_unique<Dispatcher>(store, files, mime, options_.spool_root);
}

Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(Store& store, const Clock& clock, FileSystem& files,
                                             MimeWriter& mime, EngineOptions options) {
  bool make_virtual = options.make_virtual;
  std::unique_ptr<Engine> engine(new Engine(store, clock, files, mime, std::move(options)));
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
  auto handed_over_before = handed_over_;
  CAMP_TRY(recover());
  auto report = run_timers(until_ms, progress);
  if (!report.ok()) return report;
  if (!report->stopped && row_.clock_ms < until_ms) {
    row_.clock_ms = until_ms;
    tick_.touch();
    CAMP_TRY(commit());
  }
  CAMP_TRY(settle());
  report->messages = handed_over_ - handed_over_before;
  report->now_ms = row_.clock_ms;
  return report;
}

Result<TickReport> Engine::tick(const OnProgress& progress) {
  auto handed_over_before = handed_over_;
  CAMP_TRY(recover());
  auto report = run_timers(now_ms(), progress);
  if (!report.ok()) return report;
  CAMP_TRY(settle());
  report->messages = handed_over_ - handed_over_before;
  return report;
}

// ---- the end of a tick

Result<void> Engine::commit() {
  if (dispatcher_) record(dispatcher_->collect());
  std::vector<QueuedChunk> queued;
  for (std::size_t p = 0; p < next_minute_.size(); ++p)
    next_minute_[p] = std::min(next_minute_[p], tick_.earliest_minutes()[p]);
  CAMP_TRY(tick_.commit(row_.virtual_time ? row_.clock_ms : clock_.now_ms(), &queued));
  for (auto& chunk : queued) CAMP_TRY(push(std::move(chunk)));
  return {};
}

Result<void> Engine::push(QueuedChunk chunk) {
  ++outbox_[chunk.tick];
  if (!dispatcher_) return {};
  CAMP_ASSIGN(auto context, context_for(chunk));
  return dispatcher_->push({std::move(chunk), std::move(context)});
}

// Outcomes go into the tick at hand: recording them costs no batch of its own.
void Engine::record(std::vector<DispatchResult> results) {
  for (const auto& result : results) {
    for (const auto& chunk : result.chunks) {
      tick_.batch().put(Family::kJournal, keys::outcomes(chunk.partition, chunk.tick),
                        encode_outcomes(chunk.outcomes));
      tick_.batch().erase(Family::kOutbox, keys::outbox(chunk.tick, chunk.partition));
      auto failed = chunk.outcomes.exceptions.size();
      row_.counters.failed += failed;
      row_.counters.sent += chunk.outcomes.count - failed;
      handed_over_ += chunk.outcomes.count - failed;
      auto waiting = outbox_.find(chunk.tick);
      if (waiting != outbox_.end() && --waiting->second == 0) outbox_.erase(waiting);
    }
    for (const auto& [target, position] : result.positions)
      tick_.batch().put(Family::kMeta, spool_key(target), encode_spool_position(position));
    tick_.touch();
  }
  // Before recover(), outbox_ does not know what an earlier process left behind.
  if (recovered_) row_.outbox_low = outbox_.empty() ? row_.tick + 1 : outbox_.begin()->first;
}

Result<void> Engine::settle() {
  if (!dispatcher_) return {};
  CAMP_ASSIGN(auto results, dispatcher_->drain());
  record(std::move(results));
  if (!tick_.empty()) CAMP_TRY(commit());
  return {};
}

// The programs and runs that a chunk's messages name, readable on the dispatcher's thread. Usually
// the last one does.
Result<std::shared_ptr<const DispatchContext>> Engine::context_for(const QueuedChunk& chunk) {
  Arena arena;
  JournalReader reader(chunk.sealed, arena);
  JournalGroup group;
  std::shared_ptr<DispatchContext> grown;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      if (entry.kind != EntryKind::kMessage || entry.verdict.decision != Decision::kQueued)
        continue;
      const DispatchContext* known = grown ? grown.get() : context_.get();
      bool has_program = known && known->programs.count(entry.program) > 0;
      bool has_run =
          entry.subject.run == 0 || (known && known->run_keys.count(entry.subject.run) > 0);
      if (has_program && has_run) continue;
      if (!grown)
        grown = context_ ? std::make_shared<DispatchContext>(*context_)
                         : std::make_shared<DispatchContext>();
      CAMP_ASSIGN(grown->programs[entry.program], programs_.get(entry.program));
      if (entry.subject.run != 0) {
        CAMP_ASSIGN(const auto* run, runs_.get(entry.subject.run));
        grown->run_keys[entry.subject.run] = run->key;
      }
    }
  }
  if (!reader.ok())
    return Error{ErrorKind::kCorrupt, "a chunk of the journal cannot be read", "", ""};
  if (grown) context_ = std::move(grown);
  return context_;
}

Result<std::uint64_t> Engine::recover() {
  if (recovered_ || !dispatcher_) return std::uint64_t{0};
  auto before = handed_over_;
  std::string low;
  put_u64be(low, row_.outbox_low);
  auto pending = store_.iterate(Family::kOutbox, {.lower = low, .upper = {}, .fill_cache = true});
  for (pending->seek_to_first(); pending->valid(); pending->next()) {
    QueuedChunk chunk;
    CAMP_ASSERT(keys::parse_outbox(pending->key(), &chunk.tick, &chunk.partition));
    Reader in(pending->value());
    chunk.messages = in.varint32();
    CAMP_ASSIGN(bool found, store_.get(Family::kJournal, keys::journal(chunk.partition, chunk.tick),
                                       &chunk.sealed));
    if (!found) {
      return Error{ErrorKind::kCorrupt, "the outbox names a chunk that the journal does not have",
                   "", "keep a copy of the store and restore a backup"};
    }
    CAMP_TRY(push(std::move(chunk)));
  }
  CAMP_TRY(pending->status());
  recovered_ = true;
  CAMP_TRY(settle());
  return handed_over_ - before;
}

}  // namespace camp
