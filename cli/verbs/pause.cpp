#include <fmt/format.h>

#include "cli/pause_subject.h"
#include "lang/value/civil.h"

namespace camp::cli {

namespace {
constexpr std::size_t kReasonBytesMax = 500;  // a sentence, shown in a line
}

void options_pause(po::options_description& options) {
  options.add_options()("reason", po::value<std::string>()->default_value(""),
                        "shown by camp status for as long as it lasts");
  add_pause_options(options);
}

// It answers when the pause is on disk: from then on nothing of it leaves.
int run_pause(const Invocation& call) {
  if (const auto code = check_pause_arguments(call); code != kDone) return code;
  const auto reason = call.text("reason");
  if (reason.size() > kReasonBytesMax)
    return call.usage(fmt::format("--reason has at most {} bytes", kReasonBytesMax));
  auto session = open_session(call);
  if (!session) return session.code;
  auto named = pause_subject_of(call, *session);
  if (!named.ok()) return call.fail(named.error());
  auto& engine = session->engine();
  const auto paused = engine.pause(named->subject, reason);
  if (!paused.ok()) return call.fail(paused.error());
  const auto now = engine.pauses().now();
  const auto* pause = now->find(named->subject);
  if (call.console.json()) {
    call.answer(true, {{"paused", named->name},
                       {"since", instant_text(pause->since_ms)},
                       {"reason", pause->reason},
                       {"already", !*paused}});
  } else if (*paused) {
    call.console.out(
        fmt::format("{} is paused: what comes due waits, exits and goals go on; camp resume {}\n",
                    named->name, named->subject == kEverything ? "--all" : named->name));
  } else {
    call.console.out(fmt::format("{} has been paused since {}{}: nothing was changed\n",
                                 named->name, instant_text(pause->since_ms),
                                 pause->reason.empty() ? "" : fmt::format(" ({})", pause->reason)));
  }
  return kDone;
}

}  // namespace camp::cli
