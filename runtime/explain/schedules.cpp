#include "runtime/explain/schedules.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/unknown.h"
#include "runtime/shelf/timetable.h"

namespace camp {
namespace {

// A campaign of the program; an error otherwise.
Result<void> check_campaign(const Program& program, const std::string& campaign) {
  std::vector<std::string> campaigns;
  for (const auto& flow : program.flows) {
    if (flow.kind != FlowKind::kCampaign) continue;
    campaigns.push_back(program.name(flow.name));
    if (campaigns.back() != campaign) continue;
    if (flow.schedule) return {};
    return Error{ErrorKind::kInvalid, fmt::format("'{}' has no schedule", campaign), "",
                 fmt::format("camp run {} starts it now", campaign)};
  }
  return unknown_name("campaign", campaign, campaigns);
}

Result<ScheduleLine> line_of(StoreView& view, Timetable::Line& line, std::size_t count) {
  const auto& program = view.current()->program();
  ScheduleLine told;
  told.campaign = program.name(program.flows[line.flow].name);
  told.schedule = schedule_text(*line.schedule);
  if (!line.schedule->contact_time) told.zone = std::string(calendar::name_of(line.zone));
  told.begun = line.stored;
  while (true) {
    CAMP_TRY(line.pass_by_begun(view.runs()));
    if (!line.next || told.next.size() == count) break;
    told.next.push_back(*line.next);
    line.next = line.walk->next();
  }
  return told;
}

}  // namespace

Result<std::vector<ScheduleLine>> read_schedules(StoreView& view, const std::string& campaign,
                                                 std::size_t count) {
  std::vector<ScheduleLine> lines;
  if (!view.current()) return no_program_runs();
  const auto& program = view.current()->program();
  if (!campaign.empty()) CAMP_TRY(check_campaign(program, campaign));
  CAMP_ASSIGN(auto table, Timetable::read(view.store(), view.current(), view.now_ms()));
  for (auto& line : table.lines()) {
    CAMP_ASSIGN(auto told, line_of(view, line, count));
    const auto approval = view.approvals().standing(*view.current(), line.flow);
    if (!approval.given) told.held = approval.lacks_text();
    if (campaign.empty() || told.campaign == campaign) lines.push_back(std::move(told));
  }
  return lines;
}

Result<std::optional<std::int64_t>> next_run_ms(StoreView& view) {
  std::optional<std::int64_t> first_ms;
  if (!view.current()) return first_ms;
  CAMP_ASSIGN(auto table, Timetable::read(view.store(), view.current(), view.now_ms()));
  CAMP_TRY(table.pass_by_begun(view.runs()));
  if (const auto* line = table.first(view.pauses(), view.approvals()))
    first_ms = line->next->first_ms;
  return first_ms;
}

}  // namespace camp
