#include "runtime/audience/field_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lang/base/letters.h"
#include "lang/base/limits.h"
#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/value/address.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "runtime/audience/field_number.h"
#include "runtime/audience/phone_number.h"
#include "runtime/audience/text_encoding.h"
#include "runtime/vm/calendar.h"

namespace camp {
namespace {

constexpr int kDecimalDigits = 6;  // kDecimalOne

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// One field under way: the type, its text, and where the outcome goes.
struct Field {
  const Type& type;
  std::string_view text;
  const Value* schema_default;
  Arena& arena;
  Value* value;
  std::string* problem;
  const TextRules& rules;

  bool take(const Value& v) const {
    *value = v;
    return true;
  }
  bool refuse(std::string_view what) const {
    *problem = fmt::format("{} {}", quoted_excerpt(text), what);
    if (auto unseen = invisible_character(text)) *problem += "; it holds the unseen " + *unseen;
    return false;
  }
};

bool read_bool(const Field& field) {
  for (auto yes : {"true", "yes", "1"}) {
    if (is_ascii_alike(field.text, yes)) return field.take(Value::boolean(true));
  }
  for (auto no : {"false", "no", "0"}) {
    if (is_ascii_alike(field.text, no)) return field.take(Value::boolean(false));
  }
  return field.refuse("is not a bool: write true, false, yes, no, 1 or 0");
}

std::string date_advice(const Field& field, std::string_view text) {
  return field.rules.by_options ? advice_on_dates(text, field.rules.dates) : std::string();
}

bool read_int(const Field& field) {
  std::int64_t n = 0;
  auto read = read_fixed(field.text, 0, field.rules.decimal, &n);
  if (read == Fixed::kOk) return field.take(Value::integer(n));
  if (read == Fixed::kTooLarge) return field.refuse("is too large for an int (64 bits)");
  auto what = read == Fixed::kTooFine ? "is not a whole number" : "is not an int";
  auto usual = read == Fixed::kTooFine ? "" : ": write digits only, like 1200";
  return field.refuse(what + advice_on_marks(field.text, 0, field.rules).value_or(usual));
}

bool read_decimal(const Field& field) {
  std::int64_t n = 0;
  auto read = read_fixed(field.text, kDecimalDigits, field.rules.decimal, &n);
  if (read == Fixed::kOk) return field.take(Value::decimal(n));
  if (read == Fixed::kTooFine) return field.refuse("has more than 6 digits after the point");
  if (read == Fixed::kTooLarge) return field.refuse("is too large for a decimal");
  return field.refuse("is not a decimal" + advice_on_marks(field.text, kDecimalDigits, field.rules)
                                               .value_or(": write digits and a point, like 12.5"));
}

bool refuse_money(const Field& field, Fixed why, std::string_view amount, Currency currency) {
  auto code = currency_text(currency);
  auto digits = minor_digits(currency);
  if (why == Fixed::kTooLarge) return field.refuse("is too large for money");
  auto advice = advice_on_marks(amount, digits, field.rules, fmt::format(" {}", code));
  if (why == Fixed::kTooFine)
    return field.refuse(fmt::format("is not money: {} has {} digits after the point{}", code,
                                    digits, advice.value_or("")));
  return field.refuse("is not money" +
                      advice.value_or(fmt::format(": write it like 19.99 {}", code)));
}

// `EUR 19.99`, `19.99EUR`, `€19,99`: what is meant is clear or not, and never guessed.
bool refuse_currency(const Field& field) {
  struct Sign {
    std::string_view sign, code;
  };
  constexpr Sign kSigns[] = {{"\xE2\x82\xAC", "EUR"}, {"\xC2\xA3", "GBP"}};
  for (const auto& [sign, code] : kSigns) {
    if (field.text.find(sign) != std::string_view::npos)
      return field.refuse(fmt::format(
          "is not money: for `{}` write {} behind the amount, like 19.99 {}", sign, code, code));
  }
  if (field.text.find('$') != std::string_view::npos)
    return field.refuse(
        "is not money: `$` is the sign of many currencies: write which, like 19.99 USD");
  return field.refuse("is not money: write an amount and an ISO 4217 currency, like 19.99 EUR");
}

bool read_money(const Field& field) {
  std::string scratch;
  auto text = with_plain_spaces(field.text, scratch);
  auto space = text.rfind(' ');
  bool bare = space == std::string_view::npos || is_digit(text.back());
  auto amount = bare ? text : trimmed(text.substr(0, space));
  if (text.find_first_not_of("0123456789.,' +-") < amount.size()) return refuse_currency(field);
  Currency currency = 0;
  if (!bare) {
    auto known = parse_currency(text.substr(space + 1));
    if (!known) return refuse_currency(field);
    currency = *known;
  } else if (field.schema_default != nullptr && field.schema_default->tag == Tag::kMoney) {
    currency = field.schema_default->aux;
  } else {
    return field.refuse("has no currency: write it like 19.99 EUR");
  }
  std::int64_t minor = 0;
  auto read = read_fixed(amount, minor_digits(currency), field.rules.decimal, &minor);
  if (read != Fixed::kOk) return refuse_money(field, read, amount, currency);
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
    return field.refuse(field.text[*bad] == '\0' ? std::string("holds a NUL byte")
                                                 : fmt::format("is not UTF-8: {}", kNotUtf8));
  }
  if (!well_formed) return field.refuse(expected);
  return field.take(Value::string(field.arena.copy(field.text)));
}

// A domain with letters of the world is stored as mail servers know it.
bool read_email(const Field& field) {
  if (is_email(field.text)) return read_text(field, true, "");
  if (find_invalid_utf8(field.text)) return read_text(field, true, "");
  auto ascii = with_ascii_domain(field.text);
  if (is_email(ascii)) return field.take(Value::string(field.arena.copy(ascii)));
  std::string name;
  std::string_view address;
  if (is_mailbox(field.text, &name, &address))
    return field.refuse(fmt::format("is a name and an address: write {} alone", address));
  auto at = ascii.find('@');
  if (at != std::string::npos && !is_ascii(ascii.substr(0, at)) && !invisible_character(ascii))
    return field.refuse(
        "has letters before the @ that only mail servers with SMTPUTF8 take: ask for another "
        "address");
  if (at != std::string::npos && ascii.find('@', at + 1) != std::string::npos)
    return field.refuse("is more than one e-mail address: write one");
  return field.refuse("is not an e-mail address: write it like anna@example.com");
}

// Stored as E.164, however it is written.
bool read_phone(const Field& field) {
  if (is_phone(field.text)) return read_text(field, true, "");
  if (find_invalid_utf8(field.text)) return read_text(field, true, "");
  auto number = phone_in_e164(field.text, field.rules.country);
  if (number) return field.take(Value::string(field.arena.copy(*number)));
  return field.refuse(field.rules.country.empty()
                          ? fmt::format("is not a phone number: write it like +358401234567{}",
                                        field.rules.by_options
                                            ? ", or say where such numbers are from: --country FI"
                                            : "")
                          : fmt::format("is not a phone number of {}: write it like +358401234567",
                                        field.rules.country));
}

// As duration_text writes it: a sign holds until the next one. A difference of datetimes can be
// negative (`-1d12h`), and a difference of durations be of both signs (`1mo-2d`).
std::optional<Duration> read_duration(std::string_view text) {
  Duration sum;
  bool negative = false;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const bool has_sign = text.front() == '-' || text.front() == '+';
    if (has_sign) negative = text.front() == '-';
    text.remove_prefix(has_sign ? 1 : 0);
    const auto end = std::min(text.find_first_of("+-"), text.size());
    const auto part = parse_duration(text.substr(0, end));
    if (!part) return std::nullopt;
    text.remove_prefix(end);
    const auto add = [&](auto& to, auto more) {
      return !__builtin_add_overflow(to, negative ? -more : more, &to);
    };
    if (!add(sum.months, part->months) || !add(sum.days, part->days) || !add(sum.ms, part->ms))
      return std::nullopt;
  }
  return sum;
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
      return read_parsed(field, read_date(text, field.rules.dates), &Value::date,
                         "is not a date: write it like 2026-12-01" + date_advice(field, text));
    case TypeKind::kTime:
      return read_parsed(field, parse_time_of_day(text), &Value::time,
                         "is not a time: write it like 09:00");
    case TypeKind::kDatetime:
      return read_parsed(
          field, read_datetime(text, field.rules.dates), &Value::datetime,
          "is not a datetime: write it like 2026-12-01T09:00:00Z" + date_advice(field, text));
    case TypeKind::kString:
      return read_text(field, true, "");
    case TypeKind::kEmail:
      return read_email(field);
    case TypeKind::kPhone:
      return read_phone(field);
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
                   Arena& arena, Value* value, std::string* problem, const TextRules& rules) {
  if (type.kind != TypeKind::kString) text = trimmed(text);
  std::string scratch;
  text = normalized(text, scratch);
  if (text.empty()) {
    *value = Value::absent();
    return true;
  }
  return read_field({type, text, schema_default, arena, value, problem, rules});
}

}  // namespace camp
