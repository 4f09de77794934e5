#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/shelf/test_runs.h"

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
  for (const auto& line : runs) {
    const auto& run = line.run;
    bool sent = run.state == RunState::kSent;
    table.add({std::to_string(run.number),
               line.campaign,
               run.key,
               {std::string(run_line_state(line)), sent ? Style::kGood : Style::kWarn},
               grouped(run.audience),
               grouped(run.done),
               instant_text(run.started_ms),
               is_over(run.state) ? instant_text(run.ended_ms) : std::string(),
               {to_hex(run.digest.view()).substr(0, kShortHash), Style::kDim}});
  }
  return table.text(color);
}

// Behind the runs: what went to seeds.
std::string tests_text(StoreView& view, const std::vector<TestRunRow>& tests, bool color) {
  Table table({{"test run of"},
               {"key"},
               {"messages", Align::kRight},
               {"failed", Align::kRight},
               {"by"},
               {"at"}});
  for (const auto& it : tests)
    table.add({view.name_of(it.flow), it.key, fmt::format("{} of {}", it.done, it.total),
               it.failed > 0 ? grouped(it.failed) : "", it.by, instant_text(it.at_ms)});
  return table.empty() ? "" : table.text(color);
}

Json tests_json(StoreView& view, const std::vector<TestRunRow>& tests) {
  Json rows = Json::array();
  for (const auto& it : tests)
    rows.push_back({{"flow", view.name_of(it.flow)},
                    {"key", it.key},
                    {"by", it.by},
                    {"at", instant_text(it.at_ms)},
                    {"messages", it.total},
                    {"done", it.done},
                    {"failed", it.failed},
                    {"unknown", it.unknown}});
  return rows;
}

}  // namespace

int run_runs(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("runs takes one campaign at most");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto runs = read_runs(store->view(), call.arguments.empty() ? "" : call.arguments[0]);
  if (!runs.ok()) return call.fail(runs.error());
  auto tests = read_test_runs(store->store());
  if (!tests.ok()) return call.fail(tests.error());
  if (!call.arguments.empty())
    std::erase_if(*tests, [&](const TestRunRow& it) {
      return store->view().name_of(it.flow) != call.arguments[0];
    });
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& line : *runs) rows.push_back(run_line_json(line));
    call.answer(true,
                {{"runs", std::move(rows)}, {"test_runs", tests_json(store->view(), *tests)}});
  } else if (runs->empty() && tests->empty()) {
    call.console.out("no runs yet: camp run CAMPAIGN begins one\n");
  } else {
    const bool color = call.console.out_color();
    const auto text = runs->empty() ? std::string() : runs_text(*runs, color);
    const auto below = tests_text(store->view(), *tests, color);
    call.console.out(text + (text.empty() || below.empty() ? "" : "\n") + below);
  }
  return kDone;
}

}  // namespace camp::cli
