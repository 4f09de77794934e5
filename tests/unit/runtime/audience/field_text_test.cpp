#include "runtime/audience/field_text.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "lang/value/json_text.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

// The value's text, "-" for absent, "! problem" for a refusal.
std::string read(const Type& type, std::string_view text, const Value* schema_default = nullptr) {
  Arena arena;
  Value value;
  std::string problem;
  if (!value_of_text(type, text, schema_default, arena, &value, &problem)) return "! " + problem;
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
  CHECK(read(TypeKind::kDecimal, "12,5") == "! `12,5` is not a decimal: write 12.5");
  CHECK(read(TypeKind::kDecimal, "1,234.5") == "! `1,234.5` is not a decimal: write 1234.5");
  for (auto bad : {".", "-", "1.", ".5", "1e3", "NaN", "0x10", "1 2"})
    CHECK(read(TypeKind::kDecimal, bad).find("is not a decimal") != std::string::npos);
}

TEST_CASE("money from text") {
  auto euros = Value::money(0, currency("EUR"));
  CHECK(read(TypeKind::kMoney, "19.99 EUR") == "19.99 EUR");
  CHECK(read(TypeKind::kMoney, "20 JPY") == "20 JPY");
  CHECK(read(TypeKind::kMoney, "0.1", &euros) == "0.10 EUR");
  CHECK(read(TypeKind::kMoney, "5 USD", &euros) == "5.00 USD");
  CHECK(read(TypeKind::kMoney, "19.99") == "! `19.99` has no currency: write it like 19.99 EUR");
  CHECK(read(TypeKind::kMoney, "19.999 EUR") ==
        "! `19.999 EUR` is not money: EUR has 2 digits after the point");
  CHECK(read(TypeKind::kMoney, "19.990 EUR") == "19.99 EUR");
  CHECK(read(TypeKind::kMoney, "19,99 EUR") == "! `19,99 EUR` is not money: write 19.99 EUR");
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
  CHECK(read(TypeKind::kEmail, "anna@example.com\r\nBcc: x@y.z").find("is not an e-mail") !=
        std::string::npos);
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
        "! `a?z` is not UTF-8: save or export the file as UTF-8");
  CHECK(read(TypeKind::kString, std::string_view("a\0z", 3)) == "! `a?z` holds a NUL byte");
  std::string most(limits::kStringBytes, 'x');
  CHECK(read(TypeKind::kString, most) == most);
  CHECK(read(TypeKind::kString, most + "x")
            .find("is 16385 bytes long; at most 16384 (kStringBytes)") != std::string::npos);
}

}  // namespace
}  // namespace camp
