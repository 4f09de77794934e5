#include "stdlib/functions/answers.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/catalog/reply_keywords.h"
#include "lang/value/civil.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

// Words in a row, with a blank between them.
struct YesNoRow {
  std::string_view languages, yes, no;
};
constexpr YesNoRow kYesNo[] = {
#define CAMP_YES_NO(languages, yes, no) {languages, yes, no},
#include "stdlib/functions/yes_no.def"
#undef CAMP_YES_NO
};
struct NumberRow {
  std::string_view word;
  std::int64_t number;
};
constexpr NumberRow kNumbers[] = {
#define CAMP_NUMBER_WORDS(language, ...) CAMP_NUMBERS(__VA_ARGS__)
#define CAMP_NUMBERS(zero, one, two, three, four, five, six, seven, eight, nine, ten)    \
  {zero, 0}, {one, 1}, {two, 2}, {three, 3}, {four, 4}, {five, 5}, {six, 6}, {seven, 7}, \
      {eight, 8}, {nine, 9}, {ten, 10},
#include "stdlib/functions/number_words.def"
#undef CAMP_NUMBERS
#undef CAMP_NUMBER_WORDS
};

// What each word means, and what it means without its accents: many a keyboard has none. A word as
// it is goes before what another one is without.
template <class Meaning>
class Words {
 public:
  template <class Rows>
  explicit Words(const Rows& rows) {
    for (const auto& [word, meaning] : rows) meanings_.emplace(casefolded(word), meaning);
    for (const auto& [word, meaning] : rows)
      meanings_.emplace(without_accents(casefolded(word)), meaning);
  }
  std::optional<Meaning> find(const std::string& text) const {
    const auto found = meanings_.find(text);
    return found == meanings_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string, Meaning> meanings_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void replace_all(std::string& text, std::string_view sign, std::string_view by) {
  for (auto at = text.find(sign); at != text.npos; at = text.find(sign, at + by.size()))
    text.replace(at, sign.size(), by);
}

// Case and width do not count, nor blanks and the signs that end a sentence around it. What phones
// make of an apostrophe and a minus is put back.
std::string plain(std::string_view text) {
  if (find_invalid_utf8(text)) return {};
  auto folded = casefolded(text);
  replace_all(folded, "\u2019", "'");
  replace_all(folded, "\u2212", "-");
  constexpr std::string_view kAround = " \t\r\n.!?,;:\"'";
  auto first = folded.find_first_not_of(kAround);
  if (first == std::string::npos) return {};
  const bool is_fraction = first > 0 && is_digit(folded[first]) &&
                           (folded[first - 1] == '.' || folded[first - 1] == ',');
  if (is_fraction) --first;  // `.5` is not 5
  return folded.substr(first, folded.find_last_not_of(kAround) - first + 1);
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Whole: `7`, `-7`, `1 000`, `1,000`, `1.000`, `1'000`, or a word of zero to ten.
std::optional<std::int64_t> whole_of(const std::string& text) {
  static const Words<std::int64_t> kWords(kNumbers);
  if (const auto number = kWords.find(text)) return number;
  std::string digits;
  std::size_t group = 0;
  bool grouped = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      digits.push_back(c);
      ++group;
    } else if (c == '-' && i == 0) {
      digits.push_back(c);
    } else if ((c == ' ' || c == ',' || c == '.' || c == '\'') && group > 0 && group <= 3 &&
               (!grouped || group == 3)) {
      grouped = true;
      group = 0;
    } else {
      return std::nullopt;
    }
  }
  if (grouped && group != 3) return std::nullopt;
  return number_of(digits);
}

// `7`, `7.5`, `7,5`, `.5`, `1 000.50`; at most six places are kept exactly, more are no answer.
std::optional<Value> decimal_of(std::string text) {
  constexpr std::size_t kPlaces = 6;
  constexpr std::int64_t kMillion = 1'000'000;
  constexpr std::int64_t kMost = kMillion * kMillion;
  const auto millions = [&](const std::string& digits) -> std::optional<std::int64_t> {
    const auto whole = whole_of(digits);
    if (!whole || *whole <= -kMost || *whole >= kMost) return std::nullopt;
    return *whole * kMillion;
  };
  if (const auto whole = millions(text)) return Value::decimal(*whole);
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const auto point = text.find_last_of(".,");
  if (point == text.npos || (point > 0 && !is_digit(text[0]))) return std::nullopt;
  const auto whole = point == 0 ? 0 : millions(text.substr(0, point));
  auto part = text.substr(point + 1);
  if (!whole || !is_digits(part) || part.size() > kPlaces) return std::nullopt;
  part.resize(kPlaces, '0');
  const auto millionths = *whole + *number_of(part);
  return Value::decimal(negative ? -millionths : millionths);
}

// ISO, or day, month, year with dots, slashes, dashes, blanks or nothing between them; in American
// English the month comes first.
std::optional<Value> date_of(std::string_view text, std::string_view language) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (is_digit(c))
      parts.back().push_back(c);
    else if (c != '.' && c != '/' && c != '-' && c != ' ')
      return std::nullopt;
    else if (!parts.back().empty())
      parts.emplace_back();
  }
  // As keys of a phone give it: 24122026.
  constexpr std::size_t kKeyedDate = 8;
  if (parts.size() == 1 && text.size() == kKeyedDate)
    parts = {parts[0].substr(0, 2), parts[0].substr(2, 2), parts[0].substr(4)};
  if (parts.size() != 3 || parts.back().empty()) return std::nullopt;
  auto year = parts[0], month = parts[1], day = parts[2];
  if (year.size() != 4) {
    const bool month_first = language == "en-US" || language == "en_US" || language == "en";
    year = parts[2];
    month = parts[month_first ? 0 : 1];
    day = parts[month_first ? 1 : 0];
  }
  const auto padded = [](std::string part) { return part.size() == 1 ? "0" + part : part; };
  if (year.size() != 4) return std::nullopt;
  const auto days = parse_date(year + "-" + padded(month) + "-" + padded(day));
  if (!days) return std::nullopt;
  return Value::date(*days);
}

