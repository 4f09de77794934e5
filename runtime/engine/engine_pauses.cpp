// An operator's hand: what is paused is store-wide, on disk before it is acknowledged; what waited
// for it is released by the shards, a tick at a time.
#include <algorithm>

#include "runtime/engine/cancellation.h"
#include "runtime/engine/engine.h"
#include "runtime/engine/intake.h"
#include "runtime/engine/wait_shift.h"

namespace camp {

Result<bool> Engine::pause(PauseSubject subject, std::string reason) {
  auto row = *pauses_.now();
  if (row.find(subject) != nullptr) return false;
  auto& all = row.pauses;
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Pause& it) { return it.subject > subject; });
  all.insert(at, {subject, now_ms(), std::move(reason)});
  note(SystemKind::kPaused, subject);
  auto batch = store_.make_batch();
  CAMP_TRY(change_pauses(std::move(row), *batch));
  return true;
}

Result<bool> Engine::resume(PauseSubject subject, Waits waits, const OnProgress& progress) {
  if (waits == Waits::kShift && (subject & kChannelBit) != 0)
    return Error{ErrorKind::kInvalid, "the pause of a channel holds messages, not waits", "",
                 "resume it without shifting"};
  CAMP_ASSIGN(bool done, finish_shifting(progress));  // what an earlier resume had begun
  if (!done) return true;
  auto row = *pauses_.now();
  const bool found = row.find(subject) != nullptr;
  if (!found && !row.releasing) return false;  // nor was it left in the middle
  auto batch = store_.make_batch();
  if (found && waits == Waits::kShift) {
    row.shift = {subject, now_ms()};
    CAMP_TRY(change_pauses(std::move(row), *batch));
    CAMP_ASSIGN(done, finish_shifting(progress));
    if (!done) return true;
  } else {
    row.end(subject);
    row.releasing = true;
    if (found) note(SystemKind::kResumed, subject);
    CAMP_TRY(change_pauses(std::move(row), *batch));
  }
  CAMP_TRY(release(progress));
  CAMP_TRY(go_on_with_paused_runs(subject, progress));
  return true;
}

// The pause stands until every wait that it frees is longer: nothing comes due too early, whatever
// crashes. Done again from the beginning then: a wait knows by which resume it was put off.
Result<bool> Engine::finish_shifting(const OnProgress& progress) {
  const auto paused = pauses_.now();
  if (!paused->shift) return true;
  CAMP_TRY(flush());
  std::atomic<std::uint64_t> moved{0};
  SourceEach<WaitShift> sources(crew_->size(), [&](std::size_t i) {
    return std::make_unique<WaitShift>(*paused, crew_->shard(i), store_, moved);
  });
  const auto go_on = [&] { return !progress || progress({moved.load(), 0}); };
  CAMP_ASSIGN(const bool stopped, crew_->do_all(sources.all(), go_on));
  if (stopped) return false;
  auto row = *paused;
  const auto subject = row.shift->subject;
  row.shift.reset();
  row.end(subject);
  row.releasing = true;
  note(SystemKind::kShifted, subject, moved);
  auto batch = store_.make_batch();
  CAMP_TRY(change_pauses(std::move(row), *batch));
  return true;
}

// What a pause cut short goes on; a later one is begun by whoever begins it.
Result<void> Engine::go_on_with_paused_runs(PauseSubject subject, const OnProgress& progress) {
  CAMP_ASSIGN(const auto all, runs_.all());
  bool stopped = false;
  for (const auto& run : all) {
    const bool meant = subject == kEverything || subject == run.campaign;
    if (stopped || !meant || run.state != RunState::kSending || pauses_.hold_flow(run.campaign))
      continue;
    CAMP_ASSIGN(auto at_hand, run_at_hand(run.number));
    CAMP_TRY(go_on_with(at_hand, progress, &stopped));
  }
  return {};
}

Result<void> Engine::change_pauses(PausesRow row, WriteBatch& batch) {
  batch.put(Family::kMeta, kPausesKey, encode_pauses(row));
  CAMP_TRY(commit(batch));
  pauses_.replace(std::move(row));
  return {};
}

// ---- cancelling

Result<std::uint64_t> Engine::cancel(PauseSubject flow, const OnProgress& progress) {
  std::vector<std::uint32_t> flows{flow};
  // People may be under way in what was deployed away long ago.
  if (flow == kEverything) {
    CAMP_ASSIGN(flows, programs_.all_declared(ProgramShelf::Kind::kFlow));
  }
  auto row = *pauses_.now();
  row.cancelling = flows;
  auto batch = store_.make_batch();
  CAMP_TRY(cancel_runs(flows, *batch));
  CAMP_TRY(change_pauses(std::move(row), *batch));
  return finish_cancelling(progress);
}

Result<void> Engine::cancel_runs(const std::vector<std::uint32_t>& flows, WriteBatch& batch) {
  CAMP_ASSIGN(auto runs, runs_.all());
  for (auto& run : runs) {
    if (is_over(run.state) || !std::binary_search(flows.begin(), flows.end(), run.campaign))
      continue;
    run.state = RunState::kCancelled;
    run.ended_ms = now_ms();
    runs_.put(run, batch);
    note(SystemKind::kRunCancelled, run.number, run.done);
  }
  return {};
}

Result<std::uint64_t> Engine::finish_cancelling(const OnProgress& progress) {
  auto row = *pauses_.now();
  if (row.cancelling.empty()) return 0;
  CAMP_TRY(begin());
  std::atomic<std::uint64_t> ended{0};
  SourceEach<Cancellation> sources(crew_->size(), [&](std::size_t i) {
    return std::make_unique<Cancellation>(row.cancelling, crew_->shard(i), store_, ended);
  });
  const auto go_on = [&] { return !progress || progress({ended.load(), 0}); };
  CAMP_ASSIGN(const bool stopped, crew_->do_all(sources.all(), go_on));
  if (stopped) return ended.load();  // the next who opens the store goes on
  note(SystemKind::kCancelled, row.cancelling.size() == 1 ? row.cancelling[0] : kEverything, ended);
  row.cancelling.clear();
  auto batch = store_.make_batch();
  CAMP_TRY(change_pauses(std::move(row), *batch));
  return ended.load();
}

// ---- what waited

// Done again from the beginning after a crash: what was released is not there any more.
Result<void> Engine::release(const OnProgress& progress) {
  CAMP_ASSIGN(const bool shifted, finish_shifting(progress));
  if (!shifted || !pauses_.now()->releasing) return {};
  CAMP_TRY(flush());
  std::atomic<std::uint64_t> transitions{0};
  SourceEach<Releases> sources(
      crew_->size(), [&](std::size_t) { return std::make_unique<Releases>(transitions); });
  const auto go_on = [&] { return !progress || progress({transitions.load(), 0}); };
  CAMP_ASSIGN(const bool stopped, crew_->do_all(sources.all(), go_on));
  if (stopped) return {};
  if (outbox_) CAMP_TRY(outbox_->release());
  auto row = *pauses_.now();
  row.releasing = false;
  auto batch = store_.make_batch();
  return change_pauses(std::move(row), *batch);
}

}  // namespace camp
