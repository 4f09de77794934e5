// Messages on their way: a transport that stands still, fails, does not know or is short of room.
#include "tests/support/told_transport.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kHello = journey("send hello via email");

void tell(World& world, Told& told) {
  world.close();
  world.make_transport = [&told] { return std::make_unique<ToldTransport>(told); };
  world.open();
}

EventFate visit_only(World& world, const std::string& contact, const std::string& time) {
  auto data = world.fields({{"page", Value::string("p")}});
  auto id = contact + time;
  EventInput input{id, contact, world.engine->names().number("visit"), at(time), data};
  std::vector<EventFate> fates;
  auto counts = world.engine->apply({&input, 1}, &fates);
  REQUIRE(counts.ok());
  return fates.at(0);
}

}  // namespace

TEST_CASE("events are acknowledged while the transport stands still, and all leaves in the end") {
  Told told;
  World world(kHello);
  tell(world, told);
  told.stand_still(true);
  for (int i = 0; i < 50; ++i) {
    world.contact("c" + std::to_string(i));
    CHECK(visit_only(world, "c" + std::to_string(i), "2026-03-02 10:00") == EventFate::kApplied);
  }
  CHECK(world.engine->counters().queued == 50);
  CHECK(world.engine->counters().sent == 0);
  told.stand_still(false);
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().size() == 50);
  CHECK(world.engine->counters().sent == 50);
  world.check();
}

TEST_CASE("what does not fit in memory waits in the store, and leaves once") {
  Told told;
  World world(kSchema + campaign("send hello via email"));
  tell(world, told);
  told.stand_still(true);
  // One journal chunk of 1.2 MiB each: more than Outbox::kBytesMax together.
  auto stage = std::string(20'000, 's');
  ContactBatch batch;
  std::vector<std::string> ids, data;
  for (int i = 0; i < 1200; ++i) {
    ids.push_back("c" + std::to_string(i));
    data.push_back(world.fields(
        {{"email", Value::string(ids.back() + "@example.com")}, {"stage", Value::string(stage)}}));
  }
  for (int i = 0; i < 1200; ++i) batch.contacts.push_back({ids[i], data[i]});
  batch.subscriptions = {{world.engine->names().number("news"), Channel::kEmail}};
  REQUIRE(world.engine->upsert(batch).ok());
  REQUIRE(world.engine->run("c", "k").ok());
  REQUIRE(world.engine->run("c", "l").ok());
  CHECK(world.engine->counters().queued == 2400);
  told.stand_still(false);
  REQUIRE(world.engine->settle().ok());
  auto sent = told.sent();
  REQUIRE(sent.size() == 2400);
  std::map<std::string, int> times;
  for (const auto& address : sent) ++times[address];
  CHECK(times.size() == 1200);
  for (const auto& [address, count] : times) CHECK(count == 2);
  CHECK(world.engine->counters().pending() == 0);
  world.check();
}

TEST_CASE("a shortage fails no message: the same engine sends them when it is over") {
  for (auto mode : {Outbox::Mode::kThread, Outbox::Mode::kInline}) {
    Told told;
    World world(kHello, true, mode);
    tell(world, told);
    world.contact("anna");
    told.set_shortage(true);
    CHECK(visit_only(world, "anna", "2026-03-02 10:00") == EventFate::kApplied);
    auto settled = world.engine->settle();
    REQUIRE_FALSE(settled.ok());
    CHECK(settled.error().kind == ErrorKind::kIo);
    CHECK(visit_only(world, "anna", "2026-03-02 11:00") == EventFate::kApplied);
    CHECK(world.engine->counters().failed == 0);
    CHECK(world.engine->counters().pending() == 2);
    world.check();
    told.set_shortage(false);
    REQUIRE(world.engine->settle().ok());
    CHECK(told.sent().size() == 2);
    CHECK(world.engine->counters().pending() == 0);
    world.check();
  }
}

TEST_CASE("each message has the outcome that the transport gave it") {
  Told told;
  World world(kHello);
  tell(world, told);
  told.answer("bo@example.com", AttemptKind::kFailed);
  told.answer("cleo@example.com", AttemptKind::kUnknown);
  for (std::string id : {"anna", "bo", "cleo"}) {
    world.contact(id);
    world.visit(id, "2026-03-02 10:00");
  }
  CHECK(told.sent() == std::vector<std::string>{"anna@example.com"});
  CHECK(world.engine->counters().sent == 1);
  CHECK(world.engine->counters().failed == 1);
  CHECK(world.engine->counters().unknown == 1);
  auto checked = check_ledger(world.store, {});
  REQUIRE(checked.ok());
  CHECK(checked->sums.failed == 1);
  CHECK(checked->sums.unknown == 1);
  world.check();
}

TEST_CASE("a message that waits when its contact is erased is cancelled, not sent to nobody") {
  Told told;
  World world(journey("send second via email"));
  tell(world, told);
  world.contact("anna");
  told.set_shortage(true);
  visit_only(world, "anna", "2026-03-02 10:00");
  REQUIRE_FALSE(world.engine->settle().ok());
  REQUIRE(*world.engine->erase("anna"));
  told.set_shortage(false);
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().empty());
  auto checked = check_ledger(world.store, {});
  REQUIRE(checked.ok());
  CHECK(checked->sums.cancelled == 1);
  world.check();
}

