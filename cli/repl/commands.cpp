// What the rows of commands.def do.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <span>
#include <utility>

#include "cli/render/contact_text.h"
#include "cli/render/table.h"
#include "cli/render/why_text.h"
#include "cli/repl/repl.h"
#include "cli/scenario_report.h"
#include "lang/base/counted.h"
#include "lang/base/render.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/format/format.h"
#include "lang/program/instruction.h"
#include "lang/value/civil.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/explain/contact.h"
#include "runtime/sim/story.h"

namespace camp::cli {
namespace {

constexpr Command kCommands[] = {
#define CAMP_COMMAND(name, arguments, line) {#name, arguments, line},
#include "cli/repl/commands.def"
#undef CAMP_COMMAND
};

// The first word, and what is behind it.
std::pair<std::string_view, std::string_view> cut(std::string_view words) {
  words = trimmed(words);
  const auto end = std::min(words.find_first_of(" \t\n"), words.size());
  return {words.substr(0, end), trimmed(words.substr(end))};
}

std::optional<std::size_t> number_of(std::string_view word) {
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (status != std::errc() || end != word.data() + word.size() || number == 0) return std::nullopt;
  return number;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

// A name in quotes, or all of it; and what is behind the quotes.
std::pair<std::string_view, std::string_view> cut_name(std::string_view words) {
  if (!words.starts_with('"')) return {words, {}};
  const auto end = words.find('"', 1);
  if (end == words.npos) return {words, {}};
  return {words.substr(1, end - 1), trimmed(words.substr(end + 1))};
}

}  // namespace

std::span<const Command> repl_commands() { return kCommands; }

std::string Repl::do_command(std::string_view text) {
  const auto [word, words] = cut(text.substr(1));
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
  const auto [name, fields] = cut(words);
  if (name.empty())
    return hand_.empty() ? "no contact is at hand: contact anna { ... } makes one\n" : hand_ + "\n";
  if (!fields.empty()) {
    hand_.clear();
    return do_input(read_input(fmt::format("contact {} {}", name, fields), false, colour_));
  }
  const auto known = debugger_ ? debugger_->run().contacts() : std::vector<std::string>();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
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
  if (time && debugger_) {
    const auto* zone = debugger_->stage().program().default_zone();
    const auto now_ms = debugger_->run().now_ms();
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
  if (!debugger_)
    if (auto broken = compile_session(); !broken.empty()) return broken;
  std::string text;
  for (; *times > 0; --*times) {
    auto halted = ((*debugger_).*move)();
    if (halted.ok() && *halted == sim::Halt::kEnd) {
      text = go_to_next_due();
      if (!text.empty()) return text;
      halted = ((*debugger_).*move)();
    }
    text = tell(halted);
    if (!halted.ok() || *halted == sim::Halt::kFailure) break;
  }
  return text;
}

// Where no step is left, what is due next is the next one. Not "": what was told instead.
std::string Repl::go_to_next_due() {
  auto due = debugger_->run().engine().next_wake();
  if (!due.ok()) return problem(due.error());
  due->take(debugger_->run().engine().next_attempt_ms());
  if (!due->due_ms) return "nothing is due any more\n";
  constexpr std::int64_t kSecond = 1000;
  const auto at_ms = (*due->due_ms + kSecond - 1) / kSecond * kSecond;
  drop_future();
  script_.steps().push_back("at " + moment_text(at_ms));
  auto broken = compile_session();
  if (!broken.empty()) script_.steps().pop_back();
  return broken;
}

std::string Repl::do_step(std::string_view words) {
  return step_times(words, &sim::Debugger::step);
}
std::string Repl::do_next(std::string_view words) {
  return step_times(words, &sim::Debugger::next);
}

std::string Repl::do_go(std::string_view) {
  if (!debugger_) return "there is nothing to go over yet\n";
  return tell(debugger_->go());
}

std::string Repl::do_back(std::string_view words) {
  if (!debugger_) return tell(sim::Halt::kBeginning);
  const auto lines = words.empty() ? std::optional<std::size_t>(1) : number_of(words);
  Halted halted = sim::Halt::kBeginning;
  if (lines)
    halted = debugger_->back(*lines);
  else if (words == "moment")
    halted = debugger_->back_over_moment();
  else if (words == "break")
    halted = debugger_->go_back();
  else if (words == "start")
    halted = debugger_->restart();
  else
    return problem(Error{ErrorKind::kInvalid,
                         "back to where? a number of lines, moment, break or start", "", ""});
  if (!halted.ok()) return problem(halted.error());
  // What is undone will be news once more.
  const auto undone = news();
  (void)undone;
  auto text = tell(halted);
  if (*halted == sim::Halt::kMoment)
    text = fmt::format("{}, behind {}\n", moment_text(debugger_->run().now_ms()),
                       counted(debugger_->moments(), "moment")) +
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
  if (!compiled_) *why = compile_session();
  if (!debugger_) return std::nullopt;
  const auto& program = debugger_->stage().program().program();
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

std::string Repl::do_break(std::string_view words) {
  if (!debugger_)
    if (auto broken = compile_session(); !broken.empty()) return broken;
  auto& all = debugger_->breakpoints();
  if (words.empty()) {
    std::string text;
    for (const auto& it : all)
      text += fmt::format("  {}:{}\n", it.file.empty() ? "any file" : it.file, it.line);
    return text.empty() ? "there is no breakpoint\n" : text;
  }
  std::string why;
  const auto place = place_of(words, &why);
  if (!place) return why;
  if (std::find(all.begin(), all.end(), *place) == all.end()) all.push_back(*place);
  return fmt::format("stands still at {}:{}\n", place->file.empty() ? "any file" : place->file,
                     place->line);
}

std::string Repl::do_unbreak(std::string_view words) {
  if (!debugger_) return {};
  auto& all = debugger_->breakpoints();
  if (words.empty()) return all.clear(), "no breakpoint is left\n";
  std::string why;
  const auto place = place_of(words, &why);
  if (!place) return why;
  const auto gone = std::erase(all, *place);
  return gone > 0 ? std::string() : problem(std::string("there is no breakpoint\n"));
}

std::string Repl::do_watch(std::string_view words) {
  if (words.empty()) return watches_.empty() ? "nothing is watched\n" : values_of(watches_, true);
  watches_.emplace_back(words);
  auto text = values_of(watches_, true);
  if (compiled_ && shows_.size() == watches_.size()) return text;
  watches_.pop_back();
  return text;
}

std::string Repl::do_unwatch(std::string_view) {
  watches_.clear();
  return {};
}

// ---- looking

std::string Repl::do_state(std::string_view words) {
  if (!debugger_) return "nothing has happened yet\n";
  auto& run = debugger_->run();
  Properties lines;
  lines.add("clock", moment_text(run.now_ms()));
  lines.add("passed",
            fmt::format("{}, {} of {}", counted(debugger_->moments(), "moment"),
                        debugger_->steps_done(), counted(script_.steps().size(), "step")));
  const auto due = run.engine().next_wake();
  if (due.ok() && due->due_ms) lines.add("next due", moment_text(*due->due_ms));
  auto text = lines.text(colour_);
  if (const auto* point = debugger_->point()) text += standing_text(*point);
  const auto who = words.empty() ? hand_ : std::string(words);
  if (who.empty()) return text;
  auto store = view();
  if (!store.ok()) return problem(store.error());
  auto contact = read_told_contact(**store, who);
  if (!contact.ok()) return problem(contact.error());
  return text + contact_text(*contact, colour_);
}

std::string Repl::do_trace(std::string_view) {
  if (!debugger_ || debugger_->lines().empty()) return "no line ran in this moment\n";
  std::string text;
  const auto& lines = debugger_->lines();
  std::string whose;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& point = lines[i];
    auto owner = whose_text(point);
    if (owner != whose) text += owner;
    whose = std::move(owner);
    text += line_text(point, i == debugger_->at());
    if (point.kind == sim::TracePoint::Kind::kLine) text += told_values(point.read, "      ");
  }
  return text;
}

std::string Repl::do_explain(std::string_view) {
  const auto decision = debugger_ ? debugger_->last_decision() : std::nullopt;
  if (!decision) return "nothing was decided yet\n";
  const auto& [at, went_on] = *decision;
  auto text = whose_text(at) + line_text(at, false);
  if (at.kind == sim::TracePoint::Kind::kQuestion) return text;
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
  if (message.empty() || contact.empty() || !debugger_)
    return problem(Error{ErrorKind::kInvalid, "why which message?", "", ":why anna reminder"});
  auto store = view();
  if (!store.ok()) return problem(store.error());
  auto why = explain_why(**store, contact, message);
  if (!why.ok()) return problem(why.error());
  return why_text(*why, contact, message, colour_);
}

std::string Repl::do_list(std::string_view) {
  std::string text;
  for (const auto& one : script_.declarations()) text += "  " + printable(one, Lines::kMany) + "\n";
  const auto& steps = script_.steps();
  const auto done = debugger_ ? debugger_->steps_done() : 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i == done) text += styled(">", Style::kBold, colour_) + " here\n";
    text += "  " + printable(steps[i], Lines::kMany) + "\n";
  }
  return text.empty() ? "nothing was said yet\n" : text;
}

// ---- files

// By its name, else by a part of it that no other has.
const sema::ScenarioInfo* Repl::find_scenario(std::string_view name) const {
  const sema::ScenarioInfo* found = nullptr;
  std::size_t count = 0;
  for (const auto& it : compiled_->analysis.model().scenarios) {
    const std::string_view own = it.ast->name.text;
    if (own == SessionScript::kScenario) continue;
    if (own == name) return &it;
    if (own.find(name) == own.npos) continue;
    found = &it;
    ++count;
  }
  return count == 1 ? found : nullptr;
}

std::string Repl::load_scenario(const ScenarioChoice& choice) {
  if (!compiled_)
    if (auto broken = compile_session(); !broken.empty()) return broken;
  const auto* found = find_scenario(choice.name);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const auto& it : compiled_->analysis.model().scenarios) names.push_back(it.ast->name.text);
    const auto near = suggest(choice.name, names);
    return problem(Error{
        ErrorKind::kNotFound, fmt::format("no scenario is called \"{}\"", choice.name), "",
        near ? fmt::format("did you mean \"{}\"?", *near) : "camp test runs those that there are"});
  }
  const auto rows = found->table == nullptr ? 1 : found->table->rows.size();
  if (choice.row == 0 || choice.row > rows)
    return problem(
        Error{ErrorKind::kNotFound, fmt::format("it has {}", counted(rows, "row")), "", ""});
  const auto before = take_scenario(*found, choice);
  hand_.clear();
  told_.clear();
  debugger_.reset();
  auto text = compile_session();
  if (!text.empty() || !choice.until)
    return text + fmt::format("{} to come; :go, :step or :next\n",
                              counted(script_.steps().size(), "step"));
  Halted halted = sim::Halt::kBeginning;
  while (halted.ok() && (debugger_->steps_done() < before || debugger_->is_under_way()))
    halted = debugger_->next();
  return tell(halted);
}

