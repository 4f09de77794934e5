// Lax Liquid: what is not understood is stepped over. Rules: liquid.md 2, "Lax parsing".
#include <algorithm>

#include "lang/template/markup.h"

namespace camp::liquid::lax {
namespace {

bool is_space(char c) { return is_liquid_space(c) && c != '\0'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Behind the quoted string that begins here; `at` when none does.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
  if (text[at] != '"' && text[at] != '\'') return at;
  const auto end = text.find(text[at], at + 1);
  return end == text.npos ? at : end + 1;
}

bool is_whole_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// `1.` is 1.0, `1.2.3` is 1.2.
std::optional<Value> number(std::string_view text, Dialect dialect) {
  if (is_whole_number(text)) return number_value(text, dialect);
  const auto point = text.find('.');
  if (point == text.npos || !is_whole_number(text.substr(0, point))) return std::nullopt;
  auto end = point + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  const auto rest = text.substr(end);
  if (!std::all_of(rest.begin(), rest.end(), [](char c) { return is_digit(c) || c == '.'; }))
    return std::nullopt;
  return number_value(std::string(text.substr(0, end)) + "0", dialect);
}

// Every `[...]` and every run of name characters; the rest is ignored.
Expression lookup(const Reading& reading, std::string_view text) {
  Lookup path;
  bool closes = true;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '[') {
      const auto close = closes ? text.find(']', at) : text.npos;
      closes = close != text.npos;
      if (!closes) {
        ++at;
        continue;
      }
      auto key = expression(reading, text.substr(at + 1, close - at - 1));
      path.steps.push_back({{}, std::make_unique<Expression>(std::move(key))});
      at = close + 1;
      continue;
    }
    auto end = at;
    while (end < text.size() && (is_word(text[end]) || text[end] == '-')) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    if (end < text.size() && text[end] == '?') ++end;
    path.steps.push_back({reading.name(text.substr(at, end - at)), nullptr});
    at = end;
  }
  return {reading.span(text), std::move(path), 0};
}

// The places where the separators are that no quoted string holds.
template <class Is>
std::size_t find_outside(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && !is(text[at])) {
    const auto behind = skip_quoted(text, at);
    at = behind == at ? at + 1 : behind;
  }
  return at;
}

// One part behind a `|`.
std::optional<Filter> filter(const Reading& reading, std::string_view part) {
  auto begin = std::find_if(part.begin(), part.end(), is_word) - part.begin();
  auto end = static_cast<std::size_t>(begin);
  while (end < part.size() && is_word(part[end])) ++end;
  const auto name =
      part.substr(static_cast<std::size_t>(begin), end - static_cast<std::size_t>(begin));
  if (name.empty()) return std::nullopt;
  Filter filter{reading.name(name), {}, {}, reading.span(strip(part))};
  const auto is_mark = [](char c) { return c == ':' || c == ','; };
  for (auto at = find_outside(part, end, is_mark); at < part.size();
       at = find_outside(part, at, is_mark)) {
    ++at;
    auto from = at;
    auto word = fragment(part, at);
    if (word.empty()) break;
    if (part.substr(from, static_cast<std::size_t>(word.data() - part.data()) - from).find(',') !=
        std::string_view::npos) {
      at = from;
      continue;
    }
    // `key: value`, or `key:value` in one fragment
    const auto colon = word.find(':');
    const bool is_key =
        colon != word.npos && colon > 0 &&
        std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon), is_word);
    if (is_key) {
      auto value_at = static_cast<std::size_t>(word.data() - part.data()) + colon + 1;
      const auto key = reading.name(word.substr(0, colon));
      const auto value = fragment(part, value_at);
      if (!value.empty()) filter.keywords.emplace_back(key, expression(reading, value));
      at = value_at;
      continue;
    }
    filter.arguments.push_back(expression(reading, word));
  }
  return filter;
}

}  // namespace

std::string_view fragment(std::string_view markup, std::size_t& at) {
  const auto stops = [](char c) { return is_space(c) || c == ',' || c == '|'; };
  for (; at < markup.size(); ++at) {
    const auto begin = at;
    if (auto behind = skip_quoted(markup, at); behind != at) {
      at = behind;
      return markup.substr(begin, behind - begin);
    }
    while (at < markup.size() && !stops(markup[at])) {
      if (markup[at] == '"' || markup[at] == '\'') {
        const auto behind = skip_quoted(markup, at);
        if (behind == at) break;
        at = behind;
      } else {
        ++at;
      }
    }
    if (at > begin) return markup.substr(begin, at - begin);
  }
  return {};
}

