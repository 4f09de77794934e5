// Runs, as far as they are store-wide: a run's row, its snapshot put together, its end.
#include <fmt/format.h>

#include "runtime/engine/engine.h"

namespace camp {

// A run goes on with the program it began with, whatever was deployed since.
Result<RunAtHand> Engine::run_at_hand(std::uint32_t number) {
  RunAtHand at_hand;
  CAMP_ASSIGN(at_hand.run, runs_.get(number));
  CAMP_ASSIGN(at_hand.run.done, runs_.done(number));
  CAMP_ASSIGN(at_hand.program, programs_.get(at_hand.run.program));
  at_hand.flow = at_hand.program->flow_by_number(at_hand.run.campaign);
  return at_hand;
}

Result<RunAtHand> Engine::find_or_make_run(const ProgramPtr& program, std::uint32_t flow,
                                           const RunStart& start, RunReport* report) {
  auto campaign = program->number(program->program().flows[flow].name);
  CAMP_ASSIGN(auto number, runs_.find(campaign, start.key));
  RunAtHand at_hand{{}, program, flow};
  auto& run = at_hand.run;
  auto batch = store_.make_batch();
  if (number != 0) {
    CAMP_ASSIGN(at_hand, run_at_hand(number));
    report->already = is_over(run.state);
    report->resumed = !report->already;
    if (start.line == nullptr) return at_hand;
  } else {
    CAMP_TRY(check_approved(*program, flow));
    run.number = meta_.row.next_run++;
    run.campaign = campaign;
    run.program = program->store_number();
    run.key = start.key;
    run.state = RunState::kSnapshot;
    run.started_ms = now_ms();
    run.nominal = start.nominal;
    run.contact_time = start.line != nullptr && start.line->schedule->contact_time;
    runs_.put(run, *batch);
    note(SystemKind::kRunBegan, run.number);
  }
  if (start.line != nullptr) {
    if (!report->already) start.line->row.runs.push_back(run.number);
    put_schedule_row(start.line->row, *batch);
  }
  CAMP_TRY(commit(*batch));
  return at_hand;
}

// Whoever begins it: by hand, by its schedule, by a scenario.
Result<void> Engine::check_approved(const LinkedProgram& program, std::uint32_t flow) const {
  if (approvals_.admit(program, flow)) return {};
  const auto& name = program.program().name(program.program().flows[flow].name);
  return Error{
      ErrorKind::kRefused,
      fmt::format("'{}' may not begin: {}", name, approvals_.standing(program, flow).lacks_text()),
      "",
      fmt::format("camp approve {} --as ROLE --by WHO; camp approvals {} says all of it", name,
                  name)};
}

Result<RunReport> Engine::run(std::string_view campaign, std::string_view key,
                              const OnProgress& progress) {
  if (!current_) return Error{ErrorKind::kNotFound, "no program is installed", "", "camp check"};
  auto flow = current_->program().flow_index(campaign);
  if (flow == kNone || current_->program().flows[flow].kind != FlowKind::kCampaign) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no campaign '{}' in this project", campaign), "",
                 "camp check lists what there is"};
  }
  const auto paused = pauses_.now();
  if (const auto* pause = paused->holding(current_->number(current_->program().flows[flow].name))) {
    return Error{ErrorKind::kRefused, fmt::format("{} is paused", campaign), "",
                 fmt::format("camp resume {}; camp status says what is paused and why",
                             pause->subject == kEverything ? "--all" : campaign)};
  }
  CAMP_TRY(begin());
  RunReport report;
  CAMP_ASSIGN(auto at_hand,
              find_or_make_run(current_, flow, {std::string(key), std::nullopt, nullptr}, &report));
  if (!report.already) CAMP_TRY(go_on_with(at_hand, progress, &report.stopped));
  report.run = std::move(at_hand.run);
  return report;
}

Result<void> Engine::go_on_with(RunAtHand& at_hand, const OnProgress& progress, bool* stopped) {
  if (at_hand.run.state == RunState::kSnapshot) CAMP_TRY(take_snapshot(at_hand));
  return send_pages(at_hand, progress, stopped);
}

Result<void> Engine::take_snapshot(RunAtHand& at_hand) {
  SourceEach<SnapshotScan> scans(crew_->size(), [&](std::size_t i) {
    return std::make_unique<SnapshotScan>(at_hand, crew_->shard(i), store_);
  });
  CAMP_TRY(crew_->do_all(scans.all()));
  std::vector<RunPart> parts(limits::kPartitions);
  auto& run = at_hand.run;
  for (std::size_t i = 0; i < crew_->size(); ++i) run.without_outlet += scans[i].without_outlet();
  if (at_hand.selection_rule().leaves_out()) {
    auto& selection = scans[0].selection();
    for (std::size_t i = 1; i < crew_->size(); ++i)
      CAMP_TRY(selection.merge(std::move(scans[i].selection())));
    PageWriter pages(store_, run.number, 0, limits::kPartitions);
    for (const auto& key : selection.take_keys()) CAMP_TRY(pages.add(key));
    CAMP_TRY(pages.finish());
    run.doubles = selection.doubles();
    run.above_limit = selection.above_limit();
    parts = pages.parts();
  } else {
    for (std::size_t i = 0; i < crew_->size(); ++i) {
      const auto& shard = crew_->shard(i);
      for (auto p = shard.first_partition(); p < shard.end_partition(); ++p)
        parts[p] = scans[i].pages().parts()[p];
    }
  }
  std::string digests;
  for (const auto& part : parts) {
    run.audience += part.audience;
    digests += part.digest.view();
  }
  run.digest = sha256(digests);
  run.state = RunState::kSending;
  auto batch = store_.make_batch();
  runs_.put(run, *batch);
  note(SystemKind::kRunDrawn, run.number, run.audience);
  return commit(*batch);
}

Result<void> Engine::send_pages(RunAtHand& at_hand, const OnProgress& progress, bool* stopped) {
  auto& run = at_hand.run;
  std::atomic<std::uint64_t> done{run.done};
  SourceEach<RunPages> sources(
      crew_->size(), [&](std::size_t) { return std::make_unique<RunPages>(at_hand, done); });
  bool paused = false;
  const auto go_on = [&] {
    const bool told = !progress || progress({done.load(), run.audience});
    paused = pauses_.hold_flow(run.campaign);
    return told && !paused;
  };
  CAMP_ASSIGN(const bool left, crew_->do_all(sources.all(), go_on));
  *stopped = left && !paused;
  run.done = done;
  if (left || run.done < run.audience) return {};  // some clocks have not shown its time
  run.state = RunState::kSent;
  run.ended_ms = now_ms();
  auto batch = store_.make_batch();
  runs_.put(run, *batch);
  note(SystemKind::kRunSent, run.number, run.done);
  return commit(*batch);
}

}  // namespace camp