// Its steps become the session's; how many of them stand before the line that is asked for.
std::size_t Repl::take_scenario(const sema::ScenarioInfo& info, const ScenarioChoice& choice) {
  const auto& sources = compiled_->analysis.sources();
  script_ = {};
  std::size_t before = 0;
  for (const auto& step : info.ast->steps) {
    if (std::holds_alternative<ast::Table>(step.node)) continue;
    script_.steps().emplace_back(trimmed(sources.text(step.span)));
    if (choice.until && sources[step.span.source].locate(step.span.begin).line < choice.until->line)
      before = script_.steps().size();
  }
  if (info.table == nullptr) return before;
  std::string columns;
  for (const auto& column : info.table->columns)
    columns += (columns.empty() ? "" : ", ") + column.text;
  script_.set_table(fmt::format("table ({}) {{ {} }}", columns,
                                sources.text(info.table->rows[choice.row - 1]->span)));
  return before;
}

std::string Repl::load_file(const std::string& path) {
  std::ifstream file(path);
  std::string text, line;
  while (std::getline(file, line)) text += handle(line, true);
  return text + handle("", false);
}

std::string Repl::do_load(std::string_view words) {
  std::error_code failed;
  if (std::filesystem::is_regular_file(std::string(words), failed))
    return load_file(std::string(words));
  auto [name, row] = cut_name(words);
  const auto number = row.empty() ? std::optional<std::size_t>(1) : number_of(row);
  if (!number) return problem(Error{ErrorKind::kInvalid, "which row? a number from 1 on", "", ""});
  return load_scenario({std::string(name), *number, std::nullopt});
}

