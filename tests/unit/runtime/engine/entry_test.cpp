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
  world.visit("anna", "2027-03-02 10:00");
  CHECK(world.told("anna", {EntryKind::kRefused}) == Lines{"refused 1 03-02 10:00:00"});
  CHECK(world.row("anna").instances.size() < 40);
  world.check();
}

TEST_CASE("more live instances than a contact may have are refused and counted") {
  World world(journey("wait 1h", "key v.page"));
  world.contact("anna");
  for (std::size_t i = 0; i <= limits::kInstancesPerContact; ++i)
    world.visit("anna", "2026-03-02 10:00", std::to_string(i));
  CHECK(world.engine->counters().waiting == limits::kInstancesPerContact);
  CHECK(world.told("anna", {EntryKind::kRefused}) == Lines{"refused 4 03-02 10:00:00"});
  world.check();
}

}  // namespace camp::testing
