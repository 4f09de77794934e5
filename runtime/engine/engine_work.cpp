// What is asked of the engine, given to the shards that it concerns.
#include "runtime/engine/engine.h"
#include "runtime/engine/intake.h"

namespace camp {

Result<UpsertCounts> Engine::upsert(const ContactBatch& batch) {
  CAMP_TRY(flush());
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
    counts.objections += sources[i].counts.objections;
  }
  return counts;
}

Result<EventCounts> Engine::apply(std::span<const EventInput> events,
                                  std::vector<EventFate>* fates) {
  CAMP_TRY(flush());
  fates->assign(events.size(), EventFate::kApplied);
  SourceEach<Intake> sources(crew_->size(), [&](std::size_t) {
    return std::make_unique<Intake>(events, *fates, current_);
  });
  for (std::size_t i = 0; i < events.size(); ++i)
    sources[crew_->shard_of(events[i].contact)].add(i);
  CAMP_TRY(crew_->do_all(sources.all()));
  EventCounts counts;
  for (std::size_t i = 0; i < crew_->size(); ++i) counts += sources[i].counts;
  return counts;
}

Result<bool> Engine::erase(std::string_view contact_id) {
  Erasure erasure(contact_id);
  std::vector<WorkSource*> sources(crew_->size());
  sources[crew_->shard_of(contact_id)] = &erasure;
  CAMP_TRY(crew_->do_all(sources));
  return erasure.erased;
}

Result<TickReport> Engine::wake_due(std::int64_t until_ms, const OnProgress& progress) {
  CAMP_TRY(flush());
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

Result<TickReport> Engine::tick(const OnProgress& progress) { return wake_due(now_ms(), progress); }

Result<TickReport> Engine::advance_to(std::int64_t until_ms, const OnProgress& progress) {
  CAMP_ASSERT(virtual_time());
  if (until_ms < now_ms()) {
    return Error{ErrorKind::kInvalid, "the store's clock only goes forward", "",
                 "ask for a later time, or make a new store"};
  }
  auto report = wake_due(until_ms, progress);
  if (!report.ok()) return report;
  if (!report->stopped && now_ms() < until_ms) {
    clock_.move_to(until_ms);
    meta_.row.clock_ms = until_ms;
    auto batch = store_.make_batch();
    CAMP_TRY(commit(*batch));
  }
  report->now_ms = now_ms();
  return report;
}

Result<std::optional<std::int64_t>> Engine::next_due_ms() {
  SourceEach<NextDue> sources(crew_->size(),
                              [](std::size_t) { return std::make_unique<NextDue>(); });
  CAMP_TRY(crew_->do_all(sources.all()));
  std::optional<std::int64_t> first_ms;
  for (std::size_t i = 0; i < crew_->size(); ++i) {
    const auto due_ms = sources[i].due_ms;
    if (due_ms) first_ms = std::min(first_ms.value_or(INT64_MAX), *due_ms);
  }
  return first_ms;
}

std::optional<std::int64_t> Engine::next_attempt_ms() const {
  return outbox_ ? outbox_->next_attempt_ms() : std::nullopt;
}

Result<void> Engine::settle() { return outbox_ ? outbox_->settle() : Result<void>{}; }

}  // namespace camp
