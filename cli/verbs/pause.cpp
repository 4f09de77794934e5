#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "cli/orders.h"
#include "cli/pause_subject.h"
#include "lang/value/civil.h"

namespace camp::cli {

namespace {

// Whoever holds the store looks for orders between two ticks.
constexpr auto kLookEvery = std::chrono::milliseconds(20);

// Until the order is carried out, by whoever holds the store or by this process. An error leaves it
// there: it will be.
Result<void> wait_for(const Invocation& call, const std::string& order, std::int64_t wait_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (std::filesystem::exists(order)) {
    auto opened = Session::open(call);
    if (opened.ok()) continue;
    if (opened.error().kind != ErrorKind::kLocked) return std::move(opened).error();
    if (interrupted() || std::chrono::steady_clock::now() >= until)
      return Error{ErrorKind::kLocked,
                   "the order is placed and not carried out yet: another camp holds the store",
                   order, "it takes effect when that looks up or ends; camp status says when"};
    std::this_thread::sleep_for(kLookEvery);
  }
  return {};
}

void answer(const Invocation& call, const std::string& name, const Pause& pause, bool already) {
  if (call.console.json()) {
    call.answer(true, {{"paused", name},
                       {"since", instant_text(pause.since_ms)},
                       {"reason", pause.reason},
                       {"already", already}});
  } else if (!already) {
    const bool is_channel = (pause.subject & kChannelBit) != 0;
    call.console.out(fmt::format("{} is paused: {}; camp resume {}\n", name,
                                 is_channel ? "its messages are held, flows go on"
                                            : "what comes due waits, exits and goals go on",
                                 pause.subject == kEverything ? "--all" : name));
  } else {
    call.console.out(fmt::format("{} has been paused since {}{}: nothing was changed\n", name,
                                 instant_text(pause.since_ms),
                                 pause.reason.empty() ? "" : fmt::format(" ({})", pause.reason)));
  }
}

}  // namespace

void options_pause(po::options_description& options) {
  options.add_options()("reason", po::value<std::string>()->default_value(""),
                        "shown by camp status for as long as it lasts")(
      "wait", po::value<std::string>()->default_value("60s"),
      "how long for whoever holds the store; the order stands in any case");
  add_pause_options(options);
}

// It answers when the pause is on disk: from then on nothing of it leaves.
int run_pause(const Invocation& call) {
  if (const auto code = check_pause_arguments(call); code != kDone) return code;
  if (const auto code = check_reason(call); code != kDone) return code;
  const auto reason = call.text("reason");
  const auto wait = parse_duration(call.text("wait"));
  if (!wait || wait->months != 0 || wait->days != 0)
    return call.usage("--wait is a time such as 90s, 15m or 2h");
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto named = pause_subject_of(call, known_to(store->view()));
  if (!named.ok()) return call.fail(named.error());
  const auto before = store->view().pauses().now();
  if (const auto* pause = before->find(named->subject))
    return answer(call, named->name, *pause, true), kDone;
  RealFileSystem files;
  const auto order = Orders(store->project()).place_pause(named->subject, reason, files);
  if (!order.ok()) return call.fail(order.error());
  const auto done = wait_for(call, *order, wait->ms);
  if (!done.ok()) return call.fail(done.error());
  auto after = open_reading(call);
  if (!after) return after.code;
  const auto* pause = after->view().pauses().now()->find(named->subject);
  answer(call, named->name, pause ? *pause : Pause{named->subject, 0, reason}, false);
  return kDone;
}

}  // namespace camp::cli
