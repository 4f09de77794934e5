// What runs by itself: when a schedule's time has come its run is begun, in the batch that notes
// the schedule as done with it; what an earlier tick left is gone on with.
#include <algorithm>

#include "runtime/engine/engine.h"
#include "runtime/state/keys.h"

namespace camp {

Result<void> Engine::begin_schedules() {
  auto batch = store_.make_batch();
  CAMP_ASSIGN(const bool changed, take_timetable(*batch));
  return changed ? commit(*batch) : Result<void>{};
}

Result<bool> Engine::take_timetable(WriteBatch& batch) {
  if (!current_ || timetable_.program() == current_.get()) return false;
  CAMP_ASSIGN(timetable_, Timetable::read(store_, current_, now_ms()));
  bool changed = false;
  for (auto& line : timetable_.lines()) {
    if (std::exchange(line.stored, true)) continue;
    put_schedule_row(line.row, batch);
    changed = true;
  }
  for (auto& row : timetable_.gone()) {
    changed = true;
    if (row.runs.empty()) {
      batch.erase(Family::kRuns, keys::schedule(row.campaign));
      continue;
    }
    row.fingerprint = {};  // kept until these have ended; whatever is scheduled then begins anew
    put_schedule_row(row, batch);
  }
  return changed;
}

std::vector<ScheduleRow*> Engine::schedule_rows() {
  std::vector<ScheduleRow*> rows;
  for (auto& line : timetable_.lines()) rows.push_back(&line.row);
  for (auto& row : timetable_.gone()) rows.push_back(&row);
  return rows;
}

Result<std::optional<std::int64_t>> Engine::next_run_ms() {
  CAMP_TRY(begin_schedules());
  std::optional<std::int64_t> first_ms;
  const auto take = [&](std::int64_t due_ms) {
    first_ms = std::min(first_ms.value_or(due_ms), due_ms);
  };
  CAMP_TRY(timetable_.pass_by_begun(runs_));
  if (const auto* line = timetable_.first(pauses_, approvals_)) take(line->next->first_ms);
  // A run by contact time ends when the last zone's clocks have shown it.
  for (const auto* row : schedule_rows()) {
    if (pauses_.hold_flow(row->campaign)) continue;
    for (auto number : row->runs) {
      CAMP_ASSIGN(const auto run, runs_.get(number));
      if (!run.contact_time || !run.nominal) continue;
      const auto last_ms = last_of_contact_time(*run.nominal);
      if (last_ms > now_ms()) take(last_ms);
    }
  }
  return first_ms;
}

Result<bool> Engine::start_due(std::int64_t until_ms, const OnProgress& progress,
                               TickReport* report) {
  for (auto* row : schedule_rows()) CAMP_TRY(go_on_with_runs(*row, progress, report));
  bool any = false;
  while (!report->stopped) {
    CAMP_TRY(timetable_.pass_by_begun(runs_));
    auto* line = timetable_.first(pauses_, approvals_);
    if (line == nullptr || line->next->first_ms > until_ms) break;
    any = true;
    CAMP_ASSIGN(const auto missed, pass_over_missed(*line, until_ms));
    report->missed += missed;
    if (missed == 0) CAMP_TRY(start_scheduled(*line, progress, report));
  }
  return any;
}

// What nobody started in time is passed over, as far as the schedule says so; all of it once the
// campaign has expired. How many were.
Result<std::uint64_t> Engine::pass_over_missed(Timetable::Line& line, std::int64_t until_ms) {
  const auto policy = line.schedule->missed;
  std::uint64_t count = 0;
  const bool expired = line.expired_ms <= now_ms();
  if (policy == MissedRuns::kAll && !expired) return count;
  Nominal passed;
  std::optional<Occurrence> earlier;
  Occurrences walk(*line.schedule, line.zone, line.row.done);
  for (auto at = line.next_of(walk); at && at->first_ms <= until_ms; at = line.next_of(walk)) {
    CAMP_ASSIGN(const bool begun, runs_.is_over(line.row.campaign, nominal_text(at->nominal)));
    auto open = begun ? std::nullopt : at;  // what was begun by hand is not missed
    // but for `skip`, not the latest of them
    const auto& candidate = expired || policy == MissedRuns::kSkip ? open : earlier;
    if (candidate && (expired || candidate->last_ms + limits::kMissedAfterMs < until_ms)) {
      passed = candidate->nominal;
      ++count;
    }
    earlier = open;
  }
  if (count == 0) return count;
  line.done_with(passed);
  note(SystemKind::kRunsMissed, line.row.campaign, count);
  CAMP_TRY(commit_row(line.row));
  return count;
}

Result<void> Engine::start_scheduled(Timetable::Line& line, const OnProgress& progress,
                                     TickReport* report) {
  RunReport run;
  const auto due = *line.next;
  line.done_with(due.nominal);
  CAMP_ASSIGN(
      auto at_hand,
      find_or_make_run(current_, line.flow, {nominal_text(due.nominal), due.nominal, &line}, &run));
  ++report->runs;
  if (run.already) return {};
  CAMP_TRY(go_on_with(at_hand, progress, &report->stopped));
  return is_over(at_hand.run.state) ? forget_run(line.row, at_hand.run.number) : Result<void>{};
}

// Left by a crash, by Ctrl-C, or because not all clocks had shown their time.
Result<void> Engine::go_on_with_runs(ScheduleRow& row, const OnProgress& progress,
                                     TickReport* report) {
  if (pauses_.hold_flow(row.campaign)) return {};
  for (auto number : std::vector<std::uint32_t>(row.runs)) {
    if (report->stopped) return {};
    CAMP_ASSIGN(auto at_hand, run_at_hand(number));
    if (!is_over(at_hand.run.state)) CAMP_TRY(go_on_with(at_hand, progress, &report->stopped));
    if (is_over(at_hand.run.state)) CAMP_TRY(forget_run(row, number));
  }
  return {};
}

Result<void> Engine::forget_run(ScheduleRow& row, std::uint32_t number) {
  std::erase(row.runs, number);
  return commit_row(row);
}

Result<void> Engine::commit_row(const ScheduleRow& row) {
  auto batch = store_.make_batch();
  put_schedule_row(row, *batch);
  return commit(*batch);
}

}  // namespace camp
