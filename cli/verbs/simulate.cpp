#include <fmt/format.h>

#include <algorithm>

#include "cli/names.h"
#include "cli/past.h"
#include "cli/render/volume_text.h"
#include "cli/simulation.h"
#include "cli/simulation_report.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/volume.h"
#include "runtime/sim/ahead.h"

namespace camp::cli {

void options_simulate(po::options_description& options) {
  options.add_options()("for", po::value<std::string>()->default_value("7d"),
                        "how far ahead, such as 3d or 2w");
  add_simulation_options(options);
  options.add_options()(
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
  ProgressLine line(call.console, "partitions");
  const auto was = read_volume(reading.view(), 0, zone, shown_by(line));
  if (!was.ok()) return stopped_or_failed(call, was.error());
  const auto is = read_volume(*past.view, 0, zone, shown_by(line));
  if (!is.ok()) return stopped_or_failed(call, is.error());
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

// ---- what is to come, of those who are there, or are drawn

// False: somebody stopped it.
Result<bool> go_on(sim::Ahead& ahead, std::int64_t until_ms, ProgressLine& line) {
  constexpr std::int64_t kHourMs = 3'600'000;
  const auto from_ms = ahead.from_ms();
  const auto hours = static_cast<std::uint64_t>((until_ms - from_ms) / kHourMs);
  for (auto at_ms = from_ms; at_ms < until_ms;) {
    at_ms = std::min(at_ms + kHourMs, until_ms);
    CAMP_ASSIGN(const bool went, ahead.advance_to(at_ms));
    if (!went) return false;
    line.update(static_cast<std::uint64_t>((at_ms - from_ms) / kHourMs), hours);
  }
  return true;
}

int tell_ahead(const Invocation& call, const Simulation& simulation, sim::Ahead& ahead,
               std::int64_t until_ms) {
  auto& engine = ahead.world().engine();
  auto view = StoreView::open(ahead.world().store(), engine.now_ms());
  if (!view.ok()) return call.fail(view.error());
  ProgressLine line(call.console, "partitions");
  const auto volume =
      read_volume(**view, ahead.from_ms(), engine.current()->default_zone(), shown_by(line));
  if (!volume.ok()) return stopped_or_failed(call, volume.error());
  const SimulationReport report{simulation, ahead, *volume, until_ms, call.has("contacts")};
  const bool holds = ahead.broken().empty();
  if (call.console.json()) {
    call.answer(holds, simulation_json(report));
  } else {
    call.console.note(granted_text(report));
    call.console.out(simulation_text(report, call.console.out_color()));
  }
  return holds ? kDone : kFindings;
}

// `reading`: whose people they are; null: they are drawn.
int simulate_ahead(const Invocation& call, const Project& project, Reading* reading) {
  const auto duration = parse_duration(call.text("for"));
  if (!duration) return call.usage("--for is a duration: 90s, 15m, 2h, 3d, 2w, 1mo or 1y");
  auto compiled = compile(project);
  if (!compiled.ok()) return call.fail(compiled.error());
  if (!compiled->program) return show_diagnostics(call, *compiled);
  for (const auto& campaign : call.arguments)
    if (auto wrong = wrong_campaign(*compiled->program, campaign)) return call.fail(*wrong);
  std::optional<std::int64_t> now_ms;
  if (reading != nullptr) now_ms = reading->view().now_ms();
  auto simulation = read_simulation(call, project, *compiled, now_ms);
  if (!simulation.ok()) return call.fail(simulation.error());
  sim::Ahead ahead(reading != nullptr ? &reading->store() : nullptr, std::move(simulation->plan));
  if (auto open = ahead.open(); !open.ok()) return stopped_or_failed(call, open.error());
  for (const auto& campaign : call.arguments)
    if (auto run = ahead.run(campaign); !run.ok()) return stopped_or_failed(call, run.error());
  const auto until_ms = calendar::add(ahead.from_ms(), *duration, calendar::utc());
  ProgressLine line(call.console, "hours");
  const auto gone_on = go_on(ahead, until_ms, line);
  if (!gone_on.ok()) return stopped_or_failed(call, gone_on.error());
  if (!*gone_on) return call.console.note("stopped; nothing was changed"), kInterrupted;
  return tell_ahead(call, *simulation, ahead, until_ms);
}

// Options that mean nothing together, in words; "": there are none.
std::string_view unfit_options(const Invocation& call) {
  const bool is_past = call.has("past"), is_drawn = call.has("contacts");
  if (is_past && !call.values["for"].defaulted())
    return "--past goes up to now, --for goes on from it: one of the two";
  if (!is_past && (!call.values["stand-in"].defaulted() || !call.values["every"].defaulted()))
    return "--stand-in and --every are of --past";
  if (is_past && (is_drawn || call.has("rate") || !call.values["seed"].defaulted()))
    return "--past is what people did: --contacts, --rate and --seed draw what they will do";
  if (!is_drawn && (call.has("share") || call.has("at")))
    return "--share and --at are of people who are drawn: --contacts N";
  return "";
}

}  // namespace

int run_simulate(const Invocation& call) {
  if (const auto unfit = unfit_options(call); !unfit.empty()) return call.usage(unfit);
  if (call.has("contacts")) {
    const auto project = find_project(call);
    if (!project.ok()) return call.fail(project.error());
    return simulate_ahead(call, *project, nullptr);
  }
  auto reading = open_reading(call);
  if (!reading) return reading.code;
  if (call.has("past")) return simulate_past(call, *reading);
  return simulate_ahead(call, reading->project(), &*reading);
}

}  // namespace camp::cli
