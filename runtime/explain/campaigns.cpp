#include "runtime/explain/campaigns.h"

#include <algorithm>
#include <set>

#include "runtime/explain/contact_walk.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/contacts.h"
#include "runtime/shelf/timetable.h"
#include "runtime/state/keys.h"
#include "runtime/state/one_per.h"

namespace camp {
namespace {

// Counts, in one walk over all contacts, who would be in a run of each campaign and who is in each
// journey.
class SizeCount {
 public:
  SizeCount(StoreView& view, std::vector<CampaignLine>& lines)
      : view_(view),
        program_(*view.current()),
        lines_(lines),
        probe_(view.store()),
        groups_(lines.size()) {
    for (auto& line : lines_) line.size = 0;
  }

  Result<void> run(const ScanProgress& progress) {
    CAMP_TRY(
        walk_contacts(view_, progress, [&](auto key, auto sealed, const auto& row) -> Result<void> {
          return (row.flags & kContactErased) != 0 ? Result<void>{} : count(key, sealed, row);
        }));
    for (std::size_t flow = 0; flow < lines_.size(); ++flow) {
      const auto limit = program_.program().flows[flow].audience.limit;
      if (limit != 0) lines_[flow].size = std::min(*lines_[flow].size, limit);
    }
    return {};
  }

 private:
  Result<void> count(std::string_view key, std::string_view sealed, const ContactRow& row) {
    CAMP_ASSIGN(const auto seen, glance_at(view_.store(), key, sealed, &attributes_));
    const auto contact = facts_of(keys::id_of_contact_key(key), seen);
    for (std::size_t flow = 0; flow < lines_.size(); ++flow) {
      CAMP_ASSIGN(bool one_more, belongs(flow, contact, row));
      if (one_more) {
        CAMP_ASSIGN(one_more, is_first_of_group(flow, contact, key));
      }
      if (one_more) ++*lines_[flow].size;
    }
    return {};
  }

  Result<bool> belongs(std::size_t flow, const ContactFacts& contact, const ContactRow& row) {
    const auto& decl = program_.program().flows[flow];
    if (decl.kind == FlowKind::kJourney) {
      const auto number = program_.number(decl.name);
      return std::any_of(row.instances.begin(), row.instances.end(), [&](const auto& instance) {
        return instance.flow == number && instance.state != InstanceState::kEnded;
      });
    }
    arena_.reset();
    if (decl.per_outlet && program_.outlet_of(contact.attributes, arena_) == kNone) return false;
    if (decl.audience.condition == kNone) return true;
    std::string problem;
    CAMP_ASSIGN(const auto answer,
                probe_.holds(program_, decl.audience.condition, contact, view_.now_ms(), &problem));
    return answer.value_or(false);
  }

  Result<bool> is_first_of_group(std::size_t flow, const ContactFacts& contact,
                                 std::string_view key) {
    const auto one_per = program_.program().flows[flow].audience.one_per;
    if (one_per == kNone) return true;
    std::string problem;
    CAMP_ASSIGN(const auto value,
                probe_.value_of(program_, one_per, contact, view_.now_ms(), &problem));
    return value && groups_[flow].insert(one_per_group(*value, key).bytes).second;
  }

  StoreView& view_;
  const LinkedProgram& program_;
  std::vector<CampaignLine>& lines_;  // as the program's flows
  ConditionProbe probe_;
  std::vector<std::set<decltype(Hash128::bytes)>> groups_;  // met, by flow
  Arena arena_;
  std::string attributes_;
};

std::vector<CampaignLine> lines_of(const Program& program) {
  std::vector<CampaignLine> lines;
  for (const auto& flow : program.flows) {
    auto& line = lines.emplace_back();
    line.name = program.name(flow.name);
    line.journey = flow.kind == FlowKind::kJourney;
    for (const auto& goal : flow.goals) line.goals.push_back(program.name(goal.name));
    if (flow.writer != kNone) line.writer = program.constants[flow.writer].text();
    if (flow.reviewer != kNone) line.reviewer = program.constants[flow.reviewer].text();
    line.lacks_goal = flow.goals.empty() && flow.category == Category::kMarketing;
  }
  return lines;
}

}  // namespace

Result<std::vector<CampaignLine>> read_campaigns(StoreView& view, bool sizes,
                                                 const ScanProgress& progress) {
  if (!view.current()) return no_program_runs();
  auto lines = lines_of(view.current()->program());
  const auto paused = view.pauses().now();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto flow = static_cast<std::uint32_t>(i);
    lines[i].approval = view.approvals().standing(*view.current(), flow);
    lines[i].expired = view.current()->expired_for_all_ms(flow) <= view.now_ms();
    const auto number = view.current()->number(view.current()->program().flows[i].name);
    if (const auto* pause = paused->holding(number)) lines[i].paused_ms = pause->since_ms;
  }
  CAMP_ASSIGN(auto table, Timetable::read(view.store(), view.current(), view.now_ms()));
  CAMP_TRY(table.pass_by_begun(view.runs()));
  for (const auto& scheduled : table.lines()) {
    lines[scheduled.flow].schedule = schedule_text(*scheduled.schedule);
    lines[scheduled.flow].next = scheduled.next;
  }
  CAMP_ASSIGN(auto runs, view.runs().all());
  for (auto& run : runs) {  // by number: the last stays
    const auto flow = view.current()->flow_by_number(run.campaign);
    if (flow == kNone) continue;
    ++lines[flow].runs;
    lines[flow].last = std::move(run);
  }
  for (auto& line : lines) {
    if (!line.last) continue;
    CAMP_ASSIGN(line.completed, run_is_complete(view, *line.last));
  }
  if (sizes) CAMP_TRY(SizeCount(view, lines).run(progress));
  return lines;
}

}  // namespace camp
