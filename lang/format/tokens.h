// A script as its tokens and comments, in the order of the text, each with what the layout needs to
// know of where it stood.
//
// Only of scripts that parse without an error: what is no token of the language becomes signs of
// one character. Plain values; the texts are views of the source, which outlives them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/syntax/parser.h"

namespace camp::format {

enum class TokenKind : std::uint8_t { kWord, kNumber, kZone, kText, kSign, kComment };

// For `partner`: a token that is no bracket.
inline constexpr std::uint32_t kNone = UINT32_MAX;

struct Token {
  TokenKind kind;
  std::string_view text;
  std::uint32_t begin;            // its offset in the source
  std::uint32_t line_breaks = 0;  // between it and the token before
  std::uint32_t partner = kNone;  // of a bracket: the index of the other one
  bool is_name = false;           // somebody's own word, also where it is one of the language
  bool is_item = false;           // a declaration, property, statement, field ... begins with it
  bool by_keyword = false;        // ... as a word of the language that does so
  // Of an opening bracket:
  bool is_spread = false;            // its author has it on several lines
  bool has_items = false;            // what stands in it are items
  bool has_commas = false;           // directly in it
  std::uint32_t else_block = kNone;  // the brace behind the `else` behind its end

  bool is(std::string_view what) const { return text == what && kind != TokenKind::kText; }
  bool is_comment() const { return kind == TokenKind::kComment; }
  bool is_opening() const { return is("{") || is("(") || is("["); }
  bool is_closing() const { return is("}") || is(")") || is("]"); }
  std::uint32_t end() const { return begin + static_cast<std::uint32_t>(text.size()); }
};

// Of the text alone. Comments come without the blanks at their ends.
std::vector<Token> tokenize(std::string_view source);

// What the parser knows of them: names, and where items begin (parser.h).
void take_from_tree(std::vector<Token>& tokens, const ast::File& tree,
                    const std::vector<ItemBegin>& item_begins);

// Pairs the brackets, and says of each what is in it and how its author has written it: the blocks
// of an `if` and its `else` alike.
void pair_brackets(std::vector<Token>& tokens);

}  // namespace camp::format
