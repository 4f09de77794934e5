#include <algorithm>
#include <utility>

#include "grammar/scan.h"
#include "peg.h"

namespace camp::test::peg {

Recogniser::Recogniser(const Grammar& grammar, std::string_view text)
    : grammar_(grammar),
      text_(text),
      blank_(grammar.rule("blank")),
      memo_(grammar.rules.size() * (text.size() + 1)) {}

bool Recogniser::accepts(std::size_t rule, std::size_t from) {
  try {
    return match_rule(rule, from) == text_.size();
  } catch (const Decided&) {
    return false;
  }
}

void Recogniser::mark(const std::vector<std::size_t>& roots,
                      std::vector<bool>& alternatives) const {
  auto open = roots;
  while (!open.empty()) {
    const auto& node = nodes_[open.back()];
    open.pop_back();
    for (auto alternative : node.alternatives) alternatives[alternative] = true;
    open.insert(open.end(), node.children.begin(), node.children.end());
  }
}

void Recogniser::mark_used(std::vector<bool>& alternatives) const {
  mark(open_.children, alternatives);
}

void Recogniser::mark_looked_at(std::vector<bool>& alternatives) const {
  for (auto alternative : looked_at_.alternatives) alternatives[alternative] = true;
  mark(looked_at_.children, alternatives);
}

std::size_t Recogniser::match_rule(std::size_t rule, std::size_t at) {
  auto& known = memo_[rule * (text_.size() + 1) + at];
  if (known == 0) {
    auto around = std::exchange(open_, {});
    const bool around_token = std::exchange(in_token_, grammar_.rules[rule].is_token);
    open_.end = match(grammar_.rules[rule].body, at);
    in_token_ = around_token;
    std::swap(around, open_);
    known = around.end == kFailed ? -1 : static_cast<std::int32_t>(nodes_.size() + 1);
    if (known > 0) nodes_.push_back(std::move(around));
  }
  if (known < 0) return kFailed;
  auto node = static_cast<std::size_t>(known - 1);
  open_.children.push_back(node);
  auto end = nodes_[node].end;
  return grammar_.rules[rule].is_token && !in_token_ ? skip_blanks(end) : end;
}

std::size_t Recogniser::match(const Expression& expression, std::size_t at) {
  switch (expression.kind) {
    case Kind::kSequence:
      return match_sequence(expression, at);
    case Kind::kChoice:
      return match_choice(expression, at);
    case Kind::kStar:
    case Kind::kPlus:
    case Kind::kOptional:
      return match_repeated(expression, at);
    case Kind::kAnd:
    case Kind::kNot:
      return look_ahead(expression, at);
    case Kind::kRule:
      return match_rule(expression.rule, at);
    case Kind::kLineBegin:
      return grammar::first_on_line(text_.data(), text_.data() + at) ? at : kFailed;
    case Kind::kCut:
      return at;
    default:
      break;
  }
  furthest_ = std::max(furthest_, at);
  auto end = match_terminal(expression, at);
  return end == kFailed || in_token_ ? end : skip_blanks(end);
}

std::size_t Recogniser::match_terminal(const Expression& expression, std::size_t at) {
  auto rest = text_.substr(at);
  auto word = grammar::word_at(rest.data(), rest.data() + rest.size());
  switch (expression.kind) {
    case Kind::kWord:
      return word == expression.text ? at + word.size() : kFailed;
    case Kind::kSigns:
      return rest.starts_with(expression.text) ? at + expression.text.size() : kFailed;
    case Kind::kSet:
      return !rest.empty() && expression.set[static_cast<unsigned char>(rest[0])] ? at + 1
                                                                                  : kFailed;
    default:
      return grammar::find_keyword(word) != nullptr ? at + word.size() : kFailed;
  }
}

std::size_t Recogniser::match_sequence(const Expression& expression, std::size_t at) {
  bool decided = false;
  for (const auto& part : expression.parts) {
    if (part.kind == Kind::kCut) decided = true;
    at = match(part, at);
    if (at != kFailed) continue;
    if (decided) throw Decided{};
    return kFailed;
  }
  return at;
}

std::size_t Recogniser::match_choice(const Expression& expression, std::size_t at) {
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    auto alternatives = open_.alternatives.size();
    auto children = open_.children.size();
    open_.alternatives.push_back(expression.alternative + i);
    auto end = match(expression.parts[i], at);
    if (end != kFailed) return end;
    give_back(alternatives, children);
  }
  return kFailed;
}

std::size_t Recogniser::match_repeated(const Expression& expression, std::size_t at) {
  const bool needs_one = expression.kind == Kind::kPlus;
  const bool goes_on = expression.kind != Kind::kOptional;
  for (bool first = true; first || goes_on; first = false) {
    auto alternatives = open_.alternatives.size();
    auto children = open_.children.size();
    if (!needs_one) open_.alternatives.push_back(expression.alternative);
    auto end = match(expression.parts[0], at);
    if (end == kFailed || end == at) {
      give_back(alternatives, children);
      return end == kFailed && first && needs_one ? kFailed : at;
    }
    at = end;
  }
  return at;
}

std::size_t Recogniser::look_ahead(const Expression& expression, std::size_t at) {
  auto alternatives = open_.alternatives.size();
  auto children = open_.children.size();
  const bool there = match(expression.parts[0], at) != kFailed;
  auto note = [](const auto& from, std::size_t begin, auto& to) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin), from.end());
  };
  note(open_.alternatives, alternatives, looked_at_.alternatives);
  note(open_.children, children, looked_at_.children);
  give_back(alternatives, children);
  return there == (expression.kind == Kind::kAnd) ? at : kFailed;
}

std::size_t Recogniser::skip_blanks(std::size_t at) {
  auto alternatives = open_.alternatives.size();
  const bool around_token = std::exchange(in_token_, true);
  for (auto end = at; end != kFailed; end = match(grammar_.rules[blank_].body, at)) at = end;
  in_token_ = around_token;
  open_.alternatives.resize(alternatives);
  return at;
}

void Recogniser::give_back(std::size_t alternatives, std::size_t children) {
  open_.alternatives.resize(alternatives);
  open_.children.resize(children);
}

}  // namespace camp::test::peg
