#include <fmt/format.h>

#include "cli/pause_subject.h"
#include "cli/render/tally.h"
#include "lang/base/counted.h"

namespace camp::cli {

void options_resume(po::options_description& options) { add_pause_options(options); }

int run_resume(const Invocation& call) {
  if (const auto code = check_pause_arguments(call); code != kDone) return code;
  auto session = open_session(call);
  if (!session) return session.code;
  auto named = pause_subject_of(call, known_to(session->engine()));
  if (!named.ok()) return call.fail(named.error());
  auto& engine = session->engine();
  const auto before = engine.counters().transitions;
  ProgressLine line(call.console, "transitions");
  const auto resumed = engine.resume(named->subject, [&](const Progress& progress) {
    return session->go_on(line, progress.done, progress.total);
  });
  if (!resumed.ok()) return call.fail(resumed.error());
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  const auto transitions = engine.counters().transitions - before;
  const auto tally = engine.tally();
  if (call.console.json()) {
    Json body{{"resumed", named->name},
              {"already", !*resumed},
              {"transitions", transitions},
              {"messages", *messages}};
    body.update(tally_json(tally));
    call.answer(true, std::move(body));
  } else if (*resumed) {
    call.console.out(
        fmt::format("{} goes on: {}, {}{}{}\n{}", named->name, counted(transitions, "transition"),
                    counted(*messages, "message"), skipped_text(tally.skipped),
                    engine.pauses().any() ? "; something else is still paused: camp status" : "",
                    incidents_text(tally.incidents)));
  } else {
    call.console.out(fmt::format("{} was not paused: nothing was changed\n", named->name));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
