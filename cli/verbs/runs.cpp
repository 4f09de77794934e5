#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/lookup.h"
#include "cli/render/table.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_runs(po::options_description&) {}

namespace {

constexpr std::size_t kShortHash = 12;

// A campaign that has runs or stands in the program; an error otherwise.
Result<void> check_campaign(Engine& engine, const std::string& campaign,
                            const std::vector<RunRow>& runs) {
  std::set<std::string> known;
  for (const auto& run : runs) known.insert(name_of(engine, run.campaign));
  if (engine.current()) {
    const auto& program = engine.current()->program();
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

Json run_json(Engine& engine, const RunRow& run) {
  Json json{{"run", run.number},
            {"campaign", name_of(engine, run.campaign)},
            {"key", run.key},
            {"state", run_state_text(run.state)},
            {"audience", run.audience},
            {"done", run.done},
            {"started", instant_text(run.started_ms)}};
  if (run.state == RunState::kSent) json["ended"] = instant_text(run.ended_ms);
  json["digest"] = to_hex(run.digest.view());
  json["program"] = run.program;
  return json;
}

std::string runs_text(Engine& engine, const std::vector<RunRow>& runs, bool color) {
  Table table({{"run", Align::kRight},
               {"campaign"},
               {"key"},
               {"state"},
               {"audience", Align::kRight},
               {"done", Align::kRight},
               {"started"},
               {"ended"},
               {"digest"}});
  for (const auto& run : runs) {
    bool sent = run.state == RunState::kSent;
    table.add({std::to_string(run.number),
               name_of(engine, run.campaign),
               run.key,
               {std::string(run_state_text(run.state)), sent ? Style::kGood : Style::kWarn},
               grouped(run.audience),
               grouped(run.done),
               instant_text(run.started_ms),
               sent ? instant_text(run.ended_ms) : std::string(),
               {to_hex(run.digest.view()).substr(0, kShortHash), Style::kDim}});
  }
  return table.text(color);
}

}  // namespace

int run_runs(const Invocation& call) {
  if (call.arguments.size() > 1)
    return usage_error(call, "runs", "runs takes one campaign at most");
  auto session = open_session(call, "runs", Access::kRead);
  if (!session) return session.code;
  auto& engine = session->engine();
  auto runs = engine.runs().all();
  if (!runs.ok()) return call.console.fail("runs", runs.error());
  if (!call.arguments.empty()) {
    auto known = check_campaign(engine, call.arguments[0], *runs);
    if (!known.ok()) return call.console.fail("runs", known.error());
    std::erase_if(*runs, [&](const RunRow& run) {
      return name_of(engine, run.campaign) != call.arguments[0];
    });
  }
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& run : *runs) rows.push_back(run_json(engine, run));
    call.console.answer("runs", true, {{"runs", std::move(rows)}});
  } else if (runs->empty()) {
    call.console.out("no runs yet: camp run CAMPAIGN begins one\n");
  } else {
    call.console.out(runs_text(engine, *runs, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
