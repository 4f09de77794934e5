#include "runtime/audience/field_number.h"

#include <fmt/format.h>

#include "lang/base/unicode.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

bool is_digit_of_number(char c) { return c >= '0' && c <= '9'; }

Fixed parse_fixed(std::string_view text, int digits, std::int64_t* out) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  if (text.empty() || !is_digit_of_number(text[0])) return Fixed::kNoNumber;
  // Counted downwards when negative: the smallest integer has no positive twin.
  std::int64_t units = 0;
  auto push = [&](int digit) {
    return !__builtin_mul_overflow(units, 10, &units) &&
           !__builtin_add_overflow(units, negative ? -digit : digit, &units);
  };
  std::size_t at = 0;
  bool fits = true;
  for (; at < text.size() && is_digit_of_number(text[at]); ++at)
    fits = fits && push(text[at] - '0');
  int missing = digits;
  bool too_fine = false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (at == text.size()) return Fixed::kNoNumber;
    for (; at < text.size() && is_digit_of_number(text[at]); ++at) {
      if (missing == 0)
        too_fine = too_fine || text[at] != '0';
      else
        fits = fits && push(text[at] - '0'), --missing;
    }
  }
  if (at != text.size()) return Fixed::kNoNumber;
  for (; missing > 0; --missing) fits = fits && push(0);
  *out = units;
  return !fits ? Fixed::kTooLarge : too_fine ? Fixed::kTooFine : Fixed::kOk;
}

// The digits of `1.234.567` without what stands between groups of three; nothing when they are no
// such groups. `decimal` stands between none.
std::optional<std::string> without_groups(std::string_view whole, char decimal) {
  constexpr std::size_t kGroup = 3;
  std::string digits;
  char mark = 0;
  std::size_t group = 0;
  for (char c : whole) {
    if (is_digit_of_number(c)) {
      digits.push_back(c);
      ++group;
      continue;
    }
    bool first = mark == 0;
    bool known = c != decimal && std::string_view(".,' ").find(c) != std::string_view::npos;
    if (!known || (first ? group == 0 || group > kGroup : c != mark || group != kGroup))
      return std::nullopt;
    mark = c;
    group = 0;
  }
  if (mark != 0 && group != kGroup) return std::nullopt;
  return digits;
}

// `-1.234,56` with a decimal comma as `-1234.56`.
std::optional<std::string> plain_number(std::string_view text, char decimal) {
  std::string plain;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') plain.push_back('-');
    text.remove_prefix(1);
  }
  auto point = text.find(decimal);
  auto whole = without_groups(text.substr(0, point), decimal);
  if (!whole) return std::nullopt;
  plain += *whole;
  if (point == std::string_view::npos) return plain;
  plain.push_back('.');
  return plain.append(text.substr(point + 1));
}

}  // namespace

std::string_view with_plain_spaces(std::string_view text, std::string& scratch) {
  if (is_ascii(text)) return text;
  scratch.clear();
  for (std::size_t at = 0; at < text.size();) {
    auto [point, size] = code_point_at(text, at);
    if (point == 0xA0 || point == 0x2009 || point == 0x202F)
      scratch.push_back(' ');
    else
      scratch.append(text, at, size);
    at += size;
  }
  return scratch;
}

Fixed read_fixed(std::string_view text, int digits, char decimal, std::int64_t* out) {
  if (decimal == 0) return parse_fixed(text, digits, out);
  std::string scratch;
  auto plain = plain_number(with_plain_spaces(text, scratch), decimal);
  return plain ? parse_fixed(*plain, digits, out) : Fixed::kNoNumber;
}

std::optional<std::string> advice_on_marks(std::string_view text, int digits,
                                           const TextRules& rules, std::string_view unit) {
  std::string scratch;
  text = with_plain_spaces(text, scratch);
  auto reading = [&](char mark) {
    std::int64_t ignored = 0;
    auto plain = mark == rules.decimal ? std::nullopt : plain_number(text, mark);
    bool reads = plain && parse_fixed(*plain, digits, &ignored) == Fixed::kOk;
    return reads && *plain != text ? plain : std::nullopt;
  };
  auto comma = reading(',');
  auto point = reading('.');
  const bool by_options = rules.by_options;
  if (comma && point && *comma != *point)
    return by_options ? fmt::format(": --decimal , reads it as {}{}, --decimal . as {}{}", *comma,
                                    unit, *point, unit)
                      : fmt::format(": write {}{}, or {}{}", *comma, unit, *point, unit);
  if (!comma && !point) return std::nullopt;
  std::int64_t ignored = 0;
  if (comma && parse_fixed(text, digits, &ignored) == Fixed::kTooFine) {
    // It may well be meant as it stands.
    if (!by_options) return std::nullopt;
    return fmt::format(": --decimal , reads it as {}{}", *comma, unit);
  }
  const auto written = fmt::format(": write {}{}", comma ? *comma : *point, unit);
  return by_options ? fmt::format("{}, or say --decimal {}", written, comma ? ',' : '.') : written;
}

}  // namespace camp
