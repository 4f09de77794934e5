#include "lang/template/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "lang/base/limits.h"
#include "lang/syntax/literals.h"

namespace camp::liquid {
namespace {

using Kind = Lexeme::Kind;

Comparison comparison_of(std::string_view sign) {
  if (sign == "==") return Comparison::kEqual;
  if (sign == "!=" || sign == "<>") return Comparison::kNotEqual;
  if (sign == "<") return Comparison::kLess;
  if (sign == "<=") return Comparison::kLessEqual;
  if (sign == ">") return Comparison::kGreater;
  if (sign == ">=") return Comparison::kGreaterEqual;
  return Comparison::kContains;
}

// Millionths: a message's numbers are the language's.
std::optional<Value> exact_number(std::string_view digits, std::size_t point) {
  constexpr std::size_t kDecimals = 6;
  const auto fraction = digits.substr(point + 1);
  std::string units(digits.substr(0, point));
  units.append(fraction).append(kDecimals - std::min(fraction.size(), kDecimals), '0');
  std::int64_t millionths = 0;
  const auto [end, error] = std::from_chars(units.data(), units.data() + units.size(), millionths);
  if (fraction.size() > kDecimals || error != std::errc()) return std::nullopt;
  return Value::decimal(millionths);
}

}  // namespace

std::optional<Value> number_value(std::string_view digits, Dialect dialect) {
  const auto point = digits.find('.');
  if (dialect == Dialect::kMessage && point != digits.npos) return exact_number(digits, point);
  if (point == digits.npos) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
    if (error == std::errc()) return Value::integer(whole);
    if (dialect == Dialect::kMessage) return std::nullopt;
  }
  double real = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
  if (error == std::errc::result_out_of_range) {  // too great, or too small to be told from 0
    const bool great = digits.substr(0, point).find_first_of("123456789") != digits.npos;
    real = great ? HUGE_VAL : 0.0;
    if (digits.starts_with('-')) real = -real;
  }
  return Value::real(real);
}

std::optional<Expression> word_value(const Reading& reading, std::string_view word) {
  if (word == "nil" || word == "null") return reading.value(word, Value::absent());
  if (word == "true") return reading.value(word, Value::boolean(true));
  if (word == "false") return reading.value(word, Value::boolean(false));
  if (word == "empty") return Expression{reading.span(word), Word::kEmpty, 0};
  if (word == "blank") return Expression{reading.span(word), Word::kBlank, 0};
  return std::nullopt;
}

// ---- lexemes

bool Markup::take(char sign) {
  if (!now().is(sign)) return false;
  ++at_;
  return true;
}

bool Markup::take_word(std::string_view word) {
  if (now().kind != Kind::kId || now().text != word) return false;
  ++at_;
  return true;
}

std::string Markup::where() const {
  if (is_output_) return fmt::format("in \"{{{{{}}}}}\"", markup_);
  return fmt::format("in \"{}\"", strip(markup_));
}

void Markup::fail(const char* expected, std::string liquid) const {
  const auto at = reading_.place(now().text);
  const auto all = reading_.all();
  Mistake mistake;
  mistake.message = fmt::format("expected {} in this template", expected);
  mistake.begin = at;
  mistake.end = at == all.size() ? at : at + std::max<std::size_t>(now().text.size(), 1);
  if (at == all.size()) mistake.label = "the text ends here";
  const char quote = now().text.empty() ? '\0' : now().text[0];
  if (quote == '"' || quote == '\'') {
    if (now().kind == Kind::kStranger)
      mistake.message = fmt::format("expected a closing `{}` in this template", quote);
  }
  mistake.liquid = std::move(liquid);
  mistake.liquid_at = reading_.place(markup_);
  throw mistake;
}

std::string_view Markup::take_id(const char* expected) {
  if (now().kind != Kind::kId)
    fail(expected, fmt::format("Expected id but found {} {}", liquid_name(now()), where()));
  return lexemes_[at_++].text;
}

void Markup::need(char sign, const char* expected) {
  if (take(sign)) return;
  const auto wanted = liquid_name({Kind::kSign, {&sign, 1}});
  fail(expected, fmt::format("Expected {} but found {} {}", wanted, liquid_name(now()), where()));
}

void Markup::end(const char* expected) {
  if (at_end()) return;
  if (now().kind == Kind::kStranger)
    fail(expected, fmt::format("Unexpected character {} {}", now().text, where()));
  fail(expected,
       fmt::format("Expected end_of_string but found {} {}", liquid_name(now()), where()));
}

std::string_view Markup::text_since(const Lexeme& begin) const {
  return strip(
      {begin.text.data(), static_cast<std::size_t>(now().text.data() - begin.text.data())});
}

// ---- expressions

Expression Markup::expression() {
  if (++depth_ > limits::kNesting) fail("a flatter expression", "Nesting too deep");
  auto one = expression_at_depth();
  --depth_;
  return one;
}

