#include "cli/repl/repl.h"

#include <cstdlib>

#include "cli/repl/line_reader.h"
#include "cli/session.h"

namespace camp::cli {

void options_repl(po::options_description& options) {
  options.add_options()("row", po::value<std::size_t>()->default_value(1),
                        "of the scenario's table: the row, from 1 on")(
      "to", po::value<std::string>()->value_name("FILE:LINE"),
      "of the scenario: go on up to this line")(
      "history", po::value<std::string>(),
      "keep the lines in this file (default: camp/repl_history below $XDG_STATE_HOME, or nowhere)");
}

namespace {

std::string history_path(const Invocation& call) {
  if (call.has("history")) return call.text("history");
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state != nullptr && *state != '\0') return std::string(state) + "/camp/repl_history";
  if (home != nullptr && *home != '\0')
    return std::string(home) + "/.local/state/camp/repl_history";
  return {};
}

std::optional<sim::Breakpoint> place_in(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const auto line = std::strtoul(text.c_str() + colon + 1, nullptr, 10);
  if (line == 0) return std::nullopt;
  return sim::Breakpoint{text.substr(0, colon), static_cast<std::uint32_t>(line)};
}

// Whoever sits there drops what is being typed by Ctrl-C, or ends what runs; from a pipe it is the
// end.
void take_lines(const Invocation& call, Repl& repl, LineReader& reader) {
  while (!repl.is_over()) {
    const auto line = reader.next(repl.prompt());
    if (line) call.console.out(repl.handle(*line, true));
    if (reader.is_terminal() && forget_interruption()) {
      repl.drop_input();
      call.console.out(line ? "stopped\n" : "^C\n");
    } else if (interrupted()) {
      return;
    } else if (!line) {
      return call.console.out(repl.handle("", false));
    }
  }
}

}  // namespace

int run_repl(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("name one scenario, or none");
  std::optional<sim::Breakpoint> until;
  if (call.has("to")) {
    if (call.arguments.empty()) return call.usage("--to belongs to a scenario");
    until = place_in(call.text("to"));
    if (!until) return call.usage("--to names a place: FILE:LINE");
  }
  auto project = find_project(call);
  if (!project.ok()) return call.fail(project.error());
  auto opened = Repl::open(std::move(*project), call.console.out_color());
  if (!opened.ok()) return call.fail(opened.error());
  auto& repl = **opened;
  auto reader = open_line_reader(history_path(call),
                                 [&](auto line, auto word) { return repl.complete(line, word); });
  const bool asks = reader->is_terminal();
  if (asks) call.console.note("steps, expressions, declarations, or :help; :quit ends it");
  if (!call.arguments.empty())
    call.console.out(repl.load_scenario(
        {call.arguments[0], call.values["row"].as<std::size_t>(), until ? until->line : 0}));
  take_lines(call, repl, *reader);
  // Of a script what could not be done is what it found; whoever sits there has seen it.
  return !asks && repl.has_failed() ? kFindings : kDone;
}

}  // namespace camp::cli
