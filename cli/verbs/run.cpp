#include <fmt/format.h>

#include <algorithm>

#include "cli/dry_run.h"
#include "cli/render/tally.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void options_run(po::options_description& options) {
  options.add_options()(
      "key", po::value<std::string>()->default_value("1"),
      "what makes a run the same run: the same key again sends nothing (Airflow: {{ ds }})")(
      "dry-run", "only says who would get what, and who not; nothing is stored or sent")(
      "list", "dry-run: contact by contact");
  add_store_options(options);
}

namespace {

// Before the engine is asked: what is there instead, or that the name is a journey's.
std::optional<Error> wrong_name(const Program& program, const std::string& name) {
  std::vector<NameIndex> campaigns;
  for (const auto& flow : program.flows) {
    if (flow.kind == FlowKind::kCampaign) {
      campaigns.push_back(flow.name);
    } else if (program.name(flow.name) == name) {
      return Error{ErrorKind::kNotFound,
                   fmt::format("'{}' is a journey: there is no campaign of that name", name), "",
                   "its contacts come in by its start event: camp emit EVENT --contact ID"};
    }
  }
  auto names = names_in(program, campaigns);
  if (std::find(names.begin(), names.end(), name) != names.end()) return std::nullopt;
  return unknown_name("campaign", name, names);
}

// Why not everybody has started.
std::string cut_short_text(const RunReport& report, const std::string& campaign) {
  if (report.stopped) return "; stopped, the same command goes on";
  const bool cut_short = report.run.state == RunState::kSending && !report.run.contact_time;
  return cut_short ? fmt::format("; paused, camp resume {} goes on", campaign) : "";
}

}  // namespace

int run_run(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name the campaign to run");
  if (call.values.count("key") != 0 && !call.values["key"].defaulted() && call.text("key").empty())
    return call.usage("--key is empty: it is what makes a run the same run");
  if (call.has("list") && !call.has("dry-run")) return call.usage("--list belongs to --dry-run");
  auto session = open_session(call);
  if (!session) return session.code;
  if (auto wrong = wrong_name(session->program().program(), call.arguments[0]))
    return call.fail(*wrong);
  ProgressLine line(call.console, "contacts");
  auto report = session->engine().run(call.arguments[0], call.text("key"), [&](const Progress& p) {
    return session->go_on(line, p.done, p.total);
  });
  if (!report.ok()) return call.fail(report.error());
  if (call.has("dry-run")) return show_dry_run(call, *session, *report);
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  const auto& run = report->run;
  const auto tally = session->engine().tally();
  if (call.console.json()) {
    Json body{{"run", run.number},        {"campaign", call.arguments[0]},
              {"key", run.key},           {"state", run_state_text(run.state)},
              {"audience", run.audience}, {"left_out", left_out_json(run)},
              {"done", run.done},         {"messages", *messages}};
    body.update(tally_json(tally));
    body.update(Json{{"already", report->already},
                     {"resumed", report->resumed},
                     {"stopped", report->stopped},
                     {"digest", to_hex(run.digest.view())}});
    call.answer(true, std::move(body));
    return tally.incidents > 0 ? kFindings : kDone;
  }
  if (report->already) {
    call.console.out(fmt::format(
        "run {} of {} (key '{}') was {} at {}: {}. A new run has a new --key.\n", run.number,
        call.arguments[0], run.key, run.state == RunState::kCancelled ? "cancelled" : "done",
        instant_text(run.ended_ms),
        *messages == 0 ? "nothing was sent"
                       : fmt::format("what was still in the outbox has left now: {}",
                                     counted(*messages, "message"))));
    return kDone;
  }
  call.console.out(
      fmt::format("run {} of {} (key '{}'){}: audience {}{}, {} done, {}{}{}\n{}", run.number,
                  call.arguments[0], run.key, report->resumed ? ", resumed" : "",
                  grouped(run.audience), left_out_text(run), grouped(run.done),
                  counted(*messages, "message"), skipped_text(tally.skipped),
                  cut_short_text(*report, call.arguments[0]), incidents_text(tally.incidents)));
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
