#include "runtime/shelf/timetable.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

using Rows = std::map<std::uint32_t, ScheduleRow>;

Result<Rows> read_rows(Store& store) {
  Rows rows;
  const auto prefix = std::string(1, keys::kScheduleKind);
  auto at = store.iterate(
      Family::kRuns, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
  for (at->seek_to_first(); at->valid(); at->next()) {
    ScheduleRow row;
    if (!decode_schedule_row(at->value(), &row))
      return unreadable(at->value(), kScheduleRowVersion, "how far a schedule has come");
    Reader in(at->key().substr(1));
    row.campaign = in.u32be();
    rows.emplace(row.campaign, row);
  }
  CAMP_TRY(at->status());
  return rows;
}

Result<const calendar::Zone*> zone_of(const LinkedProgram& program, const Schedule& schedule) {
  if (schedule.zone.empty()) return program.default_zone();
  const auto* zone = calendar::find_zone(schedule.zone);
  if (zone != nullptr) return zone;
  return Error{
      ErrorKind::kNotFound,
      fmt::format("this machine's zone data has no '{}', which a schedule goes by", schedule.zone),
      "", "install tzdata"};
}

}  // namespace

std::optional<Occurrence> Timetable::Line::next_of(Occurrences& occurrences) const {
  auto at = occurrences.next();
  return at && at->first_ms < expired_ms ? at : std::nullopt;
}

void Timetable::Line::done_with(const Nominal& nominal) {
  row.done = nominal;
  while (next && next->nominal <= nominal) next = next_of(*walk);
}

Result<void> Timetable::Line::pass_by_begun(RunBook& runs) {
  while (next) {
    CAMP_ASSIGN(const bool over, runs.is_over(row.campaign, nominal_text(next->nominal)));
    if (!over) break;
    next = next_of(*walk);
  }
  return {};
}

Result<void> Timetable::pass_by_begun(RunBook& runs) {
  for (auto& line : lines_) CAMP_TRY(line.pass_by_begun(runs));
  return {};
}

Result<Timetable> Timetable::read(Store& store, std::shared_ptr<const LinkedProgram> program,
                                  std::int64_t now_ms) {
  Timetable table;
  CAMP_ASSIGN(auto rows, read_rows(store));
  const auto& flows = program->program().flows;
  for (std::uint32_t flow = 0; flow < flows.size(); ++flow) {
    if (!flows[flow].schedule) continue;
    const auto& schedule = *flows[flow].schedule;
    CAMP_ASSIGN(const auto* zone, zone_of(*program, schedule));
    Line line{flow,        &schedule, zone, {}, false, nullptr, program->expired_for_all_ms(flow),
              std::nullopt};
    const auto fingerprint =
        xxh3_128(fmt::format("{} in {}", schedule_text(schedule), calendar::name_of(zone)));
    const auto campaign = program->number(flows[flow].name);
    const auto known = rows.find(campaign);
    line.stored = known != rows.end() && known->second.fingerprint == fingerprint;
    line.row = line.stored
                   ? known->second
                   : ScheduleRow{campaign, fingerprint, now_ms, before(schedule, zone, now_ms), {}};
    // Runs that an earlier schedule began are ended all the same.
    if (known != rows.end()) line.row.runs = known->second.runs;
    rows.erase(campaign);
    line.walk = std::make_unique<Occurrences>(schedule, zone, line.row.done);
    line.next = line.next_of(*line.walk);
    table.lines_.push_back(std::move(line));
  }
  for (auto& [campaign, row] : rows) table.gone_.push_back(std::move(row));
  table.program_ = std::move(program);
  return table;
}

Timetable::Line* Timetable::first(const Pauses& pauses, const Approvals& approvals) {
  Line* first = nullptr;
  for (auto& line : lines_) {
    if (!line.next || pauses.hold_flow(line.row.campaign)) continue;
    if (!approvals.admit(*program_, line.flow)) continue;
    if (!first || line.next->first_ms < first->next->first_ms) first = &line;
  }
  return first;
}

void put_schedule_row(const ScheduleRow& row, WriteBatch& batch) {
  batch.put(Family::kRuns, keys::schedule(row.campaign), encode_schedule_row(row));
}

}  // namespace camp
