// What the rows of commands.def do.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cli/render/contact_text.h"
#include "cli/render/table.h"
#include "cli/render/why_text.h"
#include "cli/repl/repl.h"
#include "cli/repl/words.h"
#include "cli/scenario_report.h"
#include "lang/base/counted.h"
#include "lang/base/render.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/program/instruction.h"
#include "lang/value/civil.h"
#include "runtime/explain/contact.h"
#include "runtime/sim/story.h"

namespace camp::cli {
namespace {

constexpr Command kCommands[] = {
#define CAMP_COMMAND(name, arguments, line) {#name, arguments, line},
#include "cli/repl/commands.def"
#undef CAMP_COMMAND
};

}  // namespace

std::span<const Command> repl_commands() { return kCommands; }

std::string Repl::do_command(std::string_view text) {
  const auto [word, words] = cut(text.substr(1));
  for (const auto& row : kCommands) {
    const bool lacks = !row.arguments.empty() && row.arguments[0] != '[' && words.empty();
    if (row.name == word && lacks)
      return problem(Error{ErrorKind::kInvalid, fmt::format(":{} {}", row.name, row.arguments), "",
                           std::string(row.line)});
  }
#define CAMP_COMMAND(name, arguments, line) \
  if (word == #name) return do_##name(words);
#include "cli/repl/commands.def"
#undef CAMP_COMMAND
  std::vector<std::string> names;
  for (const auto& row : kCommands) names.emplace_back(row.name);
  const auto near = suggest(std::string(word), names);
  return problem(Error{ErrorKind::kNotFound, fmt::format("there is no command ':{}'", word), "",
                       near ? fmt::format("did you mean ':{}'?", *near) : ":help has them all"});
}

// ---- what happens

std::string Repl::do_contact(std::string_view words) {
  const auto parts = cut(words);
  const auto name = parts.first, fields = parts.second;
  if (name.empty())
    return hand_.empty() ? "no contact is at hand: contact anna { ... } makes one\n" : hand_ + "\n";
  const auto is_known = [&] {
    if (!walk_.is_ready()) return false;
    const auto& all = debugger().run().contacts();
    return std::find(all.begin(), all.end(), name) != all.end();
  };
  if (!fields.empty()) {
    auto text = do_input(read_input(fmt::format("contact {} {}", name, fields), false, colour_));
    if (is_known()) hand_ = name;
    return text;
  }
  if (!is_known()) {
    const auto known = walk_.is_ready() ? debugger().run().contacts() : std::vector<std::string>();
    const auto near = suggest(std::string(name), known);
    return problem(Error{ErrorKind::kNotFound, fmt::format("there is no contact '{}' yet", name),
                         "",
                         near ? fmt::format("did you mean '{}'?", *near)
                              : fmt::format("contact {} {{ ... }} makes it", name)});
  }
  hand_ = name;
  return {};
}

std::string Repl::do_emit(std::string_view words) {
  if (hand_.empty())
    return problem(
        Error{ErrorKind::kInvalid, "to whom does it happen?", "", ":contact NAME first"});
  return do_input(read_input(fmt::format("{} does {}", hand_, words), false, colour_));
}

std::string Repl::do_run(std::string_view words) {
  return do_input(read_input(fmt::format("the run of {} starts", words), false, colour_));
}

std::string Repl::do_advance(std::string_view words) {
  return do_input(read_input(fmt::format("after {}", words), false, colour_));
}

// A time of day: the next one.
std::string Repl::do_until(std::string_view words) {
  auto text = std::string(words);
  const auto time = parse_time_of_day(text);
  if (time && walk_.is_ready()) {
    const auto* zone = debugger().stage().program().default_zone();
    const auto now_ms = debugger().run().now_ms();
    auto day = calendar::local_time(zone, now_ms).date_days;
    if (calendar::instant_of(day, *time, zone) <= now_ms) ++day;
    text = date_text(day) + " " + text;
  }
  return do_input(read_input("at " + text, false, colour_));
}

// ---- the walk

std::string Repl::step_times(std::string_view words, Halted (sim::Debugger::*move)()) {
  auto times = words.empty() ? std::optional<std::size_t>(1) : number_of(words);
  if (!times) return problem(Error{ErrorKind::kInvalid, "how often? a number from 1 on", "", ""});
  if (auto broken = made_ready(); !broken.empty()) return broken;
  std::string text;
  for (; *times > 0 && !interrupted(); --*times) {
    auto halted = (debugger().*move)();
    if (halted.ok() && *halted == sim::Halt::kEnd) {
      text = go_to_next_due();
      if (!text.empty()) return text;
      halted = (debugger().*move)();
    }
    text = tell(halted);
    if (!halted.ok() || *halted == sim::Halt::kFailure) break;
  }
  return text;
}

// Where no step is left, what is due next is the next one. Not "": what was told instead.
std::string Repl::go_to_next_due() {
  const auto added = walk_.add_next_due();
  if (!added.ok()) return problem(added.error());
  if (!*added) return "nothing is due any more\n";
  auto broken = compile_session();
  if (!broken.empty()) walk_.script().steps().pop_back();
  return broken;
}

std::string Repl::do_step(std::string_view words) {
  return step_times(words, &sim::Debugger::step);
}
std::string Repl::do_next(std::string_view words) {
  return step_times(words, &sim::Debugger::next);
}

std::string Repl::do_go(std::string_view) {
  if (!walk_.is_ready()) return "there is nothing to go over yet\n";
  return tell(debugger().go());
}

std::string Repl::do_back(std::string_view words) {
  if (auto broken = made_ready(); !broken.empty()) return broken;
  const auto lines = words.empty() ? std::optional<std::size_t>(1) : number_of(words);
  Halted halted = sim::Halt::kBeginning;
  if (lines)
    halted = debugger().back(*lines);
  else if (words == "moment")
    halted = debugger().back_over_moment();
  else if (words == "break")
    halted = debugger().go_back();
  else if (words == "start")
    halted = debugger().restart();
  else
    return problem(Error{ErrorKind::kInvalid,
                         "back to where? a number of lines, moment, break or start", "", ""});
  if (!halted.ok()) return problem(halted.error());
  walk_.forget_news();
  auto text = tell(halted);
  if (*halted == sim::Halt::kMoment)
    text = fmt::format("{}, behind {}\n", walk_.moment_text(debugger().run().now_ms()),
                       counted(debugger().moments(), "moment")) +
           text;
  return text;
}

// ---- standing still

// FILE:LINE, LINE, or the label of a step.
std::optional<sim::Breakpoint> Repl::place_of(std::string_view words, std::string* why) {
  const auto colon = words.rfind(':');
  const auto line = number_of(colon == words.npos ? words : words.substr(colon + 1));
  if (line)
    return sim::Breakpoint{std::string(colon == words.npos ? "" : words.substr(0, colon)),
                           static_cast<std::uint32_t>(*line)};
  const auto& program = debugger().stage().program().program();
  const auto label = unquoted(words);
  std::vector<std::string> labels;
  for (std::uint32_t step = 0; step < program.steps.size(); ++step) {
    labels.push_back(program.steps[step].label);
    if (labels.back() != label) continue;
    const auto code = code_of_step(program, step);
    const auto place = code == kNone ? sim::Place() : sim::place_of(program, code);
    if (place.is_known()) return sim::Breakpoint{place.file, place.line};
  }
  const auto near = suggest(std::string(label), labels);
  *why = problem(
      Error{ErrorKind::kNotFound, fmt::format("no step is labelled \"{}\"", label), "",
            near ? fmt::format("did you mean \"{}\"?", *near) : "FILE:LINE says a place, too"});
  return std::nullopt;
}

// A breakpoint there would never be met.
std::string Repl::nothing_runs_on(const sim::Breakpoint& place) {
  const auto where = fmt::format("{}:{}", place.file, place.line);
  const auto& sources = walk_.analysis().sources();
  std::vector<std::string> paths;
  for (SourceId id = 0; id < sources.size(); ++id) paths.push_back(sources[id].path());
  const bool has_file = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return sim::is_at({path, place.line, 0}, place);
  });
  if (!has_file) {
    const auto near = suggest(place.file, paths);
    return problem(Error{ErrorKind::kNotFound, fmt::format("no script is called '{}'", place.file),
                         "", near ? fmt::format("did you mean '{}'?", *near) : ""});
  }
  const auto behind = walk_.line_behind(place);
  return problem(
      Error{ErrorKind::kNotFound, "nothing runs on this line: neither a flow nor a loaded scenario",
            place.file.empty() ? fmt::format("line {}", place.line) : where,
            behind == 0 ? "" : fmt::format("the next line on which something runs is {}", behind)});
}

