// Timers at the moment meant, whatever the clocks do. On the wall clock meant:
// tests/scenario/waits.camp.
#include "runtime/state/keys.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
TEST_CASE("timers of one minute fire each at its own moment; those that lie ahead stay") {
  World world(
      journey("wait 10s send hello via email wait 10s send second via email wait 30s send third "
              "via email"));
  for (std::string id : {"anna", "bo", "cleo"}) world.contact(id);
  world.visit("anna", "2026-03-02 10:00:00");
  world.visit("bo", "2026-03-02 10:00:05");
  world.visit("cleo", "2026-03-02 10:00:40");
  CHECK(world.told("bo") ==
        Lines{"hello email sent 03-02 10:00:15", "second email sent 03-02 10:00:25"});
  world.advance("2026-03-02 10:00:50");
  CHECK(world.told("anna").back() == "third email sent 03-02 10:00:50");
  CHECK(world.told("bo").size() == 2);
  CHECK(world.told("cleo") == Lines{"hello email sent 03-02 10:00:50"});
  world.open();
  world.advance("2026-03-03 10:00");
  CHECK(world.told("bo").back() == "third email sent 03-02 10:00:55");
  CHECK(world.told("cleo") == Lines{"hello email sent 03-02 10:00:50",
                                    "second email sent 03-02 10:01:00",
                                    "third email sent 03-02 10:01:30"});
  CHECK(world.store.family(Family::kTimers).empty());
  world.check();
}

TEST_CASE("a live store's clock that is set back a little loses no timer and wakes nobody twice") {
  World world("", false);
  world.clock.ms = at("2026-03-02 10:00");
  world.install(journey("wait 1h send hello via email wait 1h send second via email"));
  world.contact("anna");
  world.contact("bo");
  world.visit("anna", "2026-03-02 10:00");
  world.clock.ms = at("2026-03-02 11:00:30");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 11:00:30"});
  world.clock.ahead_ms = -3'600'000;
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna").size() == 1);
  world.visit("bo", "2026-03-02 10:00");
  world.check();
  world.open();
  world.clock.ms += 3'600'000;  // 11:00:30 once more
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna").size() == 1);
  CHECK(world.told("bo") == Lines{"hello email sent 03-02 11:00:30"});
  world.clock.ms += 2 * 3'600'000;
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna").size() == 2);
  CHECK(world.told("bo").size() == 2);
  world.check();
}

TEST_CASE("a timer set below what was gone through is woken at its time") {
  World world("", false);
  world.clock.ms = at("2026-03-02 10:00");
  world.install(journey("wait 10m send hello via email", "key v.page"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00", "a");
  world.clock.ms = at("2026-03-02 10:31:30");  // the minute 10:10 is over for her partition
  REQUIRE(world.engine->tick().ok());
  world.clock.ahead_ms = -1'800'000;
  world.visit("anna", "2026-03-02 10:01", "b");
  CHECK(moment(world.engine->next_due_ms()->value_or(0)) == "03-02 10:11:30");
  world.clock.ms += 600'000;
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna") ==
        Lines{"hello email sent 03-02 10:31:30", "hello email sent 03-02 10:11:30"});
  CHECK_FALSE(world.engine->next_due_ms()->has_value());
  world.check();
}

TEST_CASE("who watches is told when somebody is woken, not of timers that wake nobody") {
  World world(journey("wait 1h send hello via email"));
  world.contact("anna");
  world.contact("bo");
  world.visit("anna", "2026-03-02 10:00");
  world.visit("bo", "2026-03-02 10:30");
  const auto told = [&] { return world.engine->next_wake()->due_ms; };
  CHECK(moment(told().value_or(0)) == "03-02 11:00:00");
  REQUIRE(world.engine->erase("anna").ok());
  CHECK(moment(world.engine->next_due_ms()->value_or(0)) == "03-02 11:00:00");
  CHECK(moment(told().value_or(0)) == "03-02 11:30:00");
  REQUIRE(world.engine->erase("bo").ok());
  CHECK_FALSE(told().has_value());
  world.check();
}

}  // namespace camp::testing
