// A contact of many years: what an event costs does not grow with what she has been through.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

std::string schema_of(int attributes) {
  std::string text = "contact {\n  email: email?  phone: phone?  timezone: timezone = \"UTC\"\n";
  // Types have at most kTypeItems fields: the rest come from an import that knows more of them.
  for (int i = 0; i < attributes; ++i) text += "  a" + std::to_string(i) + ": string?\n";
  return text + "}\n";
}

}  // namespace

TEST_CASE("100,000 events, 10,000 ended instances and 5,000 attributes: the row stays small") {
  constexpr int kEvents = 100'000, kEntries = 10'000, kAttributes = 5'000;
  World world(
      schema_of(900) +
      "event visit { page: string }\n"
      "conversation news { from \"News <news@acme.example>\" }\n"
      "message hello { email { subject \"Hi\" text \"Hi {{ contact.a7 | default: '-' }}\" } }\n"
      "journey j { category marketing conversation news start on visit as v once "
      "key v.page goal again on visit as g within 1d flow { send hello via email } }\n");
  Fields attributes;
  for (int i = 0; i < kAttributes; ++i)
    attributes.push_back({"a" + std::to_string(i), Value::string("v")});
  world.contact("anna", attributes);
  CHECK((world.row("anna").flags & kAttributesBeside) != 0);

  const auto visit = world.engine->names().number("visit");
  const auto begin_ms = at("2026-03-02 10:00");
  std::size_t row_bytes_early = 0;
  for (int done = 0; done < kEvents;) {
    std::vector<std::string> ids, data;
    for (int i = 0; i < 1000; ++i, ++done) {
      ids.push_back("e" + std::to_string(done));
      const auto page = "p" + std::to_string(done % kEntries);
      data.push_back(world.fields({{"page", Value::string(page)}}));
    }
    std::vector<EventInput> events;
    for (std::size_t i = 0; i < ids.size(); ++i)
      events.push_back({ids[i], "anna", visit, begin_ms + done * 1000, data[i]});
    std::vector<EventFate> fates;
    REQUIRE(world.engine->apply(events, &fates).ok());
    std::string sealed;
    REQUIRE(world.store.get(Family::kContacts, keys::contact("anna"), &sealed).value());
    CHECK(sealed.size() < 8'000);
    if (done == 5'000) row_bytes_early = sealed.size();
    if (done == kEvents) CHECK(sealed.size() < row_bytes_early + row_bytes_early / 4);
  }
  REQUIRE(world.engine->settle().ok());
  const auto counters = world.engine->counters();
  CHECK(counters.events == kEvents);
  CHECK(counters.entered == kEntries);  // `once` for every page: nothing was forgotten
  CHECK(counters.sent == kEntries);
  CHECK(world.row("anna").past.size() <= limits::kPastInRow);
  // Attributes beside the row are read, changed and found like any.
  world.contact("anna", {{"a7", Value::string("new")}});
  Arena arena;
  CHECK(find_attribute(world.row("anna").attributes, world.engine->names().number("a7"), arena)
            .text() == "new");
  world.check();
}

}  // namespace camp::testing
