// Dates and times in texts, as far as Liquid's users write them. Like Ruby, from which Liquid has
// it: what is found counts, words that mean nothing are passed over.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

#include "lang/base/letters.h"
#include "lang/value/civil.h"
#include "stdlib/functions/moment.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

enum class TokenKind : std::uint8_t { kNumber, kWord, kSpace, kSign };
struct Token {
  TokenKind kind;
  std::string_view text;
};
using Tokens = std::vector<Token>;

TokenKind kind_of(char c) {
  if (c >= '0' && c <= '9') return TokenKind::kNumber;
  if ((c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80) != 0)
    return TokenKind::kWord;
  return is_space(c) ? TokenKind::kSpace : TokenKind::kSign;
}

Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  for (std::size_t at = 0; at < text.size();) {
    const auto kind = kind_of(text[at]);
    auto end = at + 1;
    while (end < text.size() && kind != TokenKind::kSign && kind_of(text[end]) == kind) ++end;
    tokens.push_back({kind, text.substr(at, end - at)});
    at = end;
  }
  return tokens;
}

// Reads on from a token; every take_ steps over what it gives.
struct Cursor {
  const Tokens& tokens;
  std::size_t at;

  bool is(TokenKind kind) const { return at < tokens.size() && tokens[at].kind == kind; }
  bool take(char sign) {
    const bool found = is(TokenKind::kSign) && tokens[at].text[0] == sign;
    at += found ? 1 : 0;
    return found;
  }
  void skip(TokenKind kind) {
    while (is(kind)) ++at;
  }
  std::string_view take_text(TokenKind kind) {
    return is(kind) ? tokens[at++].text : std::string_view();
  }
};

int number_of_digits(std::string_view digits) {
  constexpr std::size_t kMostDigits = 6;
  int number = 0;
  if (digits.size() > kMostDigits) return INT32_MAX;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

struct Parts {
  std::optional<int> year;
  std::optional<int> month;
  std::optional<int> day;
  std::optional<int> day_of_year;
  bool has_time = false;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int nanos = 0;
  std::optional<int> offset_minutes;

  bool has_date() const { return month || day_of_year; }
};

// ---- the time

// 12am is midnight.
bool take_half_day(Cursor& cursor, Parts& parts) {
  auto ahead = cursor;
  ahead.skip(TokenKind::kSpace);
  const auto word = ahead.take_text(TokenKind::kWord);
  const bool dotted = word == "a" || word == "p";
  if (dotted && !(ahead.take('.') && ahead.take_text(TokenKind::kWord) == "m")) return false;
  if (!dotted && word != "am" && word != "pm") return false;
  parts.hour = parts.hour % 12 + (word[0] == 'p' ? 12 : 0);
  if (dotted) ahead.take('.');
  cursor.at = ahead.at;
  return true;
}

std::optional<int> zone_offset(std::string_view name) {
  constexpr std::pair<std::string_view, int> kZones[] = {
      {"z", 0},    {"utc", 0},  {"gmt", 0},  {"ut", 0},   {"est", -5}, {"edt", -4},
      {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7},
  };
  for (const auto& [zone, hours] : kZones)
    if (zone == name) return hours * 60;
  return std::nullopt;
}

// "z", "est", "+05:30", "+0530", "-05". Other names mean nothing.
void take_zone(Cursor& cursor, Parts& parts) {
  auto ahead = cursor;
  ahead.skip(TokenKind::kSpace);
  ahead.take('(');
  const auto name = ahead.take_text(TokenKind::kWord);
  const bool minus = ahead.take('-');
  const bool has_sign = minus || ahead.take('+');
  const auto digits = has_sign ? ahead.take_text(TokenKind::kNumber) : std::string_view();
  if (!name.empty()) {
    if (!digits.empty()) return;
    parts.offset_minutes = zone_offset(name);
    if (parts.offset_minutes) cursor.at = ahead.at;
    return;
  }
  if (digits.size() != 2 && digits.size() != 4) return;
  int minutes = digits.size() == 4 ? number_of_digits(digits.substr(2)) : 0;
  if (digits.size() == 2 && ahead.take(':'))
    minutes = number_of_digits(ahead.take_text(TokenKind::kNumber));
  minutes += number_of_digits(digits.substr(0, 2)) * 60;
  parts.offset_minutes = minus ? -minutes : minutes;
  cursor.at = ahead.at;
}

int nanos_of(std::string_view digits) {
  std::string nine(digits.substr(0, 9));
  nine.resize(9, '0');
  int nanos = 0;
  std::from_chars(nine.data(), nine.data() + nine.size(), nanos);
  return nanos;
}

// At a number: `7:08`, `7:08:09.5 pm +02:00`, `3pm`.
bool take_time(Cursor& cursor, Parts& parts) {
  auto ahead = cursor;
  parts.hour = number_of_digits(ahead.take_text(TokenKind::kNumber));
  const bool minutes = ahead.take(':');
  if (minutes) {
    if (!ahead.is(TokenKind::kNumber)) return false;
    parts.minute = number_of_digits(ahead.take_text(TokenKind::kNumber));
    if (ahead.take(':')) parts.second = number_of_digits(ahead.take_text(TokenKind::kNumber));
    if (ahead.take('.')) parts.nanos = nanos_of(ahead.take_text(TokenKind::kNumber));
  }
  if (!take_half_day(ahead, parts) && !minutes) return false;
  take_zone(ahead, parts);
  parts.has_time = true;
  cursor.at = ahead.at;
  return true;
}

// 20240305t070809
void take_packed(Tokens& tokens, Parts& parts) {
  constexpr std::size_t kDate = 8, kTime = 6;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto digits = tokens[i].text;
    if (tokens[i].kind != TokenKind::kNumber || digits.size() != kDate) continue;
    parts.year = number_of_digits(digits.substr(0, 4));
    parts.month = number_of_digits(digits.substr(4, 2));
    parts.day = number_of_digits(digits.substr(6, 2));
    Cursor cursor{tokens, i + 1};
    const auto time = cursor.take_text(TokenKind::kWord) == "t"
                          ? cursor.take_text(TokenKind::kNumber)
                          : std::string_view();
    if (time.size() != kTime) return;
    parts.has_time = true;
    parts.hour = number_of_digits(time.substr(0, 2));
    parts.minute = number_of_digits(time.substr(2, 2));
    parts.second = number_of_digits(time.substr(4, 2));
    take_zone(cursor, parts);
    return;
  }
}

