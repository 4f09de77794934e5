#include <fmt/format.h>

#include "cli/pause_subject.h"
#include "cli/render/tally.h"
#include "lang/base/counted.h"

namespace camp::cli {

void options_resume(po::options_description& options) {
  options.add_options()(
      "shift",
      "waits last longer by the time for which they were held, instead of ending at "
      "once where that has come");
  add_pause_options(options);
}

int run_resume(const Invocation& call) {
  if (const auto code = check_pause_arguments(call); code != kDone) return code;
  auto session = open_session(call);
  if (!session) return session.code;
  auto named = pause_subject_of(call, known_to(session->engine()));
  if (!named.ok()) return call.fail(named.error());
  auto& engine = session->engine();
  const bool shifts = call.has("shift");
  if (shifts && (named->subject & kChannelBit) != 0)
    return call.usage(fmt::format(
        "{} is a channel: its pause holds messages, not waits; camp resume {} asks them anew",
        named->name, named->name));
  const auto before = engine.counters().transitions;
  ProgressLine line(call.console, "transitions");
  const auto resumed = engine.resume(named->subject, shifts ? Waits::kShift : Waits::kCatchUp,
                                     [&](const Progress& progress) {
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
              {"shifted", shifts && *resumed},
              {"transitions", transitions},
              {"messages", *messages}};
    body.update(tally_json(tally));
    call.answer(true, std::move(body));
  } else if (engine.pauses().now()->shift) {
    call.console.out(
        fmt::format("{} is still paused: not all of its waits are longer yet; camp tick goes on\n",
                    named->name));
  } else if (*resumed) {
    call.console.out(fmt::format(
        "{} goes on{}: {}, {}{}{}\n{}", named->name,
        shifts ? ", its waits longer by the pause" : "", counted(transitions, "transition"),
        counted(*messages, "message"), skipped_text(tally.skipped),
        engine.pauses().any() ? "; something else is still paused: camp status" : "",
        incidents_text(tally.incidents)));
  } else {
    call.console.out(fmt::format("{} was not paused: nothing was changed\n", named->name));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
