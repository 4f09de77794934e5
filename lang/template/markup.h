// What stands inside of outputs and tags. Internal to lang/template.
//
// The strict grammar is Shopify's recursive descent over lexemes; lax reading (lax.cpp) is
// Shopify's by fragments: runs of characters without blanks, commas, pipes and quotes.
#pragma once
#include <string_view>
#include <vector>

#include "lang/template/islands.h"
#include "lang/template/lexemes.h"
#include "lang/template/template.h"

namespace camp::liquid {

enum class Dialect : std::uint8_t { kMessage, kLax, kStrict };

// The text that is read, and what its values may use.
struct Reading {
  const ast::Text& text;
  Arena& arena;
  Dialect dialect;

  std::string_view all() const { return text.text; }
  std::size_t place(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text.text.data());
  }
  Span span(std::string_view part) const {
    return text.source_span(place(part), place(part) + part.size());
  }
  ast::Name name(std::string_view part) const { return {std::string(part), span(part)}; }
  Expression value(std::string_view part, const Value& value) const {
    return {span(part), value, 0};
  }
};

// A number as the dialect has it, or nothing when it is too large or too fine for a message.
std::optional<Value> number_value(std::string_view digits, Dialect dialect);
// nil, true, empty, ...: what a whole expression may be.
std::optional<Expression> word_value(const Reading& reading, std::string_view word);

// Throws Mistake.
class Markup {
 public:
  Markup(const Reading& reading, std::string_view markup)
      : reading_(reading), markup_(markup), lexemes_(cut_into_lexemes(markup)) {}

  Piped piped();
  Condition condition();
  Expression expression();

  // For the heads of tags.
  const Lexeme& now() const { return lexemes_[at_]; }
  const Lexeme& next() const { return lexemes_[std::min(at_ + 1, lexemes_.size() - 1)]; }
  bool at_end() const { return now().kind == Lexeme::Kind::kEnd; }
  bool take(char sign);
  bool take_word(std::string_view word);
  std::string_view take_id(const char* expected);
  void need(char sign, const char* expected);
  void end(const char* expected);
  std::string_view text_since(const Lexeme& begin) const;  // up to the lexeme now, blanks stripped
  [[noreturn]] void fail(const char* expected, std::string liquid) const;

 private:
  Expression expression_at_depth();
  Expression lookup(bool by_key);
  Expression range();
  Test test();
  Filter filter();
  void argument(Filter* filter);
  Expression number();
  bool is_money() const;
  Expression money();
  std::string where() const;

  const Reading& reading_;
  std::string_view markup_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_output_ = false;  // Liquid's errors show its braces
};

// ---- lax reading

namespace lax {
// The first fragment at or after `at`, which moves behind it; empty at the end.
std::string_view fragment(std::string_view markup, std::size_t& at);
Expression expression(const Reading& reading, std::string_view fragment);
Piped piped(const Reading& reading, std::string_view markup);
// Nothing: no expression, or a side is missing.
std::optional<Condition> condition(const Reading& reading, std::string_view markup);
// `key: value` wherever they stand.
std::vector<Keyword> attributes(const Reading& reading, std::string_view markup);
}  // namespace lax

}  // namespace camp::liquid
