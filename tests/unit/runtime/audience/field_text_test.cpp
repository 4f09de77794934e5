#include "runtime/audience/field_text.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

// The value's text, "-" for absent, "! problem" for a refusal.
std::string read(const Type& type, std::string_view text, const Value* schema_default = nullptr,
                 const TextRules& rules = {}) {
  Arena arena;
  Value value;
  std::string problem;
  if (!value_of_text(type, text, schema_default, arena, &value, &problem, rules))
    return "! " + problem;
  return value.is_absent() ? "-" : text_of_value(value);
}

TEST_CASE("numbers from text") {
  CHECK(read(TypeKind::kInt, "42") == "42");
  CHECK(read(TypeKind::kInt, " -7 ") == "-7");
  CHECK(read(TypeKind::kInt, "") == "-");
  CHECK(read(TypeKind::kInt, "9223372036854775807") == "9223372036854775807");
  CHECK(read(TypeKind::kInt, "-9223372036854775808") == "-9223372036854775808");
  CHECK(read(TypeKind::kInt, "9223372036854775808") ==
        "! `9223372036854775808` is too large for an int (64 bits)");
  CHECK(read(TypeKind::kInt, "12.5") == "! `12.5` is not a whole number");
  CHECK(read(TypeKind::kInt, "12x") == "! `12x` is not an int: write digits only, like 1200");
  CHECK(read(TypeKind::kDecimal, "142.44") == "142.44");
  CHECK(read(TypeKind::kDecimal, "-0.000001") == "-0.000001");
  CHECK(read(TypeKind::kDecimal, "1.0000000") == "1");
  CHECK(read(TypeKind::kDecimal, "0.0000001") ==
        "! `0.0000001` has more than 6 digits after the point");
  CHECK(read(TypeKind::kDecimal, "9223372036854.775807") == "9223372036854.775807");
  CHECK(read(TypeKind::kDecimal, "9223372036854.775808") ==
        "! `9223372036854.775808` is too large for a decimal");
  CHECK(read(TypeKind::kDecimal, "12,5") ==
        "! `12,5` is not a decimal: write 12.5, or say --decimal ,");
  CHECK(read(TypeKind::kDecimal, "1,234.5") ==
        "! `1,234.5` is not a decimal: write 1234.5, or say --decimal .");
  for (auto bad : {".", "-", "1.", ".5", "1e3", "NaN", "0x10", "1 2"})
    CHECK(read(TypeKind::kDecimal, bad).find("is not a decimal") != std::string::npos);
}

