// What people of a project can be like and can do.
#include "lang/analysis/population.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace {

using namespace camp;

PopulationText population(const std::string& text) {
  SourceSet scripts;
  scripts.add("p.camp", text);
  const auto analysis = analyze(std::move(scripts));
  for (const auto& finding : analysis.diagnostics().all())
    if (finding.severity() == Severity::kError) FAIL(finding.message);
  return population_of(analysis);
}

using Texts = std::vector<std::string>;

Texts values_of(const PopulationText& text, std::string_view name) {
  const auto field = std::find_if(text.fields.begin(), text.fields.end(),
                                  [&](const auto& it) { return it.name == name; });
  REQUIRE(field != text.fields.end());
  return field->values;
}

}  // namespace

TEST_CASE("a population has the parts of what is read, and everybody's usual rest") {
  const auto text = population(R"(
contact { email: email?  phone: phone?  country: string?  born: date?  joined: date?  seen: datetime?
          points: int = 0  shoe: string?  timezone: timezone = "UTC" }
event go { cart: string, total: money, note: string? }
event bought { cart: string }
conversation news { from "News <news@acme.example>" }
conversation care { from "Care <care@acme.example>" }
segment old = contact.joined is present and contact.joined < 2020-01-01 and contact.points >= 10
  and contact.born is present and month_of(contact.born) == 3
message a { email { subject "a" text "a" } sms "a" }
journey j { category marketing conversation news goal g on bought
  start on go as g where g.total >= 20 EUR
  flow { if contact in old and contact.country == "fi" { send a via email or sms } else { send a via email } } }
journey k { category transactional conversation care goal g on bought start on bought
  flow { send a via email } }
)");
  CHECK(values_of(text, "country") == Texts{"\"fi\"", "\"a\"", ""});
  CHECK(values_of(text, "points") == Texts{"10", "9"});
  CHECK(values_of(text, "joined").size() == 3);
  CHECK(values_of(text, "shoe") == Texts{"\"a\""});
  // Drawn by their type: an address, any day, the project's zone.
  for (const auto* name : {"email", "phone", "seen", "timezone"})
    CHECK(values_of(text, name).empty());
  REQUIRE(text.events.size() == 2);
  CHECK(text.events[0].name == "go");
  CHECK(text.events[0].forms ==
        Texts{"go { cart: \"a\", total: 20.00 EUR }", "go { cart: \"a\", total: 19.99 EUR }"});
  CHECK(text.events[1].forms == Texts{"bought { cart: \"a\" }"});
  // Only what marketing asks for.
  REQUIRE(text.consents.size() == 2);
  CHECK(text.consents[0].conversation == "news");
  CHECK(text.consents[0].channel == "email");
  CHECK(text.consents[1].channel == "sms");
}
