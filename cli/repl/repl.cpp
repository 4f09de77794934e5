#include "cli/repl/repl.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/console.h"
#include "cli/render/table.h"

namespace camp::cli {

Repl::Repl(Project project, bool colour) : walk_(std::move(project)), colour_(colour) {
  walk_.stop_when([] { return interrupted(); });
}

Result<std::unique_ptr<Repl>> Repl::open(Project project, bool colour) {
  std::unique_ptr<Repl> repl(new Repl(std::move(project), colour));
  CAMP_TRY(scripts_below(repl->walk_.project().root));
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
  // An empty line says that nothing more comes, but for a text that has some.
  const bool is_blank = line.find_first_not_of(" \t\r") == line.npos;
  const bool ends = goes_on && is_blank && !is_inside_text(pending_);
  const auto input = read_input(text, more && !ends, colour_);
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

std::string Repl::told(const Result<bool>& compiled) {
  if (!compiled.ok()) return problem(compiled.error());
  return *compiled ? std::string() : problem(walk_.findings(colour_));
}

std::string Repl::compile_session() { return told(walk_.compile()); }

std::string Repl::made_ready() { return walk_.is_ready() ? std::string() : compile_session(); }

std::string Repl::add_steps(std::vector<std::string> added) {
  const auto before = walk_.script().steps();
  walk_.drop_future();
  walk_.script().steps().insert(walk_.script().steps().end(), added.begin(), added.end());
  if (auto broken = compile_session(); !broken.empty()) {
    walk_.script().steps() = before;
    return broken;
  }
  return tell(debugger().go());
}

std::string Repl::add_declarations(std::vector<std::string> added) {
  auto& declarations = walk_.script().declarations();
  const auto before = declarations;
  // What the session had of that name was tried and is said anew.
  std::erase_if(declarations, [&](const std::string& old) {
    const auto what = declared_by(old);
    return !what.empty() && std::any_of(added.begin(), added.end(),
                                        [&](const auto& one) { return declared_by(one) == what; });
  });
  const bool anew = declarations.size() < before.size();
  declarations.insert(declarations.end(), added.begin(), added.end());
  auto broken = compile_session();
  if (!broken.empty()) {
    declarations = before;
    return broken;
  }
  return anew ? "declared anew\n" : "declared\n";
}

// ---- values

std::string Repl::show(const std::string& expression) { return values_of({expression}, false); }

std::string Repl::values_of(std::vector<std::string> expressions, bool named) {
  std::vector<ShownValue> values;
  if (auto broken = told(walk_.show(expressions, hand_, &values)); !broken.empty()) return broken;
  std::string text;
  for (const auto& it : values) {
    if (named) text += "  " + it.expression + " = ";
    if (!it.problem.empty()) {
      text += problem(Error{ErrorKind::kInvalid, it.problem, "", ""});
      continue;
    }
    text += styled(printable(it.value), Style::kBold, colour_) + "\n";
    for (const auto& [part, value] : it.parts)
      if (!named) text += fmt::format("  {} = {}\n", printable(part), printable(value));
  }
  return text;
}

std::string Repl::prompt() {
  if (is_waiting()) return "... ";
  std::string text = hand_.empty() ? "camp" : hand_;
  if (walk_.is_ready() && debugger().moments() > 0)
    text += " " + walk_.moment_text(debugger().run().now_ms());
  return text + "> ";
}

}  // namespace camp::cli
