#include "cli/past.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/program/codec.h"
#include "lang/value/civil.h"

namespace camp::cli {

void add_past_options(po::options_description& options) {
  options.add_options()(
      "stand-in", po::value<std::string>()->default_value("last"),
      "last|all|none: for which of the programs of the past the working copy stands in; none: each "
      "as it ran")("every", po::value<std::uint32_t>()->default_value(1),
                   "one contact in so many, by a hash of their ids");
}

namespace {

std::optional<sim::StandIn> stand_in_of(const std::string& word) {
  if (word == "last") return sim::StandIn::kLast;
  if (word == "all") return sim::StandIn::kAll;
  if (word == "none") return sim::StandIn::kNone;
  return std::nullopt;
}

// The sources that stand in; false: they cannot, and the code says it.
bool choose_program(const Invocation& call, Reading& reading, Past& past,
                    sim::ReplayOptions& options, int* code) {
  if (past.stand_in == sim::StandIn::kNone) return true;
  auto compiled = compile(reading.project());
  if (!compiled.ok()) return *code = call.fail(compiled.error()), false;
  if (!compiled->program) return *code = show_diagnostics(call, *compiled), false;
  const auto& current = reading.view().current();
  past.is_same_program =
      current && program_hash(current->program()) == program_hash(*compiled->program);
  options.program = std::move(compiled->program);
  past.sources = std::move(*compiled);
  return true;
}

}  // namespace

ScanProgress shown_by(ProgressLine& line) {
  return [&line](std::uint64_t done, std::uint64_t total) {
    line.update(done, total);
    return !interrupted();
  };
}

int stopped_or_failed(const Invocation& call, const Error& error) {
  if (!interrupted()) return call.fail(error);
  call.console.note("stopped; nothing was changed");
  return kInterrupted;
}

OpenedPast live_past_again(const Invocation& call, Reading& reading) {
  const auto stand_in = stand_in_of(call.text("stand-in"));
  if (!stand_in) return {{}, call.usage("--stand-in is last, all or none")};
  sim::RecordingScope scope{call.arguments, call.values["every"].as<std::uint32_t>()};
  if (scope.every == 0) return {{}, call.usage("--every is at least 1")};
  if (!scope.contacts.empty() && scope.every > 1)
    return {{}, call.usage("--every chooses from everybody: name no contacts with it")};
  ProgressLine reading_line(call.console, "contacts read");
  auto recording = sim::Recording::read(reading.view(), scope, shown_by(reading_line));
  if (!recording.ok()) return {{}, stopped_or_failed(call, recording.error())};
  OpenedPast opened{
      Past{std::make_unique<sim::Recording>(std::move(*recording)), {}, {}, {}, *stand_in, false},
      kDone};
  auto& past = *opened.past;
  sim::ReplayOptions options;
  options.stand_in = *stand_in;
  if (!choose_program(call, reading, past, options, &opened.code)) return {{}, opened.code};
  ProgressLine living_line(call.console, "inputs");
  options.progress = shown_by(living_line);
  past.replay = std::make_unique<sim::Replay>(reading.view(), *past.recording, std::move(options));
  if (auto run = past.replay->run(); !run.ok()) return {{}, stopped_or_failed(call, run.error())};
  auto& world = past.replay->world();
  auto view = StoreView::open(world.store(), world.engine().now_ms());
  if (!view.ok()) return {{}, call.fail(view.error())};
  past.view = std::move(*view);
  return opened;
}

std::string past_text(const Past& past, Reading& reading) {
  const auto& inputs = past.recording->inputs();
  const auto first = std::find_if(inputs.begin(), inputs.end(),
                                  [](const auto& it) { return !it.contact.empty(); });
  auto text =
      fmt::format("{} lived once more", counted(past.recording->contacts().size(), "contact"));
  if (first != inputs.end())
    text += fmt::format(", from {} to {}", instant_text(first->at_ms),
                        instant_text(reading.view().now_ms()));
  if (past.stand_in == sim::StandIn::kNone)
    text += "; each program as it ran";
  else if (past.stand_in == sim::StandIn::kAll)
    text += "; the working copy from the beginning";
  else if (past.is_same_program)
    text += "; the working copy is what ran last";
  else
    text += "; the working copy in place of what ran last";
  if (past.recording->erased() != 0)
    text += fmt::format("\n{} erased: nothing of theirs is left to live",
                        counted(past.recording->erased(), "contact was", "contacts were"));
  if (past.replay->unanswered() != 0)
    text += fmt::format("\n{} that no service was asked then: they wait until their time is up",
                        counted(past.replay->unanswered(), "request"));
  return text;
}

std::string unmet_text(const sim::Replay& replay, std::size_t most) {
  const auto& unmet = replay.unmet();
  if (unmet.empty()) return "";
  auto text = fmt::format("{} of then found nothing to be about:", counted(unmet.size(), "input"));
  for (std::size_t i = 0; i < unmet.size() && i < most; ++i)
    text += fmt::format("\n  {}  {}{}", instant_text(unmet[i].at_ms),
                        unmet[i].contact.empty() ? "" : printable(unmet[i].contact) + ": ",
                        printable(unmet[i].what));
  if (unmet.size() > most) text += fmt::format("\n  ... and {} more", grouped(unmet.size() - most));
  return text;
}

}  // namespace camp::cli
