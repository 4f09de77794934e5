// A value at run time, and its bytes on disk.
//
// 24 bytes, trivially copyable. Strings, lists and records are views: whoever made the value says
// how long they live (an Arena, a row's buffer, the program). No floating point but in a bare
// Liquid file: decimals are millionths in 64 bits, money is minor units with its ISO 4217 currency;
// arithmetic on them is checked (arithmetic.cpp). What a quotient or a mean has beyond these units
// is kept beside them, exactly, until it is printed or encoded.
#pragma once
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/arena.h"
#include "lang/base/bytes.h"

namespace camp {

// Persisted: numbers never move.
enum class Tag : std::uint8_t {
  kAbsent = 0,
  kBool = 1,
  kInt = 2,
  kDecimal = 3,   // millionths
  kMoney = 4,     // minor units; aux = currency
  kDuration = 5,  // num = ms, aux = months, days = days
  kDate = 6,      // days since 1970-01-01
  kTime = 7,      // ms since local midnight
  kDatetime = 8,  // ms since 1970-01-01T00:00Z
  kString = 9,    // aux = bytes
  kList = 10,     // aux = items
  kRecord = 11,   // aux = pairs; items = name (kString), value, name, value, ...
  kHandle = 12,   // a ledger id: 16 bytes, as kString's chars
  // In a template at work only, never on disk:
  kFloat = 64,  // the bits of a double: numbers of a bare Liquid file, which has them
  kRange = 65,  // (num..days), both ends included
  kLoop = 66,   // `forloop`, `tablerowloop`: a TemplateLoop of runtime/vm
};
inline constexpr std::uint8_t kTagCount = 13;  // those on disk

inline constexpr std::int64_t kDecimalOne = 1'000'000;

// Three letters in an integer: "EUR" = 'E' << 16 | 'U' << 8 | 'R'.
using Currency = std::uint32_t;
constexpr Currency currency(const char (&code)[4]) {
  return static_cast<Currency>(code[0]) << 16 | static_cast<Currency>(code[1]) << 8 |
         static_cast<Currency>(code[2]);
}
std::optional<Currency> parse_currency(std::string_view code);  // nothing unless ISO 4217 knows it
std::string currency_text(Currency currency);
int minor_digits(Currency currency);  // EUR 2, JPY 0, KWD 3

// Calendar parts are kept apart: 1mo is not 30d, and 1d is not 24h across a change of clocks.
struct Duration {
  std::int32_t months = 0;  // mo, y
  std::int32_t days = 0;    // d, w
  std::int64_t ms = 0;      // s, m, h
  friend bool operator==(const Duration&, const Duration&) = default;
};

// Of one unit, in lowest terms; whole: 0 of 0. The number is `num` and this much more, also when it
// is negative.
struct Fraction {
  std::uint32_t part = 0;  // below `of`
  std::uint32_t of = 0;
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

struct Value {
  Tag tag = Tag::kAbsent;
  std::uint32_t aux = 0;
  union {
    std::int64_t num = 0;
    const char* chars;
    const Value* items;
  };
  std::int64_t days = 0;  // durations; of decimals and money a Fraction

  static Value absent() { return {}; }
  static Value boolean(bool b) { return number(Tag::kBool, b ? 1 : 0); }
  static Value integer(std::int64_t n) { return number(Tag::kInt, n); }
  static Value decimal(std::int64_t millionths) { return number(Tag::kDecimal, millionths); }
  static Value money(std::int64_t minor, Currency c) {
    Value v = number(Tag::kMoney, minor);
    v.aux = c;
    return v;
  }
  static Value duration(Duration d) {
    Value v = number(Tag::kDuration, d.ms);
    v.aux = static_cast<std::uint32_t>(d.months);
    v.days = d.days;
    return v;
  }
  static Value date(std::int64_t days_since_1970) { return number(Tag::kDate, days_since_1970); }
  static Value time(std::int64_t ms) { return number(Tag::kTime, ms); }
  static Value datetime(std::int64_t ms) { return number(Tag::kDatetime, ms); }
  static Value real(double number) {
    return Value::number(Tag::kFloat, std::bit_cast<std::int64_t>(number));
  }
  static Value range(std::int64_t first, std::int64_t last) {
    Value v = number(Tag::kRange, first);
    v.days = last;
    return v;
  }
  static Value string(std::string_view text) { return chars_of(Tag::kString, text); }
  static Value handle(std::string_view ledger_id) { return chars_of(Tag::kHandle, ledger_id); }
  static Value list(const Value* items, std::uint32_t count) {
    return items_of(Tag::kList, items, count);
  }
  static Value record(const Value* pairs, std::uint32_t count) {
    return items_of(Tag::kRecord, pairs, count);
  }

