// A policy as its program has it, and its limits at their edges.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "lang/program/verifier.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

// The program of a project that has nothing else, or the first error.
std::optional<Program> program_of(const std::string& policy, std::string* error = nullptr) {
  auto result = test::compiled({{"main.camp", "policy {\n" + policy + "}\n"}}, {});
  for (const auto& one : result.diagnostics.all())
    if (error != nullptr && one.severity() == Severity::kError) *error = one.message;
  return std::move(result.program);
}

std::string quiet_rules(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "  quiet 21:00..08:00\n";
  return text;
}

}  // namespace

TEST_CASE("the rules of a policy can be read off its program as they were written") {
  const auto program = program_of(
      "quiet 21:00..08:00 on voice, sms for all  quiet saturday 18:00..monday 08:00\n"
      "quiet friday 21:00:30..08:00 for all on push");
  REQUIRE(program);
  CHECK(verify(*program).ok());
  std::string text;
  for (const auto& rule : program->policy.quiet) text += text_of(rule) + "\n";
  CHECK(text ==
        "quiet 21:00..08:00 on sms, voice for all\n"
        "quiet saturday 18:00..monday 08:00\n"
        "quiet friday 21:00:30..08:00 on push for all\n");
}

TEST_CASE("a policy has as many rules of a kind as kPolicyRules") {
  const auto most = limits::kPolicyRules;
  CHECK(program_of(quiet_rules(most)));
  std::string error;
  CHECK_FALSE(program_of(quiet_rules(most + 1), &error));
  CHECK(error == fmt::format("a policy has at most {} rules of a kind", most));
}

}  // namespace camp