Expression expression(const Reading& reading, std::string_view fragment) {
  const auto text = strip(fragment);
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
    return reading.value(text, Value::string(reading.arena.copy(text.substr(1, text.size() - 2))));
  if (auto word = word_value(reading, text)) return std::move(*word);
  if (text.starts_with('(') && text.ends_with(')')) {
    if (const auto dots = text.find(".."); dots != text.npos) {
      RangeOf range;
      range.first = std::make_unique<Expression>(expression(reading, text.substr(1, dots - 1)));
      auto last = text.substr(dots + 2, text.size() - dots - 3);
      while (last.starts_with('.')) last.remove_prefix(1);
      range.last = std::make_unique<Expression>(expression(reading, last));
      return {reading.span(text), std::move(range), 0};
    }
  }
  if (auto value = number(text, reading.dialect)) return reading.value(text, *value);
  return lookup(reading, text);
}

Piped piped(const Reading& reading, std::string_view markup) {
  Piped piped;
  std::size_t at = 0;
  const auto first = fragment(markup, at);
  if (first.empty()) return {reading.value(markup, Value::absent()), {}};
  piped.expression = expression(reading, first);
  at = find_outside(markup, at, [](char c) { return c == '|'; });
  while (at < markup.size()) {
    const auto begin = at + 1;
    at = find_outside(markup, begin, [](char c) { return c == '|'; });
    if (auto one = filter(reading, markup.substr(begin, at - begin)))
      piped.filters.push_back(std::move(*one));
  }
  return piped;
}

namespace {

std::optional<Test> test(const Reading& reading, std::string_view piece) {
  std::size_t at = 0;
  const auto left = fragment(piece, at);
  if (left.empty()) return std::nullopt;
  Test test;
  test.left = expression(reading, left);
  while (at < piece.size() && is_space(piece[at])) ++at;
  const auto is_sign = [](char c) {
    return c == '=' || c == '!' || c == '<' || c == '>' || c == '_' || (c >= 'a' && c <= 'z');
  };
  auto end = at;
  while (end < piece.size() && is_sign(piece[end])) ++end;
  const auto sign = piece.substr(at, end - at);
  if (sign.empty()) return test;
  const auto right = fragment(piece, end);
  test.right = right.empty() ? reading.value(sign, Value::absent()) : expression(reading, right);
  constexpr std::pair<std::string_view, Comparison> kSigns[] = {
      {"==", Comparison::kEqual},        {"!=", Comparison::kNotEqual},
      {"<>", Comparison::kNotEqual},     {"<", Comparison::kLess},
      {"<=", Comparison::kLessEqual},    {">", Comparison::kGreater},
      {">=", Comparison::kGreaterEqual}, {"contains", Comparison::kContains},
  };
  test.comparison = Comparison::kUnknown;
  test.written = sign;
  for (const auto& [text, comparison] : kSigns) {
    if (text == sign) test.comparison = comparison;
  }
  return test;
}

// Where a whole word `and` or `or` begins outside of quotes, behind what it joins at `at`: with
// nothing before it the word is a variable's name, as the strict parser takes it.
std::size_t find_connective(std::string_view text, std::size_t at) {
  at = std::min(text.find_first_not_of(" \t\r\n\v\f", at), text.size());
  for (const auto first = at; at < text.size(); ++at) {
    if (const auto behind = skip_quoted(text, at); behind != at) {
      at = behind - 1;
      continue;
    }
    const bool begins = at == 0 || !(is_word(text[at - 1]) || text[at - 1] == '.');
    if (!begins || at == first) continue;
    for (const std::string_view word : {"and", "or"}) {
      const auto end = at + word.size();
      if (text.substr(at).starts_with(word) && (end == text.size() || !is_word(text[end])))
        return at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<Condition> condition(const Reading& reading, std::string_view markup) {
  Condition condition;
  condition.span = reading.span(markup);
  for (std::size_t at = 0;;) {
    const auto end = find_connective(markup, at);
    auto one = test(reading, markup.substr(at, end - at));
    if (!one) return std::nullopt;
    condition.tests.push_back(std::move(*one));
    if (end == markup.size()) return condition;
    const bool both = markup[end] == 'a';
    condition.tests.back().and_next = both;
    at = end + (both ? 3 : 2);
  }
}

std::vector<Keyword> attributes(const Reading& reading, std::string_view markup) {
  std::vector<Keyword> found;
  for (std::size_t colon = markup.find(':'); colon != markup.npos;
       colon = markup.find(':', colon + 1)) {
    auto end = colon;
    while (end > 0 && is_space(markup[end - 1])) --end;
    auto begin = end;
    while (begin > 0 && (is_word(markup[begin - 1]) || markup[begin - 1] == '-')) --begin;
    auto at = colon + 1;
    while (at < markup.size() && is_space(markup[at])) ++at;
    const auto from = at;
    const auto value = fragment(markup, at);
    if (begin == end || value.empty() || value.data() != markup.data() + from) continue;
    found.emplace_back(reading.name(markup.substr(begin, end - begin)), expression(reading, value));
    colon = at - 1;
  }
  return found;
}

}  // namespace camp::liquid::lax
