#include "lang/catalog/reply_keywords.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "lang/base/unicode.h"

namespace camp {
namespace {

constexpr ReplyKeywordInfo kKeywords[] = {
#define CAMP_REPLY_KEYWORD(language, kind, word) {word, ReplyKeyword::k##kind, false},
#define CAMP_STRONG_KEYWORD(language, kind, word) {word, ReplyKeyword::k##kind, true},
#include "lang/catalog/reply_keywords.def"
#undef CAMP_STRONG_KEYWORD
#undef CAMP_REPLY_KEYWORD
};

// As replies are compared: without case, accents, blanks and punctuation.
const ReplyKeywordInfo* find(std::string_view text) {
  static const auto* const by_word = [] {
    auto* words = new std::unordered_map<std::string, const ReplyKeywordInfo*>;
    for (const auto& row : kKeywords) words->emplace(folded_name(row.word), &row);
    return words;
  }();
  const auto found = by_word->find(folded_name(text));
  return found == by_word->end() ? nullptr : found->second;
}

constexpr std::string_view kBlanks = " \t\r\n";

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  for (auto at = text.find_first_not_of(kBlanks); at != text.npos; ++words)
    at = text.find_first_not_of(kBlanks, text.find_first_of(kBlanks, at));
  return words;
}

}  // namespace

std::span<const ReplyKeywordInfo> reply_keywords() { return kKeywords; }

std::optional<ReplyKeyword> find_reply_keyword(std::string_view reply) {
  if (const auto* whole = find(reply)) return whole->keyword;
  constexpr std::size_t kWordsMost = 3;  // `stop`, `stop it please`; more is a sentence
  reply.remove_prefix(std::min(reply.find_first_not_of(kBlanks), reply.size()));
  if (count_words(reply) > kWordsMost) return std::nullopt;
  const auto* first = find(reply.substr(0, reply.find_first_of(kBlanks)));
  if (first == nullptr || !first->strong) return std::nullopt;
  return first->keyword;
}

std::string_view word_of(ReplyKeyword keyword) {
  constexpr std::string_view kWords[] = {"stop", "start", "help"};
  return kWords[static_cast<std::size_t>(keyword)];
}

}  // namespace camp
