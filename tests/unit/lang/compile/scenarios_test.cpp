// Scenarios as plans: what the compiler adds to what the checker knows.
#include <catch2/catch.hpp>

#include "lang/program/codec.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

const std::string kProject = R"(
contact { email: email?  country: string?  score: decimal = 1 }
event ping { n: int }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "x" text "y" } }
journey j {
  category marketing conversation news start on ping goal g on ping
  flow { send hello if contact.score > 2 { send hello } }
}
)";

test::Compiled compiled(const std::string& scenarios) {
  return test::compiled({{"a.camp", kProject}, {"b.camp", scenarios}});
}

}  // namespace

TEST_CASE("a table gives one scenario for each row, with the row as written") {
  auto result = compiled(R"(scenario "s" {
    table (country, score) { ("FI", 1) ("SE", 2.5) }
    contact anna { country: country, score: score }
    expect anna.score == score and count(ping) == 0
  })");
  REQUIRE(result.program);
  REQUIRE(result.suite.scenarios.size() == 2);
  CHECK(result.suite.scenarios[0].name == "s");
  CHECK(result.suite.scenarios[0].row == R"(("FI", 1))");
  CHECK(result.suite.scenarios[1].row == R"(("SE", 2.5))");
  CHECK(result.suite.scenarios[1].steps.size() == 2);  // the table is no step
  const auto& holds = std::get<plan::Holds>(result.suite.scenarios[1].steps[1].node);
  CHECK(result.suite.scenarios[1].steps[1].subject == "anna");
  std::vector<std::string> parts;
  for (const auto& part : holds.parts)
    parts.emplace_back(result.analysis.sources().text(part.span));
  CHECK(parts == std::vector<std::string>{"anna.score", "score", "anna.score == score",
                                          "count(ping)", "count(ping) == 0"});
}

TEST_CASE("the program is the same with and without scenarios") {
  auto with = compiled(R"(scenario "s" { contact anna { } expect anna.score == 1 })");
  auto without = compiled("");
  REQUIRE((with.program && without.program));
  CHECK(program_hash(*with.program) == program_hash(*without.program));
}

TEST_CASE("a module is tried in a journey that the suite has alone") {
  const std::string project =
      "contact { phone: phone? }\n"
      "module talk(about: string?, kind: one of \"a\", \"b\") { say \"{{ kind }}\" }\n"
      "segment trial_of_talk_via_sms = contact.phone is present\n";
  const std::string scenario = R"(scenario "s" { contact anna { }
    do talk("x", "a") for anna via sms  do talk("x", "b") for anna via sms
    expect anna was not sent talk.say })";
  auto with = test::compiled({{"z.camp", project}, {"a.camp", scenario}});
  auto without = test::compiled({{"z.camp", project}});
  REQUIRE((with.program && without.program));
  CHECK(program_hash(*with.program) == program_hash(*without.program));
  CHECK_FALSE(without.suite.tried);
  REQUIRE(with.suite.tried);
  REQUIRE(with.suite.tried->flows.size() == 1);  // of both steps
  CHECK(with.suite.tried->flow("trial_of_talk_via_sms_too") != nullptr);
  const auto* event = with.suite.tried->event("trial_of_talk_via_sms_too_begins");
  REQUIRE(event != nullptr);
  REQUIRE(event->fields.size() == 2);
  CHECK(to_string(event->fields[0].type) == "string?");
  CHECK(to_string(event->fields[1].type) == R"(one of "a", "b")");
  const auto& step = with.suite.scenarios.at(0).steps.at(1);
  CHECK(step.subject == "anna");
  CHECK(with.analysis.sources().text(step.span) == R"(do talk("x", "a") for anna via sms)");
  CHECK(std::get<plan::Does>(step.node).event == "trial_of_talk_via_sms_too_begins");
}

TEST_CASE("a step's label that the flow does not have is an error, with the nearest") {
  auto result = compiled(R"(scenario "s" {
    contact anna { }
    expect anna is at "if/send helo" in j
  })");
  CHECK_FALSE(result.program);
  REQUIRE(result.diagnostics.all().size() == 1);
  const auto& finding = result.diagnostics.all().front();
  CHECK(finding.message == "'j' has no step \"if/send helo\"");
  CHECK(finding.help == "did you mean 'if/send hello'?");
}

}  // namespace camp