// The first time there is; then it is out of the way.
void take_time_out(Tokens& tokens, Parts& parts) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kNumber) continue;
    Cursor cursor{tokens, i};
    Parts time;
    if (!take_time(cursor, time)) continue;
    parts = time;
    const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(i);
    tokens.erase(begin, tokens.begin() + static_cast<std::ptrdiff_t>(cursor.at));
    tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(i), {TokenKind::kSpace, " "});
    return;
  }
}

// ---- the date

std::optional<int> month_of(std::string_view word) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size() < 3) return std::nullopt;
  const auto at = kMonths.find(word.substr(0, 3));
  if (at == kMonths.npos || at % 3 != 0) return std::nullopt;
  return static_cast<int>(at / 3) + 1;
}

// Years of two digits are of 1969 to 2068.
int year_of(std::string_view digits) {
  const int year = number_of_digits(digits);
  if (digits.size() > 2) return year;
  return year + (year >= 69 ? 1900 : 2000);
}

// The number before a month's name: `5 mar`, `5th mar`, `5-mar`.
std::string_view number_before(const Tokens& tokens, std::size_t month) {
  auto at = month;
  const auto before = [&](TokenKind kind) { return at > 0 && tokens[at - 1].kind == kind; };
  if (before(TokenKind::kSpace)) --at;
  if (before(TokenKind::kSign) || before(TokenKind::kWord)) --at;
  return before(TokenKind::kNumber) ? tokens[at - 1].text : std::string_view();
}

// The next number, after what may stand between: `mar. 5th, 2024`, `mar-2024`.
std::string_view number_behind(Cursor& cursor) {
  cursor.skip(TokenKind::kWord);
  cursor.skip(TokenKind::kSign);
  cursor.skip(TokenKind::kSpace);
  return cursor.take_text(TokenKind::kNumber);
}

bool take_named_month(const Tokens& tokens, Parts& parts) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto month = tokens[i].kind == TokenKind::kWord ? month_of(tokens[i].text) : std::nullopt;
    if (!month) continue;
    parts.month = month;
    auto day = number_before(tokens, i);
    Cursor cursor{tokens, i + 1};
    auto year = number_behind(cursor);
    if (day.empty()) {
      day = year;
      year = number_behind(cursor);
    }
    if (day.size() > 2) std::swap(day, year);
    if (!year.empty()) parts.year = year_of(year);
    if (!day.empty()) parts.day = number_of_digits(day);
    return true;
  }
  return false;
}

// Three numbers with one sign between them: the year first, or last if only that can be one.
void take_three(const std::array<std::string_view, 3>& numbers, Parts& parts) {
  const bool year_last = numbers[0].size() <= 2 && numbers[2].size() > 2;
  parts.year = year_of(numbers[year_last ? 2 : 0]);
  parts.month = number_of_digits(numbers[1]);
  parts.day = number_of_digits(numbers[year_last ? 0 : 2]);
}

