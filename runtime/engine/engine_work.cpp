// What is asked of the engine, given to the shards that it concerns.
#include <algorithm>

#include "runtime/engine/engine.h"
#include "runtime/engine/intake.h"

namespace camp {
namespace {

bool paces(const LinkedProgram* program) {
  if (program == nullptr) return false;
  const auto& channels = program->program().channels;
  return std::any_of(channels.begin(), channels.end(),
                     [](const ChannelDecl& it) { return it.rate.limit != 0; });
}

}  // namespace

Result<UpsertCounts> Engine::upsert(const ContactBatch& batch) {
  CAMP_TRY(begin());
  SourceEach<Upserts> sources(crew_->size(),
                              [&](std::size_t) { return std::make_unique<Upserts>(batch); });
  for (const auto& input : batch.contacts) sources[crew_->shard_of(input.id)].add(input);
  CAMP_TRY(crew_->do_all(sources.all()));
  UpsertCounts counts;
  for (std::size_t i = 0; i < crew_->size(); ++i) {
    const auto& unknown = sources[i].counts.unknown;
    counts.unknown.insert(counts.unknown.end(), unknown.begin(), unknown.end());
    counts.created += sources[i].counts.created;
    counts.changed += sources[i].counts.changed;
    counts.unchanged += sources[i].counts.unchanged;
    counts.erased += sources[i].counts.erased;
    counts.to_confirm += sources[i].counts.to_confirm;
    counts.objections += sources[i].counts.objections;
  }
  return counts;
}

Result<std::optional<std::int64_t>> Engine::next_own_ms() {
  CAMP_ASSIGN(auto next_ms, next_run_ms());
  const auto decision_ms = trials_.next_ms();
  if (decision_ms != INT64_MAX) next_ms = std::min(next_ms.value_or(INT64_MAX), decision_ms);
  return next_ms;
}

// The events from `begin` on that lie before the next scheduled run or decision. A virtual store's
// clock goes with its events, so what is due before one is done before it; a live one's does not.
Result<std::size_t> Engine::end_before_own(std::span<const EventInput> events, std::size_t begin) {
  if (!virtual_time()) return events.size();
  CAMP_ASSIGN(const auto own_ms, next_own_ms());
  const auto is_behind = [&](const EventInput& event) {
    return own_ms && event.time_ms >= *own_ms && event.time_ms <= now_ms() + limits::kClockLeapMs;
  };
  const auto rest = events.subspan(begin);
  const auto found = std::find_if(rest.begin(), rest.end(), is_behind);
  return begin + static_cast<std::size_t>(found - rest.begin());
}

Result<EventCounts> Engine::apply(std::span<const EventInput> events,
                                  std::vector<EventFate>* fates) {
  CAMP_TRY(begin());
  // Who comes now is on this side of a decision that is due; a virtual clock has not come to it.
  if (!virtual_time()) CAMP_TRY(decide_due(now_ms()));
  fates->assign(events.size(), EventFate::kApplied);
  EventCounts counts;
  for (std::size_t begin = 0; begin < events.size();) {
    CAMP_ASSIGN(const auto end, end_before_own(events, begin));
    if (end == begin) {
      CAMP_ASSIGN(const auto own_ms, next_own_ms());
      CAMP_TRY(work_until(std::max(*own_ms, now_ms()), {}));
      continue;
    }
    SourceEach<Intake> sources(
        crew_->size(), [&](std::size_t) { return std::make_unique<Intake>(events, *fates); });
    for (auto i = begin; i < end; ++i) sources[crew_->shard_of(events[i].contact)].add(i);
    CAMP_TRY(crew_->do_all(sources.all()));
    for (std::size_t i = 0; i < crew_->size(); ++i) {
      counts += sources[i].counts;
      begin += sources[i].done();  // only a virtual store's one shard stops before its end
    }
  }
  return counts;
}

Result<bool> Engine::erase(std::string_view contact_id) {
  Erasure erasure(contact_id);
  CAMP_TRY(crew_->do_for(contact_id, erasure));
  return erasure.erased;
}

Result<TickReport> Engine::wake_due(std::int64_t until_ms, const OnProgress& progress) {
  CAMP_TRY(begin());
  TickReport report;
  std::atomic<std::uint64_t> transitions{0};
  SourceEach<DueTimers> sources(crew_->size(), [&](std::size_t) {
    return std::make_unique<DueTimers>(until_ms, transitions);
  });
  const auto go_on = [&] { return !progress || progress({transitions.load(), 0}); };
  CAMP_ASSIGN(report.stopped, crew_->do_all(sources.all(), go_on));
  report.transitions = transitions;
  report.now_ms = now_ms();
  return report;
}

Result<void> Engine::begin_at(std::int64_t at_ms) {
  CAMP_ASSERT(virtual_time() && now_ms() == 0);
  return move_clock(at_ms);
}

Result<void> Engine::move_clock(std::int64_t to_ms) {
  if (!virtual_time() || now_ms() >= to_ms) return {};
  clock_.move_to(to_ms);
  meta_.row.clock_ms = to_ms;
  auto batch = store_.make_batch();
  return commit(*batch);
}

// A virtual clock stops where a message that was put off may leave. Where a channel has a rate,
// that rests on when those before it did: it goes on when what may leave now has left.
Result<void> Engine::let_leave(std::int64_t* to_ms) {
  if (!virtual_time() || !outbox_) return {};
  if (!paces(current_.get()) && !outbox_->next_attempt_ms()) return {};
  (void)outbox_->settle();  // after a shortage they stay, and hand-over says so
  CAMP_ASSIGN(const auto due_ms, next_due_ms());
  *to_ms = std::min(*to_ms, std::max(due_ms.value_or(*to_ms), now_ms()));
  const auto attempt_ms = outbox_->next_attempt_ms();
  if (attempt_ms && *attempt_ms > now_ms()) *to_ms = std::min(*to_ms, *attempt_ms);
  return {};
}

// Timers first, then the runs that are due: whoever waits for 09:00 goes on before the run of 09:00
// begins. A decision comes before the timers of its time: those who wait for it have them. A
// virtual clock stops at the time of each.
Result<TickReport> Engine::work_until(std::int64_t until_ms, const OnProgress& progress) {
  TickReport report;
  CAMP_TRY(release(progress));
  CAMP_TRY(begin_schedules());
  // Before a virtual clock goes on: what an earlier tick left of its runs belongs to this moment.
  for (auto* row : schedule_rows()) CAMP_TRY(go_on_with_runs(*row, progress, &report));
  while (!report.stopped) {
    CAMP_ASSIGN(const auto own_ms, next_own_ms());
    auto to_ms = until_ms;
    if (virtual_time()) to_ms = std::min(until_ms, std::max(own_ms.value_or(until_ms), now_ms()));
    CAMP_TRY(let_leave(&to_ms));
    CAMP_ASSIGN(const auto woken, wake_due(to_ms, progress));
    report.transitions += woken.transitions;
    report.stopped = woken.stopped;
    if (report.stopped) break;
    // Who was woken may have come to an experiment that is decided before then.
    if (virtual_time()) to_ms = std::min(to_ms, std::max(trials_.next_ms(), now_ms()));
    CAMP_TRY(move_clock(to_ms));
    CAMP_ASSIGN(const bool decided, decide_due(to_ms));
    if (decided) continue;
    CAMP_ASSIGN(const bool any, start_due(to_ms, progress, &report));
    if (report.stopped || (!any && to_ms == until_ms)) break;
  }
  report.now_ms = now_ms();
  return report;
}

Result<TickReport> Engine::tick(const OnProgress& progress) {
  return work_until(now_ms(), progress);
}

Result<TickReport> Engine::advance_to(std::int64_t until_ms, const OnProgress& progress) {
  CAMP_ASSERT(virtual_time());
  if (until_ms < now_ms()) {
    return Error{ErrorKind::kInvalid, "the store's clock only goes forward", "",
                 "ask for a later time, or make a new store"};
  }
  return work_until(until_ms, progress);
}

Result<std::optional<std::int64_t>> Engine::next_due_ms() {
  SourceEach<NextDue> sources(crew_->size(),
                              [](std::size_t) { return std::make_unique<NextDue>(); });
  CAMP_TRY(crew_->do_all(sources.all()));
  CAMP_ASSIGN(auto first_ms, next_own_ms());
  for (std::size_t i = 0; i < crew_->size(); ++i) {
    const auto due_ms = sources[i].due_ms;
    if (due_ms) first_ms = std::min(first_ms.value_or(INT64_MAX), *due_ms);
  }
  return first_ms;
}

Result<NextWake> Engine::next_wake() {
  CAMP_ASSIGN(auto next, find_next_wake(store_, meta_.partitions, runs_, pauses_));
  CAMP_ASSIGN(const auto own_ms, next_own_ms());
  next.take(own_ms);
  return next;
}

std::optional<std::int64_t> Engine::next_attempt_ms() const {
  return outbox_ ? outbox_->next_attempt_ms() : std::nullopt;
}

// Who was not answered in time goes on, too: its timer came due while others were waited for.
Result<void> Engine::settle(const std::function<bool()>& go_on) {
  CAMP_TRY(exchange());
  return outbox_ ? outbox_->settle(go_on) : Result<void>{};
}

// What is to be repeated much later is left to the next process. Answers bring no new names.
Result<void> Engine::exchange() {
  constexpr std::int64_t kPatienceMs = 15'000;
  if (!options_.services) return {};
  bool any = false;
  std::int64_t awaited_ms = 0;  // the request whose time was waited for
  for (std::int64_t pause_ms = 0;;) {
    SourceEach<Exchanges> sources(
        crew_->size(), [&](std::size_t) { return std::make_unique<Exchanges>(pause_ms); });
    CAMP_TRY(crew_->do_all(sources.all()));
    auto next_ms = INT64_MAX;
    for (std::size_t i = 0; i < crew_->size(); ++i) {
      any = any || sources[i].any;
      next_ms = std::min(next_ms, sources[i].next_ms);
    }
    // A clock that stands still would be waited for for ever.
    const bool in_vain = next_ms == awaited_ms && now_ms() < next_ms;
    if (virtual_time() || next_ms > now_ms() + kPatienceMs || in_vain) break;
    pause_ms = std::max<std::int64_t>(next_ms - now_ms(), 0);
    awaited_ms = next_ms;
  }
  if (any) CAMP_TRY(wake_due(now_ms(), {}));
  return {};
}

}  // namespace camp
