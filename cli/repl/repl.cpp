#include "cli/repl/repl.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/render/table.h"
#include "lang/base/assert.h"
#include "lang/base/render.h"
#include "runtime/sim/story.h"

namespace camp::cli {

Result<std::unique_ptr<Repl>> Repl::open(Project project, bool colour) {
  std::unique_ptr<Repl> repl(new Repl(std::move(project), colour));
  CAMP_ASSIGN(const auto readable, scripts_below(repl->project_.root));
  (void)readable;
  return repl;
}

std::string Repl::problem(std::string text) {
  has_failed_ = true;
  return text;
}

std::string Repl::problem(const Error& error) {
  auto text = styled("error", Style::kBad, colour_) + ": " + printable(error.message) + "\n";
  if (!error.where.empty()) text += "  at: " + printable(error.where) + "\n";
  if (!error.hint.empty()) text += "  try: " + printable(error.hint) + "\n";
  return problem(std::move(text));
}

std::string Repl::handle(std::string_view line, bool more) {
  const bool goes_on = !pending_.empty();
  auto text = goes_on ? pending_ + "\n" + std::string(line) : std::string(line);
  // An empty line says that nothing more comes.
  const bool is_blank = line.find_first_not_of(" \t\r") == line.npos;
  const auto input = read_input(text, more && !(goes_on && is_blank), colour_);
  pending_ = input.kind == InputKind::kIncomplete ? text : "";
  return do_input(input);
}

std::string Repl::do_input(const Input& input) {
  switch (input.kind) {
    case InputKind::kNothing:
    case InputKind::kIncomplete:
      return {};
    case InputKind::kCommand:
      return do_command(input.parts[0]);
    case InputKind::kDeclarations:
      return add_declarations(input.parts);
    case InputKind::kSteps:
      return add_steps(input.parts);
    case InputKind::kExpression:
      return show(input.parts[0]);
    case InputKind::kWrong:
      return problem(input.problem);
  }
  return {};
}

// ---- the session as a program

std::string Repl::compile_session() {
  auto compiled =
      compile(project_, {{std::string(SessionScript::kPath), script_.text(watches_, hand_)}});
  if (!compiled.ok()) return problem(compiled.error());
  if (!compiled->program) {
    std::string text;
    for (const auto& finding : compiled->diagnostics.all()) {
      if (finding.severity() == Severity::kError)
        text += render(finding, compiled->analysis.sources(), colour_);
    }
    return problem(std::move(text));
  }
  compiled_ = std::move(*compiled);
  if (auto renewed = renew_debugger(); !renewed.ok()) return problem(renewed.error());
  return {};
}

// The expressions stand behind the session's own steps.
Result<void> Repl::renew_debugger() {
  auto& suite = compiled_->suite;
  const auto found =
      std::find_if(suite.scenarios.begin(), suite.scenarios.end(),
                   [](const auto& it) { return it.name == SessionScript::kScenario; });
  CAMP_ASSERT(found != suite.scenarios.end());
  auto scenario = *found;
  const auto own = static_cast<std::ptrdiff_t>(script_.steps().size());
  shows_.assign(scenario.steps.begin() + own, scenario.steps.end() - 1);
  scenario.steps.resize(script_.steps().size());
  auto program = suite.tried ? std::move(*suite.tried) : std::move(*compiled_->program);
  CAMP_ASSIGN(auto made,
              sim::ScenarioStage::make(std::move(program), std::move(suite.expressions)));
  std::shared_ptr<const sim::ScenarioStage> stage = std::move(made);
  if (debugger_) return debugger_->change(std::move(stage), std::move(scenario));
  CAMP_ASSIGN(debugger_, sim::Debugger::open(std::move(stage), std::move(scenario)));
  return {};
}

// What was undone is not done again once something else is said. A step that is under way ends at
// the full second behind.
void Repl::drop_future() {
  if (!debugger_) return;
  auto& steps = script_.steps();
  const auto done = debugger_->steps_done();
  const bool under_way = debugger_->is_under_way();
  if (done < steps.size()) steps.resize(done);
  if (!under_way) return;
  constexpr std::int64_t kSecond = 1000;
  const auto now_ms = (debugger_->run().now_ms() + kSecond - 1) / kSecond * kSecond;
  steps.push_back("at " + moment_text(now_ms));
}

std::string Repl::add_steps(std::vector<std::string> added) {
  const auto before = script_.steps();
  drop_future();
  script_.steps().insert(script_.steps().end(), added.begin(), added.end());
  // Whoever is made or does something is at hand, while nobody else is.
  const auto hand = hand_;
  if (auto broken = compile_session(); !broken.empty()) {
    script_.steps() = before;
    return broken;
  }
  const auto& steps = debugger_->scenario().steps;
  if (hand_.empty() && !steps.empty()) {
    const auto& last = steps.back();
    if (std::holds_alternative<plan::MakeContact>(last.node)) hand_ = last.subject;
  }
  return tell(debugger_->go());
}

std::string Repl::add_declarations(std::vector<std::string> added) {
  const auto before = script_.declarations();
  script_.declarations().insert(script_.declarations().end(), added.begin(), added.end());
  auto broken = compile_session();
  if (!broken.empty()) {
    script_.declarations() = before;
    return broken;
  }
  return "declared\n";
}

// ---- values

std::string Repl::show(const std::string& expression) { return values_of({expression}, false); }

std::string Repl::values_of(std::vector<std::string> expressions, bool named) {
  const auto watches = std::exchange(watches_, expressions);
  auto broken = compile_session();
  watches_ = watches;
  if (!broken.empty()) return broken;
  std::string text;
  for (std::size_t i = 0; i < shows_.size(); ++i) {
    const auto& step = shows_[i];
    const auto done = debugger_->run().step(step);
    if (!done.ok()) {
      text += problem(done.error());
      continue;
    }
    const auto& shown = debugger_->run().shown().back();
    if (named) text += "  " + expressions[i] + " = ";
    text += styled(printable(shown.text), Style::kBold, colour_) + "\n";
    for (const auto& part : named ? std::vector<sim::Failure::Value>() : shown.parts)
      text += fmt::format("  {} = {}\n", printable(compiled_->analysis.sources().text(part.span)),
                          printable(part.text));
  }
  return text;
}

std::string Repl::prompt() {
  if (is_waiting()) return "... ";
  std::string text = hand_.empty() ? "camp" : hand_;
  if (debugger_ && debugger_->moments() > 0) text += " " + moment_text(debugger_->run().now_ms());
  return text + "> ";
}

}  // namespace camp::cli