TEST_CASE("what was being attempted when camp ended is unknown, and is never sent again") {
  Told told;
  World world(kHello);
  tell(world, told);
  MemStore::Snapshot then;
  told.on_attempt([&] { then = world.store.snapshot(); });
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  REQUIRE(told.sent().size() == 1);

  // As if the process had ended with the attempt.
  Told later;
  MemStore store(then);
  auto engine = Engine::open(store, world.clock, std::make_unique<ToldTransport>(later), {});
  REQUIRE(engine.ok());
  REQUIRE((*engine)->settle().ok());
  CHECK(later.sent().empty());
  CHECK((*engine)->counters().unknown == 1);
  CHECK((*engine)->counters().sent == 0);
  CHECK(store.family(Family::kOutbox).empty());
  auto checked = check_ledger(store, {});
  REQUIRE(checked.ok());
  CHECK(checked->clean());
}

TEST_CASE("what was being attempted is found among any number of deferred messages") {
  Told told;
  World world(kHello);
  tell(world, told);
  for (int i = 0; i < 40; ++i) {
    const auto id = "c" + std::to_string(i);
    world.contact(id);
    told.answer(id + "@example.com", AttemptKind::kDeferred);
    world.visit(id, "2026-03-02 10:00");
  }
  MemStore::Snapshot then;
  told.on_attempt([&] { then = world.store.snapshot(); });
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");

  Told later;
  MemStore store(then);
  auto engine = Engine::open(store, world.clock, std::make_unique<ToldTransport>(later), {});
  REQUIRE(engine.ok());
  CHECK((*engine)->counters().unknown == 1);
  CHECK((*engine)->counters().deferred == 40);
  CHECK(store.family(Family::kOutbox).size() == 40);
  CHECK(check_ledger(store, {})->clean());
}

TEST_CASE("a deferred message is attempted again when it is due, and given up in the end") {
  Told told;
  World world(kHello);
  tell(world, told);
  for (std::string id : {"anna", "bo", "cleo"}) world.contact(id);
  told.answer("anna@example.com", AttemptKind::kDeferred);
  told.answer("bo@example.com", AttemptKind::kDeferred);
  for (std::string id : {"anna", "bo", "cleo"}) world.visit(id, "2026-03-02 10:00");
  CHECK(told.sent() == Lines{"cleo@example.com"});
  CHECK(world.engine->counters().deferred == 2);
  CHECK(world.engine->counters().pending() == 2);
  world.check();
  world.close();
  world.open();
  told.answer("anna@example.com", AttemptKind::kSent);
  world.advance("2026-03-02 10:00:30");
  CHECK(told.sent().size() == 1);  // not yet
  world.advance("2026-03-02 10:01");
  CHECK(told.sent().size() == 2);
  CHECK(world.engine->counters().deferred == 1);
  world.check();
  for (int day = 3; day < 9; ++day) {
    world.advance("2026-03-0" + std::to_string(day) + " 10:00");
    world.advance("2026-03-0" + std::to_string(day) + " 22:00");
  }
  CHECK(world.engine->counters().deferred == 0);
  CHECK(world.engine->counters().failed == 1);
  CHECK(world.store.family(Family::kOutbox).empty());
  world.check();
}

TEST_CASE("who unsubscribes in the tick that decides a message does not get it") {
  Told told;
  World world(kHello);
  tell(world, told);
  world.contact("anna");
  auto& names = world.engine->names();
  const auto visited = world.fields({{"page", Value::string("p")}});
  const auto left = world.fields({{"conversation", Value::string("news")}});
  const EventInput events[] = {
      {"e1", "anna", names.number("visit"), at("2026-03-02 10:00"), visited},
      {"e2", "anna", names.number("unsubscribed"), at("2026-03-02 10:00"), left}};
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply(events, &fates).ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().empty());
  CHECK(world.engine->counters().cancelled == 1);
  world.check();
}

TEST_CASE("an attempt that falls into the contact's night is put off until the morning") {
  Told told;
  World world("policy { quiet 22:00..08:00 }\n" + std::string(kHello));
  tell(world, told);
  world.contact("anna");
  told.answer("anna@example.com", AttemptKind::kDeferred);
  world.visit("anna", "2026-03-02 21:59:30");
  told.answer("anna@example.com", AttemptKind::kSent);
  world.advance("2026-03-02 23:00");
  CHECK(told.sent().empty());
  CHECK(world.engine->counters().deferred == 1);
  world.check();
  world.advance("2026-03-03 08:00");
  CHECK(told.sent().size() == 1);
  CHECK(world.engine->counters().deferred == 0);
  world.check();
}

TEST_CASE("who unsubscribed while the message waited for another attempt does not get it") {
  Told told;
  World world(kHello);
  tell(world, told);
  world.contact("anna");
  told.answer("anna@example.com", AttemptKind::kDeferred);
  world.visit("anna", "2026-03-02 10:00");
  told.answer("anna@example.com", AttemptKind::kSent);
  world.event("anna", "unsubscribed", at("2026-03-02 10:00:10"),
              {{"conversation", Value::string("news")}});
  world.advance("2026-03-02 12:00");
  CHECK(told.sent().empty());
  CHECK(world.engine->counters().cancelled == 1);
  world.check();
}

}  // namespace camp::testing
