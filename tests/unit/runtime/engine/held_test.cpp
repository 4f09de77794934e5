// Messages that pressure keeps back: in the contact's row, until their time, past the gate again.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

// Nobody gets anything then; the fixture's contacts have no zone of their own: UTC.
const std::string kNights = "policy { quiet 21:00..08:00 }\n";

// Anna's visit at night: its message is held.
void hold_one(World& world) {
  world.contact("anna");
  world.visit("anna", "2026-03-02 22:30");
  REQUIRE(world.engine->counters().held == 1);
}

const std::string kLeaving =
    kSchema +
    "journey j { category marketing conversation news start on visit as v again "
    "goal bought on purchase as p within 7d worth p.total exit on purchase as p "
    "flow { send hello via email wait 5d } }\n";

Counters counters(World& world) { return world.engine->counters(); }

}  // namespace

TEST_CASE("a held message leaves when its time has come, once, also after a restart") {
  World world(kNights + journey("send hello via email wait 10d"));
  hold_one(world);
  CHECK(counters(world).queued == 0);
  CHECK(world.row("anna").held.size() == 1);
  CHECK(world.files.paths().empty());
  world.check();
  CHECK(world.engine->next_due_ms().value() == at("2026-03-03 08:00"));
  world.close();
  world.open();
  world.advance("2026-03-03 07:59");
  CHECK(counters(world).sent == 0);
  world.advance("2026-03-03 08:00");
  CHECK(counters(world).held == 0);
  CHECK(counters(world).sent == 1);
  CHECK(world.row("anna").held.empty());
  CHECK(world.row("anna").touches.size() == 1);
  world.check();
  world.advance("2026-03-06 00:00");
  CHECK(counters(world).sent == 1);
}

TEST_CASE("what is held in the moment in which its instance is taken out does not leave") {
  World world(kNights + kSchema +
              "journey j { category marketing conversation news start on visit again "
              "goal bought on purchase exit on ping "
              "flow { send hello via email emit ping { n: 1 } wait 5d } }\n");
  hold_one(world);
  world.advance("2026-03-03 08:00");
  CHECK(counters(world).sent == 0);
  CHECK(counters(world).skipped == 1);
  world.check();
}

TEST_CASE("at any other hour nothing is held") {
  World world(kNights + journey("send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 20:59");
  CHECK(counters(world).sent == 1);
  CHECK(counters(world).held == 0);
}

TEST_CASE("what is released into another quiet hour is held on") {
  const auto flow = journey("send hello via email");
  World world("policy { quiet 09:00..11:00 }\n" + flow);
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.install("policy { quiet 10:30..12:00 }\n" + flow);
  world.advance("2026-03-02 11:30");
  CHECK(counters(world).held == 1);
  world.check();
  world.advance("2026-03-02 12:00");
  CHECK(counters(world).sent == 1);
  world.check();
}

TEST_CASE("without the policy that held it, a message leaves when it is asked about again") {
  const auto flow = journey("send hello via email");
  World world(kNights + flow);
  hold_one(world);
  world.install(flow);
  world.advance("2026-03-03 08:00");
  CHECK(counters(world).sent == 1);
  world.check();
}

TEST_CASE("permission is asked again when a held message is let go") {
  World world(kNights + journey("send hello via email wait 10d"));
  for (std::string id : {"anna", "bo"}) {
    world.contact(id);
    world.visit(id, "2026-03-02 22:30");
  }
  world.event("anna", "unsubscribed", at("2026-03-02 23:00"),
              {{"conversation", Value::string("news")}});
  world.event("bo", "list.added", at("2026-03-02 23:00"), {{"list", Value::string("blocked")}});
  world.advance("2026-03-03 09:00");
  CHECK(counters(world).sent == 0);
  CHECK(counters(world).skipped == 2);
  CHECK(counters(world).held == 0);
  world.check();
}

TEST_CASE("a held message goes to the address that the contact has when it leaves") {
  World world(kNights + journey("send hello via email wait 10d"));
  hold_one(world);
  world.contact("anna", {{"email", Value::string("new@example.com")}});
  world.close();
  world.open();
  world.advance("2026-03-03 08:00");
  REQUIRE(world.files.paths().size() == 1);
  const auto mail = world.files.bytes(*world.files.paths().begin());
  CHECK(mail.find("To: new@example.com") != mail.npos);
  CHECK(mail.find("anna@example.com") == mail.npos);
  world.check();
}

TEST_CASE("what an instance had held when it left its flow is skipped at once") {
  World world(kNights + kLeaving);
  hold_one(world);
  world.purchase("anna", "2026-03-02 23:00");
  CHECK(counters(world).held == 0);
  CHECK(counters(world).skipped == 1);
  world.advance("2026-03-04 00:00");
  CHECK(counters(world).sent == 0);
  world.check();
}

TEST_CASE("a flow that exits by itself takes back nothing that it sent") {
  World world(kNights + journey("send hello via email exit \"done\""));
  hold_one(world);
  CHECK(counters(world).waiting == 0);
  world.advance("2026-03-03 08:00");
  CHECK(counters(world).sent == 1);
  CHECK(counters(world).skipped == 0);
  world.check();
}

TEST_CASE("an erased contact's held messages are skipped") {
  World world(kNights + journey("send second via email wait 10d"));
  hold_one(world);
  REQUIRE(world.engine->erase("anna").value());
  CHECK(counters(world).held == 0);
  CHECK(counters(world).skipped == 1);
  world.advance("2026-03-04 00:00");
  CHECK(counters(world).sent == 0);
  world.check();
}

TEST_CASE("a run's messages are held and released like any other") {
  World world(kNights + kSchema + campaign("send hello via email"));
  for (int i = 0; i < 20; ++i) world.contact("c" + std::to_string(i));
  world.advance("2026-03-02 23:00");
  world.run("k");
  CHECK(counters(world).held == 20);
  world.check();
  world.advance("2026-03-03 08:00");
  CHECK(counters(world).sent == 20);
  world.check();
}

}  // namespace camp::testing
