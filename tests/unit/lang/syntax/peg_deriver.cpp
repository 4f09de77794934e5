#include <algorithm>

#include "grammar/keywords.h"
#include "peg.h"

namespace camp::test::peg {
namespace {

constexpr std::size_t kFar = 1'000'000;
constexpr std::size_t kLookAhead = 1'000;  // farther than any way without
constexpr int kDeep = 12;                  // from here on the shortest way
constexpr int kTrials = 50;                // of a token, until its predicates hold

// Some of every set that a grammar has.
constexpr std::string_view kCharacters = "abmxz_09AZ .:,/+-\"\\{}%\n\t\r#!";

bool is_look_ahead(const Expression& expression) {
  return expression.kind == Kind::kAnd || expression.kind == Kind::kNot;
}

}  // namespace

Deriver::Deriver(const Grammar& grammar, std::vector<std::string> vocabulary, unsigned seed)
    : grammar_(grammar),
      vocabulary_(std::move(vocabulary)),
      random_(seed),
      costs_(grammar.rules.size(), kFar) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t rule = 0; rule < costs_.size(); ++rule) {
      auto now = grammar.rules[rule].is_token ? 1 : cost(grammar.rules[rule].body);
      changed |= now < costs_[rule];
      costs_[rule] = std::min(costs_[rule], now);
    }
  }
}

std::size_t Deriver::cost(const Expression& expression) const {
  auto total = [&] {
    std::size_t sum = 0;
    for (const auto& part : expression.parts) sum += cost(part);
    return std::min(sum, kFar);
  };
  switch (expression.kind) {
    case Kind::kChoice: {
      auto least = kFar;
      for (const auto& part : expression.parts) least = std::min(least, cost(part));
      return least;
    }
    case Kind::kSequence:
    case Kind::kPlus:
      return total();
    case Kind::kRule:
      return costs_[expression.rule];
    case Kind::kWord:
    case Kind::kSigns:
    case Kind::kSet:
    case Kind::kKeyword:
      return 1;
    default:
      return 0;
  }
}

// How many rules lie between this and the alternative that is aimed at; kFar: no way leads there.
std::size_t Deriver::distance(const Expression& expression) const {
  if (expression.kind == Kind::kRule) return distances_[expression.rule] + 1;
  const bool may_be_out = expression.kind == Kind::kStar || expression.kind == Kind::kOptional;
  if (may_be_out && expression.alternative == target_) return 0;
  auto least = kFar;
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    if (expression.kind == Kind::kChoice && expression.alternative + i == target_) return 0;
    least = std::min(least, distance(expression.parts[i]));
  }
  return is_look_ahead(expression) ? std::min(kFar, least + kLookAhead) : least;
}

void Deriver::aim(std::size_t alternative) {
  target_ = alternative;
  aiming_ = true;
  distances_.assign(grammar_.rules.size(), kFar);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t rule = 0; rule < distances_.size(); ++rule) {
      auto now = distance(grammar_.rules[rule].body);
      changed |= now < distances_[rule];
      distances_[rule] = std::min(distances_[rule], now);
    }
  }
}

bool Deriver::only_looked_at(std::size_t rule, std::size_t alternative) {
  aim(alternative);
  return distances_[rule] >= kLookAhead;
}

std::string Deriver::text(std::size_t rule, std::size_t alternative) {
  aim(alternative);
  std::string out;
  derive_rule(rule, out, 0);
  return out;
}

void Deriver::derive(const Expression& expression, std::string& out, int depth) {
  switch (expression.kind) {
    case Kind::kSequence:
      return derive_sequence(expression, out, depth);
    case Kind::kChoice:
      return derive_choice(expression, out, depth);
    case Kind::kStar:
    case Kind::kPlus:
    case Kind::kOptional:
      return derive_repeated(expression, out, depth);
    case Kind::kRule:
      return derive_rule(expression.rule, out, depth);
    case Kind::kWord:
    case Kind::kSigns:
      return put(expression.text, out);
    case Kind::kSet: {
      std::string some;
      for (char c : kCharacters)
        if (expression.set[static_cast<unsigned char>(c)]) some += c;
      return put(some.substr(random(some.size()), 1), out);
    }
    case Kind::kKeyword:
      return put(std::begin(grammar::kKeywordRows)[random(std::size(grammar::kKeywordRows))].word,
                 out);
    case Kind::kLineBegin:
      out += '\n';
      return;
    default:
      return;  // predicates take nothing
  }
}

