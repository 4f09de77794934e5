// What an approval signs: any change of what a flow does or says makes another digest, a change
// elsewhere does not.
#include "lang/program/flow_digest.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/compiled.h"

namespace camp::test {
namespace {

const std::string kProject = R"(
contact {
  email: email?  phone: phone?  country: string = "FI"  spent: money = 0 EUR
  language: locale = "en"  timezone: timezone = "UTC"  outlet: string?
}
outlet soho { name "Soho" timezone "Europe/London" from "Soho <soho@acme.example>" }
event visit { page: string }
event other { page: string }
list staff
segment finns = contact.country == "FI"
segment rich = contact.spent > 5 EUR
define greeting(name: string) = if name == "x" then "Hei" else "Hello"
conversation news { from "News <news@acme.example>" suppress staff }
conversation second { from "Other <other@acme.example>" }
service shop { base "https://shop.example" call tag(page: string) post "/tags" -> { tag: string } }
policy { quiet 21:00..08:00 on sms }
seeds team { "mia@acme.example" }
message letter(page: string preview "home") {
  email { subject "News of {{ page }}" text "News." }
  sms "News"
  in fi { email { subject "Uutisia" } }
  for rich { email { text "Dear friend" } }
}
message unused_here { email { subject "Other" text "Other" } }
module survey(about: string) { ask score "How was {{ about }}?" as 0..10 }
campaign other_one {
  category marketing  conversation second  goal seen on other  audience { }  flow { send unused_here via email }
}
journey c {
  category marketing  conversation news  goal seen on visit within 7d  start on visit as v
  writer "Mia"  approval by manager  seeds team  tags "spring"  expires 2030-01-01
  exit on other
  flow {
    let word = greeting(v.page)
    request shop.tag(v.page) as t up to 30s else { exit "none" }
    send letter(t.tag) via email
    wait up to 1d { on message.clicked {} else { do survey(word) via sms as s } }
    if contact in staff { exit "staff" }
  }
}
)";

std::string digest_of(const std::string& text) {
  auto result = compiled({{"main.camp", text}});
  INFO(result.findings());
  REQUIRE(result.program);
  return to_hex(flow_digest(*result.program, *result.program->flow("c")).view());
}

std::string with(const std::string& was, const std::string& is) {
  auto text = kProject;
  const auto at = text.find(was);
  INFO(was);
  REQUIRE(at != text.npos);
  return text.replace(at, was.size(), is);
}

}  // namespace

TEST_CASE("every change of what a flow does or says is another content") {
  const std::pair<const char*, const char*> changes[] = {
      {"News of {{ page }}", "News about {{ page }}"},
      {"\"Uutisia\"", "\"Uutiset\""},
      {"Dear friend", "Dear friends"},
      {"in fi {", "in sv {"},
      {"contact.spent > 5 EUR", "contact.spent > 6 EUR"},
      {"money = 0 EUR", "money = 1 EUR"},
      {"timezone = \"UTC\"", "timezone = \"Europe/Helsinki\""},
      {"timezone \"Europe/London\"", "timezone \"Europe/Paris\""},
      {"writer \"Mia\"", "per outlet  writer \"Mia\""},
      {"email: email?", "email: email = \"all@acme.example\""},
      {" suppress staff }",
       " suppress staff  double_opt_in email using confirm_it }\nmessage confirm_it { email { "
       "subject \"Yes?\" text \"{{ confirm_url }}\" } }"},
      {"\"Hello\"", "\"Hi\""},
      {"news@acme.example", "new@acme.example"},
      {" suppress staff", ""},
      {"https://shop.example", "https://shop2.example"},
      {"\"/tags\"", "\"/tag\""},
      {"21:00..08:00", "22:00..08:00"},
      {"How was", "How is"},
      {"as 0..10", "as 0..5"},
      {"within 7d", "within 8d"},
      {"letter(t.tag) via email", "letter(t.tag) via email at best time within 24h"},
      {"within 7d", "within 7d credit first"},
      {"within 7d", "within 7d credit linear"},
      {"start on visit as v", "start on visit as v where v.page != \"x\""},
      {"writer \"Mia\"", "writer \"Otto\""},
      {"by manager", "by legal"},
      {"tags \"spring\"", "tags \"summer\""},
      {"expires 2030-01-01", "expires 2031-01-01"},
      {"exit on other\n", "\n"},
      {"up to 30s", "up to 31s"},
      {"wait up to 1d", "wait up to 2d"},
      {"contact in staff", "not (contact in staff)"},
      {"exit \"staff\"", "exit \"them\""},
      {"via email\n    wait", "via email or sms\n    wait"},
  };
  std::set<std::string> seen{digest_of(kProject)};
  for (const auto& [was, is] : changes) {
    INFO(was << " -> " << is);
    CHECK(seen.insert(digest_of(with(was, is))).second);
  }
}

TEST_CASE("what a flow does not use may change, and stand anywhere") {
  const auto before = digest_of(kProject);
  const std::pair<const char*, const char*> changes[] = {
      {"subject \"Other\"", "subject \"Another\""},
      {"other@acme.example", "others@acme.example"},
      {"contact.country == \"FI\"", "contact.country == \"SE\""},
      {"country: string = \"FI\"", "country: string = \"SE\""},
      {"sms \"News\"", "sms \"Other news\""},
      {"preview \"home\"", "preview \"start\""},
      {"\"mia@acme.example\"", "\"otto@acme.example\""},
      {"contact {", "contact { boss: email = \"boss@acme.example\""},
      {"outlet soho {", "outlet zoo { from \"Zoo <zoo@acme.example>\" }\noutlet soho {"},
      {"outlet soho {", "channel email { rate 1 per 1h  costs 1 EUR }\noutlet soho {"},
      {"contact {", "# a comment\nlist aaa\nevent aaab { x: int }\ncontact { aaac: int = 4"},
      {"campaign other_one {",
       "segment zzz = contact.country == \"NO\"\ncampaign other_one { priority 3"},
  };
  for (const auto& [was, is] : changes) {
    INFO(was << " -> " << is);
    CHECK(digest_of(with(was, is)) == before);
  }
}

}  // namespace camp::test
