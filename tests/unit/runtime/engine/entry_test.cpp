// How a journey is entered again.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {

TEST_CASE("re-entry: `once` means ever") {
  World world(journey("send hello via email", "once"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  // Forty other messages push the first one out of the recent ones; the instance is not forgotten
  // for it.
  world.install(
      journey("send hello via email", "once") +
      "journey k { category marketing conversation news start on ping as e again "
      "goal bought on purchase as p within 7d worth p.total flow { send second via email } }");
  for (int i = 0; i < 40; ++i)
    world.event("anna", "ping", at("2026-03-03 10:00"), {{"n", Value::integer(i)}});
  world.visit("anna", "2036-03-02 10:00");
  CHECK(world.told("anna", {EntryKind::kRefused}) == Lines{"refused 1 03-02 10:00:00"});
  CHECK(world.row("anna").instances.size() < 40);
  world.check();
}

TEST_CASE("re-entry: `again` needs the earlier instance to have ended") {
  World world(journey("wait 1h send hello via email", "again"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.visit("anna", "2026-03-02 10:59");
  world.visit("anna", "2026-03-02 11:00");
  CHECK(world.told("anna", {EntryKind::kMessage, EntryKind::kRefused}) ==
        Lines{"refused 2 03-02 10:59:00", "hello email sent 03-02 11:00:00"});
  CHECK(world.engine->row().counters.entered == 2);
  world.check();
}

TEST_CASE("re-entry: `again after 1d` counts calendar days in the contact's zone") {
  World world(journey("send hello via email", "again after 1d"));
  world.contact("anna", {{"timezone", Value::string("Europe/Helsinki")}});
  world.contact("bo", {{"timezone", Value::string("UTC")}});
  // Helsinki loses an hour in the night to 29 March: 12:00 there on both days are 23 hours apart.
  for (std::string id : {"anna", "bo"}) world.visit(id, "2026-03-28 10:00");
  for (std::string id : {"anna", "bo"})
    world.event(id, "visit", at("2026-03-29 08:59:59"), {{"page", Value::string("p")}});
  for (std::string id : {"anna", "bo"}) world.visit(id, "2026-03-29 09:00");
  for (std::string id : {"anna", "bo"}) world.visit(id, "2026-03-29 10:00");
  CHECK(world.told("anna", {EntryKind::kMessage, EntryKind::kRefused}) ==
        Lines{"hello email sent 03-28 10:00:00", "refused 3 03-29 08:59:59",
              "hello email sent 03-29 09:00:00", "refused 3 03-29 10:00:00"});
  CHECK(world.told("bo").back() == "hello email sent 03-29 10:00:00");
}

TEST_CASE("re-entry: `key` is one instance per value, side by side") {
  World world(journey("wait 1h send hello via email", "key v.page"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00", "a");
  world.visit("anna", "2026-03-02 10:10", "b");
  world.visit("anna", "2026-03-02 10:20", "a");
  CHECK(world.engine->row().counters.waiting == 2);
  CHECK(world.told("anna", {EntryKind::kRefused}).size() == 1);
  world.advance("2026-03-02 12:00");
  CHECK(world.told("anna") ==
        Lines{"hello email sent 03-02 11:00:00", "hello email sent 03-02 11:10:00"});
  world.check();
}

TEST_CASE("more live instances than a contact may have are refused and counted") {
  World world(journey("wait 1h", "key v.page"));
  world.contact("anna");
  for (std::size_t i = 0; i <= limits::kInstancesPerContact; ++i)
    world.visit("anna", "2026-03-02 10:00", std::to_string(i));
  CHECK(world.engine->row().counters.waiting == limits::kInstancesPerContact);
  CHECK(world.told("anna", {EntryKind::kRefused}) == Lines{"refused 4 03-02 10:00:00"});
  world.check();
}

}  // namespace camp::testing
