#include "runtime/explain/campaigns.h"

#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_campaigns(po::options_description& options) {
  options.add_options()("sizes",
                        "also how many each audience has now, and how many are in each journey: "
                        "goes through all contacts");
}

namespace {

// Under way before anything else; then what keeps it from beginning, then what it waits for.
std::string state_of(const CampaignLine& line) {
  if (line.paused_ms) return "paused";
  if (line.last && !is_over(line.last->state)) return std::string(run_state_text(line.last->state));
  if (line.expired) return "expired";
  if (!line.approval.given) return line.approval.rejected ? "rejected" : "draft";
  if (line.journey) return "open";
  if (line.next) return "scheduled";
  if (line.last) return std::string(run_line_state({line.name, *line.last, line.completed}));
  return line.approval.needed ? "approved" : "draft";
}

// `camp check` goes by no clock; here it is seen before nobody gets anything.
bool is_too_late(const CampaignLine& line) {
  return !line.schedule.empty() && !line.next && line.runs == 0;
}

std::vector<std::string> lacks_of(const CampaignLine& line) {
  std::vector<std::string> lacks;
  if (line.lacks_goal) lacks.emplace_back("a goal");
  if (is_too_late(line)) lacks.emplace_back("a time to come: its schedule lies in the past");
  if (line.approval.rejected)
    lacks.push_back(line.approval.lacks_text());
  else
    for (const auto& role : line.approval.lacks) lacks.push_back("approval of " + role);
  return lacks;
}

// For whom each flow is, as the sources say; none where these are of another program.
using Audiences = std::map<std::string, std::string>;
std::string audience_of(const Audiences& audiences, const CampaignLine& line) {
  const auto found = audiences.find(line.name);
  return found == audiences.end() ? std::string() : found->second;
}

std::string campaigns_text(const std::vector<CampaignLine>& lines, const Audiences& audiences,
                           bool color) {
  Table table({{"name"},
               {"kind"},
               {"goal"},
               {"for whom"},
               {"state"},
               {"size", Align::kRight},
               {"runs", Align::kRight},
               {"last run"},
               {"next run"},
               {"lacks"}});
  for (const auto& line : lines) {
    table.add({line.name,
               line.journey ? "journey" : "campaign",
               fmt::format("{}", fmt::join(line.goals, ", ")),
               audience_of(audiences, line),
               state_of(line),
               line.size ? grouped(*line.size) : "",
               line.runs ? grouped(line.runs) : "",
               line.last ? instant_text(line.last->started_ms) : "",
               line.next ? instant_text(line.next->first_ms) : "",
               {fmt::format("{}", fmt::join(lacks_of(line), "; ")), Style::kWarn}});
  }
  return table.text(color);
}

Json campaign_json(const CampaignLine& line, const Audiences& audiences) {
  Json lacks = Json::array();
  if (line.lacks_goal) lacks.push_back("goal");
  if (is_too_late(line)) lacks.push_back("time");
  Json json{{"name", line.name},
            {"kind", line.journey ? "journey" : "campaign"},
            {"goals", line.goals},
            {"state", state_of(line)},
            {"lacks", std::move(lacks)}};
  if (const auto audience = audience_of(audiences, line); !audience.empty())
    json[line.journey ? "starts" : "audience"] = audience;
  if (line.approval.needed) json["approval"] = approval_json(line.approval);
  if (!line.writer.empty()) json["writer"] = line.writer;
  if (!line.reviewer.empty()) json["reviewer"] = line.reviewer;
  if (line.size) json["size"] = *line.size;
  if (line.paused_ms) json["paused_since"] = instant_text(*line.paused_ms);
  if (line.journey) return json;
  json["runs"] = line.runs;
  if (!line.schedule.empty()) json["schedule"] = line.schedule;
  if (line.next)
    json["next_run"] = {{"key", nominal_text(line.next->nominal)},
                        {"due", instant_text(line.next->first_ms)}};
  if (line.last) json["last_run"] = run_line_json({line.name, *line.last, line.completed});
  return json;
}

}  // namespace

int run_campaigns(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("campaigns takes no arguments");
  auto store = open_reading_or_sources(call);
  if (!store) return store.code;
  ProgressLine progress(call.console, "contacts");
  auto lines =
      read_campaigns(store->view(), call.has("sizes"), [&](std::uint64_t done, auto total) {
        progress.update(done, total);
        return !interrupted();
      });
  if (!lines.ok()) return call.fail(lines.error());
  const auto sources = sources_of_what_runs(*store);
  const auto audiences = sources ? audiences_of(*sources) : Audiences();
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& line : *lines) rows.push_back(campaign_json(line, audiences));
    call.answer(true, {{"campaigns", std::move(rows)}});
  } else if (lines->empty()) {
    call.console.out("this project has no campaign and no journey\n");
  } else {
    call.console.out(campaigns_text(*lines, audiences, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
