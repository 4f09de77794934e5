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

std::string repeated(std::string_view rule, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.append(rule) += '\n';
  return text;
}

std::string error_of(const std::string& policy) {
  std::string error;
  CHECK_FALSE(program_of(policy, &error));
  return error;
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

TEST_CASE("caps and what goes with them can be read off the program, too") {
  const auto program = program_of(
      "cap 3 per 7d for marketing  cap 1 per day on sms  cap 2 per 1mo for all tagged \"promo\"\n"
      "when capped wait up to 2d  release over 30m  merge by message");
  REQUIRE(program);
  CHECK(verify(*program).ok());
  const auto& policy = program->policy;
  CHECK(cap_text(*program, 0) == "cap 3 per 7d for marketing");
  CHECK(cap_text(*program, 1) == "cap 1 per day on sms for marketing");
  CHECK(cap_text(*program, 2) == "cap 2 per 1mo for all tagged \"promo\"");
  CHECK(policy.when_capped == WhenCapped::kWait);
  CHECK(policy.wait_up_to == Duration{0, 2, 0});
  CHECK(policy.release_over == Duration{0, 0, 1'800'000});
  CHECK(policy.merge_by_message);
}

TEST_CASE("a policy has as many rules of a kind as kPolicyRules") {
  const auto most = limits::kPolicyRules;
  const auto refused = fmt::format("a policy has at most {} rules of a kind", most);
  for (const auto* rule : {"quiet 21:00..08:00", "cap 3 per 7d"}) {
    CHECK(program_of(repeated(rule, most)));
    CHECK(error_of(repeated(rule, most + 1)) == refused);
  }
}

TEST_CASE("a cap counts up to kCapMessages messages") {
  CHECK(program_of(fmt::format("cap {} per 1d", limits::kCapMessages)));
  CHECK(error_of(fmt::format("cap {} per 1d", limits::kCapMessages + 1)) ==
        fmt::format("a cap counts up to {} messages", limits::kCapMessages));
}

TEST_CASE("a flow has up to kFlowTags tags, of kTagBytes each, and a priority up to kPriority") {
  const auto error = [](const std::string& header) -> std::string {
    const auto result = test::compiled(
        {{"main.camp",
          "contact { email: email? }\nevent ping { n: int }\nmessage m { email { subject \"x\" "
          "text "
          "\"y\" } }\nconversation news { from \"News <news@acme.example>\" }\n"
          "journey j { category marketing conversation news start on ping again goal g on ping\n" +
              header + "\n flow { send m } }\n"}},
        {});
    for (const auto& one : result.diagnostics.all())
      if (one.severity() == Severity::kError) return one.message;
    REQUIRE(result.program);
    CHECK(verify(*result.program).ok());
    return "";
  };
  const auto tags = [](std::size_t count) {
    std::string text = "tags \"t\"";
    for (std::size_t i = 1; i < count; ++i) text += fmt::format(", \"t{}\"", i);
    return text;
  };
  CHECK(error(tags(limits::kFlowTags)) == "");
  CHECK(error(tags(limits::kFlowTags + 1)) ==
        fmt::format("a campaign or journey has at most {} tags", limits::kFlowTags));
  const auto tag = [](std::size_t bytes) { return "tags \"" + std::string(bytes, 'x') + "\""; };
  CHECK(error(tag(limits::kTagBytes)) == "");
  CHECK(error(tag(limits::kTagBytes + 1)) ==
        fmt::format("a tag is a word or a few, up to {} bytes", limits::kTagBytes));
  CHECK(error(fmt::format("priority {}", limits::kPriority)) == "");
  CHECK(error(fmt::format("priority {}", limits::kPriority + 1)) ==
        fmt::format("a priority is a whole number from 0 to {}", limits::kPriority));
}

}  // namespace camp
