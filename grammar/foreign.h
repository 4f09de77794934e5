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
    {"===", "=="},
    {"!==", "!="},
    {"<>", "!="},
    {"&&", "and"},
    {"||", "or"},
    {"equals", "=="},
    {"like", "contains"},
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
};

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
    return {{at, static_cast<std::size_t>(behind - at)}, std::string(row.ours)};
  }
  if (*at == '=' && (at + 1 == end || at[1] != '=')) return {{at, 1}, "=="};
  auto word = word_at(at, end);
  if (word.empty() || begins_name(word[0])) return {};
  std::string small(word);
  for (auto& c : small) c = lower_letter(c);
  auto* keyword = find_keyword(small);
  if (keyword == nullptr || !keyword->at(kOperator)) return {};
  return {word, std::move(small)};
}

// A number as other languages or people write it: `30 days`, `01.03.2026`. A word before a colon is
// the name of the next field: `{ rate: 30 days: 2 }`.
inline FoundForeign foreign_number_at(const char* at, const char* end) {
  constexpr Foreign kUnits[] = {{"second", "s"}, {"sec", "s"},    {"minute", "m"},
                                {"min", "m"},    {"hour", "h"},   {"day", "d"},
                                {"week", "w"},   {"month", "mo"}, {"year", "y"}};
  auto digits = [&](const char* from) {
    auto* stop = from;
    while (stop != end && *stop >= '0' && *stop <= '9') ++stop;
    return std::string_view(from, static_cast<std::size_t>(stop - from));
  };
  auto first = digits(at);
  auto* behind = at + first.size();
  if (first.empty() || behind == end) return {};
  if (*behind == '.' && first.size() <= 4) {
    auto second = digits(behind + 1);
    auto* dot = behind + 1 + second.size();
    if (second.empty() || second.size() > 2 || dot == end || *dot != '.') return {};
    auto third = digits(dot + 1);
    bool year_first = first.size() == 4 && third.size() <= 2 && !third.empty();
    if (!year_first && (third.size() != 4 || first.size() > 2)) return {};
    auto two = [](std::string_view part) { return std::string(2 - part.size(), '0').append(part); };
    auto year = year_first ? first : third;
    auto day = year_first ? third : first;
    return {{at, static_cast<std::size_t>(third.data() + third.size() - at)},
            std::string(year) + "-" + two(second) + "-" + two(day)};
  }
  auto* unit = behind;
  while (unit != end && (*unit == ' ' || *unit == '\t')) ++unit;
  auto word = word_at(unit, end);
  if (unit == behind || word.empty()) return {};
  auto singular = word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
  for (const auto& row : kUnits) {
    if (!same_word(singular, row.theirs)) continue;
    auto* next = skip_space(word.data() + word.size(), end);
    if (next != end && *next == ':') return {};
    return {{at, static_cast<std::size_t>(word.data() + word.size() - at)},
            std::string(first).append(row.ours)};
  }
  return {};
}

}  // namespace camp::grammar
