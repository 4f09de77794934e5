// Rates of channels where a script cannot look: transports that stand still, fail or end with their
// process, rows of the store, other programs.
#include "runtime/state/rates_row.h"
#include "tests/support/told_transport.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kHello = journey("send hello via email");
std::string rated(const std::string& rate) { return kHello + "channel email { " + rate + " }\n"; }

void tell(World& world, Told& told) {
  world.close();
  world.make_transport = [&told] { return std::make_unique<ToldTransport>(told); };
  world.open();
}

void visit_all(World& world, int count, const std::string& time) {
  for (int i = 0; i < count; ++i) {
    const auto id = "c" + std::to_string(i);
    world.contact(id);
    world.visit(id, time);
  }
}

// Whose messages stand in the spool.
Lines records(World& world) {
  Lines all;
  for (const auto& path : world.files.paths()) {
    const auto bytes = world.files.bytes(path);
    for (const std::string id : {"anna", "bo"})
      if (bytes.find("\nTo: " + id) != std::string::npos) all.push_back(id);
  }
  return all;
}

bool has_rates(World& world) { return world.store.family(Family::kMeta).count("rates") != 0; }

}  // namespace

TEST_CASE("where no channel has a rate the store has no row of rates") {
  World world(kHello);
  visit_all(world, 3, "2026-03-02 10:00");
  CHECK(world.engine->counters().sent == 3);
  CHECK_FALSE(has_rates(world));
}

TEST_CASE("each of those who wait is written down once, and leaves in its turn") {
  for (auto mode : {Outbox::Mode::kThread, Outbox::Mode::kInline}) {
    Told told;
    World world(rated("rate 2 per 1m"), true, mode);
    tell(world, told);
    visit_all(world, 7, "2026-03-02 10:00");
    CHECK(told.sent().size() == 2);
    CHECK(world.engine->counters().deferred == 5);
    CHECK(world.engine->next_attempt_ms() == at("2026-03-02 10:01"));
    CHECK(world.store.family(Family::kOutbox).size() == 5);
    const auto before = world.store.family(Family::kOutbox);
    world.check();
    world.advance("2026-03-02 10:00:59");
    CHECK(told.sent().size() == 2);
    CHECK(world.store.family(Family::kOutbox) == before);
    world.advance("2026-03-02 10:01");
    CHECK(told.sent().size() == 4);
    for (const auto& [key, row] : world.store.family(Family::kOutbox))
      CHECK(before.count(key) == 1);  // not written anew
    world.advance("2026-03-02 10:02");
    world.advance("2026-03-02 10:03");
    auto sent = told.sent();  // two by two; who leaves together has no order
    for (std::size_t pair = 0; pair < 6; pair += 2) std::sort(&sent[pair], &sent[pair] + 2);
    CHECK(sent == Lines{"c0@example.com", "c1@example.com", "c2@example.com", "c3@example.com",
                        "c4@example.com", "c5@example.com", "c6@example.com"});
    CHECK(world.store.family(Family::kOutbox).empty());
    CHECK(world.engine->next_attempt_ms() == std::nullopt);
    world.check();
  }
}

// Whoever looks in only every hour sends what one moment allows, and not what an hour would have.
TEST_CASE("slots that nobody used are not made up for") {
  Told told;
  World world(rated("rate 2 per 1m"), false);
  tell(world, told);
  world.clock.ms = at("2026-03-02 09:59");
  visit_all(world, 9, "2026-03-02 09:59");
  CHECK(told.sent().size() == 2);
  world.close();
  world.clock.ms = at("2026-03-02 11:00");
  world.open();
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().size() == 4);
  world.check();
}

