#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/system_log.h"

namespace camp::cli {

void options_status(po::options_description& options) {
  options.add_options()("flows", "also who stands where, flow by flow: goes through all contacts")(
      "log", "also what was changed and when: programs, deployments, runs");
}

namespace {

std::string standings_text(const std::vector<Standing>& standings, bool color) {
  if (standings.empty()) return "\nnobody stands at a step\n";
  Table table({{"flow"}, {"stands at"}, {"waiting", Align::kRight}, {"incidents", Align::kRight}});
  for (const auto& standing : standings) {
    table.add({standing.flow,
               standing.step,
               standing.waiting ? grouped(standing.waiting) : "",
               {standing.incidents ? grouped(standing.incidents) : "", Style::kBad}});
  }
  return "\n" + table.text(color);
}

std::string about_text(const SystemLine& line) {
  if (!line.paused.empty()) return line.paused;
  if (is_about_approval(line.kind)) return line.flow;
  if (is_about_test_run(line.kind))
    return fmt::format("{}, {}", line.flow, counted(line.count, "message"));
  if (is_about_incidents(line.kind))
    return counted(line.count, "instance") + (line.flow.empty() ? "" : " of " + line.flow);
  if (line.run != 0) return fmt::format("run {} of {}, key {}", line.run, line.campaign, line.key);
  if (!line.campaign.empty())
    return fmt::format("{} of {}", counted(line.count, "run"), line.campaign);
  if (!line.experiment.empty()) return line.experiment;
  return line.program.substr(0, kShortHash);
}

std::string log_text(const std::vector<SystemLine>& log, bool color) {
  Table table({{"", Align::kRight}, {"at"}, {"what"}, {"about"}, {"contacts", Align::kRight}});
  for (const auto& line : log)
    table.add(
        {std::to_string(line.number), line.at_ms == 0 ? "no clock yet" : instant_text(line.at_ms),
         std::string(system_kind_text(line.kind)), about_text(line),
         (line.run != 0 || !line.experiment.empty()) && line.count ? grouped(line.count) : ""});
  return "\n" + table.text(color);
}

std::string program_text(const Status& status) {
  if (status.program.empty()) return "none yet";
  auto hash = status.program.substr(0, kShortHash);
  return status.deployed_ms
             ? fmt::format("{}, deployed {}", hash, instant_text(*status.deployed_ms))
             : hash + ", never deployed: the working copy is taken as it is";
}

// What is rare is named when it is there.
std::string messages_text(const Counters& counters, std::uint64_t paced) {
  auto text =
      fmt::format("{} sent, {} withheld, {} skipped, {} failed", grouped(counters.sent),
                  grouped(counters.withheld), grouped(counters.skipped), grouped(counters.failed));
  if (counters.unknown > 0) text += fmt::format(", {} unknown", grouped(counters.unknown));
  if (counters.cancelled > 0) text += fmt::format(", {} cancelled", grouped(counters.cancelled));
  if (counters.held > 0) text += fmt::format(", {} held", grouped(counters.held));
  if (counters.under_way > 0) text += fmt::format(", {} under way", grouped(counters.under_way));
  if (counters.deferred > paced)
    text += fmt::format(", {} to be attempted again", grouped(counters.deferred - paced));
  return text;
}

std::string unfinished_text(const RunLine& line, bool is_paused) {
  const auto& campaign = line.campaign;
  const auto& run = line.run;
  const auto how = is_paused          ? std::string("it is paused")
                   : run.contact_time ? std::string("everybody starts by their own clocks")
                   : run.nominal      ? std::string("camp tick goes on")
                                 : fmt::format("camp run {} --key '{}' goes on", campaign, run.key);
  return fmt::format("run {} of {}: {} of {}; {}", run.number, campaign, grouped(run.done),
                     grouped(run.audience), how);
}

bool is_paused(const Status& status, const std::string& flow) {
  return std::any_of(status.paused.begin(), status.paused.end(), [&](const PauseLine& line) {
    return line.what == flow || line.what == "everything";
  });
}

std::string paused_text(const PauseLine& line) {
  return fmt::format("{} since {}{}; {} {} for camp resume {}", line.what,
                     instant_text(line.since_ms),
                     line.reason.empty() ? "" : fmt::format(" ({})", line.reason),
                     grouped(line.waiting), line.waiting == 1 ? "thing waits" : "things wait",
                     line.what == "everything" ? "--all" : line.what);
}

std::string paced_text(const PacedLine& line) {
  if (line.rate.empty())
    return fmt::format("{} of {} waited for a rate that is gone: camp tick sends them",
                       grouped(line.waiting), line.channel);
  return fmt::format(
      "{} of {} wait for their turn, {}; {}", grouped(line.waiting), line.channel, line.rate,
      line.next_ms ? fmt::format("the next leaves at {}, the last about at {}",
                                 instant_text(*line.next_ms), instant_text(line.last_ms))
                   : "paused");
}

std::string status_text(const Project& project, const Status& status, bool color) {
  const auto& counters = status.counters;
  Properties lines;
  lines.add("project", project.root);
  lines.add("store", project.store_path());
  lines.add("clock", fmt::format("{}, {}", instant_text(status.now_ms),
                                 status.virtual_time ? "virtual" : "live"));
  lines.add("program", program_text(status));
  lines.add("contacts", grouped(counters.contacts));
  lines.add("events", grouped(counters.events));
  lines.add("instances", fmt::format("{} entered, {} waiting", grouped(counters.entered),
                                     grouped(counters.waiting)));
  if (counters.incidents > 0)
    lines.add("incidents", fmt::format("{}: camp incidents says why", grouped(counters.incidents)),
              Style::kBad);
  std::uint64_t paced = 0;
  for (const auto& line : status.paced) paced += line.waiting;
  lines.add("messages", messages_text(counters, paced));
  if (status.pending > 0)
    lines.add("outbox",
              fmt::format("{} pending: camp tick sends {}", grouped(status.pending),
                          status.paused.empty() ? "them" : "those that no pause holds"),
              Style::kWarn);
  lines.add("next due", status.next.due_ms      ? next_wake_text(status.next)
                        : status.paused.empty() ? "nothing is waiting"
                                                : "nothing: what is paused waits for its resume");
  for (const auto& line : status.unfinished)
    lines.add("unfinished", unfinished_text(line, is_paused(status, line.campaign)), Style::kWarn);
  for (const auto& line : status.unapproved)
    lines.add("not approved",
              fmt::format("{}: {}; {}", line.flow, line.lacks,
                          line.journey ? "nobody enters it" : "it does not begin by itself"),
              Style::kWarn);
  for (const auto& line : status.paced) lines.add("rate", paced_text(line));
  for (const auto& line : status.paused) lines.add("paused", paused_text(line), Style::kBad);
  return lines.text(color) + (status.standings ? standings_text(*status.standings, color) : "");
}

}  // namespace

int run_status(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("status takes no arguments");
  auto store = open_reading(call);
  if (!store) return store.code;
  ProgressLine line(call.console, "contacts");
  auto status = read_status(store->view(), call.has("flows"), [&](std::uint64_t done, auto total) {
    line.update(done, total);
    return !interrupted();
  });
  if (!status.ok()) return call.fail(status.error());
  Result<std::vector<SystemLine>> log = std::vector<SystemLine>();
  if (call.has("log")) log = read_system_log(store->view());
  if (!log.ok()) return call.fail(log.error());
  if (call.console.json()) {
    Json body{{"project", store->project().root}, {"store", store->project().store_path()}};
    body.update(status_json(*status));
    if (call.has("log")) body["log"] = system_log_json(*log);
    call.answer(true, std::move(body));
  } else {
    const bool color = call.console.out_color();
    call.console.out(status_text(store->project(), *status, color) +
                     (call.has("log") ? log_text(*log, color) : ""));
  }
  return kDone;
}

}  // namespace camp::cli
