#include "cli/repl/script.h"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/keywords.h"
#include "lang/base/render.h"
#include "lang/base/unicode.h"
#include "lang/format/tokens.h"
#include "lang/syntax/parser.h"

namespace camp::cli {
namespace {

bool is_open_text(const format::Token& token) {
  constexpr std::string_view kBlock = "\"\"\"";
  return token.kind == format::TokenKind::kText && token.text.starts_with(kBlock) &&
         (token.text.size() < 2 * kBlock.size() || !token.text.ends_with(kBlock));
}

// Something that was opened is not closed.
bool is_open(const std::vector<format::Token>& tokens) {
  int depth = 0;
  for (const auto& token : tokens) {
    if (token.is_opening()) ++depth;
    if (token.is_closing()) --depth;
    if (is_open_text(token)) return true;
  }
  return depth > 0;
}

// Up to the end of its last token: a comment behind it says nothing.
std::string_view without_last_comments(std::string_view text,
                                       const std::vector<format::Token>& tokens) {
  for (auto it = tokens.rbegin(); it != tokens.rend(); ++it)
    if (!it->is_comment()) return text.substr(0, it->end());
  return {};
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
  bool is_wrong_behind() const { return !ok() && first().primary.span.begin >= end; }
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

constexpr std::string_view kBeforeStep = "scenario \"s\" {\n";
constexpr std::string_view kBeforeExpression = "scenario \"s\" {\nshow ";

// It could go on. Behind it stands what can be no part of anything: the first that is wrong is
// that, or something before.
bool lacks_more(std::string_view before, std::string_view said) {
  return ParsedInput(before, said, " ]").is_wrong_behind();
}

// `after` alone may be a name, but is the beginning of a step; `contact` is who is at hand.
bool begins_step(std::string_view word) {
  return word != "contact" && grammar::find_keyword(word) != nullptr &&
         lacks_more(kBeforeStep, word);
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
  return render_input(best->first(), best->sources, {0, best->begin, best->end}, colour);
}

}  // namespace

bool is_inside_text(std::string_view text) {
  const auto tokens = format::tokenize(text);
  return !tokens.empty() && is_open_text(tokens.back());
}

std::string render_input(Diagnostic finding, const SourceSet& sources, Span place, bool colour) {
  auto alone = sources;
  alone.replace(sources[place.source].path(), std::string(sources.text(place)));
  const auto shift = [&](Span& span) {
    if (span.source != place.source) return;
    span.begin = std::clamp(span.begin, place.begin, place.end) - place.begin;
    span.end = std::clamp(span.end, place.begin, place.end) - place.begin;
  };
  shift(finding.primary.span);
  std::erase_if(finding.secondary, [&](const Label& it) {
    return it.span.source == place.source &&
           (it.span.begin < place.begin || it.span.end > place.end);
  });
  for (auto& label : finding.secondary) shift(label.span);
  for (auto& fix : finding.fixes) shift(fix.span);
  return render(finding, alone, colour);
}

std::string declared_by(std::string_view declaration) {
  std::string words;
  for (const auto& token : format::tokenize(declaration)) {
    if (token.is_comment()) continue;
    if (token.kind != format::TokenKind::kWord || token.is("import")) return {};
    if (!words.empty()) return fmt::format("{} {}", words, token.text);
    words = token.text;
  }
  return {};
}

Input read_input(std::string_view text, bool more, bool colour) {
  const auto said = trimmed(text);
  if (said.starts_with(':')) return {InputKind::kCommand, {std::string(said)}, ""};
  const auto tokens = format::tokenize(said);
  if (std::all_of(tokens.begin(), tokens.end(), [](const auto& it) { return it.is_comment(); }))
    return {};
  if (more && is_open(tokens)) return {InputKind::kIncomplete, {}, ""};
  const ParsedInput step(kBeforeStep, said, "\n}\n");
  if (step.ok() && step.scenario() != nullptr && !step.scenario()->steps.empty() &&
      !has_table(*step.scenario()))
    return {InputKind::kSteps, steps_of(step), ""};
  const ParsedInput declaration("", said, "\n");
  if (declaration.ok() && !declaration.tree.declarations.empty())
    return {InputKind::kDeclarations, declarations_of(declaration), ""};
  const auto bare = without_last_comments(said, tokens);
  if (more && begins_step(bare)) return {InputKind::kIncomplete, {}, ""};
  const ParsedInput expression(kBeforeExpression, said, "\n}\n");
  if (expression.ok() && expression.scenario() != nullptr &&
      expression.scenario()->steps.size() == 1)
    return {InputKind::kExpression, {std::string(said)}, ""};
  if (more && ((!step.ok() && lacks_more(kBeforeStep, bare)) ||
               (!declaration.ok() && lacks_more("", bare)) ||
               (!expression.ok() && lacks_more(kBeforeExpression, bare))))
    return {InputKind::kIncomplete, {}, ""};
  if (step.ok())
    return {InputKind::kWrong, {}, "error: a session has no table; :load has one of its rows\n"};
  // What stands behind it here is nothing that was said.
  const ParsedInput wrong_step(kBeforeStep, said, ""),
      wrong_expression(kBeforeExpression, said, "");
  return {InputKind::kWrong, {}, problem_of(wrong_step, declaration, wrong_expression, colour)};
}

void SessionText::add(std::string_view before, std::string_view input, std::string_view behind) {
  text += before;
  const auto begin = static_cast<std::uint32_t>(text.size());
  text += input;
  inputs.emplace_back(begin, static_cast<std::uint32_t>(text.size()));
  text += behind;
}

std::optional<Span> SessionText::input_at(Span place) const {
  for (const auto& [begin, end] : inputs)
    if (begin <= place.begin && place.begin <= end) return Span{place.source, begin, end};
  return std::nullopt;
}

SessionText SessionScript::body(std::string_view name) const {
  SessionText all;
  for (const auto& one : declarations_) all.add("", one, "\n");
  all.text += fmt::format("scenario \"{}\" {{\n", name);
  if (!table_.empty()) all.add("  ", table_, "\n");
  for (const auto& one : steps_) all.add("  ", one, "\n");
  return all;
}

SessionText SessionScript::text(const std::vector<std::string>& shown,
                                std::string_view contact) const {
  auto all = body(kScenario);
  for (const auto& one : shown)
    all.add("  show ", one, contact.empty() ? "\n" : fmt::format(" for {}\n", contact));
  // A scenario has to expect something, and this one does not yet. It is never run.
  all.text += "  expect 0 messages were sent\n}\n";
  return all;
}

std::string SessionScript::saved(std::string_view name,
                                 const std::vector<std::string>& expectations) const {
  auto all = body(name).text;
  for (const auto& one : expectations) all += "  " + one + "\n";
  return all + "}\n";
}

}  // namespace camp::cli
