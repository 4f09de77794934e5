#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/value/civil.h"
#include "runtime/explain/schedules.h"

namespace camp::cli {

void options_schedule(po::options_description& options) {
  options.add_options()("next", po::value<std::size_t>()->default_value(3),
                        "so many runs of each campaign");
}

namespace {

constexpr std::size_t kNextMax = 1000;

std::string clocks_of(const ScheduleLine& line) {
  return line.zone.empty() ? std::string("contact time") : line.zone;
}

// By time, all campaigns together: what comes first stands first.
std::string schedules_text(const std::vector<ScheduleLine>& lines, bool color) {
  struct Row {
    const ScheduleLine* line;
    const Occurrence* at;
  };
  std::vector<Row> rows;
  std::string ended;
  for (const auto& line : lines) {
    for (const auto& at : line.next) rows.push_back({&line, &at});
    if (line.next.empty()) ended += fmt::format("{}: no run is left\n", line.campaign);
    if (!line.held.empty())
      ended += fmt::format("{} does not begin by itself: {}; camp approvals {}\n", line.campaign,
                           line.held, line.campaign);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.at->first_ms < b.at->first_ms; });
  Table table({{"due"}, {"campaign"}, {"run"}, {"clocks"}, {"schedule"}});
  for (const auto& [line, at] : rows)
    table.add({instant_text(at->first_ms), line->campaign, nominal_text(at->nominal),
               clocks_of(*line), line->schedule});
  const bool begun = std::all_of(lines.begin(), lines.end(), [](const auto& l) { return l.begun; });
  return (table.empty() ? "" : table.text(color)) + ended +
         (begun ? "" : "what is new counts from the next camp tick on\n");
}

Json schedule_json(const ScheduleLine& line) {
  Json next = Json::array();
  for (const auto& at : line.next)
    next.push_back({{"run", nominal_text(at.nominal)}, {"due", instant_text(at.first_ms)}});
  Json json{{"campaign", line.campaign},
            {"schedule", line.schedule},
            {"contact_time", line.zone.empty()},
            {"begun", line.begun},
            {"next", std::move(next)}};
  if (!line.zone.empty()) json["zone"] = line.zone;
  if (!line.held.empty()) json["held"] = line.held;
  return json;
}

}  // namespace

int run_schedule(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("schedule takes one campaign at most");
  const auto count = call.values["next"].as<std::size_t>();
  if (count == 0 || count > kNextMax)
    return call.usage(fmt::format("--next is a number of 1 to {}", kNextMax));
  auto store = open_reading_or_sources(call);
  if (!store) return store.code;
  const auto campaign = call.arguments.empty() ? std::string() : call.arguments[0];
  auto lines = read_schedules(store->view(), campaign, count);
  if (!lines.ok()) return call.fail(lines.error());
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& line : *lines) rows.push_back(schedule_json(line));
    call.answer(true, {{"schedules", std::move(rows)}});
  } else if (lines->empty()) {
    call.console.out("nothing is scheduled: `schedule every monday at 09:00` in a campaign does\n");
  } else {
    call.console.out(schedules_text(*lines, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