void Deriver::derive_sequence(const Expression& expression, std::string& out, int depth) {
  auto nearest = kFar;
  std::size_t way = 0;  // the part that leads to what is aimed at
  for (std::size_t i = 0; aiming_ && i < expression.parts.size(); ++i) {
    auto here = distance(expression.parts[i]);
    if (here < nearest) way = i;
    nearest = std::min(nearest, here);
  }
  const bool aiming = aiming_;
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    aiming_ = aiming && nearest < kFar && i == way;
    const bool here = aiming_ && is_look_ahead(expression.parts[i]);
    derive(here ? expression.parts[i].parts[0] : expression.parts[i], out, depth);
    if (here) break;
  }
  aiming_ = aiming && nearest == kFar;
}

void Deriver::derive_choice(const Expression& expression, std::string& out, int depth) {
  auto best = [&](auto&& worth) {
    std::vector<std::size_t> ways;
    auto least = kFar;
    for (std::size_t i = 0; i < expression.parts.size(); ++i) {
      auto here = worth(i);
      if (here < least) ways.clear();
      least = std::min(least, here);
      if (here == least) ways.push_back(i);
    }
    return ways[random(ways.size())];
  };
  auto chosen = random(expression.parts.size());
  if (aiming_ && distance(expression) < kFar)
    chosen = best([&](std::size_t i) {
      return expression.alternative + i == target_ ? 0 : 1 + distance(expression.parts[i]);
    });
  else if (depth > kDeep)
    chosen = best([&](std::size_t i) { return cost(expression.parts[i]); });
  if (expression.alternative + chosen == target_) aiming_ = false;
  derive(expression.parts[chosen], out, depth);
}

void Deriver::derive_repeated(const Expression& expression, std::string& out, int depth) {
  const bool needs_one = expression.kind == Kind::kPlus;
  const bool leads = aiming_ && distance(expression) < kFar;
  if (!needs_one && leads && expression.alternative == target_) aiming_ = false;
  std::size_t times = depth > kDeep ? 0 : random(3);
  if (expression.kind == Kind::kOptional) times = std::min<std::size_t>(times, 1);
  if (needs_one || leads) times = std::max<std::size_t>(times, 1);
  for (std::size_t i = 0; i < times; ++i) derive(expression.parts[0], out, depth + 1);
}

void Deriver::derive_rule(std::size_t rule, std::string& out, int depth) {
  if (!grammar_.rules[rule].is_token || in_token_)
    return derive(grammar_.rules[rule].body, out, depth + 1);
  put(token(rule, depth), out);
}

// One that its own predicates let pass. Often a word of the language: most of them are names, too.
std::string Deriver::token(std::size_t rule, int depth) {
  const bool aiming = aiming_ && distances_[rule] < kFar;
  std::string text;
  for (int trial = 0; trial < kTrials; ++trial) {
    text.clear();
    if (aiming) aiming_ = true;
    in_token_ = true;
    if (!aiming && random(3) == 0)
      text = vocabulary_[random(vocabulary_.size())];
    else
      derive(grammar_.rules[rule].body, text, depth + 1);
    in_token_ = false;
    const auto in_line = "." + text;  // words mean something else where a line begins
    Recogniser recogniser(grammar_, in_line);
    if (!recogniser.accepts(rule, 1)) continue;
    if (!aiming) break;
    std::vector<bool> used(grammar_.alternatives.size());
    recogniser.mark_used(used);
    if (used[target_]) break;
  }
  return text;
}

// Behind blanks, mostly one; line breaks where people would not expect them are no mistake.
void Deriver::put(std::string_view token, std::string& out) {
  if (!in_token_ && !out.empty()) {
    constexpr std::string_view kBlanks[] = {"", "\n", "\n  ", " # \"\n", "\t", "\r\n"};
    auto way = random(40);
    out += way < std::size(kBlanks) ? kBlanks[way] : " ";
  }
  out += token;
}

}  // namespace camp::test::peg
