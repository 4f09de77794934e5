#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "cli/render/tally.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_tick(po::options_description& options) {
  options.add_options()("until", po::value<std::string>(), "virtual time: up to this instant")(
      "for", po::value<std::string>(),
      "so much further, such as 3d or 1d12h; a live store: goes on for so long, as things come "
      "due");
  add_store_options(options);
}

namespace {

constexpr auto kLook = std::chrono::milliseconds(50);  // for orders, while nothing is due

Result<std::int64_t> until_of(const Invocation& call, const Engine& engine) {
  if (call.has("until")) return parse_time_option("until", call.text("until"));
  auto duration = parse_duration(call.text("for"));
  if (!duration) {
    return Error{ErrorKind::kInvalid, fmt::format("--for '{}' is not a duration", call.text("for")),
                 "", "write 90s, 15m, 2h, 3d, 2w, 1mo or 1y"};
  }
  return calendar::add(engine.now_ms(), *duration, calendar::utc());
}

// The next timer, run, or message that waits for its channel's rate.
Result<std::optional<std::int64_t>> next_ms(Engine& engine) {
  CAMP_ASSIGN(auto due_ms, engine.next_due_ms());
  const auto attempt_ms = engine.next_attempt_ms();
  if (attempt_ms) due_ms = std::min(due_ms.value_or(*attempt_ms), *attempt_ms);
  return due_ms;
}

// A live store, until then; less when nothing will be due.
Result<TickReport> stay(Session& session, ProgressLine& line, std::int64_t until_ms,
                        const OnProgress& progress) {
  auto& engine = session.engine();
  TickReport all;
  while (true) {
    CAMP_ASSIGN(const auto report, engine.tick(progress));
    CAMP_TRY(session.hand_over());
    all.transitions += report.transitions;
    all.runs += report.runs;
    all.missed += report.missed;
    all.now_ms = engine.now_ms();
    all.stopped = report.stopped;
    CAMP_ASSIGN(const auto due_ms, next_ms(engine));
    if (all.stopped || !due_ms || *due_ms > until_ms) return all;
    do {
      std::this_thread::sleep_for(kLook);
      all.stopped = !session.go_on(line, all.transitions, 0);
    } while (!all.stopped && engine.now_ms() < *due_ms);
    if (all.stopped) return all;
  }
}

Result<TickReport> tick(const Invocation& call, Session& session) {
  auto& engine = session.engine();
  ProgressLine line(call.console, "transitions");
  auto progress = [&](const Progress& p) { return session.go_on(line, p.done, p.total); };
  bool has_target = call.has("until") || call.has("for");
  if (!has_target) return engine.tick(progress);
  if (!engine.virtual_time() && call.has("until")) {
    return Error{ErrorKind::kRefused, "--until is for stores with virtual time; this one is live",
                 "", "camp tick does what is due now; --for 10m goes on for so long"};
  }
  CAMP_ASSIGN(auto until_ms, until_of(call, engine));
  if (!engine.virtual_time()) return stay(session, line, until_ms, progress);
  return engine.advance_to(until_ms, progress);
}

std::string next_due_text(const Engine& engine, const NextWake& next) {
  if (next.due_ms) return "next due " + next_wake_text(next);
  return engine.pauses().any() ? "what is paused waits, and nothing else"
                               : "nothing else is waiting";
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
  const auto next = session->engine().next_wake();
  if (!next.ok()) return call.fail(next.error());
  const auto message_ms = session->engine().next_attempt_ms();
  const auto tally = session->engine().tally();
  if (call.console.json()) {
    Json body{{"now", instant_text(report->now_ms)},
              {"transitions", report->transitions},
              {"runs", report->runs},
              {"missed_runs", report->missed},
              {"messages", *messages},
              {"stopped", report->stopped}};
    body.update(tally_json(tally));
    body.update(next_wake_json(*next));
    if (message_ms) body["next_message"] = instant_text(*message_ms);
    call.answer(true, std::move(body));
  } else {
    call.console.out(fmt::format(
        "{}: {}, {}{}{}{}{}{}\n{}", instant_text(report->now_ms),
        counted(report->transitions, "transition"), counted(*messages, "message"),
        runs_text(*report), skipped_text(tally.skipped),
        message_ms ? "; the next message leaves at " + instant_text(*message_ms) : "",
        next->due_ms || !message_ms ? "; " + next_due_text(session->engine(), *next) : "",
        report->stopped ? " (stopped; camp tick goes on)" : "", incidents_text(tally.incidents)));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
