// Runs, as far as they are store-wide: a run's row, its snapshot put together, its end.
#include <fmt/format.h>

#include "runtime/engine/engine.h"

namespace camp {

Result<RunAtHand> Engine::find_or_make_run(const ProgramPtr& program, std::uint32_t flow,
                                           std::string_view key, RunReport* report) {
  auto campaign = program->number(program->program().flows[flow].name);
  CAMP_ASSIGN(auto number, runs_.find(campaign, key));
  RunAtHand at_hand{{}, program, flow};
  if (number != 0) {
    CAMP_ASSIGN(at_hand.run, runs_.get(number));
    CAMP_ASSIGN(at_hand.run.done, runs_.done(number));
    report->already = at_hand.run.state == RunState::kSent;
    report->resumed = !report->already;
    // A run goes on with the program it began with, whatever was deployed since.
    CAMP_ASSIGN(at_hand.program, programs_.get(at_hand.run.program));
    at_hand.flow = at_hand.program->flow_by_number(campaign);
    return at_hand;
  }
  auto& run = at_hand.run;
  run.number = meta_.row.next_run++;
  run.campaign = campaign;
  run.program = program->store_number();
  run.key = std::string(key);
  run.state = RunState::kSnapshot;
  run.started_ms = now_ms();
  auto batch = store_.make_batch();
  runs_.put(run, *batch);
  note(SystemKind::kRunBegan, run.number);
  CAMP_TRY(commit(*batch));
  return at_hand;
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
  CAMP_TRY(flush());
  RunReport report;
  CAMP_ASSIGN(auto at_hand, find_or_make_run(current_, flow, key, &report));
  if (!report.already) {
    if (at_hand.run.state == RunState::kSnapshot) CAMP_TRY(take_snapshot(at_hand));
    CAMP_TRY(send_pages(at_hand, progress, &report.stopped));
  }
  report.run = std::move(at_hand.run);
  return report;
}

Result<void> Engine::take_snapshot(RunAtHand& at_hand) {
  SourceEach<SnapshotScan> scans(crew_->size(), [&](std::size_t i) {
    return std::make_unique<SnapshotScan>(at_hand, crew_->shard(i), store_);
  });
  CAMP_TRY(crew_->do_all(scans.all()));
  std::vector<RunPart> parts(limits::kPartitions);
  auto& run = at_hand.run;
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
  const auto go_on = [&] { return !progress || progress({done.load(), run.audience}); };
  CAMP_ASSIGN(*stopped, crew_->do_all(sources.all(), go_on));
  run.done = done;
  if (*stopped) return {};
  run.state = RunState::kSent;
  run.ended_ms = now_ms();
  auto batch = store_.make_batch();
  runs_.put(run, *batch);
  note(SystemKind::kRunSent, run.number, run.done);
  return commit(*batch);
}

}  // namespace camp
