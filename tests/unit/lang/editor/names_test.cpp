// Which names mean the same, and another name for them.
#include <catch2/catch.hpp>

#include "lang/editor/folding.h"
#include "lang/editor/hover.h"
#include "lang/editor/rename.h"
#include "lang/editor/tokens.h"
#include "tests/unit/lang/editor/editor_project.h"

namespace camp::editor {
namespace {

struct Renamed {
  std::string text;  // empty: refused
  std::string why;
};

Renamed renamed(const std::string& written, const std::string& name) {
  auto [text, offset] = test::marked(written);
  const auto analysis = test::analysis_of({{"a.camp", text}});
  const NameIndex index(analysis);
  const auto edits = rename(analysis, index, 0, offset, name, {}, library_modules());
  if (!edits.ok()) return {"", edits.error().message};
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit)
    text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
  return {text, ""};
}

std::string shop_with(std::string_view what, std::string_view instead) {
  std::string text = test::kShop;
  const auto at = text.find(what);
  REQUIRE(at != text.npos);
  return text.replace(at, what.size(), instead);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("every use of a name is known, also in texts") {
  const auto analysis = test::analysis_of({{"a.camp", test::kShop}});
  REQUIRE(!analysis.diagnostics().has_errors());
  const NameIndex index(analysis);
  const std::string text = test::kShop;
  const auto uses = [&](std::string_view what) {
    const auto* named = index.at(0, static_cast<std::uint32_t>(text.find(what)));
    REQUIRE(named != nullptr);
    return named->uses.size();
  };
  CHECK(uses("purchase {") == 3);
  CHECK(uses("total: money") == 2);
  CHECK(uses("vips\n") == 2);
  CHECK(uses("rich =") == 1);
  CHECK(uses("country: string") == 1);
  CHECK(uses("order: string preview") == 1);
  CHECK(uses("order: string, total") == 1);
  CHECK(uses("order = p") == 1);
  CHECK(uses("p where") == 1);
  CHECK(uses("h\n") == 1);
  CHECK(uses("news {") == 1);
}

TEST_CASE("a name is another one everywhere, or nowhere") {
  const auto good = renamed(shop_with("event purchase", "event pur^chase"), "order_paid");
  CHECK(count(good.text, "order_paid") == 4);
  CHECK(count(good.text, "purchase") == 0);
  CHECK(count(renamed(shop_with("let order", "let ord^er"), "number").text, "number") == 2);
  CHECK(renamed(shop_with("list vips", "list v^ips"), "rich").why.find("error") !=
        std::string::npos);
  CHECK(renamed(shop_with("list vips", "list v^ips"), "Vips").why.find("no name") !=
        std::string::npos);
  CHECK(renamed(shop_with("list vips", "li^st vips"), "x").why.find("no name here") !=
        std::string::npos);
  // `total` alone would be the event's: the same text, another meaning.
  CHECK(renamed("contact { x: int? }\nevent e { total: int }\nlist ^l\nsegment s = contact in l\n",
                "s")
            .text.empty());
}

TEST_CASE("a request and an answer are known by names that other things have") {
  const std::string journey =
      "journey jo^in {\n  start on request { a: string }\n  again\n  exit on request.join\n"
      "  flow { wait 1h }\n}\n"
      "segment s = count(request.join) > 1\n"
      "scenario \"s\" {\n  contact anna { }\n  anna does request.join { a: \"x\" }\n"
      "  expect anna is in s\n}\n";
  CHECK(count(renamed(journey, "enter_it").text, "request.enter_it") == 3);
  const std::string service =
      "service sh^op {\n  base \"https://shop.example\"\n"
      "  call coupon(c: string) post \"/c\" -> { code: string }\n}\n"
      "segment s = count(shop.coupon) > 1\n";
  CHECK(count(renamed(service, "market").text, "market") == 2);
  CHECK(count(renamed(service, "market").text, "shop.coupon") == 0);
}

TEST_CASE("what an invariant counts is renamed with what it names") {
  const std::string project =
      "contact { phone: phone? }\nevent e { a: string }\nmessage he^llo { sms \"x\" }\n"
      "journey j { category transactional start on e flow { send hello } }\n"
      "invariant \"one hello\" = sent(hello last 1d) <= 1 and sent(j) < 3 and sent(sms) < 3\n";
  CHECK(count(renamed(project, "greeting").text, "greeting") == 3);
  CHECK(renamed(project, "greeting").text.find("sent(greeting last 1d)") != std::string::npos);
}

TEST_CASE("what a library module needs is not renamed") {
  const auto found = renamed("import std.nps\ncontact { email: em^ail? }\n", "mail");
  CHECK((found.text.empty() || found.text.find("mail: email?") != std::string::npos));
}

TEST_CASE("what is told of a word") {
  const std::string text = test::kShop;
  const auto analysis = test::analysis_of({{"a.camp", text}});
  const NameIndex index(analysis);
  const auto told = [&](std::string_view what) {
    const auto hover = hover_at(analysis, index, 0, static_cast<std::uint32_t>(text.find(what)));
    return hover ? hover->signature + "|" + hover->doc + "|" + hover->set : std::string();
  };
  CHECK(told("rich {").find("segment rich = count(") == 0);
  CHECK(told("rich {").ends_with("|rich"));
  CHECK(told("p.order").find("p: event { order: string, total: money }") == 0);
  CHECK(told("wait up").find("wait|a durable timer") == 0);
  CHECK(told("within 7d").find("within|the window of a goal") == 0);
  CHECK(told("email { subject").find("channel email|an e-mail") == 0);
  CHECK(told("> 20 EUR").empty());
}

TEST_CASE("tokens lie one behind the other, whatever the text") {
  const std::string text = test::kShop;
  for (std::size_t cut = 0; cut <= text.size(); cut += 7) {
    const auto analysis = test::analysis_of({{"a.camp", text.substr(0, cut)}});
    std::uint32_t end = 0;
    for (const auto& token : meaningful_tokens(analysis, NameIndex(analysis), 0)) {
      CHECK(token.span.begin >= end);
      CHECK(token.span.begin < token.span.end);
      end = token.span.end;
    }
    CHECK(end <= cut);
  }
}

TEST_CASE("folds of a text whose braces are not closed") {
  const std::string text =
      "journey j {\n  flow {\n    wait 1h\n\nlist a\n# one\n# two\nevent e {\n a: int\n}\n";
  const auto folds = folds_of(text);
  REQUIRE(folds.size() == 4);
  CHECK(text.substr(folds[0].begin, folds[0].end - folds[0].begin) == "{\n  flow {\n    wait 1h");
  CHECK(folds[2].kind == Fold::Kind::kComment);
  CHECK(folds_of("{ } } } {").empty());
}

}  // namespace camp::editor