// By its word, by what only this one is without accents, or by its place in the list.
std::optional<Value> choice_of(const std::string& text, const Value& options) {
  std::optional<Value> alike;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < options.aux; ++i) {
    if (options.items[i].tag != Tag::kString) continue;
    const auto word = plain(options.items[i].text());
    if (word == text) return options.items[i];
    if (without_accents(word) != text) continue;
    alike = options.items[i];
    ++count;
  }
  if (count == 1) return alike;
  const auto number = whole_of(text);
  if (!number || *number < 1 || *number > options.aux) return std::nullopt;
  return options.items[*number - 1];
}

std::optional<Value> in_range(const std::string& text, const Value& options) {
  const auto number = whole_of(text);
  if (!number || options.aux != 2 || *number < options.items[0].num ||
      *number > options.items[1].num)
    return std::nullopt;
  return Value::integer(*number);
}

std::string_view first_word(std::string_view words) { return words.substr(0, words.find(' ')); }

std::vector<std::string_view> words_of(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) {
    all.push_back(first_word(words));
    words.remove_prefix(std::min(words.size(), all.back().size() + 1));
  }
  return all;
}

std::vector<std::pair<std::string_view, bool>> yes_no_words() {
  std::vector<std::pair<std::string_view, bool>> words;
  for (const auto& row : kYesNo) {
    for (const auto word : words_of(row.yes)) words.emplace_back(word, true);
    for (const auto word : words_of(row.no)) words.emplace_back(word, false);
  }
  return words;
}

std::optional<Value> yes_no_of(const std::string& text) {
  static const Words<bool> kWords(yes_no_words());
  const auto yes = kWords.find(text);
  return yes ? std::optional(Value::boolean(*yes)) : std::nullopt;
}

std::optional<Value> read(AnswerForm form, const Value& options, std::string_view text,
                          std::string_view language) {
  const auto said = plain(text);
  switch (form) {
    case AnswerForm::kRange:
      return in_range(said, options);
    case AnswerForm::kChoice:
      return choice_of(said, options);
    case AnswerForm::kYesNo:
      return yes_no_of(said);
    case AnswerForm::kInt:
      if (const auto number = whole_of(said)) return Value::integer(*number);
      return std::nullopt;
    case AnswerForm::kDecimal:
      return decimal_of(said);
    case AnswerForm::kDate:
      return date_of(said, language);
    case AnswerForm::kText:
      break;
  }
  return std::nullopt;
}

const YesNoRow& row_of(std::string_view language) {
  const auto known = std::find_if(std::begin(kYesNo), std::end(kYesNo), [&](const YesNoRow& row) {
    const auto languages = words_of(row.languages);
    return std::find(languages.begin(), languages.end(), language) != languages.end();
  });
  return known != std::end(kYesNo) ? *known : row_of("en");
}

}  // namespace

std::string_view yes_no_word(bool yes, std::string_view language) {
  const auto& row = row_of(casefolded(language.substr(0, language.find_first_of("-_"))));
  return first_word(yes ? row.yes : row.no);
}

Value rows::yes_no_row(const Arguments& arguments, const Context& context) {
  if (arguments[0].tag != Tag::kBool) return Value::absent();
  const auto language = context.language != nullptr ? context.language(context.zone) : "";
  return Value::string(yes_no_word(arguments[0].truth(), language));
}

Value read_answer(AnswerForm form, const Value& options, std::string_view text,
                  std::string_view language, Arena& arena) {
  if (form != AnswerForm::kText)
    return read(form, options, text, language).value_or(Value::absent());
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return Value::absent();
  return Value::string(
      arena.copy(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1)));
}

Value rows::reply_keyword_row(const Arguments& arguments, const Context&) {
  if (arguments[0].tag != Tag::kString) return Value::absent();
  const auto keyword = find_reply_keyword(arguments[0].text());
  return keyword ? Value::string(word_of(*keyword)) : Value::absent();
}

}  // namespace camp::stdlib
