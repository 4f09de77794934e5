#include <algorithm>
#include <stdexcept>

#include "peg.h"

namespace camp::test::peg {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Grammar run() {
    find_names();
    for (skip(); at_ != text_.size(); skip()) {
      rule_ = static_cast<std::size_t>(index_of(name()));
      grammar_.rules[rule_].is_token = take(":=");
      if (!grammar_.rules[rule_].is_token && !take("=")) fail("`=` or `:=` is missing");
      grammar_.rules[rule_].body = choice();
    }
    return std::move(grammar_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<long>(at_), '\n');
    throw std::runtime_error("camp.peg:" + std::to_string(line) + ": " + why);
  }

  // A rule begins in column 1. All are known before the first is read: they name one another.
  void find_names() {
    for (; at_ < text_.size(); at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1)
      if (is_letter(text_[at_])) {
        if (index_of(peek_name()) >= 0) fail("the rule stands twice");
        grammar_.rules.push_back({std::string(peek_name()), false, {}});
      }
    at_ = 0;
  }
  long index_of(std::string_view name) const {
    auto found = std::find_if(grammar_.rules.begin(), grammar_.rules.end(),
                              [&](const auto& rule) { return rule.name == name; });
    return found == grammar_.rules.end() ? -1 : found - grammar_.rules.begin();
  }

  void skip() {
    token_end_ = at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '#'))
      at_ = text_[at_] == '#' ? std::min(text_.find('\n', at_), text_.size()) : at_ + 1;
  }
  bool take(std::string_view sign) {
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    skip();
    return true;
  }
  void need(std::string_view sign) {
    if (!take(sign)) fail("`" + std::string(sign) + "` is missing");
  }
  std::string_view peek_name() const {
    auto end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  std::string_view name() {
    auto name = peek_name();
    if (name.empty()) fail("a name is missing");
    at_ += name.size();
    skip();
    return name;
  }
  // A rule's body goes on until the next name in column 1.
  bool at_end() const {
    return at_ == text_.size() || (is_letter(text_[at_]) && (at_ == 0 || text_[at_ - 1] == '\n'));
  }

  Alternative alternative_from(std::size_t begin) const {
    return {rule_, std::string(text_.substr(begin, token_end_ - begin))};
  }
  std::size_t add_alternative(std::size_t begin) {
    grammar_.alternatives.push_back(alternative_from(begin));
    return grammar_.alternatives.size() - 1;
  }

  Expression choice() {
    Expression choice{.kind = Kind::kChoice};
    std::vector<Alternative> written;  // behind those of the parts: they are numbered in a row
    do {
      auto begin = at_;
      choice.parts.push_back(sequence());
      written.push_back(alternative_from(begin));
    } while (take("/"));
    choice.alternative = grammar_.alternatives.size();
    for (auto& alternative : written) grammar_.alternatives.push_back(std::move(alternative));
    return choice;
  }
  Expression sequence() {
    Expression sequence{.kind = Kind::kSequence};
    while (!at_end() && text_[at_] != '/' && text_[at_] != ')')
      sequence.parts.push_back(repeated());
    if (sequence.parts.empty()) fail("nothing stands here");
    return sequence;
  }
  Expression repeated() {
    if (take("&")) return {.kind = Kind::kAnd, .parts = {primary()}};
    if (take("!")) return {.kind = Kind::kNot, .parts = {primary()}};
    auto begin = at_;
    auto part = primary();
    if (take("+")) return {.kind = Kind::kPlus, .parts = {std::move(part)}};
    auto kind = take("*") ? Kind::kStar : take("?") ? Kind::kOptional : Kind::kSequence;
    if (kind == Kind::kSequence) return part;
    return {.kind = kind, .alternative = add_alternative(begin), .parts = {std::move(part)}};
  }
  Expression primary() {
    if (take("(")) {
      auto inner = choice();
      need(")");
      return inner;
    }
    if (take("^")) return {.kind = Kind::kLineBegin};
    if (take("~")) return {.kind = Kind::kCut};
    if (take(".")) return {.kind = Kind::kSet, .set = ~std::bitset<256>()};
    if (text_[at_] == '[') return set();
    if (text_[at_] == '\'') return {.kind = Kind::kSigns, .text = quoted('\'')};
    if (text_[at_] == '"') {
      auto word = quoted('"');
      grammar_.words.push_back(word);
      return {.kind = Kind::kWord, .text = word};
    }
    auto named = name();
    if (named == "keyword") return {.kind = Kind::kKeyword};
    if (named == "list" && take("(")) return list();
    if (index_of(named) < 0) fail("there is no rule `" + std::string(named) + "`");
    return {.kind = Kind::kRule, .rule = static_cast<std::size_t>(index_of(named))};
  }
  // list(x) = x (',' ~ x)*
  Expression list() {
    auto begin = at_;
    auto item = choice();
    auto alternative = add_alternative(begin);
    need(")");
    Expression comma{.kind = Kind::kSigns, .text = ","};
    Expression more{.kind = Kind::kSequence, .parts = {comma, {.kind = Kind::kCut}, item}};
    Expression star{.kind = Kind::kStar, .alternative = alternative, .parts = {more}};
    return {.kind = Kind::kSequence, .parts = {item, star}};
  }

  char character() {
    if (text_[at_] != '\\') return text_[at_++];
    ++at_;
    const char escaped = text_[at_++];
    switch (escaped) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'x':
        at_ += 2;
        return static_cast<char>(std::stoi(std::string(text_.substr(at_ - 2, 2)), nullptr, 16));
      default:
        return escaped;
    }
  }
  std::string quoted(char quote) {
    std::string text;
    for (++at_; text_[at_] != quote;) {
      if (at_ + 1 >= text_.size() || text_[at_] == '\n') fail("a quote is missing");
      text += character();
    }
    ++at_;
    skip();
    return text;
  }
  Expression set() {
    Expression set{.kind = Kind::kSet};
    ++at_;
    const bool others = text_[at_] == '^';
    if (others) ++at_;
    while (text_[at_] != ']') {
      auto first = static_cast<unsigned char>(character());
      auto last = first;
      if (text_[at_] == '-' && text_[at_ + 1] != ']') {
        ++at_;
        last = static_cast<unsigned char>(character());
      }
      for (int c = first; c <= last; ++c) set.set.set(static_cast<std::size_t>(c));
    }
    ++at_;
    skip();
    if (others) set.set.flip();
    return set;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t token_end_ = 0;  // without the blanks behind it
  std::size_t rule_ = 0;
  Grammar grammar_;
};

}  // namespace

std::size_t Grammar::rule(std::string_view name) const {
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i].name == name) return i;
  throw std::runtime_error("there is no rule " + std::string(name));
}

Grammar read_grammar(std::string_view text) { return Reader(text).run(); }

}  // namespace camp::test::peg