TEST_CASE(
    "what was being attempted when camp ended counts as having left, and who waited waits on") {
  Told told;
  World world(rated("rate 2 per 1m"));
  tell(world, told);
  visit_all(world, 4, "2026-03-02 10:00");
  MemStore::Snapshot then;
  told.on_attempt([&] { then = world.store.snapshot(); });
  world.advance("2026-03-02 10:01");
  REQUIRE(told.sent().size() == 4);

  // As if the process had ended with the attempt of the two that waited.
  Told later;
  MemStore store(then);
  auto engine = Engine::open(store, world.clock, std::make_unique<ToldTransport>(later), {});
  REQUIRE(engine.ok());
  REQUIRE((*engine)->settle().ok());
  CHECK((*engine)->counters().unknown == 2);
  CHECK((*engine)->counters().deferred == 0);
  CHECK(store.family(Family::kOutbox).empty());
  RatesRow rates;
  REQUIRE(decode_rates(store.family(Family::kMeta).at("rates"), &rates));
  CHECK_FALSE(rates.any_waiting());
  CHECK(rates[Channel::kEmail].left.free({2, {0, 0, 60'000}}, at("2026-03-02 10:01:59")) == 0);
  CHECK(check_ledger(store, {})->clean());
}

// A slow provider may take the last of them as camp ends.
TEST_CASE("what was being attempted when camp ended has left by the time at which that is seen") {
  Told told;
  World world(rated("rate 2 per 1m"), false, Outbox::Mode::kInline);
  tell(world, told);
  world.clock.ms = at("2026-03-02 10:00");
  MemStore::Snapshot then;
  told.on_attempt([&] {
    world.clock.ms = at("2026-03-02 10:00:50");
    then = world.store.snapshot();
  });
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  REQUIRE(told.sent().size() == 1);

  Told later;
  World next(then, at("2026-03-02 10:00:55"));
  tell(next, later);
  CHECK(next.engine->counters().unknown == 1);
  const auto look = [&](const std::string& time) {
    next.clock.ms = at(time);
    REQUIRE(next.engine->tick().ok());
    REQUIRE(next.engine->settle().ok());
    return later.sent().size();
  };
  visit_all(next, 3, "2026-03-02 10:00:55");
  CHECK(later.sent().size() == 1);
  CHECK(look("2026-03-02 10:01:54") == 1);
  CHECK(look("2026-03-02 10:01:55") == 3);
  next.check();
}

TEST_CASE("what was to wait while others of its chunk were attempted is sent after the crash") {
  Told told;
  World world(journey("send hello via email send second via email send third via email") +
              "channel email { rate 1 per 1m }\n");
  tell(world, told);
  MemStore::Snapshot then;
  told.on_attempt([&] { then = world.store.snapshot(); });
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  REQUIRE(told.sent().size() == 1);

  Told later;
  MemStore store(then);
  auto engine = Engine::open(store, world.clock, std::make_unique<ToldTransport>(later), {});
  REQUIRE(engine.ok());
  REQUIRE((*engine)->settle().ok());
  CHECK((*engine)->counters().unknown == 1);
  CHECK(later.sent().empty());  // one has left in this minute, for all we know
  CHECK((*engine)->counters().deferred == 2);
  CHECK(check_ledger(store, {})->clean());
  for (auto time : {"2026-03-02 10:01", "2026-03-02 10:02"}) {
    REQUIRE((*engine)->advance_to(at(time)).ok());
    REQUIRE((*engine)->settle().ok());
  }
  CHECK(later.sent().size() == 2);
  CHECK(store.family(Family::kOutbox).empty());
  CHECK(check_ledger(store, {})->clean());
}

// Written to the spool and not recorded is not sent: another may go first after the crash.
TEST_CASE("what a crash cuts off of the spool uses up nothing, and waits for its turn") {
  World world(rated("rate 1 per 1m"), true, Outbox::Mode::kInline);
  std::vector<std::string> ids = {"anna", "bo"};
  std::sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) {
    return keys::partition_of(a) < keys::partition_of(b);
  });
  for (const auto& id : ids) world.contact(id);
  const auto visit = [&](const std::string& id) {
    const auto data = world.fields({{"page", Value::string("p")}});
    const EventInput input{id, id, world.engine->names().number("visit"), at("2026-03-02 10:00"),
                           data};
    std::vector<EventFate> fates;
    REQUIRE(world.engine->apply({&input, 1}, &fates).ok());
  };
  visit("nobody");             // names and clock are on disk
  world.store.fail_commit(2);  // of the round, not of the tick
  visit(ids[1]);
  CHECK(records(world) == Lines{ids[1]});
  visit(ids[0]);
  CHECK_FALSE(world.engine->settle().ok());

  world.close();
  world.open();
  REQUIRE(world.engine->settle().ok());
  CHECK(records(world) == Lines{ids[0]});
  CHECK(world.engine->counters().deferred == 1);
  world.advance("2026-03-02 10:00:59");
  CHECK(records(world).size() == 1);
  world.advance("2026-03-02 10:01");
  CHECK(records(world) == Lines{"anna", "bo"});
  world.check();
}

TEST_CASE("a shortage uses up nothing") {
  Told told;
  World world(rated("rate 2 per 1m"));
  tell(world, told);
  world.contact("anna");
  world.contact("bo");
  told.set_shortage(true);
  world.engine->settle().ok();
  auto& names = world.engine->names();
  const auto data = world.fields({{"page", Value::string("p")}});
  for (std::string id : {"anna", "bo"}) {
    EventInput input{id, id, names.number("visit"), at("2026-03-02 10:00"), data};
    std::vector<EventFate> fates;
    REQUIRE(world.engine->apply({&input, 1}, &fates).ok());
  }
  CHECK_FALSE(world.engine->settle().ok());
  told.set_shortage(false);
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().size() == 2);
  world.check();
}

TEST_CASE("a rate that is raised, or gone, holds for those who wait already") {
  Told told;
  World world(rated("rate 1 per 1d"));
  tell(world, told);
  visit_all(world, 6, "2026-03-02 10:00");
  CHECK(told.sent().size() == 1);
  world.install(rated("rate 3 per 1d"));
  world.advance("2026-03-02 10:00:01");
  CHECK(told.sent().size() == 3);
  world.install(kHello);
  world.advance("2026-03-02 10:00:02");
  CHECK(told.sent().size() == 6);
  CHECK(world.engine->counters().deferred == 0);
  world.check();
}

TEST_CASE("what is refused by a provider and comes again counts each time") {
  Told told;
  World world(rated("rate 1 per 1m"));
  tell(world, told);
  told.answer("c0@example.com", AttemptKind::kDeferred);
  visit_all(world, 2, "2026-03-02 10:00");
  CHECK(told.sent().empty());
  told.answer("c0@example.com", AttemptKind::kSent);
  world.advance("2026-03-02 10:01");  // both are due: who stands in line goes first
  CHECK(told.sent() == Lines{"c1@example.com"});
  world.advance("2026-03-02 10:02");
  CHECK(told.sent() == Lines{"c1@example.com", "c0@example.com"});
  world.check();
}

TEST_CASE("a clock that was far ahead when messages left holds nobody up") {
  Told told;
  World world(rated("rate 1 per 1m"), false);
  world.accept_clock = true;
  tell(world, told);
  world.clock.ms = at("2027-03-02 10:00");
  world.contact("anna");
  world.visit("anna", "2027-03-02 10:00");
  CHECK(told.sent().size() == 1);
  world.close();
  world.clock.ms = at("2026-03-02 10:00");
  world.open();
  world.contact("bo");
  world.visit("bo", "2026-03-02 10:00");
  CHECK(told.sent().size() == 1);
  world.clock.ms = at("2026-03-02 10:01");
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(told.sent().size() == 2);
}

}  // namespace camp::testing
