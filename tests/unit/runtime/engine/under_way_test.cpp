// Messages that a transport has taken and not told about yet.
#include <thread>

#include "tests/support/later_transport.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kHello = journey("send hello via email");

void tell(World& world, Later& later) {
  world.close();
  world.make_transport = [&later] { return std::make_unique<LaterTransport>(later); };
  world.open();
}

void visit(World& world, const std::string& contact, const std::string& time) {
  auto data = world.fields({{"page", Value::string("p")}});
  EventInput input{contact + "-1", contact, world.engine->names().number("visit"), at(time), data};
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply({&input, 1}, &fates).ok());
}

// By the outbox's thread.
template <class Condition>
bool becomes(Condition condition) {
  for (int i = 0; i < 2000 && !condition(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return condition();
}

}  // namespace

TEST_CASE(
    "a transport is given what it has room for; the others stand in line and leave in order") {
  Later later(3);
  World world(kHello);
  tell(world, later);
  std::vector<std::string> all;
  for (int i = 0; i < 10; ++i) {
    const auto id = "c" + std::to_string(i);
    world.contact(id);
    visit(world, id, "2026-03-02 10:0" + std::to_string(i));
    all.push_back(id + "@example.com");
  }
  std::vector<std::string> left;
  for (const auto& address : all) {
    REQUIRE(becomes([&] { return !later.under_way().empty(); }));
    const auto first = later.under_way().front();
    left.push_back(first);
    later.end(first, AttemptKind::kSent);
  }
  REQUIRE(world.engine->settle().ok());
  CHECK(left == all);
  CHECK(later.most_under_way() == 3);
  CHECK(world.engine->counters().sent == 10);
  CHECK(world.engine->counters().under_way == 0);
  world.check();
}

TEST_CASE("what is under way is neither sent nor waiting, and the ledger balances") {
  Later later(3);
  World world(kHello);
  tell(world, later);
  for (std::string id : {"anna", "bo", "cleo", "dan"}) {
    world.contact(id);
    visit(world, id, "2026-03-02 10:00");
  }
  REQUIRE(becomes([&] {
    return world.engine->counters().under_way == 3 && world.engine->counters().deferred == 1;
  }));
  CHECK(world.engine->counters().sent == 0);
  CHECK(world.engine->counters().pending() == 4);
  auto checked = check_ledger(world.store, {});
  REQUIRE(checked.ok());
  CHECK(checked->findings.empty());
  CHECK(checked->sums.pending == 4);
  later.end("bo@example.com", AttemptKind::kFailed);
  later.end("cleo@example.com", AttemptKind::kUnknown);
  REQUIRE(becomes([&] { return later.under_way().size() == 2; }));
  later.end("anna@example.com", AttemptKind::kSent);
  later.end("dan@example.com", AttemptKind::kSent);
  REQUIRE(world.engine->settle().ok());
  CHECK(world.engine->counters().failed == 1);
  CHECK(world.engine->counters().unknown == 1);
  CHECK(world.engine->counters().sent == 2);
  world.check();
}

TEST_CASE("what was under way when a process was killed is unknown and is not sent again") {
  Later later(2);
  World world(kHello);
  tell(world, later);
  for (std::string id : {"anna", "bo", "cleo"}) {
    world.contact(id);
    visit(world, id, "2026-03-02 10:00");
  }
  REQUIRE(becomes([&] {
    return world.engine->counters().under_way == 2 && world.engine->counters().deferred == 1;
  }));
  MemStore on_disk(world.store.snapshot());
  Later next(2);
  auto engine = Engine::open(on_disk, world.clock, std::make_unique<LaterTransport>(next), {});
  REQUIRE(engine.ok());
  REQUIRE(becomes([&] { return !next.under_way().empty(); }));
  CHECK(next.under_way() == std::vector<std::string>{"cleo@example.com"});
  next.end("cleo@example.com", AttemptKind::kSent);
  REQUIRE((*engine)->settle().ok());
  CHECK((*engine)->counters().unknown == 2);
  CHECK((*engine)->counters().sent == 1);
  auto checked = check_ledger(on_disk, {});
  REQUIRE(checked.ok());
  CHECK(checked->clean());
  for (int i = 0; i < 3; ++i) {  // the one that was killed goes on meanwhile
    REQUIRE(becomes([&] { return !later.under_way().empty(); }));
    later.end(later.under_way().front(), AttemptKind::kSent);
  }
}

TEST_CASE("an attempt that ends without having sent is tried again, and counted") {
  Later later(8);
  World world(kHello);
  tell(world, later);
  world.contact("anna");
  visit(world, "anna", "2026-03-02 10:00");
  constexpr int kAttempts = 8;  // retry.h
  std::thread provider([&] {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      if (!becomes([&] { return !later.under_way().empty(); })) return;
      later.end("anna@example.com", AttemptKind::kDeferred);
    }
  });
  REQUIRE(world.engine->settle().ok());
  CHECK(world.engine->next_attempt_ms() == world.engine->now_ms() + 60'000);
  REQUIRE(world.engine->advance_to(at("2026-03-05 10:00")).ok());
  REQUIRE(world.engine->settle().ok());
  provider.join();
  CHECK(world.engine->counters().failed == 1);
  CHECK(later.times()["anna@example.com"] == kAttempts);
  world.check();
}

TEST_CASE("a process that ends waits for what is under way") {
  Later later(2);
  World world(kHello);
  tell(world, later);
  world.contact("anna");
  visit(world, "anna", "2026-03-02 10:00");
  REQUIRE(becomes([&] { return !later.under_way().empty(); }));
  std::thread answer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    later.end("anna@example.com", AttemptKind::kSent);
  });
  world.close();
  answer.join();
  world.open();
  CHECK(world.engine->counters().sent == 1);
  CHECK(world.engine->counters().unknown == 0);
}

}  // namespace camp::testing
