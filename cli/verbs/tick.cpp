#include <fmt/format.h>

#include "cli/render/tally.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_tick(po::options_description& options) {
  options.add_options()("until", po::value<std::string>(), "virtual time: up to this instant")(
      "for", po::value<std::string>(), "virtual time: so much further, such as 3d or 1d12h");
  add_store_options(options);
}

namespace {

Result<std::int64_t> until_of(const Invocation& call, const Engine& engine) {
  if (call.has("until")) return parse_time_option("until", call.text("until"));
  auto duration = parse_duration(call.text("for"));
  if (!duration) {
    return Error{ErrorKind::kInvalid, fmt::format("--for '{}' is not a duration", call.text("for")),
                 "", "write 90s, 15m, 2h, 3d, 2w, 1mo or 1y"};
  }
  return calendar::add(engine.now_ms(), *duration, calendar::utc());
}

Result<TickReport> tick(const Invocation& call, Session& session) {
  auto& engine = session.engine();
  ProgressLine line(call.console, "transitions");
  auto progress = [&](const Progress& p) { return session.go_on(line, p.done, p.total); };
  bool has_target = call.has("until") || call.has("for");
  if (!has_target) return engine.tick(progress);
  if (!engine.virtual_time()) {
    return Error{ErrorKind::kRefused,
                 "--until and --for are for stores with virtual time; this one is live", "",
                 "camp tick, without them, does what is due now"};
  }
  CAMP_ASSIGN(auto until_ms, until_of(call, engine));
  return engine.advance_to(until_ms, progress);
}

// What schedules did, when they did something.
std::string runs_text(const TickReport& report) {
  std::string text;
  if (report.runs > 0) text += fmt::format("; {} began", counted(report.runs, "run"));
  if (report.missed > 0) text += fmt::format("; {} missed", counted(report.missed, "run"));
  return text;
}

}  // namespace

int run_tick(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("tick takes no arguments");
  if (call.has("until") && call.has("for"))
    return call.usage("--until and --for exclude each other");
  auto session = open_session(call);
  if (!session) return session.code;
  auto report = tick(call, *session);
  if (!report.ok()) return call.fail(report.error());
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  auto due_ms = session->engine().next_due_ms();
  if (!due_ms.ok()) return call.fail(due_ms.error());
  auto next = *due_ms;
  const auto tally = session->engine().tally();
  if (call.console.json()) {
    Json body{{"now", instant_text(report->now_ms)},
              {"transitions", report->transitions},
              {"runs", report->runs},
              {"missed_runs", report->missed},
              {"messages", *messages},
              {"stopped", report->stopped}};
    body.update(tally_json(tally));
    if (next) body["next_due"] = instant_text(*next);
    call.answer(true, std::move(body));
  } else {
    call.console.out(fmt::format(
        "{}: {}, {}{}{}{}{}\n{}", instant_text(report->now_ms),
        counted(report->transitions, "transition"), counted(*messages, "message"),
        runs_text(*report), skipped_text(tally.skipped),
        next ? "; next due " + instant_text(*next) : "; nothing else is waiting",
        report->stopped ? " (stopped; camp tick goes on)" : "", incidents_text(tally.incidents)));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
