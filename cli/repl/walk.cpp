#include "cli/repl/walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/counted.h"
#include "lang/base/render.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "runtime/sim/full_second.h"
#include "runtime/sim/story.h"

namespace camp::cli {

// ---- the session as a program

Result<bool> Walk::compile(const std::vector<std::string>& shown, std::string_view contact) {
  CAMP_ASSIGN(
      auto compiled,
      cli::compile(project_, {{std::string(SessionScript::kPath), script_.text(shown, contact)}}));
  if (!compiled.program) {
    broken_ = std::move(compiled);
    return false;
  }
  broken_.reset();
  compiled_ = std::move(compiled);
  CAMP_TRY(renew_debugger());
  return true;
}

std::string Walk::findings(bool colour) const {
  std::string text;
  if (!broken_) return text;
  for (const auto& finding : broken_->diagnostics.all()) {
    if (finding.severity() == Severity::kError)
      text += render(finding, broken_->analysis.sources(), colour);
  }
  return text;
}

// The expressions stand behind the session's own steps, and behind them what is expected.
Result<void> Walk::renew_debugger() {
  auto& suite = compiled_->suite;
  const auto found =
      std::find_if(suite.scenarios.begin(), suite.scenarios.end(),
                   [](const auto& it) { return it.name == SessionScript::kScenario; });
  CAMP_ASSERT(found != suite.scenarios.end());
  auto scenario = *found;
  const auto own = script_.steps().size();
  CAMP_ASSERT(scenario.steps.size() > own);
  shows_.assign(scenario.steps.begin() + static_cast<std::ptrdiff_t>(own),
                scenario.steps.end() - 1);
  scenario.steps.resize(own);
  auto program = suite.tried ? std::move(*suite.tried) : std::move(*compiled_->program);
  CAMP_ASSIGN(auto made, sim::ScenarioStage::make(std::move(program), std::move(suite.expressions),
                                                  std::move(suite.invariants)));
  std::shared_ptr<const sim::ScenarioStage> stage = std::move(made);
  if (debugger_) return debugger_->change(std::move(stage), std::move(scenario));
  CAMP_ASSIGN(debugger_, sim::Debugger::open(std::move(stage), std::move(scenario)));
  return {};
}

Result<bool> Walk::show(const std::vector<std::string>& expressions, std::string_view contact,
                        std::vector<ShownValue>* values) {
  values->clear();
  CAMP_ASSIGN(const bool compiled, compile(expressions, contact));
  if (!compiled) return false;
  for (std::size_t i = 0; i < shows_.size(); ++i) {
    auto& value = values->emplace_back();
    value.expression = expressions[i];
    auto done = debugger_->run().step(shows_[i]);
    if (!done.ok()) {
      value.problem = done.error().message;
      continue;
    }
    const auto& shown = debugger_->run().shown().back();
    value.value = shown.text;
    for (const auto& part : shown.parts)
      value.parts.emplace_back(analysis().sources().text(part.span), part.text);
  }
  return true;
}

// ---- scenarios of the project

const sema::ScenarioInfo* Walk::find_scenario(std::string_view name) const {
  const sema::ScenarioInfo* found = nullptr;
  std::size_t count = 0;
  for (const auto& it : analysis().model().scenarios) {
    const std::string_view own = it.ast->name.text;
    if (own == SessionScript::kScenario) continue;
    if (own == name) return &it;
    if (own.find(name) == own.npos) continue;
    found = &it;
    ++count;
  }
  return count == 1 ? found : nullptr;
}

void Walk::begin_with(std::vector<std::string> steps) {
  script_ = {};
  script_.steps() = std::move(steps);
  places_.clear();
  debugger_.reset();
  told_.clear();
}

Result<std::size_t> Walk::load(const ScenarioChoice& choice) {
  const auto* info = find_scenario(choice.name);
  if (info == nullptr) {
    std::vector<std::string> names;
    for (const auto& it : analysis().model().scenarios) names.push_back(it.ast->name.text);
    const auto near = suggest(choice.name, names);
    return Error{
        ErrorKind::kNotFound, fmt::format("no scenario is called \"{}\"", choice.name), "",
        near ? fmt::format("did you mean \"{}\"?", *near) : "camp test runs those that there are"};
  }
  const auto rows = info->table == nullptr ? 1 : info->table->rows.size();
  if (choice.row == 0 || choice.row > rows)
    return Error{ErrorKind::kNotFound, fmt::format("it has {}", counted(rows, "row")), "",
                 "rows are counted from 1 on"};
  const auto& sources = analysis().sources();
  begin_with({});
  std::size_t before = 0;
  for (const auto& step : info->ast->steps) {
    if (std::holds_alternative<ast::Table>(step.node)) continue;
    script_.steps().emplace_back(trimmed(sources.text(step.span)));
    const auto& source = sources[step.span.source];
    const auto at = source.locate(step.span.begin);
    places_.push_back({source.path(), at.line, at.column});
    if (at.line < choice.until) before = script_.steps().size();
  }
  if (info->table == nullptr) return before;
  std::string columns;
  for (const auto& column : info->table->columns)
    columns += (columns.empty() ? "" : ", ") + column.text;
  script_.set_table(fmt::format("table ({}) {{ {} }}", columns,
                                sources.text(info->table->rows[choice.row - 1]->span)));
  return before;
}

sim::Place Walk::place_of_step(std::size_t step) const {
  return step < places_.size() ? places_[step] : sim::Place();
}

std::vector<std::string> Walk::news() {
  std::vector<std::string> all;
  auto& run = debugger_->run();
  for (const auto& contact : run.contacts()) {
    const auto history = run.history_of(contact);
    if (!history.ok()) continue;
    const auto story = sim::story_of(*history, debugger_->stage().program(), run.engine().names());
    auto& told = told_[contact];
    for (auto i = std::min(told, story.size()); i < story.size(); ++i)
      all.push_back(contact + ": " + story[i]);
    told = story.size();
  }
  return all;
}

// ---- time

void Walk::drop_future() {
  if (!debugger_) return;
  auto& steps = script_.steps();
  const auto done = debugger_->steps_done();
  const bool under_way = debugger_->is_under_way();
  if (done < steps.size()) steps.resize(done);
  if (places_.size() > done) places_.resize(done);
  if (under_way)
    steps.push_back("at " + moment_text(sim::to_full_second(debugger_->run().now_ms())));
}

Result<std::optional<std::int64_t>> Walk::next_due_ms() {
  auto& engine = debugger_->run().engine();
  CAMP_ASSIGN(auto due, engine.next_wake());
  due.take(engine.next_attempt_ms());
  return due.due_ms;
}

Result<bool> Walk::add_next_due() {
  CAMP_ASSIGN(const auto due_ms, next_due_ms());
  if (!due_ms) return false;
  drop_future();
  script_.steps().push_back("at " + moment_text(sim::to_full_second(*due_ms)));
  return true;
}

std::string Walk::moment_text(std::int64_t at_ms) const {
  return sim::moment_text(at_ms, debugger_->stage().program().default_zone());
}

Result<std::unique_ptr<StoreView>> Walk::view() {
  return StoreView::open(debugger_->run().world().store(), debugger_->run().now_ms());
}

}  // namespace camp::cli
