#include "lang/syntax/literals.h"

#include <fmt/format.h>

#include <limits>

#include "lang/value/civil.h"

namespace camp::syntax {
namespace {

Error bad(std::string message, std::string hint = {}) {
  return {ErrorKind::kInvalid, std::move(message), {}, std::move(hint)};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `1_000.25` as an integer of 10^-decimals. Fails on more decimals than that, and on overflow.
Result<std::int64_t> scaled(std::string_view text, int decimals, std::string_view what) {
  std::int64_t value = 0;
  int seen = -1;  // digits behind the point
  auto push = [&](int digit) {
    return !__builtin_mul_overflow(value, 10, &value) &&
           !__builtin_add_overflow(value, digit, &value);
  };
  auto too_large = [&] { return bad(fmt::format("`{}` is too large for {}", text, what)); };
  for (char c : text) {
    if (c == '_') continue;
    if (c == '.') {
      seen = 0;
      continue;
    }
    if (seen >= 0 && ++seen > decimals)
      return bad(decimals == 0 ? fmt::format("{} has no decimals", what)
                               : fmt::format("{} has at most {} decimals", what, decimals));
    if (!push(c - '0')) return too_large();
  }
  for (int digit = seen < 0 ? 0 : seen; digit < decimals; ++digit)
    if (!push(0)) return too_large();
  return value;
}

Result<Value> read_money(std::string_view text) {
  auto code = text.substr(text.size() - 3);
  auto known = parse_currency(code);
  if (!known)
    return bad(fmt::format("there is no currency `{}`", code),
               "currencies are ISO 4217 codes, such as EUR");
  auto amount = text.substr(0, text.find_first_not_of("0123456789_."));
  CAMP_ASSIGN(auto minor,
              scaled(amount, minor_digits(*known), fmt::format("an amount in {}", code)));
  return Value::money(minor, *known);
}

Result<Value> read_percent(std::string_view text) {
  constexpr int kPercentDecimals = 4;  // a decimal has six, and 1 % is two of them
  CAMP_ASSIGN(auto value,
              scaled(text.substr(0, text.size() - 1), kPercentDecimals, "a percentage"));
  return Value::decimal(value);
}

Result<Value> read_plain(std::string_view text) {
  if (text.find('.') == text.npos) {
    CAMP_ASSIGN(auto value, scaled(text, 0, "a whole number"));
    return Value::integer(value);
  }
  constexpr int kDecimals = 6;
  CAMP_ASSIGN(auto value, scaled(text, kDecimals, "a decimal number"));
  return Value::decimal(value);
}

Result<Value> read_with_letters(std::string_view text) {
  if (text.find_first_of("._") == text.npos) {
    if (auto duration = parse_duration(text)) return Value::duration(*duration);
  }
  return bad(fmt::format("`{}` is neither a number nor a duration", text),
             "durations are whole numbers with the units s m h d w mo y, the largest first: 90s, "
             "3d, 1d12h");
}

}  // namespace

std::string way_to_day(std::string_view text) {
  constexpr std::string_view kWritten = "dates are written YEAR-MONTH-DAY: 2026-12-01";
  constexpr std::size_t kDayAt = 8;
  const std::string month(text.substr(0, kDayAt));
  const auto first = parse_date(month + "01");
  const auto next = first ? add_to_date(*first, {1, 0, 0}) : std::nullopt;
  if (!next) return std::string(kWritten);
  return fmt::format("the last day of that month is {}", date_text(*next - 1));
}

Result<Value> read_number(std::string_view text) {
  if (text.back() == '%') return read_percent(text);
  if (text.find('-') != text.npos) {
    if (auto date = parse_date(text)) return Value::date(*date);
    return bad(fmt::format("there is no day `{}`", text), way_to_day(text));
  }
  if (text.find(':') != text.npos) {
    if (auto time = parse_time_of_day(text)) return Value::time(*time);
    return bad(fmt::format("there is no time `{}`", text), "times are written 09:00, up to 23:59");
  }
  auto last = text.back();
  if (is_digit(last) || last == '_') {
    auto letters = text.find_first_not_of("0123456789_.");
    return letters == text.npos ? read_plain(text) : read_with_letters(text);
  }
  auto stop = text.find_first_not_of("0123456789_.");
  bool upper = last >= 'A' && last <= 'Z';
  bool spaced = text[stop] < 'A';  // a blank or a comment before the currency
  return upper && (spaced || text.size() - stop == 3) ? read_money(text) : read_with_letters(text);
}

}  // namespace camp::syntax
