// What an event does, in the order and with the exactness that language.md promises.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {
const std::vector<EntryKind> kMessagesAndGoals = {EntryKind::kMessage, EntryKind::kConverted};
}

TEST_CASE("order within one event: goals, then exits, then waits, then new entries") {
  World world(kSchema + R"(
journey one { category marketing conversation news start on visit as v
  exit on purchase as p where p.order == "o"  goal bought on purchase as p within 7d worth p.total
  flow { send hello via email wait up to 1d { on purchase as p { send second via email } else { } } } }
journey two { category marketing conversation news start on purchase as s again
  goal bought on purchase as p within 7d worth p.total  flow { send third via email wait 1h } })");
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.purchase("anna", "2026-03-02 11:00");
  CHECK(world.told("anna", {EntryKind::kMessage, EntryKind::kConverted, EntryKind::kTransition}) ==
        Lines{"hello email sent 03-02 10:00:00", "waits 03-02 10:00:00",
              "bought by hello 03-02 11:00:00", "exited 03-02 11:00:00",
              "third email sent 03-02 11:00:00", "waits 03-02 11:00:00"});
  // The second purchase meets an instance of `two` as a goal before it is refused as an entry.
  world.purchase("anna", "2026-03-02 11:30");
  CHECK(world.told("anna", {EntryKind::kConverted, EntryKind::kRefused}) ==
        Lines{"bought by hello 03-02 11:00:00", "bought by third 03-02 11:30:00",
              "bought by hello 03-02 11:30:00", "refused 2 03-02 11:30:00"});
  world.check();
}

TEST_CASE(
    "an event is applied once per id: in one batch, in another, in another process; other content "
    "is a conflict") {
  World world(journey("send hello via email"));
  world.contact("anna");
  auto data = world.fields({{"page", Value::string("p")}});
  auto other = world.fields({{"page", Value::string("q")}});
  auto visit = world.engine->names().number("visit");
  std::vector<EventInput> batch = {{"x", "anna", visit, at("2026-03-02 10:00"), data},
                                   {"x", "anna", visit, at("2026-03-02 10:00"), data},
                                   {"x", "anna", visit, at("2026-03-02 10:00"), other},
                                   {"x", "anna", visit, at("2026-03-02 10:01"), data},
                                   {"y", "nobody", visit, at("2026-03-02 10:00"), data}};
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply(batch, &fates).ok());
  using F = EventFate;
  CHECK(fates ==
        std::vector<F>{F::kApplied, F::kDuplicate, F::kConflict, F::kConflict, F::kUnknownContact});
  world.open();
  REQUIRE(world.engine->apply(batch, &fates)->duplicates == 2);
  CHECK(fates == std::vector<F>{F::kDuplicate, F::kDuplicate, F::kConflict, F::kConflict,
                                F::kUnknownContact});
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 10:00:00"});
  CHECK(world.engine->counters().events == 1);
  // Ids are the contact's own.
  world.contact("bo");
  CHECK(world.event("bo", "visit", at("2026-03-02 10:00"), {{"page", Value::string("p")}}, "x") ==
        F::kApplied);
  world.check();
}

TEST_CASE("a late event undoes no decision and still converts a goal") {
  World world(
      journey("send hello via email  wait 1h  wait up to 1d { on purchase as p { send third via "
              "email } else { } }"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.advance("2026-03-02 12:00");
  world.purchase("anna", "2026-03-02 10:30");  // before the wait began at 11:00
  CHECK(world.late == 1);
  CHECK(world.told("anna", kMessagesAndGoals) ==
        Lines{"hello email sent 03-02 10:00:00", "bought by hello 03-02 12:00:00"});
  world.purchase("anna", "2026-03-02 11:00");  // late as well, but the wait stood already
  CHECK(world.told("anna").back() == "third email sent 03-02 12:00:00");
  world.check();
}

TEST_CASE("a message handle is about the very message, not about another of the same name") {
  World world(journey("send hello via email as r  wait up to 1d { on r.clicked { send third via "
                      "email } else { } }") +
              campaign("send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.run("k");
  auto click = [&](const std::string& time, const std::string& flow) {
    world.event("anna", "message.clicked", at(time),
                {{"message", Value::string("hello")}, {"campaign", Value::string(flow)}});
  };
  click("2026-03-02 11:00", "c");
  CHECK(world.told("anna").size() == 2);
  click("2026-03-02 12:00", "j");
  CHECK(world.told("anna").back() == "third email sent 03-02 12:00:00");
  click("2026-03-02 13:00", "j");
  CHECK(world.told("anna", {EntryKind::kReceipt}) == Lines{"first message.clicked 03-02 11:00:00",
                                                           "first message.clicked 03-02 12:00:00",
                                                           "more message.clicked 03-02 13:00:00"});
  world.check();
}

TEST_CASE("a rejected event does not carry the clock of a virtual store forward") {
  World world(journey("wait 1h send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  CHECK(world.visit("nobody", "2027-01-01 00:00") == EventFate::kUnknownContact);
  CHECK(moment(world.engine->now_ms()) == "03-02 10:00:00");
  CHECK(world.event("anna", "message.opened", at("2027-01-01 00:00"),
                    {{"message", Value::string("second")}}) == EventFate::kNotSent);
  CHECK(moment(world.engine->now_ms()) == "03-02 11:00:00");  // the timer that was due until then
  CHECK(world.told("anna").size() == 1);
}

}  // namespace camp::testing
