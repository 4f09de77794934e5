#include "lang/format/spacing.h"

#include "grammar/keywords.h"

namespace camp::format {
namespace {

constexpr std::string_view kGluedBefore[] = {",", ")", "]", ".", "..", ":", "?"};
constexpr std::string_view kGluedBehind[] = {"(", "[", ".", ".."};

template <class Signs>
bool is_one_of(const Token& token, const Signs& signs) {
  if (token.kind != TokenKind::kSign) return false;
  for (auto sign : signs)
    if (token.text == sign) return true;
  return false;
}

// What a value can end with: a minus behind it is between two of them.
bool ends_value(const Token& token) {
  return token.kind != TokenKind::kSign ? token.kind != TokenKind::kWord || token.is_name ||
                                              grammar::find_keyword(token.text) == nullptr
                                        : token.is_closing();
}

bool is_sign_of_number(const Token* before, const Token& token) {
  return token.is("-") && (before == nullptr || !ends_value(*before));
}

// `f(x)`, but `where (a or b)`. Of a word that is neither a name nor one of the table (`env`,
// `of`) its author knows.
bool is_called(const Token& word, const Token& bracket) {
  if (word.kind != TokenKind::kWord) return false;
  if (word.is_name) return true;
  return grammar::find_keyword(word.text) == nullptr && !grammar::is_always_special(word.text) &&
         word.end() == bracket.begin;
}

}  // namespace

bool is_glued(const Token* before_first, const Token& first, const Token& second) {
  if (is_one_of(second, kGluedBefore) || is_one_of(first, kGluedBehind)) return true;
  if (is_sign_of_number(before_first, first)) return !second.is("-");
  return second.is("(") && is_called(first, second);
}

std::size_t blanks_between(const Token* before_first, const Token& first, const Token& second) {
  if (is_glued(before_first, first, second)) return 0;
  // Two, so that one sees where an item ends that has no sign there.
  const bool is_next = second.is_item && !first.is("{") && !first.is(",") && !second.is("else");
  return is_next ? 2 : 1;
}

}  // namespace camp::format
