#include "runtime/explain/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "lang/program/codec.h"
#include "runtime/explain/contact_walk.h"
#include "runtime/explain/schedules.h"
#include "runtime/explain/unknown.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// A campaign that has runs or stands in the program; an error otherwise.
Result<void> check_campaign(StoreView& view, const std::string& campaign,
                            const std::vector<RunRow>& runs) {
  std::set<std::string> known;
  for (const auto& run : runs) known.insert(view.name_of(run.campaign));
  if (view.current()) {
    const auto& program = view.current()->program();
    for (const auto& flow : program.flows) {
      if (flow.kind == FlowKind::kCampaign)
        known.insert(program.name(flow.name));
      else if (program.name(flow.name) == campaign)
        return Error{
            ErrorKind::kInvalid,
            fmt::format("'{}' is a journey: contacts enter it one by one, without runs", campaign),
            "", "camp status --flows"};
    }
  }
  if (known.count(campaign)) return {};
  return unknown_name("campaign", campaign, {known.begin(), known.end()});
}

Result<std::vector<Standing>> scan_standings(StoreView& view, const ScanProgress& progress) {
  // By number first: labels are looked up once a step, not once a contact.
  std::map<std::array<std::uint32_t, 3>, Standing> by_number;
  CAMP_TRY(walk_contacts(view, progress, [&](auto, auto, const auto& row) -> Result<void> {
    for (const auto& instance : row.instances) {
      if (instance.state == InstanceState::kEnded) continue;
      auto step = instance.token == 0 ? kNone : instance.step;  // failed before its first wait
      auto& standing = by_number[{instance.flow, instance.program, step}];
      ++(instance.state == InstanceState::kWaiting ? standing.waiting : standing.incidents);
    }
    return {};
  }));
  std::map<std::pair<std::string, std::string>, Standing> by_name;
  for (const auto& [key, standing] : by_number) {
    auto step = key[2] == kNone ? std::string("its start") : view.step_label(key[1], key[2]);
    auto& sum = by_name[{view.name_of(key[0]), std::move(step)}];
    sum.waiting += standing.waiting;
    sum.incidents += standing.incidents;
  }
  std::vector<Standing> standings;
  for (const auto& [name, sum] : by_name)
    standings.push_back({name.first, name.second, sum.waiting, sum.incidents});
  CAMP_TRY(view.status());
  return standings;
}

// A campaign that is started by hand says so when it is started.
std::vector<HeldBack> held_back(StoreView& view) {
  std::vector<HeldBack> held;
  const auto& flows = view.current()->program().flows;
  for (std::uint32_t i = 0; i < flows.size(); ++i) {
    const bool journey = flows[i].kind == FlowKind::kJourney;
    if (!journey && !flows[i].schedule) continue;
    const auto approval = view.approvals().standing(*view.current(), i);
    if (approval.given) continue;
    held.push_back({view.current()->program().name(flows[i].name), journey, approval.lacks_text()});
  }
  return held;
}

}  // namespace

Result<bool> run_is_complete(StoreView& view, const RunRow& run) {
  if (run.state != RunState::kSent) return false;
  CAMP_ASSIGN(const auto program, view.programs().get(run.program));
  const auto flow = program->flow_by_number(run.campaign);
  if (flow == kNone || program->may_wait(flow)) return false;
  const auto& goals = program->program().flows[flow].goals;
  return std::all_of(goals.begin(), goals.end(), [&](const GoalDecl& goal) {
    return goal.within != Duration{} &&
           calendar::add(run.ended_ms, goal.within, program->default_zone()) <= view.now_ms();
  });
}

Result<std::vector<RunLine>> read_runs(StoreView& view, const std::string& campaign) {
  CAMP_ASSIGN(auto runs, view.runs().all());
  if (!campaign.empty()) CAMP_TRY(check_campaign(view, campaign, runs));
  std::vector<RunLine> lines;
  for (auto& run : runs) {
    auto name = view.name_of(run.campaign);
    if (!campaign.empty() && name != campaign) continue;
    CAMP_ASSIGN(const bool completed, run_is_complete(view, run));
    const bool paused = view.pauses().hold_flow(run.campaign);
    lines.push_back({std::move(name), std::move(run), completed, paused});
  }
  return lines;
}

std::string_view run_line_state(const RunLine& line) {
  if (line.paused && !is_over(line.run.state)) return "paused";
  return line.completed ? "completed" : run_state_text(line.run.state);
}

Result<Status> read_status(StoreView& view, bool standings, const ScanProgress& progress) {
  Status status;
  status.virtual_time = view.row().virtual_time;
  status.now_ms = view.now_ms();
  status.counters = view.counters();
  const auto& counters = status.counters;
  status.pending = counters.pending();
  if (view.current()) status.program = to_hex(program_hash(view.current()->program()).view());
  if (view.deployment()) status.deployed_ms = view.deployment()->at_ms;
  CAMP_ASSIGN(status.next, view.next_wake());
  CAMP_ASSIGN(const auto run_ms, next_run_ms(view));
  status.next.take(run_ms);
  CAMP_ASSIGN(status.paused, read_pause_lines(view));
  CAMP_ASSIGN(status.paced, read_paced_lines(view));
  if (view.current()) status.unapproved = held_back(view);
  CAMP_ASSIGN(status.unfinished, read_runs(view, ""));
  std::erase_if(status.unfinished, [](const RunLine& line) { return is_over(line.run.state); });
  if (standings) {
    CAMP_ASSIGN(status.standings, scan_standings(view, progress));
  }
  return status;
}

}  // namespace camp