// The 65th day of a year: 2024-065. A month, 2024/3, or a day of this year: 3/5.
bool take_two(char sign, std::string_view first, std::string_view second, Parts& parts) {
  const bool has_year = first.size() == 4;
  if (sign == '-' && has_year && second.size() == 3) {
    parts.day_of_year = number_of_digits(second);
  } else if (sign == '/') {
    parts.month = number_of_digits(has_year ? second : first);
    if (!has_year) parts.day = number_of_digits(second);
  } else {
    return false;
  }
  if (has_year) parts.year = number_of_digits(first);
  return true;
}

// 2024-03-05, 5/3/2024, 05.03.2024, or two numbers.
bool take_numbers(const Tokens& tokens, Parts& parts) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kNumber) continue;
    for (const char sign : {'-', '/', '.'}) {
      Cursor cursor{tokens, i};
      std::array<std::string_view, 3> numbers{cursor.take_text(TokenKind::kNumber), {}, {}};
      if (cursor.take(sign)) numbers[1] = cursor.take_text(TokenKind::kNumber);
      if (numbers[1].empty()) continue;
      if (cursor.take(sign)) numbers[2] = cursor.take_text(TokenKind::kNumber);
      if (!numbers[2].empty()) {
        take_three(numbers, parts);
        return true;
      }
      if (take_two(sign, numbers[0], numbers[1], parts)) return true;
    }
  }
  return false;
}

// ---- together

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

bool within(int value, int least, int most) { return value >= least && value <= most; }

bool is_possible(const Parts& parts) {
  const bool midnight = parts.hour == 24 && parts.minute == 0 && parts.second == 0;
  return within(parts.month.value_or(1), 1, 12) && within(parts.day.value_or(1), 1, 31) &&
         (within(parts.hour, 0, 23) || midnight) && within(parts.minute, 0, 59) &&
         within(parts.second, 0, 60);
}

// The days since 1970 of the date, or of today. Of a month too short for it the day rolls over into
// the next.
std::optional<std::int64_t> days_of(const Parts& parts, const Context& context) {
  const auto today = local_time(context, context.now_ms).date_days;
  if (!parts.has_date()) return today;
  const auto now = on_day(today);
  const int year = parts.year.value_or(now ? now->year : 1970);
  const auto first = std::chrono::year(year) / parts.month.value_or(1) / 1;
  if (!first.ok()) return std::nullopt;
  const std::int64_t begin = std::chrono::sys_days(first).time_since_epoch().count();
  if (!parts.day_of_year) return begin + parts.day.value_or(1) - 1;
  if (!within(*parts.day_of_year, 1, is_leap(year) ? 366 : 365)) return std::nullopt;
  return begin + *parts.day_of_year - 1;
}

// The instant at which the contact's clocks show this; UTC's milliseconds as if they were local.
std::int64_t instant_of(const Context& context, std::int64_t civil_ms) {
  const auto at = [&](std::int64_t guess) {
    return civil_ms - local_time(context, guess).offset_minutes * (60 * kMsPerSecond);
  };
  return at(at(civil_ms));
}

std::optional<Moment> moment_of_parts(const Parts& parts, const Context& context) {
  const auto days = days_of(parts, context);
  if (!days || !has_civil_day(*days)) return std::nullopt;
  const std::int64_t seconds = (parts.hour * 60 + parts.minute) * 60 + parts.second;
  const auto civil_ms = *days * kMsPerDay + seconds * kMsPerSecond;
  const auto offset_ms = parts.offset_minutes.value_or(0) * (60 * kMsPerSecond);
  const auto instant = parts.offset_minutes ? civil_ms - offset_ms : instant_of(context, civil_ms);
  auto moment = at_instant(context, instant);
  if (moment && parts.offset_minutes && moment->offset_minutes != *parts.offset_minutes) {
    Context utc{context.arena};
    moment = at_instant(utc, civil_ms);
    if (!moment) return std::nullopt;
    moment->unix_seconds = instant / kMsPerSecond;
    moment->offset_minutes = *parts.offset_minutes;
    moment->zone = *parts.offset_minutes == 0 ? "UTC" : "";
  }
  if (moment) moment->nanos = parts.nanos;
  return moment;
}

}  // namespace

std::optional<Moment> moment_of_date_text(std::string_view text, const Context& context) {
  constexpr std::size_t kLongest = 128;  // Ruby's limit as well
  if (text.size() > kLongest) return std::nullopt;
  const auto lower = to_lower(text);
  auto tokens = tokens_of(lower);
  Parts parts;
  take_time_out(tokens, parts);
  if (!take_named_month(tokens, parts) && !take_numbers(tokens, parts)) take_packed(tokens, parts);
  if (!parts.has_date() && !parts.has_time) return std::nullopt;
  return is_possible(parts) ? moment_of_parts(parts, context) : std::nullopt;
}

}  // namespace camp::stdlib
