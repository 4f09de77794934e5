// Goals whose message or arm has fallen out of the contact's row.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

// Lets the contact have more messages than its row keeps.
void chatter(World& world, const std::string& contact, std::int64_t from_ms) {
  for (int i = 0; i < int(limits::kTouchesPerContact) + 8; ++i)
    world.event(contact, "ping", from_ms + i * 60'000, {{"n", Value::integer(i)}});
}

Lines conversions(World& world, const std::string& contact) {
  return world.told(contact, {EntryKind::kConverted});
}

const std::string kChatter = R"(
journey talk { category marketing conversation news start on ping again goal seen on ping flow { send third } }
)";

}  // namespace

TEST_CASE("a goal counts for its message however many came after it, as its instance says") {
  World world(journey("send hello via email", "again",
                      "goal bought on purchase as p where p.order == v.page within 7d worth "
                      "p.total") +
              kChatter);
  for (const char* contact : {"anna", "bo", "cleo"}) world.contact(contact);
  world.visit("anna", "2026-03-02 10:00", "o");
  world.visit("bo", "2026-03-02 10:00", "other");
  world.visit("cleo", "2026-03-02 10:00", "o");
  for (const char* contact : {"anna", "bo", "cleo"})
    chatter(world, contact, at("2026-03-02 11:00"));
  world.visit("anna", "2026-03-02 13:00", "other");  // forgets the instance that ended
  world.close();
  world.open();
  world.purchase("anna", "2026-03-09 10:00");
  world.purchase("bo", "2026-03-09 10:00");
  world.purchase("cleo", "2026-03-09 10:01");
  CHECK(conversions(world, "anna").back() == "bought by hello 03-09 10:00:00");
  for (const char* contact : {"bo", "cleo"})
    for (const auto& line : conversions(world, contact)) CHECK(line.find("bought") != 0);
  world.check();
}

TEST_CASE("of messages of one moment the last has the goal, also when they fell out of the row") {
  World world(journey("send hello via email  send second via email", "again",
                      "goal bought on purchase as p within 7d worth p.total") +
              kChatter);
  const auto contacts = {"anna", "bo", "cleo", "dora"};
  for (const auto* contact : contacts) world.contact(contact);
  for (const auto* contact : contacts) world.visit(contact, "2026-03-02 10:00", "o");
  for (const auto* contact : contacts) chatter(world, contact, at("2026-03-02 11:00"));
  for (const auto* contact : contacts) {
    world.purchase(contact, "2026-03-09 10:00");
    CHECK(conversions(world, contact).back() == "bought by second 03-09 10:00:00");
  }
  world.check();
}

TEST_CASE("a goal counts for the arms of every run, however many there were since") {
  World world(kSchema + campaign("experiment e { variant a 50% { exit } variant b 50% { exit } }"));
  world.contact("anna");
  world.advance("2026-03-02 10:00");
  const int runs = int(kExposedInstances) + 4;
  for (int i = 0; i < runs; ++i) world.run("k" + std::to_string(i));
  world.close();
  world.open();
  const auto before = world.row("anna");
  CHECK(before.instances.size() <= kExposedInstances + 1);
  world.purchase("anna", "2026-03-03 10:00");
  CHECK(conversions(world, "anna").size() == std::size_t(runs));
  world.purchase("anna", "2026-04-03 10:00");
  CHECK(conversions(world, "anna").size() == std::size_t(runs));
  world.check();
}

TEST_CASE("nothing of what goals ask for stays of an erased contact") {
  World world(journey("send hello via email", "again",
                      "goal bought on purchase as p where p.order == v.page within 7d") +
              kChatter);
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00", "o");
  chatter(world, "anna", at("2026-03-02 11:00"));
  REQUIRE(world.engine->erase("anna").ok());
  const auto prefix = keys::index_prefix("anna");
  auto rows =
      world.store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (rows->seek_to_first(); rows->valid(); rows->next())
    CHECK(rows->key().substr(prefix.size(), 1) == "r");
}

}  // namespace camp::testing
