#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "dump.h"
#include "lang/base/limits.h"

using namespace camp;
using camp::test::dump;
using camp::test::Parsed;

namespace {

std::string expression(const std::string& text) {
  Parsed parsed("segment s = " + text);
  INFO(text);
  CHECK(parsed.findings() == "");
  if (parsed.file.declarations.size() != 1) return "?";
  return dump(parsed.get<ast::Segment>().condition);
}

std::string flow(const std::string& text) {
  Parsed parsed("journey j { flow { " + text + " } }");
  INFO(text);
  CHECK(parsed.findings() == "");
  if (parsed.file.declarations.size() != 1) return "?";
  return dump(*parsed.get<ast::Flow>().body);
}

std::string read_file(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(std::string(CAMP_SOURCE_DIR) + "/" + path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("operators bind as the language says") {
  CHECK(expression("a or b and not c == d") == "(or a (and b (not (== c d))))");
  CHECK(expression("a + b * c - d / e % f") == "(- (+ a (* b c)) (% (/ d e) f))");
  CHECK(expression("-a.b * -2") == "(* (neg a.b) (neg 2))");
  CHECK(expression("a ?? b + c == d") == "(== (?? a (+ b c)) d)");
  CHECK(expression("(a or b) and c") == "(and (or a b) c)");
  CHECK(expression("x is present and y is absent") == "(and (present x) (absent y))");
  CHECK(expression("a in [1, 2] or b in 0..10 or c in 08:00..21:00") ==
        "(or (or (in a [1;2;]) (in b 0..10)) (in c 08:00..21:00))");
  CHECK(expression("a contains \"x\" and b matches \"y\"") ==
        "(and (contains a 'x') (matches b 'y'))");
  CHECK(expression("(if a then b else if c then d else e)") == "(if a b (if c d e))");
  CHECK(expression("contact.email is present") == "(present contact.email)");
  CHECK(expression("f() == g(1, h(x))") == "(== f() g(1;h(x;);))");
}

TEST_CASE("units are literals") {
  CHECK(expression("1_000") == "1000");
  CHECK(expression("2.50") == "2.5");
  CHECK(expression("45%") == "0.45");
  CHECK(expression("10 % 3") == "(% 10 3)");
  CHECK(expression("10%3") == "(% 10 3)");
  CHECK(expression("19.99 EUR") == "19.99 EUR");
  CHECK(expression("20 JPY") == "20 JPY");
  CHECK(expression("1d12h") == "0mo1d43200000ms");
  CHECK(expression("1y") == "12mo0d0ms");
  CHECK(expression("09:00") == "09:00");
  CHECK(expression("2026-12-01") == "2026-12-01");
  CHECK(expression("2026-12-01 09:00 Europe/Helsinki") ==
        "instant(20788 32400000 Europe/Helsinki)");
  CHECK(expression("2026-12-01 09:00 europe/oulu") == "instant(20788 32400000 europe/oulu)");
  CHECK(expression("2026-12-01 09:00 contact time") == "instant(20788 32400000 contact)");
  CHECK(expression("2026-12-01 09:00") == "instant(20788 32400000 )");
  CHECK(Parsed("segment a = now > 2026-12-01 09:00\ncontact { x: int }").findings() == "");
}

TEST_CASE("history expressions") {
  CHECK(expression("count(purchase)") == "count<purchase>");
  CHECK(expression("count(purchase last 90d where total > 20 EUR)") ==
        "count<purchase last 0mo90d0ms where (> total 20.00 EUR)>");
  CHECK(expression("sum(purchase.total last 1y)") == "sum<purchase field total last 12mo0d0ms>");
  CHECK(expression("last(purchase).order") == "last<purchase>.order");
  CHECK(expression("count(message.clicked where campaign == \"x\")") ==
        "count<message.clicked where (== campaign 'x')>");
}

TEST_CASE("statements end where the next begins") {
  CHECK(flow("wait 1h\nsend x") == "{ wait 0mo0d3600000ms; send x; }");
  CHECK(flow("wait 1h send x via email or sms as r else { exit \"no\" } exit") ==
        "{ wait 0mo0d3600000ms; send x via email via sms as r else { exit 'no'; }; exit; }");
  CHECK(flow("send x as r via sms") == "{ send x via sms as r; }");
  CHECK(flow("let a = b set contact.c = a exit") == "{ let a = b; set contact.c = a; exit; }");
  CHECK(flow("if a { } else if b { exit } else { wait d }") ==
        "{ if a { } else { if b { exit; } else { wait d; }; }; }");
  CHECK(flow("match c { \"a\", \"b\" { } 0..9 { exit } else { } }") ==
        "{ match c { 'a' 'b' { } 0..9 { exit; } else { } }; }");
  CHECK(flow("wait up to 2d since start { on r.clicked { } on purchase as p where p.x == 1 { } "
             "else { exit } }") ==
        "{ wait up to 0mo2d0ms since start { on r.clicked { } on purchase as p where (== p.x 1) { "
        "} else { exit; } }; }");
  CHECK(flow("experiment e { variant a 50% { send m } holdout 10% }") ==
        "{ experiment e by nothing { variant a 0.5 { send m; } holdout holdout 0.1 }; }");
  CHECK(flow("experiment e by contact.arm { variant a for \"x\", \"y\" { } holdout for \"z\" }") ==
        "{ experiment e by contact.arm { variant a 'x' 'y' { } holdout holdout 'z' }; }");
}

TEST_CASE("a flow's header") {
  Parsed parsed(R"(
## Spring,
##   to everyone.
campaign spring { category marketing conversation news
  goal g on purchase worth p.total within 14d as p where p.total > 1 EUR
  audience { include a, b exclude c limit 50_000 by contact.spent }
  flow { } }
journey j { start on cart as c where c.x start on visit again after 7d
  key c.cart exit on purchase category a category b }
journey k { once }
)");
  CHECK(parsed.findings() == "");
  const auto& flow = parsed.get<ast::Flow>(0);
  CHECK(parsed.file.declarations[0].doc == "Spring,\n  to everyone.");
  CHECK(parsed.sources.text(parsed.file.declarations[0].keyword) == "campaign");
  CHECK(flow.name.text == "spring");
  CHECK(flow.goals.at(0).name.text == "g");
  CHECK(dump(flow.goals[0].on) == "purchase as p where (> p.total 1.00 EUR)");
  CHECK(dump(flow.goals[0].worth) == "p.total");
  CHECK(flow.goals[0].within->value.as_duration().days == 14);
  CHECK(flow.audience->include.size() == 2);
  CHECK(flow.audience->limit->value.num == 50'000);
  CHECK(dump(flow.audience->limit_by) == "contact.spent");
  const auto& journey = parsed.get<ast::Flow>(1);
  CHECK(journey.journey);
  CHECK(journey.starts.size() == 2);
  CHECK(journey.reentry == ast::ReentryWord::kAgain);
  CHECK(journey.again_after->value.as_duration().days == 7);
  CHECK(dump(journey.key) == "c.cart");
  CHECK(journey.exits.size() == 1);
  CHECK(journey.repeated.at(0).property == "category");
  CHECK(journey.category->text == "a");
  CHECK(parsed.get<ast::Flow>(2).reentry == ast::ReentryWord::kOnce);
}

TEST_CASE("data declarations and types") {
  Parsed parsed(
      "contact { email: email? in: int = 1 is: bool = true, arm: one of \"a\", \"b\" }\n"
      "event e { items: list of { sku: string, n: int? }?, m: money }\n"
      "define t(points: int, x: list of string?) = points + 1");
  CHECK(parsed.findings() == "");
  const auto& fields = parsed.get<ast::Contact>().fields;
  REQUIRE(fields.size() == 4);
  CHECK(fields[0].type.type == Type(TypeKind::kEmail, true));
  CHECK(fields[1].name.text == "in");
  CHECK(dump(fields[2].default_value) == "true");
  CHECK(fields[3].type.type.choices == std::vector<std::string>{"a", "b"});
  const auto& items = parsed.get<ast::Event>(1).fields.at(0).type.type;
  CHECK(items.kind == TypeKind::kList);
  CHECK(items.optional);
  CHECK_FALSE(items.element.at(0).optional);
  CHECK(items.element[0].fields.at(1).type == Type(TypeKind::kInt, true));
  CHECK(parsed.get<ast::Define>(2).parameters.size() == 2);
}

TEST_CASE("spans cover the words and not the white space behind them") {
  Parsed parsed("segment s = a + b   # comment\n\nsegment t = (c)  ");
  const auto& condition = parsed.get<ast::Segment>().condition;
  CHECK(parsed.sources.text(condition->span) == "a + b");
  CHECK(parsed.sources.text(parsed.file.declarations[0].span) == "segment s = a + b");
  CHECK(parsed.sources.text(parsed.get<ast::Segment>(1).condition->span) == "(c)");
}

TEST_CASE("messages and conversations") {
  Parsed parsed(
      "message m { email { subject \"s\" text file \"t\" html \"h\" } sms \"x\" }\n"
      "conversation c { from \"f\" reply_to \"r\" unsubscribe per channel suppress l }");
  CHECK(parsed.findings() == "");
  const auto& contents = parsed.get<ast::Message>().contents;
  REQUIRE(contents.size() == 2);
  REQUIRE(contents[0].parts.size() == 3);
  CHECK(contents[0].parts[0].word.text == "subject");
  CHECK(contents[0].parts[0].text->text == "s");
  CHECK(contents[0].parts[1].file);
  CHECK(contents[0].parts[1].text->text == "t");
  CHECK(contents[0].parts[2].text->text == "h");
  CHECK(contents[1].parts.at(0).word.text.empty());
  CHECK(contents[1].parts.at(0).text->text == "x");
  const auto& conversation = parsed.get<ast::Conversation>(1);
  CHECK(conversation.unsubscribe_per_channel);
  CHECK(conversation.suppress.at(0).text == "l");
}

TEST_CASE("parts with names, files and times, and variants inside each other") {
  Parsed parsed(
      "message m { sms \"x\" email { header \"X-A\" \"1\" attach file \"a/t.pdf\" as \"T.pdf\" }\n"
      "  push { data order \"o\" } in_app { until 7d }\n"
      "  in fi { sms \"y\" for vips { sms \"z\" } }\n"
      "  for vips { in \"pt-BR\" { sms \"w\" } } }");
  CHECK(parsed.findings() == "");
  const auto& message = parsed.get<ast::Message>();
  REQUIRE(message.contents.size() == 7);
  CHECK(message.contents[1].parts[0].label->text == "X-A");
  CHECK(message.contents[1].parts[1].label->text == "T.pdf");
  CHECK(message.contents[1].parts[1].file);
  CHECK(message.contents[2].parts[0].label->text == "order");
  CHECK(message.contents[3].parts[0].when != nullptr);
  REQUIRE(message.variants.size() == 4);
  CHECK(!message.contents[0].variant);
  const auto& y = message.variants.at(message.contents[4].variant.value());
  CHECK(y.language->text == "fi");
  CHECK(!y.inside);
  const auto& z = message.variants.at(message.contents[5].variant.value());
  CHECK(z.segment->text == "vips");
  CHECK(message.variants.at(z.inside.value()).language->text == "fi");
  const auto& w = message.variants.at(message.contents[6].variant.value());
  CHECK(w.language->text == "pt-BR");
  CHECK(message.variants.at(w.inside.value()).segment->text == "vips");
}

TEST_CASE("byte order mark, interpreter line and CRLF") {
  CHECK(
      Parsed("\xEF\xBB\xBF#!/usr/bin/env camp\r\nlist a\r\nlist b\r\n").file.declarations.size() ==
      2);
  CHECK(Parsed("").file.declarations.empty());
  CHECK(Parsed("# only a comment").findings() == "");
}

TEST_CASE("the file with everything has no findings") {
  Parsed parsed(read_file("tests/golden/parse/everything.camp"));
  CHECK(parsed.findings() == "");
  CHECK(parsed.file.declarations.size() == 44);
}

// The debugger takes steps from scripts by their spans.
TEST_CASE("a step of a scenario is all of its line") {
  const std::vector<std::string> steps = {
      "contact anna { country: \"FI\", subscribed: [news on email], in: [vips] }",
      "at 2026-03-01 09:00",
      "after 2h",
      "the run of spring starts",
      "the process is killed",
      "the clock jumps by 2h",
      "the next reminder to anna fails",
      "the next reminder to anna is delayed by 1h",
      "the operator pauses spring",
      "the operator resumes spring shifting waits",
      "the operator cancels spring",
      "anna does cart { cart: \"c1\" }",
      "anna did cart 2d ago",
      "anna opens reminder",
      "anna replies \"yes\" to reminder on sms",
      "anna unsubscribes from reminder",
      "anna confirms news on email",
      "reminder to anna bounces",
      "shop.price answers { euros: 3 }",
      "do remind(3) for anna via email",
      "expect anna was sent reminder via email containing \"x\"",
      "expect anna was not sent reminder because no_consent",
      "expect anna left spring with \"bought\"",
      "expect anna is at \"wait\" in spring",
      "expect 2 messages were sent in the last 3d",
      "expect nothing more is sent in the next 30d",
      "expect anna.points == 3",
      "show anna.points for anna",
  };
  std::string text = "scenario \"s\" {\n";
  for (const auto& step : steps) text += "  " + step + "\n";
  Parsed parsed(text + "}\n");
  REQUIRE(parsed.findings() == "");
  const auto& read = parsed.get<ast::Scenario>().steps;
  REQUIRE(read.size() == steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto whole = text.substr(read[i].span.begin, read[i].span.end - read[i].span.begin);
    CHECK(whole.substr(0, whole.find_last_not_of(" \n") + 1) == steps[i]);
  }
}