std::string Repl::do_break(std::string_view words) {
  if (auto broken = made_ready(); !broken.empty()) return broken;
  auto all = walk_.breakpoints();
  if (words.empty()) {
    std::string text;
    for (const auto& it : all)
      text += fmt::format("  {}:{}\n", it.file.empty() ? "any file" : it.file, it.line);
    return text.empty() ? "there is no breakpoint\n" : text;
  }
  std::string why;
  const auto place = place_of(words, &why);
  if (!place) return why;
  if (!walk_.has_line(*place)) return nothing_runs_on(*place);
  if (std::find(all.begin(), all.end(), *place) == all.end()) all.push_back(*place);
  walk_.set_breakpoints(std::move(all));
  return fmt::format("stands still at {}:{}\n", place->file.empty() ? "any file" : place->file,
                     place->line);
}

std::string Repl::do_unbreak(std::string_view words) {
  if (words.empty()) return walk_.set_breakpoints({}), "no breakpoint is left\n";
  if (auto broken = made_ready(); !broken.empty()) return broken;
  std::string why;
  const auto place = place_of(words, &why);
  if (!place) return why;
  auto all = walk_.breakpoints();
  if (std::erase(all, *place) == 0) return problem(std::string("there is no breakpoint\n"));
  walk_.set_breakpoints(std::move(all));
  return {};
}

