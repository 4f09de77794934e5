#include "cli/repl/script.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/render.h"
#include "lang/base/unicode.h"
#include "lang/format/tokens.h"
#include "lang/syntax/parser.h"

namespace camp::cli {
namespace {

// Something that was opened is not closed.
bool is_open(std::string_view text) {
  constexpr std::string_view kBlock = "\"\"\"";
  int depth = 0;
  for (const auto& token : format::tokenize(text)) {
    if (token.is_opening()) ++depth;
    if (token.is_closing()) --depth;
    const bool block = token.kind == format::TokenKind::kText && token.text.starts_with(kBlock);
    if (block && (token.text.size() < 2 * kBlock.size() || !token.text.ends_with(kBlock)))
      return true;
  }
  return depth > 0;
}

// The text between `before` and `behind`, read.
struct ParsedInput {
  SourceSet sources;
  Diagnostics diagnostics;
  ast::File tree;
  std::uint32_t begin = 0, end = 0;  // of the text

  ParsedInput(std::string_view before, std::string_view text, std::string_view behind)
      : begin(static_cast<std::uint32_t>(before.size())),
        end(static_cast<std::uint32_t>(before.size() + text.size())) {
    const auto id = sources.add("(input)", fmt::format("{}{}{}", before, text, behind));
    tree = parse(sources, id, diagnostics);
    diagnostics.sort();
  }
  bool ok() const { return !diagnostics.has_errors(); }
  const Diagnostic& first() const { return diagnostics.all().front(); }
  // What is missing would stand behind the text.
  bool lacks_more() const { return !ok() && first().primary.span.begin >= end; }
  const ast::Scenario* scenario() const {
    return tree.declarations.size() == 1 ? std::get_if<ast::Scenario>(&tree.declarations[0].node)
                                         : nullptr;
  }
};

std::vector<std::string> declarations_of(const ParsedInput& read) {
  std::vector<std::string> parts;
  for (const auto& one : read.tree.declarations)
    parts.emplace_back(trimmed(read.sources.text(one.span)));
  return parts;
}

// A session is one walk: a table is of scenarios that are loaded, a row of it.
bool has_table(const ast::Scenario& scenario) {
  return std::any_of(scenario.steps.begin(), scenario.steps.end(),
                     [](const auto& it) { return std::holds_alternative<ast::Table>(it.node); });
}

std::vector<std::string> steps_of(const ParsedInput& read) {
  std::vector<std::string> parts;
  for (const auto& step : read.scenario()->steps)
    parts.emplace_back(trimmed(read.sources.text(step.span)));
  return parts;
}

// Whatever got farthest is what was meant.
std::string problem_of(const ParsedInput& a, const ParsedInput& b, const ParsedInput& c,
                       bool colour) {
  const ParsedInput* best = &a;
  const auto reach = [](const ParsedInput& it) {
    const auto at = it.first().primary.span.begin;
    return at < it.begin ? 0 : at - it.begin;
  };
  for (const auto* other : {&b, &c})
    if (reach(*other) > reach(*best)) best = other;
  // The input stands by itself: without what was put around it.
  SourceSet sources;
  sources.add("(input)",
              std::string(best->sources[0].text().substr(best->begin, best->end - best->begin)));
  auto told = best->first();
  const auto shift = [&](Span& span) {
    span.begin = std::min(std::max(span.begin, best->begin), best->end) - best->begin;
    span.end = std::min(std::max(span.end, best->begin), best->end) - best->begin;
  };
  shift(told.primary.span);
  std::erase_if(told.secondary, [&](const Label& it) {
    return it.span.begin < best->begin || it.span.end > best->end;
  });
  for (auto& label : told.secondary) shift(label.span);
  return render(told, sources, colour);
}

}  // namespace

Input read_input(std::string_view text, bool more, bool colour) {
  const auto said = trimmed(text);
  if (said.empty()) return {};
  if (said.starts_with(':')) return {InputKind::kCommand, {std::string(said)}, ""};
  if (more && is_open(said)) return {InputKind::kIncomplete, {}, ""};
  const ParsedInput step("scenario \"s\" {\n", said, "\n}\n");
  if (step.ok() && step.scenario() != nullptr && !step.scenario()->steps.empty() &&
      !has_table(*step.scenario()))
    return {InputKind::kSteps, steps_of(step), ""};
  const ParsedInput declaration("", said, "\n");
  if (declaration.ok() && !declaration.tree.declarations.empty())
    return {InputKind::kDeclarations, declarations_of(declaration), ""};
  const ParsedInput expression("scenario \"s\" {\nshow ", said, "\n}\n");
  if (expression.ok() && expression.scenario() != nullptr &&
      expression.scenario()->steps.size() == 1)
    return {InputKind::kExpression, {std::string(said)}, ""};
  if (more && (step.lacks_more() || declaration.lacks_more() || expression.lacks_more()))
    return {InputKind::kIncomplete, {}, ""};
  if (step.ok())
    return {InputKind::kWrong, {}, "error: a session has no table; :load has one of its rows\n"};
  // What stands behind it here is nothing that was said.
  const ParsedInput wrong_step("scenario \"s\" {\n", said, ""),
      wrong_expression("scenario \"s\" {\nshow ", said, "");
  return {InputKind::kWrong, {}, problem_of(wrong_step, declaration, wrong_expression, colour)};
}

std::string SessionScript::body(std::string_view name) const {
  std::string text;
  for (const auto& one : declarations_) text += one + "\n";
  text += fmt::format("scenario \"{}\" {{\n", name);
  if (!table_.empty()) text += "  " + table_ + "\n";
  for (const auto& one : steps_) text += "  " + one + "\n";
  return text;
}

std::string SessionScript::text(const std::vector<std::string>& shown,
                                std::string_view contact) const {
  auto text = body(kScenario);
  for (const auto& one : shown)
    text += contact.empty() ? fmt::format("  show {}\n", one)
                            : fmt::format("  show {} for {}\n", one, contact);
  // A scenario has to expect something, and this one does not yet. It is never run.
  return text + "  expect 0 messages were sent\n}\n";
}

std::string SessionScript::saved(std::string_view name,
                                 const std::vector<std::string>& expectations) const {
  auto text = body(name);
  for (const auto& one : expectations) text += "  " + one + "\n";
  return text + "}\n";
}

}  // namespace camp::cli