  bool is_absent() const { return tag == Tag::kAbsent; }
  bool truth() const { return tag == Tag::kBool && num != 0; }
  std::string_view text() const { return {chars, aux}; }
  Duration as_duration() const {
    return {static_cast<std::int32_t>(aux), static_cast<std::int32_t>(days), num};
  }
  double as_real() const { return std::bit_cast<double>(num); }
  Fraction beyond() const { return std::bit_cast<Fraction>(days); }  // decimals, money
  const Value* field(std::string_view name) const;  // of a record; null when it has none

 private:
  static Value number(Tag t, std::int64_t n) {
    Value v;
    v.tag = t;
    v.num = n;
    return v;
  }
  static Value chars_of(Tag t, std::string_view text) {
    Value v;
    v.tag = t;
    v.aux = static_cast<std::uint32_t>(text.size());
    v.chars = text.data();
    return v;
  }
  static Value items_of(Tag t, const Value* items, std::uint32_t count) {
    Value v;
    v.tag = t;
    v.aux = count;
    v.items = items;
    return v;
  }
};
static_assert(sizeof(Value) == 24);

// Equal tags and contents; an int equals the decimal of the same number, records whatever the order
// of their fields. Absent equals only absent. Nothing is equal below kTypeDepth nested lists and
// records.
inline bool equal(const Value& a, const Value& b);
// The same, or nothing when the answer would mislead: money of two currencies, or two kinds that no
// checked program compares, so that one is of a former type. In lists and records as well.
inline std::optional<bool> same(const Value& a, const Value& b);

// <0, 0, >0; nothing when the two cannot be ordered: different kinds or currencies, absent values,
// lists, records, durations of which neither is at least the other in months, days and ms alike.
inline std::optional<int> compare(const Value& a, const Value& b);

// a + b and so on, by the language's rules; nothing on overflow, division by zero, mixed currencies
// or types that do not go together. int / int is a decimal; money * decimal is money. Decimals and
// money are exact; a fraction finer than Fraction can say is rounded like rounded(). datetime +-
// duration is not here: it needs a time zone (runtime/vm/calendar.h). String + string is not here
// either: it needs an arena.
enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide, kRemainder };
std::optional<Value> arithmetic(Arithmetic op, const Value& a, const Value& b);
// A decimal or money in whole units, half away from zero: the one rounding of the language. Any
// other value, and a whole one, as it is.
Value rounded(const Value& value);

// As a template prints it: `19.99 EUR`, `2026-12-01`, `true`, nothing for absent. Decimals without
// trailing zeros, rounded(). Datetimes in UTC, ISO 8601: the caller shifts to a zone first when it
// has one. A list is its items without anything between them, as in Liquid. Stops after kArenaBytes
// or kValueItems.
void append_text(std::string& out, const Value& value);

// value := tag:u8 payload
//   bool u8 | int, decimal, date, time, datetime zigzag | money zigzag currency:varint
//   duration zigzag(months) zigzag(days) zigzag(ms) | string, handle n:varint bytes
//   list n:varint value* | record n:varint (bytes value)*
// Numbers are rounded(). What is nested deeper than kTypeDepth, or comes after kValueItems, is
// written as absent.
void encode_value(std::string& out, const Value& value);
// Views point into the reader's bytes, items into the arena. Fails the reader on anything malformed
// or deeper than kTypeDepth.
inline Value decode_value(Reader& in, Arena& arena, std::size_t depth = 0);
// The same value, with its texts and items in the arena.
Value kept_in(Arena& arena, const Value& value);
// Steps over one encoded value without making it; fails the reader like decode_value.
inline void skip_value(Reader& in, std::size_t depth = 0);

}  // namespace camp

// The inline functions: they run per contact in a segment's scan.
#include "lang/value/value_hot.h"
