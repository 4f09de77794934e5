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

TEST_CASE("a live store's clock that jumps backwards loses no timer and wakes nobody twice") {
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
  world.clock.ms = at("2026-03-02 09:00");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna").size() == 1);
  world.visit("bo", "2026-03-02 09:00");  // due at 10:00, below what was already gone through
  world.check();
  world.open();
  world.clock.ms = at("2026-03-02 11:01:00");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("bo") == Lines{"hello email sent 03-02 11:01:00"});
  world.clock.ms = at("2026-03-02 13:00:00");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna").size() == 2);
  CHECK(world.told("bo").size() == 2);
  world.check();
}

TEST_CASE("a timer set below what was gone through is woken, and said to be due, right behind it") {
  World world("", false);
  world.clock.ms = at("2026-03-02 10:00");
  world.install(journey("wait 1h send hello via email", "key v.page"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00", "a");
  world.clock.ms = at("2026-03-02 11:01:30");  // the minute 11:00 is over for her partition
  REQUIRE(world.engine->tick().ok());
  world.clock.ms = at("2026-03-02 09:00");
  world.visit("anna", "2026-03-02 09:00", "b");  // due at 10:00
  CHECK(moment(world.engine->next_due_ms()->value_or(0)) == "03-02 11:01:00");
  world.clock.ms = at("2026-03-02 11:01");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna") ==
        Lines{"hello email sent 03-02 11:01:30", "hello email sent 03-02 11:01:00"});
  CHECK_FALSE(world.engine->next_due_ms()->has_value());
  world.check();
}

TEST_CASE("the clock of a virtual store only goes forward; a live store stays live") {
  World world(journey("send hello via email"));
  world.advance("2026-03-02 10:00");
  auto back = world.engine->advance_to(at("2026-03-02 09:59"));
  REQUIRE_FALSE(back.ok());
  CHECK(back.error().kind == ErrorKind::kInvalid);
  World live(journey("send hello via email"), false);
  live.contact("anna");
  live.close();
  EngineOptions options;
  options.make_virtual = true;
  auto opened = Engine::open(live.store, live.clock, nullptr, options);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().kind == ErrorKind::kRefused);
}

TEST_CASE("ten thousand timers of one minute are woken over several ticks") {
  World world(kSchema + campaign("wait 1h send hello via email"));
  ContactBatch batch;
  std::vector<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.push_back("c" + std::to_string(i));
  for (const auto& id : ids) batch.contacts.push_back({id, {}});
  REQUIRE(world.engine->upsert(batch).ok());
  world.advance("2026-03-02 10:00");
  world.run("k");
  CHECK(world.engine->counters().waiting == 10'000);
  CHECK(*world.engine->next_due_ms() == at("2026-03-02 11:00"));
  world.advance("2026-03-02 11:00");
  CHECK(world.engine->counters().waiting == 0);
  CHECK(world.engine->counters().skipped == 10'000);
  CHECK_FALSE(world.engine->next_due_ms()->has_value());
  world.check();
}

}  // namespace camp::testing
