#include "lang/catalog/functions.h"

#include <catch2/catch.hpp>
#include <set>

#include "lang/catalog/channels.h"
#include "lang/catalog/events.h"

namespace camp {
namespace {

TEST_CASE("signatures are read") {
  const auto* truncate = find_function("truncate", FunctionUse::kFilter);
  REQUIRE(truncate != nullptr);
  CHECK(truncate->number == 14);
  REQUIRE(truncate->parameters.size() == 3);
  CHECK(truncate->parameters[0].kind == Kind::kAny);
  CHECK_FALSE(truncate->parameters[0].optional);
  CHECK(truncate->parameters[1].kind == Kind::kInt);
  CHECK(truncate->parameters[1].optional);
  CHECK(truncate->result == Kind::kText);
  CHECK(find_function("default", FunctionUse::kFilter)->parameters[0].kind == Kind::kAnyOrAbsent);
  CHECK(find_function("plus", FunctionUse::kFilter)->result == Kind::kSameAsFirst);
  CHECK(find_function("weekday_of", FunctionUse::kExpression)->parameters[0].kind ==
        Kind::kDateOrDatetime);
  CHECK(find_function("date_of", FunctionUse::kExpression)->result == Kind::kDate);
}

TEST_CASE("found by name and use") {
  CHECK(find_function("upcase", FunctionUse::kExpression) == nullptr);
  CHECK(find_function("lower", FunctionUse::kFilter) == nullptr);
  CHECK(find_function("round", FunctionUse::kFilter) ==
        find_function("round", FunctionUse::kExpression));
  CHECK(find_function("round", FunctionUse::kFilter) != nullptr);
  CHECK(find_function("", FunctionUse::kFilter) == nullptr);
}

TEST_CASE("found by number, and only then") {
  CHECK(function_by_number(0) == nullptr);
  CHECK(function_by_number(0xFFFF) == nullptr);
  for (const auto& info : functions()) CHECK(function_by_number(info.number) == &info);
  CHECK(function_by_number(static_cast<std::uint16_t>(functions().size() + 1)) == nullptr);
}

TEST_CASE("every row has a doc, a first parameter and a name of its own") {
  std::set<std::string_view> names;
  for (const auto& info : functions()) {
    INFO(info.name);
    CHECK_FALSE(info.doc.empty());
    CHECK_FALSE(info.parameters.empty());
    CHECK_FALSE(info.parameters[0].optional);
    CHECK(names.insert(info.name).second);
  }
}

// Numbers are persisted: this list grows at its end, and nothing in it ever changes.
TEST_CASE("numbers that programs hold") {
  const std::pair<std::uint16_t, std::string_view> kept[] = {
      {1, "upcase"}, {4, "default"}, {10, "replace"}, {25, "plus"},
      {36, "date"},  {45, "raw"},    {55, "year_of"}};
  for (auto [number, name] : kept) CHECK(function_by_number(number)->name == name);
}

TEST_CASE("channels and built-in events") {
  CHECK(find_channel("sms") == Channel::kSms);
  CHECK_FALSE(find_channel("fax"));
  for (const auto& row : channels()) CHECK(&info_of(row.channel) == &row);
  const auto* clicked = find_builtin_event("message.clicked");
  REQUIRE(clicked != nullptr);
  CHECK(clicked->fields.size() == 6);
  CHECK(clicked->fields[3].name == "url");
  CHECK(clicked->fields[3].type.optional);
  CHECK(find_builtin_event("message.eaten") == nullptr);
}

}  // namespace
}  // namespace camp
