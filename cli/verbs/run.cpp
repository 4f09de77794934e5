#include <fmt/format.h>

#include <algorithm>

#include "cli/dry_run.h"
#include "cli/names.h"
#include "cli/render/tally.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/utf8.h"
#include "lang/value/civil.h"

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

bool has_control(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < ' ' || c == kDelete; });
}

// A run that could do nothing, and would use its key up: what has expired, and a store that nothing
// was imported into. An audience that is empty today is no mistake by itself.
Result<void> check_worth_it(Session& session, const std::string& campaign, const std::string& key) {
  auto& engine = session.engine();
  const auto& program = session.program();
  const auto flow = program.program().flow_index(campaign);
  CAMP_ASSIGN(const auto known,
              engine.runs().find(program.number(program.program().flows[flow].name), key));
  if (known != 0) return {};
  if (engine.counters().contacts == 0)
    return Error{ErrorKind::kRefused,
                 "there is no contact in this store: nobody would be in the run",
                 session.project().store_path(), "camp contacts import FILE, then the same again"};
  const auto expired_ms = program.expired_for_all_ms(flow);
  if (expired_ms > engine.now_ms()) return {};
  return Error{ErrorKind::kRefused,
               fmt::format("'{}' has expired: since {} nothing of it is sent to anybody", campaign,
                           instant_text(expired_ms)),
               "", "a later `expires` in its script lets it run"};
}

void warn_of_nobody(const Invocation& call, Session& session, const RunReport& report) {
  if (report.already || report.stopped || report.run.audience != 0) return;
  call.console.note(fmt::format(
      "warning: nobody is in the audience of {}, of {}: camp campaigns says who it is for; were "
      "they imported, and into the lists and fields that it asks for?",
      call.arguments[0], counted(session.engine().counters().contacts, "contact")));
}

// Its key was used: what a later call of the same says.
std::string over_text(const std::string& campaign, const RunRow& run, std::uint64_t messages) {
  return fmt::format("run {} of {} (key '{}') was {} at {}: {}. A new run has a new --key.\n",
                     run.number, campaign, run.key,
                     run.state == RunState::kCancelled ? "cancelled" : "done",
                     instant_text(run.ended_ms),
                     messages == 0 ? "nothing more is sent"
                                   : fmt::format("what was still in the outbox has left now: {}",
                                                 counted(messages, "message")));
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
  if (has_control(call.text("key")))
    return call.usage("--key has a line break or another character that nobody sees");
  if (find_invalid_utf8(call.text("key"))) return call.usage("--key is not UTF-8");
  if (call.has("list") && !call.has("dry-run")) return call.usage("--list belongs to --dry-run");
  auto session = open_session(call);
  if (!session) return session.code;
  if (auto wrong = wrong_campaign(session->program().program(), call.arguments[0]))
    return call.fail(*wrong);
  if (auto worth = check_worth_it(*session, call.arguments[0], call.text("key")); !worth.ok())
    return call.fail(worth.error());
  ProgressLine line(call.console, "contacts");
  auto report = session->engine().run(call.arguments[0], call.text("key"), [&](const Progress& p) {
    return session->go_on(line, p.done, p.total);
  });
  if (!report.ok()) return call.fail(report.error());
  warn_of_nobody(call, *session, *report);
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  if (call.has("dry-run")) return show_dry_run(call, *session, *report);
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
    call.console.out(over_text(call.arguments[0], run, *messages));
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
