// What people bring along from other languages, and how it is written in this one.
//
// Looking at raw text only, without PEGTL. What is no mistake here has no row.
#pragma once
#include <string>
#include <string_view>

#include "grammar/scan.h"

namespace camp::grammar {

struct Foreign {
  std::string_view theirs;  // words in small letters, one blank between them; any case counts
  std::string_view ours;
  bool certain = true;  // means the same
};

// Where an operator may stand. Longer ones first.
inline constexpr Foreign kForeignOperators[] = {
    {"is not present", "is absent"},
    {"is not absent", "is present"},
    {"is not null", "is present"},
    {"is null", "is absent"},
    {"!= null", "is present"},
    {"== null", "is absent"},
    {"!= nil", "is present"},
    {"== nil", "is absent"},
    {"!= undefined", "is present"},
    {"== undefined", "is absent"},
    {"===", "=="},
    {"!==", "!="},
    {"<>", "!="},
    {"&&", "and"},
    {"||", "or"},
    {"=>", ">="},
    {"=<", "<="},
    {"?:", "??"},
    {"=~", "matches", false},  // patterns are written in more than one way
    {"~=", "matches", false},
    {"equals", "=="},
    {"like", "contains", false},
};

constexpr char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline bool same_word(std::string_view text, std::string_view small) {
  if (text.size() != small.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (lower_letter(text[i]) != small[i]) return false;
  return true;
}

// Behind these words and signs; null when something else stands here.
inline const char* match_foreign(std::string_view theirs, const char* at, const char* end) {
  while (!theirs.empty()) {
    auto part = theirs.substr(0, theirs.find(' '));
    std::string_view here(at, static_cast<std::size_t>(end - at));
    if (!same_word(here.substr(0, part.size()), part)) return nullptr;
    at += part.size();
    if (is_name_char(part.back()) && at != end && is_name_char(*at)) return nullptr;
    if (part.size() == theirs.size()) return at;
    theirs.remove_prefix(part.size() + 1);
    while (at != end && (*at == ' ' || *at == '\t')) ++at;
  }
  return nullptr;
}

struct FoundForeign {
  std::string_view text;  // empty: nothing foreign stands here
  std::string ours;
  bool certain = true;  // it can mean nothing else
};

inline const char* skip_blanks(const char* at, const char* end) {
  while (at != end && (*at == ' ' || *at == '\t')) ++at;
  return at;
}

// What is no more than a number or the path of a value: `5`, `2d`, `c.limit`.
inline std::string_view operand_at(const char* at, const char* end) {
  auto* stop = at;
  while (stop != end && (is_name_char(*stop) || *stop == '.')) ++stop;
  return {at, static_cast<std::size_t>(stop - at)};
}

// `between 1 and 5`.
inline FoundForeign foreign_between_at(const char* at, const char* end) {
  auto* behind = match_foreign("between", at, end);
  if (behind == nullptr) return {};
  const auto low = operand_at(skip_blanks(behind, end), end);
  auto* middle = match_foreign("and", skip_blanks(low.data() + low.size(), end), end);
  if (low.empty() || middle == nullptr) return {};
  const auto high = operand_at(skip_blanks(middle, end), end);
  if (high.empty()) return {};
  return {{at, static_cast<std::size_t>(high.data() + high.size() - at)},
          "in " + std::string(low) + ".." + std::string(high)};
}

// `in ("FI", "SE")`: found where the `in` stands.
inline FoundForeign foreign_list_at(const char* at, const char* end) {
  auto* opened = match_foreign("in", at, end);
  if (opened == nullptr) return {};
  opened = skip_blanks(opened, end);
  if (opened == end || *opened != '(') return {};
  bool has_comma = false;
  for (auto* here = opened + 1; here != end && *here != '(' && *here != '\n'; ++here) {
    if (*here == '"') here = skip_text(here, end) - 1;
    if (*here == ',') has_comma = true;
    if (*here != ')') continue;
    if (!has_comma) return {};
    const std::string_view inside(opened + 1, static_cast<std::size_t>(here - opened - 1));
    return {{opened, inside.size() + 2}, "[" + std::string(inside) + "]"};
  }
  return {};
}

// An operator of another language, or one of ours in capitals. On a line of its own a word is more
// likely a name.
inline FoundForeign foreign_operator_at(const char* begin, const char* at, const char* end) {
  if (at == end) return {};
  for (const auto& row : kForeignOperators) {
    if (row.theirs[0] != lower_letter(*at)) continue;  // asked behind every operand
    auto* behind = match_foreign(row.theirs, at, end);
    if (behind == nullptr) continue;
    if (is_name_start(*at) && (first_on_line(begin, at) || (behind != end && *behind == ':')))
      continue;
    return {{at, static_cast<std::size_t>(behind - at)}, std::string(row.ours), row.certain};
  }
  if (*at == '=' && (at + 1 == end || at[1] != '=')) return {{at, 1}, "=="};
  const char first = lower_letter(*at);
  if (first == 'b' && !first_on_line(begin, at)) return foreign_between_at(at, end);
  auto word = word_at(at, end);
  if (word == "not") at = skip_blanks(at + word.size(), end);
  if (word == "in" || word == "not") return foreign_list_at(at, end);
  if (word.empty() || begins_name(word[0])) return {};
  std::string small(word);
  for (auto& c : small) c = lower_letter(c);
  auto* keyword = find_keyword(small);
  if (keyword == nullptr || !keyword->at(kOperator)) return {};
  return {word, std::move(small)};
}

// ---- numbers

// Currencies as people write them beside an amount. Of the signs that several countries have, the
// one that is meant is a guess.
struct CurrencySign {
  std::string_view sign;
  std::string_view code;
  bool certain;
};
inline constexpr CurrencySign kCurrencySigns[] = {{"\u20AC", "EUR", true},
                                                  {"\u00A3", "GBP", true},
                                                  {"$", "USD", false},
                                                  {"\u00A5", "JPY", false}};
inline constexpr std::string_view kSmallCurrencies[] = {"eur", "usd", "gbp", "sek", "nok", "dkk",
                                                        "chf", "pln", "jpy", "cad", "aud"};

inline std::string_view digits_at(const char* at, const char* end) {
  auto* stop = at;
  while (stop != end && *stop >= '0' && *stop <= '9') ++stop;
  return {at, static_cast<std::size_t>(stop - at)};
}

// An amount as people write it, with where it ends: `20,50` is `20.50`, `1,000` is `1_000`.
struct Amount {
  std::string_view text;
  std::string ours;
  bool certain = true;
};
inline Amount amount_at(const char* at, const char* end) {
  auto whole = at;
  while (whole != end && ((*whole >= '0' && *whole <= '9') || *whole == '_')) ++whole;
  std::string ours(at, whole);
  bool certain = true;
  auto* stop = whole;
  constexpr std::size_t kGroup = 3;
  while (stop != end && *stop == ',' && digits_at(stop + 1, end).size() == kGroup) {
    ours.append("_").append(stop + 1, kGroup);  // unless its writer's comma is a decimal point
    stop += 1 + kGroup;
    certain = false;
  }
  const bool comma = stop == whole && stop != end && *stop == ',';
  if (stop != end && (*stop == '.' || comma)) {
    const auto cents = digits_at(stop + 1, end);
    if (!cents.empty() && (!comma || cents.size() == 2)) {
      ours.append(".").append(cents);
      stop = cents.data() + cents.size();
    }
  }
  return {{at, static_cast<std::size_t>(stop - at)}, std::move(ours), certain};
}

// `€`, `eur` or `EUR` behind an amount: where it ends, null when there is none.
struct BehindAmount {
  const char* stop = nullptr;
  std::string code;
  bool certain = true;
  bool ours = false;  // written as it is here
};
inline BehindAmount currency_behind(const char* at, const char* end) {
  auto* unit = skip_blanks(at, end);
  const std::string_view rest(unit, static_cast<std::size_t>(end - unit));
  for (const auto& row : kCurrencySigns)
    if (rest.starts_with(row.sign))
      return {unit + row.sign.size(), std::string(row.code), row.certain};
  const auto word = word_at(unit, end);
  if (word.size() != 3) return {};
  std::string code(word);
  for (auto& c : code)
    if (begins_name(c)) c = static_cast<char>(c - 'a' + 'A');
  const bool ours = code == word && code.find('_') == code.npos;
  auto* next = skip_space(unit + word.size(), end);
  if (next != end && *next == ':') return {};
  for (auto small : kSmallCurrencies)
    if (ours || same_word(word, small)) return {unit + word.size(), std::move(code), true, ours};
  return {};
}

// `15€`, `20 eur`, `20,50 EUR`. Inside of brackets a comma parts two values.
inline FoundForeign foreign_amount_at(const char* begin, const char* at, const char* end) {
  auto amount = amount_at(at, end);
  const char* behind = amount.text.data() + amount.text.size();
  const bool comma = amount.text.find(',') != amount.text.npos;
  auto currency = currency_behind(behind, end);
  if (currency.stop == nullptr || (currency.ours && !comma)) return {};
  if (comma) {
    for (auto* here = at; here != begin && here[-1] != '\n'; --here)
      if (here[-1] == '(' || here[-1] == '[' || here[-1] == '{' || here[-1] == ',') return {};
  }
  return {{at, static_cast<std::size_t>(currency.stop - at)},
          amount.ours + " " + currency.code,
          currency.certain && amount.certain};
}

// `01.03.2026`, `2026/03/01`. With slashes and the year last nobody knows what is the month.
inline FoundForeign foreign_date_at(const char* at, const char* end) {
  const auto first = digits_at(at, end);
  auto* mark = at + first.size();
  if (mark == end || (*mark != '.' && *mark != '/') || first.size() > 4) return {};
  const auto second = digits_at(mark + 1, end);
  auto* next = mark + 1 + second.size();
  if (second.empty() || second.size() > 2 || next == end || *next != *mark) return {};
  const auto third = digits_at(next + 1, end);
  const bool year_first = first.size() == 4 && third.size() <= 2 && !third.empty();
  if (!year_first && (*mark == '/' || third.size() != 4 || first.size() > 2)) return {};
  if (*mark == '/' && (second.size() != 2 || third.size() != 2)) return {};  // divisions
  auto two = [](std::string_view part) { return std::string(2 - part.size(), '0').append(part); };
  const auto year = year_first ? first : third;
  const auto day = year_first ? third : first;
  return {{at, static_cast<std::size_t>(third.data() + third.size() - at)},
          std::string(year) + "-" + two(second) + "-" + two(day)};
}

// `9am`, `9:30 pm`, `30 days`, `1 h`. A word before a colon is the name of the next field:
// `{ rate: 30 days: 2 }`.
inline FoundForeign foreign_unit_at(const char* at, const char* end) {
  constexpr Foreign kUnits[] = {{"second", "s"}, {"sec", "s"}, {"minute", "m"}, {"min", "m"},
                                {"hour", "h"},   {"hr", "h"},  {"day", "d"},    {"week", "w"},
                                {"month", "mo"}, {"year", "y"}};
  constexpr std::string_view kOurs[] = {"s", "m", "h", "d", "w", "mo", "y"};
  const auto number = digits_at(at, end);
  auto* behind = at + number.size();
  auto* minutes = behind;
  if (behind != end && *behind == ':' && digits_at(behind + 1, end).size() == 2) minutes += 3;
  const auto word = word_at(skip_blanks(minutes, end), end);
  if (word.empty()) return {};
  auto* stop = word.data() + word.size();
  auto* next = skip_space(stop, end);
  if (next != end && *next == ':') return {};
  const std::string_view whole(at, static_cast<std::size_t>(stop - at));
  if ((same_word(word, "am") || same_word(word, "pm")) && number.size() <= 2) {
    int hour = 0;
    for (char c : number) hour = hour * 10 + (c - '0');
    if (hour < 1 || hour > 12) return {};
    hour = hour % 12 + (same_word(word, "pm") ? 12 : 0);
    const std::string rest = minutes == behind ? ":00" : std::string(behind, minutes);
    return {whole, (hour < 10 ? "0" : "") + std::to_string(hour) + rest};
  }
  if (minutes != behind) return {};
  const auto singular = word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
  for (const auto& row : kUnits)
    if (same_word(singular, row.theirs)) return {whole, std::string(number).append(row.ours)};
  for (auto ours : kOurs)
    if (word == ours && word.data() != behind) return {whole, std::string(number).append(ours)};
  return {};
}

// A number as other languages or people write it.
inline FoundForeign foreign_number_at(const char* begin, const char* at, const char* end) {
  if (digits_at(at, end).empty()) return {};
  if (auto date = foreign_date_at(at, end); !date.text.empty()) return date;
  if (auto unit = foreign_unit_at(at, end); !unit.text.empty()) return unit;
  return foreign_amount_at(begin, at, end);
}

// ---- what an item begins with

struct ForeignItem {
  std::string_view theirs;
  Place place;
  std::string_view ours;  // empty: no word by itself will do
  std::string_view help;
  bool certain;
};
inline constexpr ForeignItem kForeignItems[] = {
    {"elif", kStatement, "else if", "write `else if`", true},
    {"elsif", kStatement, "else if", "write `else if`", true},
    {"elseif", kStatement, "else if", "write `else if`", true},
    {"var", kStatement, "let", "a value is named by `let NAME = ...`", true},
    {"const", kStatement, "let", "a value is named by `let NAME = ...`", true},
    {"sleep", kStatement, "wait", "time goes by with `wait 3d`", true},
    {"delay", kStatement, "wait", "time goes by with `wait 3d`", true},
    {"switch", kStatement, "match", "cases are `match VALUE { \"FI\" { ... } else { ... } }`",
     false},
    {"while", kStatement, "", "`repeat up to 3 times { ... }` ends by itself", false},
    {"for", kStatement, "", "`repeat up to 3 times { ... }` ends by itself", false},
    {"return", kStatement, "exit", "`exit` ends the flow for this contact", false},
    {"customer", kTop, "contact", "people are declared by `contact { ... }`", false},
    {"customers", kTop, "contact", "people are declared by `contact { ... }`", false},
    {"user", kTop, "contact", "people are declared by `contact { ... }`", false},
    {"users", kTop, "contact", "people are declared by `contact { ... }`", false},
    {"subscriber", kTop, "contact", "people are declared by `contact { ... }`", false},
    {"workflow", kTop, "journey", "a flow is a `journey` or a `campaign`", false},
    {"automation", kTop, "journey", "a flow is a `journey` or a `campaign`", false},
    {"template", kTop, "message", "what is sent is declared by `message NAME { ... }`", false},
    {"flow", kTop, "journey", "a flow is a `journey` or a `campaign`", false},
    {"trigger", kProperty, "start on", "a journey starts by `start on EVENT`", false},
};

inline const ForeignItem* find_foreign_item(std::string_view word, Place place) {
  for (const auto& row : kForeignItems)
    if (row.place == place && same_word(word, row.theirs)) return &row;
  return nullptr;
}

// ---- names

// Behind a name that is none, where one is declared: `CartRecovery`, `reminder-2`, `"reminder"`;
// `at` when what stands here is a name, or nothing like one.
inline const char* behind_misnamed(const char* begin, const char* at, const char* end) {
  if (at == end || first_on_line(begin, at)) return at;
  const bool quoted = *at == '"';
  auto* from = quoted ? at + 1 : at;
  auto* letter = from;  // behind the `_` that no name begins with
  while (letter != end && *letter == '_') ++letter;
  if (letter == end || !begins_name(lower_letter(*letter))) return at;
  bool wrong = quoted || !begins_name(*from);
  auto* stop = from;
  for (; stop != end; ++stop) {
    const bool mark = *stop == '-' || (quoted && *stop == ' ');
    if (!is_name_char(*stop) && !(mark && stop + 1 != end && is_name_char(stop[1]))) break;
    wrong = wrong || mark;
  }
  if (quoted && (stop == end || *stop != '"')) return at;
  const bool goes_on = stop != end && (static_cast<unsigned char>(*stop) & 0x80) != 0;
  return wrong && !goes_on ? stop + (quoted ? 1 : 0) : at;
}

}  // namespace camp::grammar
