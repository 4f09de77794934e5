#include "runtime/audience/field_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lang/base/limits.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/value/address.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "runtime/vm/calendar.h"

namespace camp {
namespace {

constexpr int kDecimalDigits = 6;  // kDecimalOne

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

enum class Fixed { kOk, kNoNumber, kTooFine, kTooLarge };

// `-12.5` in units of 10^-digits: exact, or it is refused; zeros beyond the last digit do not hurt.
Fixed parse_fixed(std::string_view text, int digits, std::int64_t* out) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return Fixed::kNoNumber;
  // Counted downwards when negative: the smallest integer has no positive twin.
  std::int64_t units = 0;
  auto push = [&](int digit) {
    return !__builtin_mul_overflow(units, 10, &units) &&
           !__builtin_add_overflow(units, negative ? -digit : digit, &units);
  };
  std::size_t at = 0;
  bool fits = true;
  for (; at < text.size() && is_digit(text[at]); ++at) fits = fits && push(text[at] - '0');
  int missing = digits;
  bool too_fine = false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (at == text.size()) return Fixed::kNoNumber;
    for (; at < text.size() && is_digit(text[at]); ++at) {
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

// With a comma for a point, or with commas between thousands: what people's spreadsheets write.
std::optional<std::string> without_commas(std::string_view text, int digits) {
  std::string fixed(text);
  bool thousands =
      std::count(fixed.begin(), fixed.end(), ',') > 1 || fixed.find('.') != std::string::npos;
  if (thousands)
    fixed.erase(std::remove(fixed.begin(), fixed.end(), ','), fixed.end());
  else
    std::replace(fixed.begin(), fixed.end(), ',', '.');
  std::int64_t ignored = 0;
  if (fixed == text || parse_fixed(fixed, digits, &ignored) != Fixed::kOk) return std::nullopt;
  return fixed;
}

// One field under way: the type, its text, and where the outcome goes.
struct Field {
  const Type& type;
  std::string_view text;
  const Value* schema_default;
  Arena& arena;
  Value* value;
  std::string* problem;

  bool take(const Value& v) const {
    *value = v;
    return true;
  }
  bool refuse(std::string_view what) const {
    *problem = fmt::format("{} {}", quoted_excerpt(text), what);
    return false;
  }
};

bool read_bool(const Field& field) {
  for (auto yes : {"true", "yes", "1"}) {
    if (equal_ignoring_case(field.text, yes)) return field.take(Value::boolean(true));
  }
  for (auto no : {"false", "no", "0"}) {
    if (equal_ignoring_case(field.text, no)) return field.take(Value::boolean(false));
  }
  return field.refuse("is not a bool: write true, false, yes, no, 1 or 0");
}

bool read_int(const Field& field) {
  std::int64_t n = 0;
  switch (parse_fixed(field.text, 0, &n)) {
    case Fixed::kOk:
      return field.take(Value::integer(n));
    case Fixed::kTooFine:
      return field.refuse("is not a whole number");
    case Fixed::kTooLarge:
      return field.refuse("is too large for an int (64 bits)");
    case Fixed::kNoNumber:
      break;
  }
  return field.refuse("is not an int: write digits only, like 1200");
}

bool read_decimal(const Field& field) {
  std::int64_t n = 0;
  switch (parse_fixed(field.text, kDecimalDigits, &n)) {
    case Fixed::kOk:
      return field.take(Value::decimal(n));
    case Fixed::kTooFine:
      return field.refuse("has more than 6 digits after the point");
    case Fixed::kTooLarge:
      return field.refuse("is too large for a decimal");
    case Fixed::kNoNumber:
      break;
  }
  auto better = without_commas(field.text, kDecimalDigits);
  return field.refuse(fmt::format("is not a decimal: write {}",
                                  better ? *better : "digits and a point, like 12.5"));
}

bool refuse_money(const Field& field, Fixed why, std::string_view amount, Currency currency) {
  auto code = currency_text(currency);
  auto digits = minor_digits(currency);
  if (why == Fixed::kTooLarge) return field.refuse("is too large for money");
  if (why == Fixed::kTooFine)
    return field.refuse(
        fmt::format("is not money: {} has {} digits after the point", code, digits));
  auto better = without_commas(amount, digits);
  return field.refuse(
      fmt::format("is not money: write {} {}", better ? *better : "it like 19.99", code));
}

bool read_money(const Field& field) {
  auto text = field.text;
  auto space = text.rfind(' ');
  auto amount = trimmed(text.substr(0, space));
  Currency currency = 0;
  if (space != std::string_view::npos) {
    auto known = parse_currency(text.substr(space + 1));
    if (!known)
      return field.refuse("is not money: write an amount and an ISO 4217 currency, like 19.99 EUR");
    currency = *known;
  } else if (field.schema_default != nullptr && field.schema_default->tag == Tag::kMoney) {
    currency = field.schema_default->aux;
  } else {
    return field.refuse("has no currency: write it like 19.99 EUR");
  }
  std::int64_t minor = 0;
  auto parsed = parse_fixed(amount, minor_digits(currency), &minor);
  if (parsed != Fixed::kOk) return refuse_money(field, parsed, amount, currency);
  return field.take(Value::money(minor, currency));
}

// `en`, `fi-FI`, `zh_Hant_TW`: a language of two or three letters, then subtags.
bool is_locale(std::string_view text) {
  constexpr std::size_t kLocaleBytes = 35;  // the longest that RFC 5646 wants carried
  auto end = std::min(text.find_first_of("-_"), text.size());
  auto language = text.substr(0, end);
  if (text.size() > kLocaleBytes || language.size() < 2 || language.size() > 3) return false;
  if (!std::all_of(language.begin(), language.end(), is_letter)) return false;
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find_first_of("-_"), text.size());
    auto subtag = text.substr(0, end);
    if (subtag.empty() || subtag.size() > 8) return false;
    if (!std::all_of(subtag.begin(), subtag.end(),
                     [](char c) { return is_letter(c) || is_digit(c); }))
      return false;
  }
  return true;
}

bool read_choice(const Field& field) {
  for (const auto& choice : field.type.choices) {
    if (choice == field.text) return field.take(Value::string(field.arena.copy(field.text)));
  }
  if (auto near = suggest(field.text, field.type.choices))
    return field.refuse(fmt::format("is not a choice: did you mean `{}`?", *near));
  return field.refuse("is not " + to_string(field.type.without_optional()));
}

template <class T>
bool read_parsed(const Field& field, const std::optional<T>& parsed, Value (*make)(T),
                 std::string_view expected) {
  return parsed ? field.take(make(*parsed)) : field.refuse(expected);
}

bool read_text(const Field& field, bool well_formed, std::string_view expected) {
  if (field.text.size() > limits::kStringBytes) {
    return field.refuse(fmt::format("is {} bytes long; at most {} (kStringBytes)",
                                    field.text.size(), limits::kStringBytes));
  }
  if (auto bad = find_invalid_utf8(field.text)) {
    return field.refuse(field.text[*bad] == '\0'
                            ? "holds a NUL byte"
                            : "is not UTF-8: save or export the file as UTF-8");
  }
  if (!well_formed) return field.refuse(expected);
  return field.take(Value::string(field.arena.copy(field.text)));
}

// `-1d12h` is what lies so far back: a difference of datetimes can be negative.
std::optional<Duration> read_duration(std::string_view text) {
  bool negative = text.substr(0, 1) == "-";
  auto duration = parse_duration(text.substr(negative ? 1 : 0));
  if (!duration || !negative) return duration;
  return Duration{-duration->months, -duration->days, -duration->ms};
}

bool read_field(const Field& field) {
  auto text = field.text;
  switch (field.type.kind) {
    case TypeKind::kBool:
      return read_bool(field);
    case TypeKind::kInt:
      return read_int(field);
    case TypeKind::kDecimal:
      return read_decimal(field);
    case TypeKind::kMoney:
      return read_money(field);
    case TypeKind::kDuration:
      return read_parsed(field, read_duration(text), &Value::duration,
                         "is not a duration: write it like 90s, 15m, 2h or 1d12h");
    case TypeKind::kDate:
      return read_parsed(field, parse_date(text), &Value::date,
                         "is not a date: write it like 2026-12-01");
    case TypeKind::kTime:
      return read_parsed(field, parse_time_of_day(text), &Value::time,
                         "is not a time: write it like 09:00");
    case TypeKind::kDatetime:
      return read_parsed(field, parse_instant(text), &Value::datetime,
                         "is not a datetime: write it like 2026-12-01T09:00:00Z");
    case TypeKind::kString:
      return read_text(field, true, "");
    case TypeKind::kEmail:
      return read_text(field, is_email(text),
                       "is not an e-mail address: write it like anna@example.com");
    case TypeKind::kPhone:
      return read_text(field, is_phone(text), "is not a phone number: write it like +358401234567");
    case TypeKind::kUrl:
      return read_text(field, is_url(text), "is not a URL: write it like https://acme.example");
    case TypeKind::kLocale:
      return read_text(field, is_locale(text), "is not a locale: write it like en or fi-FI");
    case TypeKind::kTimezone:
      return read_text(field, calendar::find_zone(text) != nullptr,
                       "is not a time zone: write its IANA name, like Europe/Helsinki");
    case TypeKind::kChoice:
      return read_choice(field);
    case TypeKind::kList:
    case TypeKind::kRecord:
      return value_of_json_text(field.type, text, field.arena, field.value, field.problem);
    case TypeKind::kError:
    case TypeKind::kHandle:
    case TypeKind::kAbsent:
      break;
  }
  return field.refuse("cannot be imported: no value of this type comes from outside");
}

}  // namespace

bool value_of_text(const Type& type, std::string_view text, const Value* schema_default,
                   Arena& arena, Value* value, std::string* problem) {
  if (type.kind != TypeKind::kString) text = trimmed(text);
  std::string scratch;
  text = normalized(text, scratch);
  if (text.empty()) {
    *value = Value::absent();
    return true;
  }
  return read_field({type, text, schema_default, arena, value, problem});
}

}  // namespace camp
