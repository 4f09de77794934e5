#include <fmt/format.h>

#include "cli/pause_subject.h"
#include "lang/base/counted.h"
#include "runtime/explain/status.h"

namespace camp::cli {

void options_cancel(po::options_description& options) {
  options.add_options()("all", "every flow")("yes", "do it; without, only what would end");
  add_clock_option(options);
}

namespace {

// Says what would end; nothing is changed.
int refuse_without_yes(const Invocation& call, Session& session, const NamedSubject& named) {
  auto view = StoreView::open(session.store(), session.engine().now_ms());
  if (!view.ok()) return call.fail(view.error());
  ProgressLine line(call.console, "contacts");
  auto status = read_status(**view, true, [&](std::uint64_t done, auto total) {
    line.update(done, total);
    return !interrupted();
  });
  if (!status.ok()) return call.fail(status.error());
  const bool all = named.subject == kEverything;
  std::uint64_t instances = 0, runs = 0;
  for (const auto& standing : *status->standings)
    if (all || standing.flow == named.name) instances += standing.waiting + standing.incidents;
  for (const auto& run : status->unfinished)
    if (all || run.campaign == named.name) ++runs;
  return call.preview({ErrorKind::kRefused,
                       fmt::format("this would end {} and {}; it cannot be undone",
                                   counted(instances, "instance"), counted(runs, "unfinished run")),
                       named.name,
                       fmt::format("camp cancel {} --yes; camp pause {} only stops it for a while",
                                   all ? "--all" : named.name, all ? "--all" : named.name)});
}

}  // namespace

int run_cancel(const Invocation& call) {
  if (call.has("all") != call.arguments.empty() || call.arguments.size() > 1)
    return call.usage("name one flow, or say --all");
  auto session = open_session(call);
  if (!session) return session.code;
  const auto named = flow_of(call, known_to(session->engine()));
  if (!named.ok()) return call.fail(named.error());
  if (!call.has("yes")) return refuse_without_yes(call, *session, *named);
  ProgressLine line(call.console, "instances");
  const auto ended = session->engine().cancel(named->subject, [&](const Progress& progress) {
    return session->go_on(line, progress.done, progress.total);
  });
  if (!ended.ok()) return call.fail(ended.error());
  auto settled = session->hand_over();
  if (!settled.ok()) return call.fail(settled.error());
  const bool stopped = !session->engine().pauses().now()->cancelling.empty();
  if (call.console.json()) {
    call.answer(true, {{"cancelled", named->name}, {"instances", *ended}, {"stopped", stopped}});
  } else {
    call.console.out(
        fmt::format("{} is cancelled: {} ended{}\n", named->name, counted(*ended, "instance"),
                    stopped ? "; stopped, whatever opens the store next goes on"
                            : "; new entries and new runs go on, camp pause holds them up"));
  }
  return kDone;
}

}  // namespace camp::cli