std::string Repl::do_watch(std::string_view words) {
  if (words.empty()) return watches_.empty() ? "nothing is watched\n" : values_of(watches_, true);
  watches_.emplace_back(words);
  const bool failed = std::exchange(has_failed_, false);
  auto text = values_of(watches_, true);
  if (has_failed_) watches_.pop_back();
  has_failed_ = has_failed_ || failed;
  return text;
}

std::string Repl::do_unwatch(std::string_view) {
  watches_.clear();
  return {};
}

// ---- looking

std::string Repl::do_state(std::string_view words) {
  if (!walk_.is_ready()) return "nothing has happened yet\n";
  auto& run = debugger().run();
  Properties lines;
  lines.add("clock", walk_.moment_text(run.now_ms()));
  lines.add("passed",
            fmt::format("{}, {} of {}", counted(debugger().moments(), "moment"),
                        debugger().steps_done(), counted(walk_.script().steps().size(), "step")));
  const auto due_ms = walk_.next_due_ms();
  if (due_ms.ok() && *due_ms) lines.add("next due", walk_.moment_text(**due_ms));
  auto text = lines.text(colour_);
  if (const auto* point = debugger().point()) text += standing_text(*point);
  const auto who = words.empty() ? hand_ : std::string(words);
  if (who.empty()) return text;
  auto store = walk_.view();
  if (!store.ok()) return problem(store.error());
  auto contact = read_told_contact(**store, who);
  if (!contact.ok()) return problem(contact.error());
  return text + in_own_time(contact_text(*contact, colour_));
}

std::string Repl::do_trace(std::string_view) {
  if (!walk_.is_ready() || debugger().lines().empty()) return "no line ran in this moment\n";
  std::string text;
  const auto& lines = debugger().lines();
  std::string whose;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& point = lines[i];
    auto owner = whose_text(point);
    if (owner != whose) text += owner;
    whose = std::move(owner);
    text += line_text(point, i == debugger().at());
    if (point.kind == sim::TracePoint::Kind::kLine) text += told_values(point.read, "      ");
  }
  return text;
}

std::string Repl::do_explain(std::string_view words) {
  const auto who = words.empty() ? hand_ : std::string(words);
  const auto decision = walk_.is_ready() ? debugger().last_decision(who) : std::nullopt;
  if (!decision)
    return who.empty() ? "nothing was decided yet\n"
                       : fmt::format("nothing was decided for {} yet\n", printable(who));
  const auto& [at, went_on] = *decision;
  auto text = whose_text(at) + line_text(at, false);
  if (at.kind == sim::TracePoint::Kind::kQuestion) return text;
  if (!at.branches) return text + fmt::format("      {}, so it went on here\n", printable(at.came));
  text += at.read.empty() ? "      it reads nothing of the contact or the event\n"
                          : told_values(at.read, "      ");
  if (!went_on) return text + "      and nothing more of the flow ran in this moment\n";
  return text + fmt::format("      so it went on at {}  {}\n", place_text(*went_on),
                            source_line(*went_on));
}

std::string Repl::do_why(std::string_view words) {
  auto [first, second] = cut(words);
  auto contact = second.empty() ? hand_ : std::string(first);
  const auto message = std::string(second.empty() ? first : second);
  if (message.empty() || contact.empty() || !walk_.is_ready())
    return problem(Error{ErrorKind::kInvalid, "why which message?", "", ":why anna reminder"});
  auto store = walk_.view();
  if (!store.ok()) return problem(store.error());
  auto why = explain_why(**store, contact, message);
  if (!why.ok()) return problem(why.error());
  return in_own_time(why_text(*why, contact, message, colour_));
}

std::string Repl::do_list(std::string_view) {
  std::string text;
  for (const auto& one : walk_.script().declarations())
    text += "  " + printable(one, Lines::kMany) + "\n";
  const auto& steps = walk_.script().steps();
  const auto done = walk_.is_ready() ? debugger().steps_done() : 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i == done) text += styled(">", Style::kBold, colour_) + " here\n";
    text += "  " + printable(steps[i], Lines::kMany) + "\n";
  }
  return text.empty() ? "nothing was said yet\n" : text;
}

std::string Repl::do_reload(std::string_view) {
  auto broken = compile_session();
  return broken.empty() ? "the project was read again, and the session walked anew\n" : broken;
}

std::string Repl::do_help(std::string_view) {
  std::string text =
      "A scenario's steps are done at once (`contact anna { ... }`, `anna does purchase { ... }`, "
      "`after 2h`,\n"
      "`expect ...`), expressions are told (`anna.points * 2`), declarations are added (`segment "
      "big = ...`).\n"
      "An input that is not whole goes on in the next line, until an empty one.\n\n";
  Table table({{"command"}, {"what"}});
  for (const auto& row : kCommands)
    table.add({fmt::format(":{} {}", row.name, row.arguments), std::string(row.line)});
  return text + table.text(colour_);
}

std::string Repl::do_quit(std::string_view) {
  is_over_ = true;
  return {};
}

}  // namespace camp::cli
