#include <fmt/format.h>

#include <algorithm>

#include "cli/names.h"
#include "cli/past.h"
#include "cli/render/volume_text.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/volume.h"
#include "runtime/sim/ahead.h"

namespace camp::cli {

void options_simulate(po::options_description& options) {
  options.add_options()("for", po::value<std::string>()->default_value("7d"),
                        "how far ahead, such as 3d or 2w")(
      "past",
      "instead: what was recorded, through the working copy; what would have been sent? The names "
      "are contacts then");
  add_past_options(options);
}

namespace {

// ---- what was recorded, through the working copy

int simulate_past(const Invocation& call, Reading& reading) {
  auto opened = live_past_again(call, reading);
  if (!opened.past) return opened.code;
  auto& past = *opened.past;
  const auto* zone = past.replay->world().engine().current()->default_zone();
  const auto was = read_volume(reading.view(), 0, zone, {});
  const auto is = read_volume(*past.view, 0, zone, {});
  if (!was.ok()) return call.fail(was.error());
  if (!is.ok()) return call.fail(is.error());
  if (call.console.json()) {
    call.answer(true, {{"contacts", past.recording->contacts().size()},
                       {"recorded", volume_json(*was)},
                       {"now", volume_json(*is)}});
    return kDone;
  }
  call.console.note(past_text(past, reading));
  call.console.out(fmt::format("{} were sent; now it would be {}\n",
                               counted(was->sent(), "message"), grouped(is->sent())) +
                   volumes_text(*was, *is, call.console.out_color()));
  return kDone;
}

// ---- what is to come, of those who are there

// False: somebody stopped it.
Result<bool> go_on(sim::Ahead& ahead, std::int64_t until_ms, ProgressLine& line) {
  constexpr std::int64_t kHourMs = 3'600'000;
  const auto from_ms = ahead.from_ms();
  const auto hours = static_cast<std::uint64_t>((until_ms - from_ms) / kHourMs);
  for (auto at_ms = from_ms; at_ms < until_ms && !interrupted();) {
    at_ms = std::min(at_ms + kHourMs, until_ms);
    CAMP_TRY(ahead.world().advance_to(at_ms));
    line.update(static_cast<std::uint64_t>((at_ms - from_ms) / kHourMs), hours);
  }
  return !interrupted();
}

int tell_ahead(const Invocation& call, sim::Ahead& ahead, std::int64_t until_ms) {
  auto& engine = ahead.world().engine();
  auto view = StoreView::open(ahead.world().store(), engine.now_ms());
  if (!view.ok()) return call.fail(view.error());
  const auto volume = read_volume(**view, ahead.from_ms(), engine.current()->default_zone(), {});
  if (!volume.ok()) return call.fail(volume.error());
  if (call.console.json()) {
    auto body = volume_json(*volume);
    body["from"] = instant_text(ahead.from_ms());
    body["until"] = instant_text(until_ms);
    body["all_contacts"] = engine.counters().contacts;
    call.answer(true, std::move(body));
    return kDone;
  }
  call.console.note(
      fmt::format("of {} as they are now, from {} to {}; nobody opens, clicks or buys meanwhile, "
                  "and no service "
                  "answers",
                  counted(engine.counters().contacts, "contact"), instant_text(ahead.from_ms()),
                  instant_text(until_ms)));
  call.console.out(fmt::format("{} to {}\n", counted(volume->sent(), "message"),
                               counted(volume->contacts, "contact")) +
                   volume_text(*volume, call.console.out_color()));
  return kDone;
}

int simulate_ahead(const Invocation& call, Reading& reading) {
  const auto duration = parse_duration(call.text("for"));
  if (!duration) return call.usage("--for is a duration: 90s, 15m, 2h, 3d, 2w, 1mo or 1y");
  auto compiled = compile(reading.project());
  if (!compiled.ok()) return call.fail(compiled.error());
  if (!compiled->program) return show_diagnostics(call, *compiled);
  for (const auto& campaign : call.arguments)
    if (auto wrong = wrong_campaign(*compiled->program, campaign)) return call.fail(*wrong);
  sim::Ahead ahead(reading.store(), reading.view().now_ms());
  if (auto open = ahead.open(std::move(*compiled->program)); !open.ok())
    return call.fail(open.error());
  for (const auto& campaign : call.arguments)
    if (auto run = ahead.run(campaign); !run.ok()) return call.fail(run.error());
  const auto until_ms = calendar::add(ahead.from_ms(), *duration, calendar::utc());
  ProgressLine line(call.console, "hours");
  const auto gone_on = go_on(ahead, until_ms, line);
  if (!gone_on.ok()) return stopped_or_failed(call, gone_on.error());
  if (!*gone_on) return call.console.note("stopped; nothing was changed"), kInterrupted;
  return tell_ahead(call, ahead, until_ms);
}

}  // namespace

int run_simulate(const Invocation& call) {
  const bool is_past = call.has("past");
  if (is_past && !call.values["for"].defaulted())
    return call.usage("--past goes up to now, --for goes on from it: one of the two");
  if (!is_past && (!call.values["stand-in"].defaulted() || !call.values["every"].defaulted()))
    return call.usage("--stand-in and --every are of --past");
  auto reading = open_reading(call);
  if (!reading) return reading.code;
  if (is_past) return simulate_past(call, *reading);
  return simulate_ahead(call, *reading);
}

}  // namespace camp::cli
