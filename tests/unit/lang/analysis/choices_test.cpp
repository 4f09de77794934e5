// What makes a difference to a flow, as steps of scenarios.
#include "lang/analysis/choices.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "lang/analysis/choice_values.h"
#include "lang/analysis/pattern_texts.h"

namespace {

using namespace camp;

const std::string kProject = R"(
contact { email: email?  phone: phone?  country: string?  born: date?  vip: bool = false  unread: string?  points: int = 5 }
event go { cart: string, total: money, note: string?, n: int? }
define inverse(x: int) = 10 / x
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

namespace {

std::vector<std::string> texts(TypeKind kind, FieldUse use) {
  return values_of(kind, use, false, {"anna", 0});
}

FieldUse tested(ast::BinaryOp op, std::string text) {
  FieldUse use;
  use.tests.insert({op, std::move(text)});
  return use;
}

}  // namespace

TEST_CASE("a text meets what it is asked, and is one of its kind") {
  using ast::BinaryOp;
  CHECK(texts(TypeKind::kString, tested(BinaryOp::kMatches, "^v[0-9]+$")) ==
        std::vector<std::string>{"\"v0\"", "\"a\""});
  CHECK(texts(TypeKind::kLocale, tested(BinaryOp::kMatches, "^de(-|$)")) ==
        std::vector<std::string>{"\"de\"", "\"en\""});
  CHECK(texts(TypeKind::kLocale, tested(BinaryOp::kMatches, "^en")) ==
        std::vector<std::string>{"\"en\"", "\"fi\""});
  CHECK(texts(TypeKind::kEmail, tested(BinaryOp::kMatches, "@gmail\\.com$")) ==
        std::vector<std::string>{"\"anna@gmail.com\"", "\"anna@example.com\""});
  CHECK(texts(TypeKind::kEmail, tested(BinaryOp::kEndsWith, ".fi")) ==
        std::vector<std::string>{"\"anna@example.fi\"", "\"anna@example.com\""});
  CHECK(texts(TypeKind::kPhone, tested(BinaryOp::kStartsWith, "+44")) ==
        std::vector<std::string>{"\"+44401234567\"", "\"+358401234567\""});
  CHECK(texts(TypeKind::kUrl, tested(BinaryOp::kContains, "shop")) ==
        std::vector<std::string>{"\"https://shop\"", "\"https://example.com\""});
  // What cannot be is not tried: no locale has a space in it.
  CHECK(texts(TypeKind::kLocale, tested(BinaryOp::kContains, " ")) ==
        std::vector<std::string>{"\"en\""});
  FieldUse use;
  use.lengths.push_back({Value::integer(2), BinaryOp::kGreater});
  CHECK(texts(TypeKind::kString, use) == std::vector<std::string>{"\"aaa\"", "\"aa\"", "\"a\""});
}

TEST_CASE("a pattern has texts for each of its ways") {
  CHECK(texts_matching("^(a|b+)[^a-z]{2}\\d?$") ==
        std::vector<std::string>{"a000", "a00", "b000", "b00"});
  CHECK(texts_matching("(?i)^x*(?P<y>\\.|-)\\Q.*\\E") ==
        std::vector<std::string>{"x..*", "x-.*", "..*", "-.*"});
  CHECK(texts_matching("\\bno\\b") == std::vector<std::string>{"no"});
  CHECK(texts_matching("[]x][[:digit:]\\]]\\p{Greek}\\pL\\x41.") ==
        std::vector<std::string>{"x0αaAa"});
  CHECK(texts_matching("^a{3,}$") == std::vector<std::string>{"aaa"});
  CHECK(texts_matching("^$") == std::vector<std::string>{""});
  // What cannot be, is too long to be tried, or is no pattern has none.
  CHECK(texts_matching("a^").empty());
  CHECK(texts_matching("(abcdefgh){100}").empty());
  CHECK(texts_matching("(").empty());
  std::string deep;
  for (int i = 0; i < 200; ++i) deep = "(" + deep + "a)";
  CHECK(texts_matching(deep).size() <= 1);
}

TEST_CASE("arithmetic is undone, and what is divided by may be nothing") {
  const auto begins = [](const std::string& flow) {
    std::string all;
    for (const auto& one : choices(journey(flow)).beginnings) all += person_text("a", one.person);
    return all;
  };
  const auto has = [](const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
  };
  CHECK(has(begins("let r = 1 / contact.points"), "points: 0"));
  CHECK(has(begins("let r = 1 / (contact.points - 7)"), "points: 7"));
  CHECK(has(begins("let r = 7 % (3 - contact.points)"), "points: 3"));
  CHECK(has(begins("let d = contact.points * 2  let r = 1 / d"), "points: 0"));
  CHECK(has(begins("if inverse(contact.points) > 1 { }"), "points: 0"));
  CHECK(has(begins("if contact.points * 3 == 12 { }"), "points: 4"));
  CHECK(has(begins("if contact.points / 3 == 7 { }"), "points: 21"));
  CHECK(has(begins("if 10 - contact.points * 2 > 3 { }"), "points: 2"));
  CHECK(has(begins("let limit = 40  if contact.points > limit { }"), "points: 41"));
  CHECK(has(begins("if length(contact.country ?? \"\") > 3 { }"), "country: \"aaaa\""));
  CHECK(
      happens(choices("journey j { category marketing conversation news goal g on bought start on "
                      "go as g flow { let r = 1 / (g.n ?? 1) } }"),
              "anna does go { cart: \"a\", total: 10 EUR, n: 0 }"));
  // Without a word about it, it is its default.
  const auto by_default = choices(journey("let r = contact.points")).beginnings;
  CHECK(std::any_of(by_default.begin(), by_default.end(), [](const auto& it) {
    return person_text("a", it.person).find("points") == std::string::npos;
  }));
}

TEST_CASE("an address is tried as conditions tell it apart") {
  const auto text = choices(journey(
      "if contact.email is present and contact.email ends_with \"@acme.fi\" { send a via email }"));
  CHECK(std::any_of(text.beginnings.begin(), text.beginnings.end(), [](const auto& it) {
    return person_text("anna", it.person).find("\"anna@acme.fi\"") != std::string::npos;
  }));
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
