// The limits of modules, at their edges.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "lang/program/verifier.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

// The first error; "" when there is none, and the program is verified.
std::string error_of(const std::string& modules, const std::string& flow) {
  const auto result = test::compiled(
      {{"main.camp",
        "contact { phone: phone? }\nevent ping { n: int }\nconversation news { from \"News "
        "<news@acme.example>\" }\n" +
            modules +
            "\njourney j { category marketing conversation news start on ping again goal g on "
            "ping\n"
            "  flow {\n" +
            flow + "\n} }\n"}},
      {});
  for (const auto& one : result.diagnostics.all())
    if (one.severity() == Severity::kError) return one.message;
  REQUIRE(result.program);
  CHECK(verify(*result.program).ok());
  return "";
}

std::string chain(std::size_t length) {
  std::string modules = "module m1 { say \"x\" }\n";
  for (std::size_t i = 2; i <= length; ++i)
    modules += fmt::format("module m{} {{ say \"x\" do m{} }}\n", i, i - 1);
  return modules;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("modules nest as deep as kModuleDepth, whichever is looked at first") {
  const auto deepest = limits::kModuleDepth;
  const auto use = [](std::size_t i) { return fmt::format("do m{} via sms", i); };
  CHECK(error_of(chain(deepest), use(deepest)) == "");
  const auto refused = fmt::format("modules are nested more than {} deep", deepest);
  CHECK(error_of(chain(deepest + 1), use(deepest + 1)) == refused);
  CHECK(error_of(chain(deepest + 1), use(1)) == refused);
  CHECK(error_of(chain(200), use(200)) == refused);
}

TEST_CASE("a flow uses as many modules as kModuleUses, those in modules included") {
  const auto most = limits::kModuleUses;
  const std::string once = "module one { say \"x\" }\n";
  CHECK(error_of(once, repeated("do one via sms ", most)) == "");
  const auto refused = fmt::format("'j' uses modules more than {} times, those in modules included",
                                   limits::kModuleUses);
  CHECK(error_of(once, repeated("do one via sms ", most + 1)) == refused);
  const auto nested = once + "module many { say \"y\" " + repeated("do one ", most - 1) + "}\n";
  CHECK(error_of(nested, "do many via sms") == "");
  CHECK(error_of(nested, "do many via sms do one via sms") == refused);
  // What would grow without end is not put in place first.
  std::string doubling = once + "module d0 { do one do one }\n";
  for (std::size_t i = 1; i < limits::kModuleDepth - 1; ++i)
    doubling +=
        fmt::format("module d{} {{ {} }}\n", i, repeated(fmt::format("do d{} ", i - 1), 50));
  CHECK(error_of(doubling, fmt::format("do d{} via sms", limits::kModuleDepth - 2)) == refused);
}

TEST_CASE("a question is put again from once to kAskRetries times") {
  const auto asking = [](std::size_t times) {
    return error_of(fmt::format("module m {{ ask x \"How many?\" as int {{ retry {} }} }}", times),
                    "do m via sms");
  };
  const auto refused = fmt::format("a question is put again 1 to {} times", limits::kAskRetries);
  CHECK(asking(1) == "");
  CHECK(asking(limits::kAskRetries) == "");
  CHECK(asking(0) == refused);
  CHECK(asking(limits::kAskRetries + 1) == refused);
}

}  // namespace camp
