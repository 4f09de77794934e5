#include "lang/format/tokens.h"

#include <algorithm>

#include "grammar/scan.h"
#include "lang/syntax/walk.h"

namespace camp::format {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_zone_char(char c) {
  return grammar::is_name_char(c) || c == '/' || c == '+' || c == '-';
}

// How long the text is that has this shape: `0` stands for a digit, `?` behind one makes it
// optional, everything else for itself. 0: it has another one, or a word goes on behind it.
std::size_t shape_length(std::string_view text, std::string_view shape) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool optional = i + 1 < shape.size() && shape[i + 1] == '?';
    const bool fits =
        at < text.size() && (shape[i] == '0' ? is_digit(text[at]) : text[at] == shape[i]);
    if (!fits && !optional) return 0;
    at += fits ? 1 : 0;
    i += optional ? 1 : 0;
  }
  return at < text.size() && grammar::is_name_char(text[at]) ? 0 : at;
}

constexpr std::string_view kDatesAndTimes[] = {"0000-00-00", "00?:00:00", "00?:00"};

bool is_date_or_time(const Token& token) {
  return token.kind == TokenKind::kNumber && token.text.find_first_of("-:") != token.text.npos;
}

// A number with its unit, or a date or time: what the grammar reads without a blank inside.
std::size_t number_length(std::string_view text) {
  for (auto shape : kDatesAndTimes)
    if (auto length = shape_length(text, shape); length != 0) return length;
  std::size_t at = 0;
  const auto skip_word = [&] {
    while (at < text.size() && grammar::is_name_char(text[at])) ++at;
  };
  skip_word();
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    ++at;
    skip_word();
  }
  // `10 %3` and `10%(a)` are remainders.
  if (at < text.size() && text[at] == '%') {
    const bool goes_on =
        at + 1 < text.size() && (grammar::is_name_char(text[at + 1]) || text[at + 1] == '(');
    if (!goes_on) ++at;
  }
  return at;
}

// A zone has signs in it that elsewhere are operators: `Etc/GMT+3`.
bool begins_zone(std::string_view text, std::string_view word, const std::vector<Token>& before) {
  const auto previous = std::find_if(before.rbegin(), before.rend(),
                                     [](const Token& token) { return !token.is_comment(); });
  if (previous == before.rend()) return false;
  const bool behind_time = is_date_or_time(*previous);
  constexpr std::size_t kCurrency = 3;
  if (is_upper(word[0]))
    return behind_time || previous->kind != TokenKind::kNumber || word.size() != kCurrency;
  return behind_time && word.size() + 1 < text.size() && text[word.size()] == '/' &&
         grammar::is_name_char(text[word.size() + 1]);
}

constexpr std::string_view kLongSigns[] = {"->", "==", "!=", "<=", ">=", "??", ".."};

std::size_t sign_length(std::string_view text) {
  for (auto sign : kLongSigns)
    if (text.starts_with(sign)) return sign.size();
  return 1;
}

Token token_at(std::string_view text, const std::vector<Token>& before) {
  const auto* begin = text.data();
  const auto* end = begin + text.size();
  const auto token = [&](TokenKind kind, std::size_t length) {
    return Token{kind, text.substr(0, length), 0};
  };
  if (text[0] == '#') {
    auto line = text.substr(0, text.find('\n'));
    return token(TokenKind::kComment, line.find_last_not_of(" \t\r") + 1);
  }
  if (text[0] == '"')
    return token(TokenKind::kText,
                 static_cast<std::size_t>(grammar::skip_text(begin, end) - begin));
  if (is_digit(text[0])) return token(TokenKind::kNumber, number_length(text));
  auto word = grammar::word_at(begin, end);
  if (word.empty()) return token(TokenKind::kSign, sign_length(text));
  if (!begins_zone(text, word, before)) return token(TokenKind::kWord, word.size());
  const auto* stop = std::find_if_not(begin, end, is_zone_char);
  return token(TokenKind::kZone, static_cast<std::size_t>(stop - begin));
}

}  // namespace

std::vector<Token> tokenize(std::string_view source) {
  std::vector<Token> tokens;
  std::uint32_t line_breaks = 0;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t at = source.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (at < source.size()) {
    const char c = source[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      line_breaks += c == '\n' ? 1 : 0;
      ++at;
      continue;
    }
    auto token = token_at(source.substr(at), tokens);
    token.begin = static_cast<std::uint32_t>(at);
    token.line_breaks = std::exchange(line_breaks, 0);
    at += token.text.size();
    tokens.push_back(token);
  }
  return tokens;
}

void take_from_tree(std::vector<Token>& tokens, const ast::File& tree,
                    const std::vector<ItemBegin>& item_begins) {
  const auto at_or_behind = [&](std::uint32_t offset) {
    return std::lower_bound(tokens.begin(), tokens.end(), offset,
                            [](const Token& token, std::uint32_t o) { return token.begin < o; });
  };
  for (const auto& item : item_begins) {
    auto token = at_or_behind(item.offset);
    if (token == tokens.end() || token->begin != item.offset) continue;
    token->is_item = true;
    token->by_keyword = item.by_keyword;
  }
  ast::walk(tree, [&](const auto& node) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(node)>, ast::Name>) {
      // A dotted one, `message.clicked`, is several.
      for (auto t = at_or_behind(node.span.begin); t != tokens.end() && t->begin < node.span.end;
           ++t)
        t->is_name = t->kind == TokenKind::kWord;
    }
    return true;
  });
}

namespace {

void link_else(std::vector<Token>& tokens, std::uint32_t opening) {
  auto at = tokens[opening].partner + 1;
  while (at < tokens.size() && tokens[at].is_comment()) ++at;
  if (at >= tokens.size() || !tokens[at].is("else") || tokens[at].is_item) return;
  const bool is_else_if = at + 1 < tokens.size() && tokens[at + 1].is("if");
  for (++at; is_else_if && at < tokens.size() && !tokens[at].is("{"); ++at)
    if (tokens[at].is_opening()) at = tokens[at].partner;
  if (at < tokens.size() && tokens[at].is("{")) tokens[opening].else_block = at;
}

void spread_else(std::vector<Token>& tokens) {
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
    if (token->else_block != kNone) token->is_spread |= tokens[token->else_block].is_spread;
  for (auto& token : tokens)
    if (token.else_block != kNone) tokens[token.else_block].is_spread |= token.is_spread;
}

}  // namespace

void pair_brackets(std::vector<Token>& tokens) {
  std::vector<std::uint32_t> open;
  // All that are open: if one is, those around it are spread as well.
  const auto spread = [&] {
    for (auto at = open.rbegin(); at != open.rend() && !tokens[*at].is_spread; ++at)
      tokens[*at].is_spread = true;
  };
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    auto& token = tokens[i];
    const bool is_empty = token.is_closing() && !open.empty() && open.back() + 1 == i;
    if (token.line_breaks != 0 && !is_empty) spread();
    if (token.is_item && !open.empty()) tokens[open.back()].has_items = true;
    if (token.kind == TokenKind::kText && token.text.find('\n') != token.text.npos) spread();
    if (token.is(",") && !open.empty()) tokens[open.back()].has_commas = true;
    if (token.is_opening()) open.push_back(i);
    if (!token.is_closing() || open.empty()) continue;
    token.partner = open.back();
    tokens[open.back()].partner = i;
    open.pop_back();
  }
  for (std::uint32_t i = 0; i < tokens.size(); ++i)
    if (tokens[i].is("{")) link_else(tokens, i);
  spread_else(tokens);
}

}  // namespace camp::format
