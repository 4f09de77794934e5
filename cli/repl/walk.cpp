#include "cli/repl/walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/keywords.h"
#include "lang/base/assert.h"
#include "lang/base/counted.h"
#include "lang/base/render.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/editor/completion.h"
#include "runtime/explain/told_text.h"
#include "runtime/sim/full_second.h"
#include "runtime/sim/story.h"
#include "stdlib/modules/modules.h"

namespace camp::cli {

// ---- the session as a program

Result<bool> Walk::compile(const std::vector<std::string>& shown, std::string_view contact) {
  auto said = session_.script.text(shown, contact);
  CAMP_ASSIGN(auto compiled,
              cli::compile(project_, {{std::string(SessionScript::kPath), said.text}}));
  if (!compiled.program) {
    broken_ = std::move(compiled);
    broken_text_ = std::move(said);
    return false;
  }
  broken_.reset();
  session_.compiled = std::move(compiled);
  CAMP_TRY(renew_debugger());
  return true;
}

std::string Walk::findings(bool colour) const {
  std::string text;
  if (!broken_) return text;
  const auto& sources = broken_->analysis.sources();
  const auto own = sources.find(SessionScript::kPath);
  for (const auto& finding : broken_->diagnostics.all()) {
    if (finding.severity() != Severity::kError) continue;
    const auto& at = finding.primary.span;
    const auto input = at.source == own ? broken_text_.input_at(at) : std::nullopt;
    text +=
        input ? render_input(finding, sources, *input, colour) : render(finding, sources, colour);
  }
  return text;
}

// The expressions stand behind the session's own steps, and behind them what is expected.
Result<void> Walk::renew_debugger() {
  auto& suite = session_.compiled->suite;
  const auto found =
      std::find_if(suite.scenarios.begin(), suite.scenarios.end(),
                   [](const auto& it) { return it.name == SessionScript::kScenario; });
  CAMP_ASSERT(found != suite.scenarios.end());
  auto scenario = *found;
  const auto own = session_.script.steps().size();
  CAMP_ASSERT(scenario.steps.size() > own);
  session_.shows.assign(scenario.steps.begin() + static_cast<std::ptrdiff_t>(own),
                        scenario.steps.end() - 1);
  scenario.steps.resize(own);
  auto program = suite.tried ? std::move(*suite.tried) : std::move(*session_.compiled->program);
  CAMP_ASSIGN(auto made, sim::ScenarioStage::make(std::move(program), std::move(suite.expressions),
                                                  std::move(suite.invariants)));
  std::shared_ptr<const sim::ScenarioStage> stage = std::move(made);
  if (session_.debugger) {
    CAMP_TRY(session_.debugger->change(std::move(stage), std::move(scenario)));
  } else {
    CAMP_ASSIGN(session_.debugger, sim::Debugger::open(std::move(stage), std::move(scenario)));
    session_.debugger->stop_when(stop_);
  }
  place_breakpoints();
  return {};
}

Result<bool> Walk::show(const std::vector<std::string>& expressions, std::string_view contact,
                        std::vector<ShownValue>* values) {
  values->clear();
  CAMP_ASSIGN(const bool compiled, compile(expressions, contact));
  if (!compiled) return false;
  for (std::size_t i = 0; i < session_.shows.size(); ++i) {
    auto& value = values->emplace_back();
    value.expression = expressions[i];
    auto done = debugger().run().step(session_.shows[i]);
    if (!done.ok()) {
      value.problem = done.error().message;
      continue;
    }
    const auto& shown = debugger().run().shown().back();
    value.value = shown.text;
    for (const auto& part : shown.parts)
      value.parts.emplace_back(analysis().sources().text(part.span), part.text);
  }
  return true;
}

// ---- scenarios of the project

namespace {

const sema::ScenarioInfo* find_scenario(const Analysis& analysis, std::string_view name) {
  const sema::ScenarioInfo* found = nullptr;
  std::size_t count = 0;
  for (const auto& it : analysis.model().scenarios) {
    const std::string_view own = it.ast->name.text;
    if (own == name) return &it;
    if (own.find(name) == own.npos) continue;
    found = &it;
    ++count;
  }
  return count == 1 ? found : nullptr;
}

}  // namespace

Result<bool> Walk::replace_session(Session session) {
  auto before = std::exchange(session_, std::move(session));
  auto compiled = compile();
  if (!compiled.ok() || !*compiled) session_ = std::move(before);
  return compiled;
}

Result<bool> Walk::begin_with(std::vector<std::string> steps) {
  Session fresh;
  fresh.script.steps() = std::move(steps);
  return replace_session(std::move(fresh));
}

Result<std::optional<std::size_t>> Walk::load(const ScenarioChoice& choice) {
  CAMP_ASSIGN(auto project, cli::compile(project_));
  if (!project.program) {
    broken_ = std::move(project);
    return std::optional<std::size_t>();
  }
  const auto* info = find_scenario(project.analysis, choice.name);
  if (info == nullptr) {
    std::vector<std::string> names;
    for (const auto& it : project.analysis.model().scenarios) names.push_back(it.ast->name.text);
    const auto near = suggest(choice.name, names);
    return Error{
        ErrorKind::kNotFound, fmt::format("no scenario is called \"{}\"", choice.name), "",
        near ? fmt::format("did you mean \"{}\"?", *near) : "camp test runs those that there are"};
  }
  const auto rows = info->table == nullptr ? 1 : info->table->rows.size();
  if (choice.row == 0 || choice.row > rows)
    return Error{ErrorKind::kNotFound, fmt::format("it has {}", counted(rows, "row")), "",
                 "rows are counted from 1 on"};
  const auto& sources = project.analysis.sources();
  Session fresh;
  std::size_t before = 0;
  for (const auto& step : info->ast->steps) {
    if (std::holds_alternative<ast::Table>(step.node)) continue;
    fresh.script.steps().emplace_back(trimmed(sources.text(step.span)));
    const auto& source = sources[step.span.source];
    const auto at = source.locate(step.span.begin);
    fresh.places.push_back({source.path(), at.line, at.column});
    if (at.line < choice.until) before = fresh.script.steps().size();
  }
  if (info->table != nullptr) {
    std::string columns;
    for (const auto& column : info->table->columns)
      columns += (columns.empty() ? "" : ", ") + column.text;
    fresh.script.set_table(fmt::format("table ({}) {{ {} }}", columns,
                                       sources.text(info->table->rows[choice.row - 1]->span)));
  }
  CAMP_ASSIGN(const bool loaded, replace_session(std::move(fresh)));
  return loaded ? std::optional(before) : std::nullopt;
}

sim::Place Walk::place_of_step(std::size_t step) const {
  return step < session_.places.size() ? session_.places[step] : sim::Place();
}

// ---- breakpoints

void Walk::set_breakpoints(std::vector<sim::Breakpoint> all) {
  breakpoints_ = std::move(all);
  if (is_ready()) place_breakpoints();
}

void Walk::place_breakpoints() {
  debugger().breakpoints() = breakpoints_;
  auto& steps = debugger().step_breakpoints();
  steps.clear();
  for (std::size_t i = 0; i < session_.places.size(); ++i) {
    for (const auto& one : breakpoints_)
      if (sim::is_at(session_.places[i], one)) steps.insert(i);
  }
}

std::vector<sim::Place> Walk::places() const {
  auto all = session_.places;
  const auto& map = debugger().stage().program().program().source_map;
  for (const auto& it : map.entries)
    if (it.file < map.files.size()) all.push_back({map.files[it.file], it.line, it.column});
  return all;
}

bool Walk::has_line(const sim::Breakpoint& place) const {
  const auto all = places();
  return std::any_of(all.begin(), all.end(), [&](const auto& it) { return is_at(it, place); });
}

std::uint32_t Walk::line_behind(const sim::Breakpoint& place) const {
  std::uint32_t behind = 0;
  for (const auto& it : places())
    if (it.line > place.line && (behind == 0 || it.line < behind) &&
        sim::is_at(it, {place.file, it.line}))
      behind = it.line;
  return behind;
}

// ---- completion

const Analysis* Walk::known() const {
  if (is_ready()) return &session_.compiled->analysis;
  return broken_ ? &broken_->analysis : nullptr;
}

std::vector<std::string> Walk::completions(std::string_view begun, std::string_view line,
                                           std::string_view word) const {
  std::vector<std::string> found;
  const auto add = [&](std::string before) {
    const auto text = fmt::format("{}{}{}{}", before, begun, line, word);
    auto compiled = cli::compile(project_, {{std::string(SessionScript::kPath), text}});
    if (!compiled.ok()) return;
    const auto& sources = compiled->analysis.sources();
    const auto own = sources.find(SessionScript::kPath);
    if (!own) return;
    const auto completion =
        editor::complete(compiled->analysis, known(), *own, static_cast<std::uint32_t>(text.size()),
                         {library_modules(), gate_words()});
    // The editor's word may be a part of this one: `points` of `contact.points`.
    const auto written = std::string_view(text).substr(completion.begin);
    if (written.size() > word.size()) return;
    const auto kept = word.substr(0, word.size() - written.size());
    for (const auto& one : completion.proposals)
      if (std::string_view(one.label).starts_with(written))
        found.push_back(fmt::format("{}{}", kept, one.label));
  };
  const auto all = fmt::format("{}{}", begun, line);
  const auto first = all.substr(0, all.find_first_of(" \t\n"));
  const auto* keyword = grammar::find_keyword(first);
  const bool declares = keyword != nullptr && keyword->at(grammar::kTop) && first != "contact";
  if (declares || all.empty()) add("");
  if (all.empty()) add(session_.script.begun() + "show ");
  if (!declares) add(session_.script.begun());
  return found;
}

// ---- what has happened

std::vector<std::string> Walk::news() {
  std::vector<std::string> all;
  auto& run = debugger().run();
  for (const auto& contact : run.contacts()) {
    const auto history = run.history_of(contact);
    if (!history.ok()) continue;
    const auto story = sim::story_of(*history, debugger().stage().program(), run.engine().names());
    auto& told = session_.told[contact];
    for (auto i = std::min(told, story.size()); i < story.size(); ++i)
      all.push_back(contact + ": " + story[i]);
    told = story.size();
  }
  return all;
}

// ---- time

SessionScript Walk::done_script() {
  auto script = session_.script;
  const auto done = debugger().steps_done();
  if (done < script.steps().size()) script.steps().resize(done);
  if (debugger().is_under_way())
    script.steps().push_back("at " + moment_text(sim::to_full_second(debugger().run().now_ms())));
  return script;
}

void Walk::drop_future() {
  if (!is_ready()) return;
  session_.script = done_script();
  if (session_.places.size() > debugger().steps_done())
    session_.places.resize(debugger().steps_done());
}

Result<std::optional<std::int64_t>> Walk::next_due_ms() {
  auto& engine = debugger().run().engine();
  CAMP_ASSIGN(auto due, engine.next_wake());
  due.take(engine.next_attempt_ms());
  return due.due_ms;
}

Result<bool> Walk::add_next_due() {
  CAMP_ASSIGN(const auto due_ms, next_due_ms());
  if (!due_ms) return false;
  drop_future();
  session_.script.steps().push_back("at " + moment_text(sim::to_full_second(*due_ms)));
  return true;
}

std::string Walk::moment_text(std::int64_t at_ms) const {
  return sim::moment_text(at_ms, debugger().stage().program().default_zone());
}

Result<std::unique_ptr<StoreView>> Walk::view() {
  return StoreView::open(debugger().run().world().store(), debugger().run().now_ms());
}

}  // namespace camp::cli
