// What a reply says: words of many languages, numbers and dates as people write them.
#include "stdlib/functions/answers.h"

#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "lang/base/letters.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"

using namespace camp;

namespace {

struct Word {
  std::string language, word;
  std::int64_t meaning;
};

std::vector<Word> number_words() {
  std::vector<Word> words;
  const auto add = [&](std::string language, std::vector<std::string> row) {
    REQUIRE(row.size() == 11);
    for (std::size_t i = 0; i < row.size(); ++i)
      words.push_back({language, row[i], static_cast<std::int64_t>(i)});
  };
#define CAMP_NUMBER_WORDS(language, ...) add(#language, {__VA_ARGS__});
#include "stdlib/functions/number_words.def"
#undef CAMP_NUMBER_WORDS
  return words;
}

std::vector<Word> yes_no_words() {
  std::vector<Word> words;
  const auto add = [&](const std::string& languages, const std::string& row, std::int64_t yes) {
    std::istringstream in(row);
    for (std::string word; in >> word;) words.push_back({languages, word, yes});
  };
#define CAMP_YES_NO(languages, yes, no) add(languages, yes, 1), add(languages, no, 0);
#include "stdlib/functions/yes_no.def"
#undef CAMP_YES_NO
  return words;
}

Value answer(AnswerForm form, const std::string& text, const std::string& language = "",
             const std::vector<std::string>& choices = {}) {
  static Arena arena;
  static std::vector<Value> items;
  items.clear();
  for (const auto& choice : choices) items.push_back(Value::string(arena.copy(choice)));
  return stdlib::read_answer(form,
                             Value::list(items.data(), static_cast<std::uint32_t>(items.size())),
                             text, language, arena);
}

// As text; "-" for no answer.
std::string said(AnswerForm form, const std::string& text, const std::string& language = "",
                 const std::vector<std::string>& choices = {}) {
  const auto value = answer(form, text, language, choices);
  std::string out;
  append_text(out, value);
  return value.is_absent() ? "-" : out;
}

// Every way to write a word, and what it means; no two words may meet.
void check_apart(const std::vector<Word>& words) {
  std::map<std::string, Word> known;
  for (const auto& word : words) {
    for (const auto& written : {casefolded(word.word), without_accents(casefolded(word.word))}) {
      const auto [found, is_new] = known.emplace(written, word);
      INFO(word.language << " " << word.word << ", " << found->second.language << " "
                         << found->second.word);
      CHECK(found->second.meaning == word.meaning);
    }
  }
}

}  // namespace

TEST_CASE(
    "no word of one language is another number or answer in another, with accents or without") {
  check_apart(number_words());
  check_apart(yes_no_words());
}

TEST_CASE("numbers from zero to ten are read in every language, loud and without accents") {
  const auto words = number_words();
  CHECK(words.size() == 12 * 11);
  for (const auto& [language, word, number] : words) {
    INFO(language << " " << word);
    for (const auto& written : {word, to_upper(word, ""), without_accents(word), word + "!"}) {
      INFO(written);
      CHECK(said(AnswerForm::kInt, written) == std::to_string(number));
      CHECK(said(AnswerForm::kDecimal, written) == std::to_string(number));
    }
  }
}

TEST_CASE("yes and no are read in every language, loud and without accents") {
  for (const auto& [language, word, yes] : yes_no_words()) {
    INFO(language << " " << word);
    for (const auto& written :
         {word, to_upper(word, ""), without_accents(word), " " + word + ". "}) {
      INFO(written);
      CHECK(said(AnswerForm::kYesNo, written) == (yes == 1 ? "true" : "false"));
    }
  }
  CHECK(said(AnswerForm::kYesNo, "si") == "true");
  CHECK(said(AnswerForm::kYesNo, "Nao") == "false");
  CHECK(said(AnswerForm::kYesNo, "kylla") == "true");
  for (const char* other : {"", "maybe", "yes please", "yess", "ño", "\xFF"}) {
    INFO(other);
    CHECK(said(AnswerForm::kYesNo, other) == "-");
  }
}

TEST_CASE("whole numbers are read with the thousands signs that people use") {
  for (const char* thousand :
       {"1000", "1 000", "1,000", "1.000", "1'000", "1\u2019000", "1\u00A0000", "1\u202F000",
        "１０００", "\"1000\"", "1000.", " 1000 !"}) {
    INFO(thousand);
    CHECK(said(AnswerForm::kInt, thousand) == "1000");
  }
  CHECK(said(AnswerForm::kInt, "12.345.678") == "12345678");
  CHECK(said(AnswerForm::kInt, "-12,345") == "-12345");
  CHECK(said(AnswerForm::kInt, "\u22127") == "-7");
  CHECK(said(AnswerForm::kInt, "9223372036854775807") == "9223372036854775807");
  for (const char* no : {"", "1,00", "1,0000", "12,34", "1234,567", ",000", ".5", "1,,000", "--1",
                         "1-", "7 of 10", "9223372036854775808", "0x10", "1e3", "\u0661"}) {
    INFO(no);
    CHECK(said(AnswerForm::kInt, no) == "-");
  }
}

