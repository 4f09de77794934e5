// What caps leave in a contact's row, and what they forget.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kCap = "policy { cap 2 per 1d on email when capped wait up to 2d }\n";

std::size_t places(World& world) { return world.row("anna").places.size(); }
Counters counters(World& world) { return world.engine->counters(); }

}  // namespace

TEST_CASE("the row has the places that a cap counts, and no others") {
  World world(kCap + journey("send hello via email wait 1h send hello via sms"));
  world.contact("anna", {{"phone", Value::string("+358401234567")}});
  world.visit("anna", "2026-03-02 10:00");
  CHECK(places(world) == 1);
  world.advance("2026-03-02 12:00");
  CHECK(counters(world).sent == 2);
  CHECK(places(world) == 1);
  world.visit("anna", "2026-03-03 10:00");
  CHECK(counters(world).sent == 3);
  CHECK(places(world) == 1);
  world.check();
}

TEST_CASE("places outlive a restart, and so does what waits for one") {
  World world(kCap + journey("send hello via email"));
  world.contact("anna");
  for (const auto* time : {"2026-03-02 10:00", "2026-03-02 10:30", "2026-03-02 11:00"})
    world.visit("anna", time);
  CHECK(counters(world).sent == 2);
  CHECK(counters(world).held == 1);
  CHECK(places(world) == 2);
  world.check();
  world.close();
  world.open();
  world.advance("2026-03-03 09:59");
  CHECK(counters(world).sent == 2);
  world.advance("2026-03-03 10:00");
  CHECK(counters(world).sent == 3);
  CHECK(counters(world).held == 0);
  CHECK(places(world) == 2);
  world.check();
}

TEST_CASE("a program without the cap forgets its places, and lets go what waited") {
  const auto flow = journey("send hello via email");
  World world(kCap + flow);
  world.contact("anna");
  for (const auto* time : {"2026-03-02 10:00", "2026-03-02 10:30", "2026-03-02 11:00"})
    world.visit("anna", time);
  world.install(flow);
  world.visit("anna", "2026-03-02 12:00");
  CHECK(counters(world).sent == 3);
  CHECK(places(world) == 0);
  world.advance("2026-03-03 10:00");
  CHECK(counters(world).sent == 4);
  world.check();
}

TEST_CASE("an erased contact has no places, and what waited is skipped") {
  World world(kCap + journey("send hello via email"));
  world.contact("anna");
  for (const auto* time : {"2026-03-02 10:00", "2026-03-02 10:30", "2026-03-02 11:00"})
    world.visit("anna", time);
  REQUIRE(world.engine->erase("anna").value());
  CHECK(places(world) == 0);
  CHECK(counters(world).skipped == 1);
  world.check();
}

TEST_CASE("a capped message is counted as skipped once, and leaves no touch") {
  World world("policy { cap 1 per 1d }\n" + journey("send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.visit("anna", "2026-03-02 11:00");
  CHECK(counters(world).sent == 1);
  CHECK(counters(world).skipped == 1);
  CHECK(counters(world).queued == 1);
  CHECK(world.row("anna").touches.size() == 1);
  CHECK(world.engine->tally().skipped[static_cast<std::size_t>(Gate::kCapped)] == 1);
  world.check();
}

TEST_CASE("a cap counts what was sent before it came, in the row and beside it") {
  const auto flow =
      journey("repeat up to 40 times { send hello via email wait 1m } send hello via sms");
  World world(flow);
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.advance("2026-03-02 11:00");
  REQUIRE(counters(world).sent == 40);
  REQUIRE(world.row("anna").touches.size() == limits::kTouchesPerContact);
  world.install("policy { cap 41 per 1d on email }\n" + flow);
  world.visit("anna", "2026-03-02 12:00");
  world.advance("2026-03-02 13:00");
  CHECK(counters(world).sent == 41);
  CHECK(places(world) == 41);
  world.check();
}

}  // namespace camp::testing