// What has come of it, contact by contact: what was sent, and where it stands.
std::vector<std::string> Repl::expectations() {
  std::vector<std::string> all;
  auto store = view();
  if (!store.ok()) return all;
  const auto add = [&](std::string text) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  };
  for (const auto& contact : debugger_->run().contacts()) {
    const auto told = read_told_contact(**store, contact);
    if (!told.ok()) continue;
    for (const auto& it : told->messages) {
      const auto& message = *it.message();
      const std::string_view channel = info_of(message.channel).word;
      if (message.fate == Fate::kSent)
        add(fmt::format("expect {} was sent {} via {}", contact, message.message, channel));
    }
    for (const auto& it : told->instances) {
      if (it.state == InstanceState::kWaiting)
        add(fmt::format("expect {} is at \"{}\" in {}", contact, it.step, it.flow));
      if (it.state == InstanceState::kEnded)
        add(fmt::format("expect {} entered {}", contact, it.flow));
    }
  }
  if (all.empty()) add("expect 0 messages were sent");
  return all;
}

std::string Repl::do_save(std::string_view words) {
  const auto [file, rest] = cut(words);
  if (file.empty() || script_.steps().empty())
    return problem(Error{ErrorKind::kInvalid, "into which file, and is there anything to save?", "",
                         ":save cart_test.camp \"a buyer leaves\""});
  const auto name = rest.empty() ? std::string("what was tried") : std::string(unquoted(rest));
  const auto path = (std::filesystem::path(project_.root) / std::string(file)).string();
  std::error_code failed;
  if (std::filesystem::exists(path, failed))
    return problem(Error{ErrorKind::kRefused, "this file is there already", path,
                         "another name, or take its scenario by hand"});
  // As far as it has come.
  auto script = script_;
  script.steps().resize(debugger_->steps_done());
  SourceSet sources;
  const auto id = sources.add(std::string(file), script.saved(name, expectations()));
  Diagnostics findings;
  const auto formatted = format_script(sources, id, findings);
  if (formatted.outcome != Formatted::Outcome::kDone)
    return problem(Error{ErrorKind::kInvalid, "the session is no scenario", "",
                         fmt::format("a name in one line, without quotes: \"{}\"", name)});
  RealFileSystem files;
  const auto written = files.write_file(path, formatted.text);
  if (!written.ok()) return problem(written.error());
  return fmt::format("{} is written; camp test \"{}\" runs it\n", std::string(file), name);
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

// ---- completion

std::vector<std::string> Repl::complete(std::string_view line, std::string_view word) {
  std::vector<std::string> found;
  const auto offer = [&](std::string_view name) {
    if (name.starts_with(word)) found.emplace_back(name);
  };
  if (trimmed(line) == ":" || (trimmed(line).empty() && word.starts_with(':'))) {
    const auto bare = word.starts_with(':') ? word.substr(1) : word;
    for (const auto& row : kCommands)
      if (row.name.starts_with(bare))
        found.push_back((word.starts_with(':') ? ":" : "") + std::string(row.name));
    return found;
  }
  if (debugger_)
    for (const auto& contact : debugger_->run().contacts()) offer(contact);
  if (compiled_)
    for (const auto& [name, symbol] : compiled_->analysis.model().symbols) offer(name);
  for (const auto* step : {"contact", "at", "after", "expect", "show", "the"}) offer(step);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace camp::cli
