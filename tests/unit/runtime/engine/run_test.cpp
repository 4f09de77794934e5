// Runs: who is in, exactly once; programs, erasure, and what the store keeps of it all.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {
std::uint64_t sent(World& world) { return world.engine->counters().sent; }
}  // namespace

TEST_CASE("a run's audience: include, exclude, lists and segments") {
  World world(kSchema + "segment high = contact.score > 5\nsegment low = contact.score < 3\n" +
              campaign("send hello via email", "include high, staff exclude low"));
  world.contact("anna", {{"score", Value::integer(9)}});
  world.contact("bo", {{"score", Value::integer(4)}}, {"staff"});
  world.contact("cleo", {{"score", Value::integer(4)}});
  world.contact("dan", {{"score", Value::integer(1)}}, {"staff"});
  auto report = world.run("k");
  CHECK(report.run.audience == 2);
  CHECK(world.told("anna").size() == 1);
  CHECK(world.told("bo").size() == 1);
  CHECK(sent(world) == 2);
  world.check();
}

TEST_CASE("`limit N` and `limit N by` take so many, the latter the highest") {
  for (std::string by : {"", " by contact.score"}) {
    World world(kSchema + campaign("send hello via email", "include everyone limit 5" + by) +
                "segment everyone = contact.score >= 0\n");
    for (int i = 0; i < 30; ++i)
      world.contact("c" + std::to_string(i), {{"score", Value::integer(i % 15)}});
    CHECK(world.run("k").run.audience == 5);
    CHECK(sent(world) == 5);
    if (by.empty()) continue;
    for (int i : {14, 29, 13, 28}) CHECK(world.told("c" + std::to_string(i)).size() == 1);
    CHECK(world.told("c12").size() + world.told("c27").size() == 1);
  }
  World few(kSchema + campaign("send hello via email", "include everyone limit 5") +
            "segment everyone = contact.score >= 0\n");
  few.contact("anna");
  CHECK(few.run("k").run.audience == 1);
}

TEST_CASE("the same run again sends nothing, another key sends again; nobody joins a run later") {
  World world(kSchema + campaign("send hello via email"));
  world.contact("anna");
  CHECK_FALSE(world.run("k").already);
  world.contact("bo");
  world.open();
  auto again = world.run("k");
  CHECK(again.already);
  CHECK(sent(world) == 1);
  CHECK_FALSE(world.run("k2").already);
  CHECK(sent(world) == 3);
  world.check();
}

TEST_CASE("a run over an empty audience is done at once") {
  World world(kSchema + campaign("send hello via email"));
  CHECK(world.run("k").run.state == RunState::kSent);
  CHECK(world.run("k").already);
  world.check();
}

TEST_CASE("a run of more than one tick can be stopped between two, and goes on") {
  World world(kSchema + campaign("send hello via email"));
  ContactBatch batch;
  std::vector<std::string> ids;
  for (int i = 0; i < 9000; ++i) ids.push_back("c" + std::to_string(i));
  auto data = world.fields({{"email", Value::string("a@example.com")}});
  for (const auto& id : ids) batch.contacts.push_back({id, data});
  batch.subscriptions = {{world.engine->names().number("news"), Channel::kEmail}};
  REQUIRE(world.engine->upsert(batch).ok());
  auto report = world.engine->run("c", "k", [](const Progress&) { return false; });
  REQUIRE(report.ok());
  CHECK(report->stopped);
  REQUIRE(world.engine->settle().ok());
  CHECK(sent(world) < 9000);
  world.check();
  world.open();
  CHECK(world.run("k").resumed);
  CHECK(sent(world) == 9000);
  world.check();
}

TEST_CASE("an instance keeps the program it began with") {
  World world(journey("wait 1h send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.install(journey("wait 2h send second via email"));
  world.contact("bo");
  world.visit("bo", "2026-03-02 10:00");
  world.open();
  world.advance("2026-03-03 00:00");
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 11:00:00"});
  CHECK(world.told("bo") == Lines{"second email sent 03-02 12:00:00"});
  world.check();
}

TEST_CASE("what an import, an event and a flow change of a contact is told alike, once") {
  const std::vector<EntryKind> kinds = {EntryKind::kAttributes, EntryKind::kList,
                                        EntryKind::kConsent};
  World world(
      journey("set contact.stage = v.page set contact.score = 1 set contact.stage = \"x\""));
  world.contact("anna", {{"name", Value::string("A")}}, {"staff"});
  world.contact("anna", {{"name", Value::string("A")}}, {"staff"});
  Lines lines = {"email=anna@example.com name=A by 0 01-01 00:00:00", "on staff 01-01 00:00:00",
                 "given 01-01 00:00:00", "given 01-01 00:00:00"};
  CHECK(world.told("anna", kinds) == lines);
  world.contact("anna", {{"name", Value::string("B")}});
  lines.push_back("name=B by 0 01-01 00:00:00");
  world.event("anna", "list.removed", at("2026-03-02 10:00"), {{"list", Value::string("staff")}});
  world.event("anna", "list.removed", at("2026-03-02 10:00"), {{"list", Value::string("staff")}});
  lines.push_back("off staff 03-02 10:00:00");
  world.visit("anna", "2026-03-02 11:00");
  lines.push_back("score=1 stage=x by 1 03-02 11:00:00");
  CHECK(world.told("anna", kinds) == lines);
  world.check();
}

TEST_CASE("an erased contact leaves the balance, and nothing else; it does not come back") {
  World world(journey("send hello via email wait 1h send second via email"));
  world.contact("anna", {{"name", Value::string("Secretname")}});
  world.visit("anna", "2026-03-02 10:00", "secretpage");
  CHECK(*world.engine->erase("anna"));
  CHECK_FALSE(*world.engine->erase("anna"));
  CHECK_FALSE(*world.engine->erase("nobody"));
  CHECK(world.visit("anna", "2026-03-02 10:30") == EventFate::kUnknownContact);
  CHECK(world.contact("anna").erased == 1);
  world.advance("2026-03-03 00:00");
  CHECK(sent(world) == 1);
  CHECK(world.engine->counters().contacts == 0);
  CHECK(world.engine->counters().waiting == 0);
  for (int family = 0; family < 16; ++family) {
    for (const auto& [key, value] : world.store.family(static_cast<Family>(family))) {
      CHECK(value.find("Secretname") == std::string::npos);
      CHECK(value.find("secretpage") == std::string::npos);
      CHECK(value.find("anna@example.com") == std::string::npos);
    }
  }
  world.check();
}

TEST_CASE("a history longer than the row keeps is found whole") {
  World world(journey("send hello via email"));
  world.contact("anna");
  for (int i = 0; i < 200; ++i) world.visit("anna", "2026-03-02 10:00");
  CHECK(world.row("anna").refs.size() <= 64);
  CHECK(world.told("anna").size() == 200);
  CHECK_FALSE(world.store.family(Family::kIndex).empty());
  world.check();
}

TEST_CASE(
    "a contact that a batch names twice is counted once, in a store whose clock stands at zero as "
    "well") {
  World world(kSchema + campaign("send hello via email"));
  ContactBatch batch;
  batch.contacts = {{"anna", {}}, {"anna", {}}};
  auto counts = world.engine->upsert(batch);
  REQUIRE(counts.ok());
  CHECK(counts->created == 1);
  CHECK(counts->unchanged == 1);
  CHECK(world.engine->counters().contacts == 1);
  world.check();
}

}  // namespace camp::testing
