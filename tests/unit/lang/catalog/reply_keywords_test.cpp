#include "lang/catalog/reply_keywords.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "lang/base/unicode.h"

namespace camp {
namespace {

using Keyword = ReplyKeyword;

TEST_CASE("a word means one thing, however it is spelled") {
  std::map<std::string, Keyword> seen;
  for (const auto& row : reply_keywords()) {
    CAPTURE(row.word);
    const auto [at, fresh] = seen.emplace(folded_name(row.word), row.keyword);
    CHECK((fresh || at->second == row.keyword));
    CHECK(find_reply_keyword(row.word) == row.keyword);
  }
}

TEST_CASE("what answers yes, no or a number is no keyword") {
  constexpr std::string_view kAnswers[] = {
#define CAMP_YES_NO(language, word, yes) word,
#include "stdlib/functions/yes_no.def"
#undef CAMP_YES_NO
#define CAMP_NUMBER_WORDS(language, ...) __VA_ARGS__,
#include "stdlib/functions/number_words.def"
#undef CAMP_NUMBER_WORDS
  };
  for (const auto word : kAnswers) {
    CAPTURE(word);
    CHECK(find_reply_keyword(word) == std::nullopt);
  }
}

TEST_CASE("the whole reply counts, without its dress") {
  for (const auto* text : {"stop", "STOP", " Stop.\r\n", "\"stop\"", "s t o p", "ＳＴＯＰ",
                           "stop 👍", "Stop all", "OPT OUT", "opt-out", "Arrêt", "ARRET",
                           "stop please", "Stop it now", "desinscrire", "Désinscrire", "rezygnuje"})
    CHECK(find_reply_keyword(text) == Keyword::kStop);
  for (const auto* text : {"Start", "un-stop", "ANMELDEN"})
    CHECK(find_reply_keyword(text) == Keyword::kStart);
  for (const auto* text : {"HELP?", "Hjälp", "hjalp", "HJÆLP", "hjaelp"})
    CHECK(find_reply_keyword(text) == Keyword::kHelp);
}

TEST_CASE("a sentence is none, nor what only looks like one") {
  for (const auto* text : {"", " ", "?", "please stop", "stop by on monday evening", "start please",
                           "help me", "stops", "end of story", "\xff stop", "stop\xff"})
    CHECK(find_reply_keyword(text) == std::nullopt);
}

}  // namespace
}  // namespace camp