TEST_CASE("decimals are read with a point or a comma") {
  for (const auto& [text, number] :
       std::map<std::string, std::string>{{"2.5", "2.5"},
                                          {"2,5", "2.5"},
                                          {"-0,25", "-0.25"},
                                          {"1 000,5", "1000.5"},
                                          {"1.000,5", "1000.5"},
                                          {"1,000.5", "1000.5"},
                                          {"12'345.67", "12345.67"},
                                          {"0.000001", "0.000001"},
                                          {"999999999999.999999", "999999999999.999999"},
                                          {"-7", "-7"},
                                          {".5", "0.5"},
                                          {"-,25", "-0.25"},
                                          {"... 5!", "5"},
                                          {"1,000", "1000"}}) {
    INFO(text);
    CHECK(said(AnswerForm::kDecimal, text) == number);
  }
  for (const char* no : {"", "1.2345678", "1000000000000", "1.5.2", "1,5.5", "--1.5", "-.-5",
                         "1.-5", "1.5e3", "one.5", "2 5.5", "nan", "inf", "-."}) {
    INFO(no);
    CHECK(said(AnswerForm::kDecimal, no) == "-");
  }
}

TEST_CASE("dates are read in the order of the contact's language") {
  for (const char* day_first : {"fi", "de", "en-GB", "sv", ""})
    CHECK(said(AnswerForm::kDate, "3/4/2026", day_first) == "2026-04-03");
  for (const char* month_first : {"en", "en-US", "en_US"})
    CHECK(said(AnswerForm::kDate, "3/4/2026", month_first) == "2026-03-04");
  for (const char* iso : {"2026-04-03", "2026-4-3", "2026/04/03", "2026.4.3", "2026 4 3"})
    for (const char* language : {"fi", "en"})
      CHECK(said(AnswerForm::kDate, iso, language) == "2026-04-03");
  for (const char* written : {"3.4.2026", "03.04.2026.", "3. 4. 2026", "3-4-2026", "3 4 2026"})
    CHECK(said(AnswerForm::kDate, written, "de") == "2026-04-03");
  CHECK(said(AnswerForm::kDate, "29.2.2028", "fi") == "2028-02-29");
  for (const char* no : {"29.2.2026", "31.4.2026", "4/13/2026", "3.4.26", "3.4", "3.4.2026 12",
                         "2026", "3 April 2026", "0.1.2026", "tomorrow", ""}) {
    INFO(no);
    CHECK(said(AnswerForm::kDate, no, "fi") == "-");
  }
}

TEST_CASE("a choice is its word, without accents where that is only one, or its place") {
  const std::vector<std::string> seats = {"Gång", "Fönster", "Gang", "pål", "päl"};
  const auto chosen = [&](const char* text) {
    return said(AnswerForm::kChoice, text, "sv", seats);
  };
  CHECK(chosen("gång") == "Gång");
  CHECK(chosen("gang") == "Gang");
  CHECK(chosen("FONSTER!") == "Fönster");
  CHECK(chosen("pal") == "-");
  CHECK(chosen("päl") == "päl");
  CHECK(chosen("2") == "Fönster");
  CHECK(chosen("tva") == "Fönster");
  for (const char* no : {"0", "6", "-1", "fonster gang", ""}) CHECK(chosen(no) == "-");
}

TEST_CASE("an answer's text is what was written, between its blanks") {
  CHECK(said(AnswerForm::kText, " \n Ja, ei. \t") == "Ja, ei.");
  CHECK(said(AnswerForm::kText, " \r\n") == "-");
}

TEST_CASE("a date by the keys of a phone is in the order of the contact's language") {
  CHECK(said(AnswerForm::kDate, "24122026", "fi") == "2026-12-24");
  CHECK(said(AnswerForm::kDate, "12242026", "en-US") == "2026-12-24");
  for (const char* other : {"24132026", "2412202", "241220260", "20261224"}) {
    INFO(other);
    CHECK(said(AnswerForm::kDate, other, "fi") == "-");
  }
}

TEST_CASE("a button's yes and no are words of the language, and are read as they say") {
  CHECK(stdlib::yes_no_word(true, "fi") == "Kyllä");
  CHECK(stdlib::yes_no_word(false, "pt-BR") == "Não");
  CHECK(stdlib::yes_no_word(true, "sv_SE") == "Ja");
  CHECK(stdlib::yes_no_word(false, "NO") == "Nei");
  for (const char* other : {"", "ja", "xx-FI", "fin", "-"}) {
    INFO(other);
    CHECK(stdlib::yes_no_word(true, other) == "Yes");
  }
  for (const auto& word : yes_no_words()) {
    const auto language = word.language.substr(0, word.language.find(' '));
    for (const bool says : {true, false})
      CHECK(said(AnswerForm::kYesNo, std::string(stdlib::yes_no_word(says, language))) ==
            (says ? "true" : "false"));
  }
}
