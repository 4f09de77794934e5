#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_runs(po::options_description&) {}

namespace {

std::string runs_text(const std::vector<RunLine>& runs, bool color) {
  Table table({{"run", Align::kRight},
               {"campaign"},
               {"key"},
               {"state"},
               {"audience", Align::kRight},
               {"done", Align::kRight},
               {"started"},
               {"ended"},
               {"digest"}});
  for (const auto& [campaign, run] : runs) {
    bool sent = run.state == RunState::kSent;
    table.add({std::to_string(run.number),
               campaign,
               run.key,
               {std::string(run_state_text(run.state)), sent ? Style::kGood : Style::kWarn},
               grouped(run.audience),
               grouped(run.done),
               instant_text(run.started_ms),
               is_over(run.state) ? instant_text(run.ended_ms) : std::string(),
               {to_hex(run.digest.view()).substr(0, kShortHash), Style::kDim}});
  }
  return table.text(color);
}

}  // namespace

int run_runs(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("runs takes one campaign at most");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto runs = read_runs(store->view(), call.arguments.empty() ? "" : call.arguments[0]);
  if (!runs.ok()) return call.fail(runs.error());
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& line : *runs) rows.push_back(run_line_json(line));
    call.answer(true, {{"runs", std::move(rows)}});
  } else if (runs->empty()) {
    call.console.out("no runs yet: camp run CAMPAIGN begins one\n");
  } else {
    call.console.out(runs_text(*runs, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