TEST_CASE("durations from text, as they are written") {
  CHECK(read(TypeKind::kDuration, "1d12h") == "1d12h");
  for (const Duration it : {Duration{0, -1, -43'200'000}, Duration{0, -1, 43'200'000},
                            Duration{1, -2, 0}, Duration{-14, 3, -61'250}, Duration{0, 0, -250}}) {
    const auto text = duration_text(it);
    CHECK(read(TypeKind::kDuration, text) == text);
    Arena arena;
    Value value;
    std::string problem;
    REQUIRE(value_of_text(TypeKind::kDuration, text, nullptr, arena, &value, &problem, {}));
    CHECK(value.as_duration() == it);
  }
  for (auto bad : {"-", "1d-", "--1d", "1d+-2h", "+", "2147483647d+1d", "1x"})
    CHECK(read(TypeKind::kDuration, bad).find("is not a duration") != std::string::npos);
}

TEST_CASE("money from text") {
  auto euros = Value::money(0, currency("EUR"));
  CHECK(read(TypeKind::kMoney, "19.99 EUR") == "19.99 EUR");
  CHECK(read(TypeKind::kMoney, "20 JPY") == "20 JPY");
  CHECK(read(TypeKind::kMoney, "0.1", &euros) == "0.10 EUR");
  CHECK(read(TypeKind::kMoney, "5 USD", &euros) == "5.00 USD");
  CHECK(read(TypeKind::kMoney, "19.99") == "! `19.99` has no currency: write it like 19.99 EUR");
  CHECK(read(TypeKind::kMoney, "19.999 EUR") ==
        "! `19.999 EUR` is not money: EUR has 2 digits after the point: --decimal , reads it as "
        "19999 EUR");
  CHECK(read(TypeKind::kMoney, "19.990 EUR") == "19.99 EUR");
  CHECK(read(TypeKind::kMoney, "19,99 EUR") ==
        "! `19,99 EUR` is not money: write 19.99 EUR, or say --decimal ,");
  CHECK(read(TypeKind::kMoney, "19.99 XYZ").find("ISO 4217") != std::string::npos);
  CHECK(read(TypeKind::kMoney, " EUR", &euros).find("! ") == 0);
}

TEST_CASE("everything else from text") {
  CHECK(read(TypeKind::kBool, "Yes") == "true");
  CHECK(read(TypeKind::kBool, "0") == "false");
  CHECK(read(TypeKind::kBool, "maybe") ==
        "! `maybe` is not a bool: write true, false, yes, no, 1 or 0");
  CHECK(read(TypeKind::kDate, "2024-02-29") == "2024-02-29");
  CHECK(read(TypeKind::kDate, "2023-02-29").find("is not a date") != std::string::npos);
  CHECK(read(TypeKind::kTime, "09:00") == "09:00");
  CHECK(read(TypeKind::kDuration, "1d12h") == "1d12h");
  CHECK(read(TypeKind::kDatetime, "2026-03-02T12:00:00+02:00") == "2026-03-02T10:00:00Z");
  CHECK(read(TypeKind::kEmail, "anna@example.com") == "anna@example.com");
  CHECK(read(TypeKind::kEmail, "anna@example.com\r\nBcc: x@y.z")
            .find("is more than one e-mail address") != std::string::npos);
  CHECK(read(TypeKind::kPhone, "0401234567").find("is not a phone number") != std::string::npos);
  CHECK(read(TypeKind::kLocale, "fi-FI") == "fi-FI");
  for (auto bad : {"f", "finnish", "fi-", "fi--FI", "12", "fi-toolongsubtag"})
    CHECK(read(TypeKind::kLocale, bad).find("is not a locale") != std::string::npos);
  CHECK(read(TypeKind::kTimezone, "Europe/Helsinki") == "Europe/Helsinki");
  CHECK(read(TypeKind::kTimezone, "../etc/passwd").find("is not a time zone") != std::string::npos);
  auto tier = test::choice_type({"gold", "basic"}, true);
  CHECK(read(tier, "gold") == "gold");
  CHECK(read(tier, " gold\xC2\xA0") == "gold");
  CHECK(read(tier, "godl") == "! `godl` is not a choice: did you mean `gold`?");
  CHECK(read(tier, "silver") == "! `silver` is not one of \"gold\", \"basic\"");
  auto tags = test::list_type(TypeKind::kString, true);
  CHECK(read(tags, R"(["a", "b\"c"])") == R"(["a","b\"c"])");
  CHECK(read(tags, "a;b").find("! not JSON: ") == 0);
  CHECK(read(tags, R"(["a", 1.5])") == "! [1]: expected string, found a number");
}

TEST_CASE("text is kept as it is, in one normal form, up to its limit") {
  CHECK(read(TypeKind::kString, "Jose\xCC\x81") == "Jos\xC3\xA9");
  CHECK(read(TypeKind::kString, "  \xC3\xA4 ") == "  \xC3\xA4 ");
  CHECK(read(TypeKind::kString, "a\xFFz") ==
        "! `a?z` is not UTF-8: save or export the file as UTF-8, or say what it is: --encoding "
        "cp1252");
  CHECK(read(TypeKind::kString, std::string_view("a\0z", 3)) == "! `a?z` holds a NUL byte");
  std::string most(limits::kStringBytes, 'x');
  CHECK(read(TypeKind::kString, most) == most);
  CHECK(read(TypeKind::kString, most + "x")
            .find("is 16385 bytes long; at most 16384 (kStringBytes)") != std::string::npos);
}

// Whoever follows the advice with search and replace must not have other numbers.
TEST_CASE("advice on numbers is never wrong by a factor") {
  auto advice = [](std::string_view text, TypeKind kind = TypeKind::kDecimal) {
    auto said = read(kind, text);
    return said.substr(std::min(said.find(" is not"), said.size()));
  };
  CHECK(advice("1.234,56") == " is not a decimal: write 1234.56, or say --decimal ,");
  CHECK(advice("1,234") == " is not a decimal: --decimal , reads it as 1.234, --decimal . as 1234");
  CHECK(advice("1 234,5") == " is not a decimal: write 1234.5, or say --decimal ,");
  CHECK(advice("1,234,567") == " is not a decimal: write 1234567, or say --decimal .");
  CHECK(advice("1,23,456") == " is not a decimal: write digits and a point, like 12.5");
  CHECK(advice("1.234", TypeKind::kInt) == " is not a whole number: --decimal , reads it as 1234");
  CHECK(advice("1.5", TypeKind::kInt) == " is not a whole number");
  CHECK(advice("1,234", TypeKind::kInt) == " is not an int: write 1234, or say --decimal .");
}

// Of an event and of a service's answer nobody can say how its numbers are written.
TEST_CASE("advice where there are no options") {
  auto advice = [](std::string_view text, TypeKind kind = TypeKind::kDecimal) {
    auto said = read(kind, text, nullptr, {.by_options = false});
    return said.substr(std::min(said.find(" is not"), said.size()));
  };
  CHECK(advice("1.234,56") == " is not a decimal: write 1234.56");
  CHECK(advice("1,234") == " is not a decimal: write 1.234, or 1234");
  CHECK(advice("1.234", TypeKind::kInt) == " is not a whole number");
  CHECK(advice("040 123", TypeKind::kPhone) ==
        " is not a phone number: write it like +358401234567");
  CHECK(advice("3.4.2026", TypeKind::kDate) == " is not a date: write it like 2026-12-01");
}

TEST_CASE("--decimal") {
  TextRules comma, point;
  comma.decimal = ',';
  point.decimal = '.';
  auto decimal = [](std::string_view text, const TextRules& rules) {
    return read(TypeKind::kDecimal, text, nullptr, rules);
  };
  for (auto text : {"1.234,5", "1234,5", "+1234,50", "1 234,5", "1'234,5",
                    "1\xC2\xA0"
                    "234,5",
                    "1\xE2\x80\xAF"
                    "234,5"})
    CHECK(decimal(text, comma) == "1234.5");
  CHECK(decimal("-1.234", comma) == "-1234");
  CHECK(decimal("1,234", comma) == "1.234");
  CHECK(decimal("1,234.5", point) == "1234.5");
  CHECK(decimal("1,234", point) == "1234");
  for (auto text :
       {"12.5", "1.23,4", "1.2345", ".123,4", "1,2,3", "1.234 567", ",5", "1,", "1.234."})
    CHECK(decimal(text, comma).find("is not a decimal") != std::string::npos);
  CHECK(read(TypeKind::kInt, "1.234", nullptr, comma) == "1234");
  CHECK(read(TypeKind::kMoney, "1.234,56 EUR", nullptr, comma) == "1234.56 EUR");
  auto euros = Value::money(0, currency("EUR"));
  CHECK(read(TypeKind::kMoney, "1 234,56", &euros, comma) == "1234.56 EUR");
  CHECK(read(TypeKind::kMoney,
             "1\xC2\xA0"
             "234,56\xC2\xA0"
             "EUR",
             nullptr, comma) == "1234.56 EUR");
}

TEST_CASE("signs of currencies are not guessed") {
  auto euros = Value::money(0, currency("EUR"));
  CHECK(read(TypeKind::kMoney, "19.99 \xE2\x82\xAC", &euros).find("write EUR behind the amount") !=
        std::string::npos);
  CHECK(read(TypeKind::kMoney,
             "\xC2\xA3"
             "5",
             &euros)
            .find("write GBP behind the amount") != std::string::npos);
  CHECK(read(TypeKind::kMoney, "$5", &euros).find("the sign of many currencies") !=
        std::string::npos);
  CHECK(read(TypeKind::kMoney, "EUR 5", &euros).find("an amount and an ISO 4217 currency") !=
        std::string::npos);
  CHECK(read(TypeKind::kMoney, "5EUR", &euros).find("an amount and an ISO 4217 currency") !=
        std::string::npos);
}

TEST_CASE("--dates") {
  auto date = [](std::string_view text, std::string_view order) {
    TextRules rules;
    rules.dates = order.empty() ? DateOrder::kIso : *find_date_order(order);
    return read(TypeKind::kDate, text, nullptr, rules);
  };
  auto instant = [](std::string_view text, std::string_view order) {
    TextRules rules;
    rules.dates = order.empty() ? DateOrder::kIso : *find_date_order(order);
    return read(TypeKind::kDatetime, text, nullptr, rules);
  };
  CHECK(date("03.04.2026", "") ==
        "! `03.04.2026` is not a date: write it like 2026-12-01, or say its order: --dates dmy, "
        "mdy or ymd");
  CHECK(date("46115", "").find("or say --dates excel for its serial numbers") != std::string::npos);
  CHECK(date("soon", "") == "! `soon` is not a date: write it like 2026-12-01");
  CHECK(date("03.04.2026", "dmy") == "2026-04-03");
  CHECK(date("3/4/2026", "mdy") == "2026-03-04");
  CHECK(date("2026/3/4", "ymd") == "2026-03-04");
  CHECK(date("2026-03-04", "dmy") == "2026-03-04");
  for (auto text :
       {"31.04.2026", "3.4.26", "3.4/2026", "2026.4.3", "3.4", "3.4.2026 10:00", "46115"})
    CHECK(date(text, "dmy").find("is not a date") != std::string::npos);
  CHECK(date("46115", "excel") == "2026-04-03");
  CHECK(date("61", "excel") == "1900-03-01");
  CHECK(date("2958465", "excel") == "9999-12-31");
  for (auto text : {"60", "2958466", "46115.5", "46115x", "1e4"})
    CHECK(date(text, "excel").find("is not a date") != std::string::npos);
  CHECK(instant("3.4.2026 9:05", "dmy") == "2026-04-03T09:05:00Z");
  CHECK(instant("04/03/2026", "mdy") == "2026-04-03T00:00:00Z");
  CHECK(instant("3.4.2026 9:05 PM", "dmy").find("is not a datetime") != std::string::npos);
  CHECK(instant("46115.3784722222", "excel") == "2026-04-03T09:05:00Z");
  CHECK(instant("46115,5", "excel") == "2026-04-03T12:00:00Z");
  CHECK(instant("2026-04-03T09:05:00Z", "excel") == "2026-04-03T09:05:00Z");
}

TEST_CASE("phone numbers as people write them") {
  auto phone = [](std::string_view text, std::string country = {}) {
    TextRules rules;
    rules.country = std::move(country);
    return read(TypeKind::kPhone, text, nullptr, rules);
  };
  CHECK(phone("+358 40 123-4567") == "+358401234567");
  CHECK(phone("\xE2\x80\xAA+358 (40) 1234567\xE2\x80\xAC") == "+358401234567");
  CHECK(phone("040 123 4567", "FI") == "+358401234567");
  CHECK(phone("00358401234567", "FI") == "+358401234567");
  CHECK(phone("(212) 555-0123", "US") == "+12125550123");
  CHECK(phone("+44 20 7946 0018", "FI") == "+442079460018");
  CHECK(phone("040 123 4567").find("or say where such numbers are from: --country FI") !=
        std::string::npos);
  for (auto text :
       {"12", "1-800-FLOWERS", "+358401234567 ext. 5", "+999 123 4567", "040/123/4567/8901234567"})
    CHECK(phone(text, "FI").find("is not a phone number of FI") != std::string::npos);
}

TEST_CASE("e-mail addresses of the world") {
  CHECK(read(TypeKind::kEmail, "a@m\xC3\xBCller.example") == "a@xn--mller-kva.example");
  CHECK(read(TypeKind::kEmail,
             "\xE2\x80\x8B"
             "b@b.example\xC2\xA0") == "b@b.example");
  CHECK(read(TypeKind::kEmail,
             "b\xE2\x80\x8B"
             "c@b.example") ==
        "! `b\xE2\x80\x8B"
        "c@b.example` is not an e-mail address: write it like anna@example.com; it holds the "
        "unseen U+200B ZERO WIDTH SPACE");
  CHECK(read(TypeKind::kEmail, "Anna <anna@b.example>") ==
        "! `Anna <anna@b.example>` is a name and an address: write anna@b.example alone");
  CHECK(read(TypeKind::kEmail, "jos\xC3\xA9@b.example").find("mail servers with SMTPUTF8") !=
        std::string::npos);
  CHECK(read(TypeKind::kEmail, "a@b.example; c@d.example").find("is more than one") !=
        std::string::npos);
}

}  // namespace
}  // namespace camp