Expression Markup::expression_at_depth() {
  const auto& first = now();
  switch (first.kind) {
    case Kind::kId:
      return lookup(false);
    case Kind::kString:
      ++at_;
      return reading_.value(
          first.text,
          Value::string(reading_.arena.copy(first.text.substr(1, first.text.size() - 2))));
    case Kind::kNumber:
      return number();
    case Kind::kStranger:
      fail("a name or a value", fmt::format("Unexpected character {} {}", first.text, where()));
    default:
      break;
  }
  if (first.is('[')) return lookup(true);
  if (first.is('(')) return range();
  fail("a name or a value",
       fmt::format("[:{}{}] is not a valid expression {}", liquid_name(first),
                   first.text.empty() ? "" : fmt::format(", \"{}\"", first.text), where()));
}

// `20 EUR`: a message's money is the language's.
bool Markup::is_money() const {
  constexpr std::size_t kCode = 3;
  const auto word = next().text;
  return reading_.dialect == Dialect::kMessage && next().kind == Kind::kId &&
         word.size() == kCode &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Expression Markup::money() {
  const auto& amount = now();
  const auto& code = next();
  const bool negative = amount.text[0] == '-';
  auto value =
      syntax::read_number(fmt::format("{} {}", amount.text.substr(negative ? 1 : 0), code.text));
  at_ += 2;
  const std::string_view whole(
      amount.text.data(),
      static_cast<std::size_t>(code.text.data() + code.text.size() - amount.text.data()));
  if (!value.ok()) {
    Mistake mistake;
    mistake.begin = reading_.place(whole);
    mistake.end = mistake.begin + whole.size();
    mistake.code = Code::kBadLiteral;
    mistake.message = value.error().message;
    mistake.help = value.error().hint;
    throw mistake;
  }
  return reading_.value(whole, negative ? Value::money(-value->num, value->aux) : *value);
}

Expression Markup::number() {
  if (is_money()) return money();
  const auto digits = now().text;
  auto value = number_value(digits, reading_.dialect);
  if (!value) {
    const bool fine = digits.find('.') != digits.npos && digits.size() < 20;
    Mistake mistake;
    mistake.begin = reading_.place(digits);
    mistake.end = mistake.begin + digits.size();
    mistake.code = Code::kBadLiteral;
    mistake.message = fine ? "a number has at most 6 decimals" : "this number is too large";
    throw mistake;
  }
  ++at_;
  return reading_.value(digits, *value);
}

Expression Markup::lookup(bool by_key) {
  const auto& begin = now();
  Lookup path;
  const auto key = [&] {
    auto inner = std::make_unique<Expression>(expression());
    need(']', "`]`");
    path.steps.push_back({{}, std::move(inner)});
  };
  if (by_key) {
    ++at_;
    key();
  } else {
    path.steps.push_back({reading_.name(lexemes_[at_++].text), nullptr});
  }
  for (;;) {
    if (take('['))
      key();
    else if (take('.'))
      path.steps.push_back({reading_.name(take_id("a name after `.`")), nullptr});
    else
      break;
  }
  const auto& last = lexemes_[at_ - 1].text;
  const std::string_view whole(
      begin.text.data(), static_cast<std::size_t>(last.data() + last.size() - begin.text.data()));
  if (path.steps.size() == 1 && !by_key) {
    if (auto word = word_value(reading_, whole)) return std::move(*word);
  }
  return {reading_.span(whole), std::move(path), 0};
}

Expression Markup::range() {
  const auto& begin = now();
  ++at_;
  RangeOf range;
  range.first = std::make_unique<Expression>(expression());
  if (now().kind != Kind::kDotdot)
    fail("`..`", fmt::format("Expected dotdot but found {} {}", liquid_name(now()), where()));
  ++at_;
  range.last = std::make_unique<Expression>(expression());
  need(')', "`)`");
  return {reading_.span(text_since(begin)), std::move(range), 0};
}

// ---- outputs

Piped Markup::piped() {
  is_output_ = true;
  Piped piped;
  piped.expression = expression();
  while (take('|')) piped.filters.push_back(filter());
  return piped;
}

Filter Markup::filter() {
  Filter filter;
  const auto& begin = now();
  filter.name = reading_.name(take_id("the name of a filter after `|`"));
  if (take(':')) {
    do argument(&filter);
    while (take(','));
  }
  filter.span = reading_.span(text_since(begin));
  return filter;
}

void Markup::argument(Filter* filter) {
  if (now().kind == Kind::kId && next().is(':')) {
    auto name = reading_.name(now().text);
    at_ += 2;
    filter->keywords.emplace_back(std::move(name), expression());
    return;
  }
  filter->arguments.push_back(expression());
}

// ---- conditions

Test Markup::test() {
  Test test;
  test.left = expression();
  if (now().kind != Kind::kComparison) return test;
  test.comparison = comparison_of(now().text);
  ++at_;
  test.right = expression();
  return test;
}

Condition Markup::condition() {
  Condition condition;
  const auto& begin = now();
  for (;;) {
    condition.tests.push_back(test());
    const bool both = take_word("and");
    if (!both && !take_word("or")) break;
    condition.tests.back().and_next = both;
  }
  condition.span = reading_.span(text_since(begin));
  return condition;
}

}  // namespace camp::liquid
