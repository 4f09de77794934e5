// What makes a difference to a flow, as steps of scenarios.
#include "lang/analysis/choices.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "lang/analysis/choice_values.h"

namespace {

using namespace camp;

const std::string kProject = R"(
contact { email: email?  phone: phone?  country: string?  born: date?  vip: bool = false  unread: string? }
event go { cart: string, total: money, note: string? }
event bought { cart: string }
list blocked
conversation news { from "News <news@acme.example>" suppress blocked }
segment nordic = contact.country in ["FI", "SE"]
message a { email { subject "a" text "a" } sms "a" }
)";

ChoiceText choices(const std::string& flow, const std::vector<std::string>& contacts = {"anna"}) {
  SourceSet scripts;
  scripts.add("p.camp", kProject + flow);
  const auto analysis = analyze(std::move(scripts));
  for (const auto& finding : analysis.diagnostics().all())
    if (finding.severity() == Severity::kError) FAIL(finding.message);
  std::vector<const ast::Flow*> flows;
  for (const auto& declaration : analysis.files().front().declarations)
    if (const auto* one = std::get_if<ast::Flow>(&declaration.node)) flows.push_back(one);
  return choices_of(analysis, flows, contacts);
}

bool happens(const ChoiceText& text, std::string_view step) {
  return std::any_of(text.happenings.begin(), text.happenings.end(),
                     [&](const auto& it) { return it.step == step; });
}

std::string journey(const std::string& flow) {
  return "journey j { category marketing conversation news goal g on bought start on go as g where "
         "g.total >= 20 EUR exit on bought as b where b.cart == g.cart flow { " +
         flow + " } }";
}

}  // namespace

TEST_CASE("values lie on each side of what they are compared with") {
  FieldUse use;
  use.bounds.push_back({Value::integer(5), ast::BinaryOp::kGreater});
  CHECK(values_of(TypeKind::kInt, use, false, {"anna", 0}) == std::vector<std::string>{"6", "5"});
  use.bounds[0].op = ast::BinaryOp::kEqual;
  CHECK(values_of(TypeKind::kInt, use, true, {"anna", 0}) ==
        std::vector<std::string>{"5", "6", "4", ""});
  CHECK(values_of(TypeKind::kBool, {}, false, {"anna", 0}) ==
        std::vector<std::string>{"true", "false"});
  use.texts = {"x \"y\""};
  use.linked = true;
  CHECK(values_of(TypeKind::kString, use, false, {"anna", 0}) ==
        std::vector<std::string>{"\"x \\\"y\\\"\"", "\"a\"", "\"b\""});
}

TEST_CASE("what is few is combined, what is many is tried one at a time") {
  CHECK(combinations({2, 3}, 6).size() == 6);
  CHECK(combinations({2, 3}, 5) ==
        std::vector<std::vector<std::size_t>>{{0, 0}, {1, 0}, {0, 1}, {0, 2}});
  CHECK(combinations({}, 5).size() == 1);
}

TEST_CASE("a flow's conditions, waits and sends say what can happen") {
  const auto text = choices(
      journey("if contact in nordic { send a via email } wait up to 1d { on message.clicked { } on "
              "message.replied as r where r.text contains \"stop\" { exit } else { } }"));
  CHECK(happens(text, "anna does go { cart: \"a\", total: 20.00 EUR }"));
  CHECK(happens(text, "anna does go { cart: \"b\", total: 19.99 EUR }"));
  CHECK(happens(text, "anna does bought { cart: \"b\" }"));
  CHECK(happens(text, "anna clicks a"));
  CHECK(happens(text, "anna replies \"stop\" to a"));
  CHECK(happens(text, "anna replies \"hm\" to a"));
  CHECK(happens(text, "anna does unsubscribed { conversation: \"news\" }"));
  CHECK_FALSE(happens(text, "anna opens a"));
  CHECK_FALSE(text.sampled);
  // FI, SE, another, none; with consent or without, without an address, on the list.
  CHECK(text.beginnings.size() == 4 * 4);
  CHECK(person_text("bo", text.beginnings[0].person) ==
        "contact bo { email: \"anna@example.com\", country: \"FI\", subscribed: [news] }");
}

TEST_CASE("a run begins before its flow's first date") {
  const auto text = choices(
      "campaign c { category marketing conversation news goal g on bought audience { } schedule "
      "2027-05-01 09:00 flow { send a via email } }");
  CHECK(text.scheduled);
  CHECK(text.first_moment == "2027-04-30 10:00");
  CHECK(choices("campaign c { category marketing conversation news goal g on bought audience { } "
                "schedule 2026-01-09 09:00 flow { send a via email } }")
            .first_moment == "2026-01-08 10:00");
  const auto by_hand = choices(
      "campaign c { category marketing conversation news goal g on bought audience { } flow { send "
      "a via email } }");
  CHECK(by_hand.beginnings.front().steps == std::vector<std::string>{"the run of c starts"});
  CHECK(by_hand.first_moment == "2026-03-02 10:00");
}
