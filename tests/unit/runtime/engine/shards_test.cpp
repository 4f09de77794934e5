// Many shards do what one does; a partition goes on elsewhere as it would have here.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kText =
    journey(
        "send hello via email wait up to 2d { on purchase as p { send second via email } } "
        "wait 1d send third via email",
        "once key v.page") +
    campaign("send second via email");
const std::vector<EntryKind> kAll = {EntryKind::kTransition, EntryKind::kMessage,
                                     EntryKind::kConverted, EntryKind::kRefused};

std::string id_of(int i) { return "c" + std::to_string(i); }

void apply(World& world, const std::string& name, std::int64_t time_ms, int every,
           const Fields& fields, int contacts) {
  auto data = world.fields(fields);
  std::vector<std::string> ids, event_ids;
  std::vector<EventInput> events;
  for (int i = 0; i < contacts; i += every) {
    ids.push_back(id_of(i));
    event_ids.push_back(name + std::to_string(i) + std::to_string(time_ms));
  }
  for (std::size_t i = 0; i < ids.size(); ++i)
    events.push_back({event_ids[i], ids[i], world.engine->names().number(name), time_ms, data});
  std::vector<EventFate> fates;
  auto counts = world.engine->apply(events, &fates);
  REQUIRE(counts.ok());
  CHECK(counts->applied == ids.size());
}

// A live store opened anew with so many shards.
void reopen(World& world, std::uint32_t shards) {
  world.close();
  world.shards = shards;
  world.open();
}

// Three days in the life of many, on a live store.
void live(World& world, int contacts) {
  const auto begin_ms = at("2026-03-02 10:00");
  world.clock.ms = begin_ms;
  for (int i = 0; i < contacts; ++i) world.contact(id_of(i));
  apply(world, "visit", begin_ms, 1, {{"page", Value::string("p")}}, contacts);
  world.clock.ms = begin_ms + 3'600'000;
  apply(world, "purchase", world.clock.ms, 3,
        {{"order", Value::string("o")}, {"total", Value::money(1000, currency("EUR"))}}, contacts);
  world.clock.ms = begin_ms + 3 * 86'400'000;
  REQUIRE(world.engine->tick().ok());
  world.run("spring");
  REQUIRE(world.engine->settle().ok());
}

// What became of everybody, by contact.
std::map<std::string, Lines> lives(World& world, int contacts) {
  std::map<std::string, Lines> all;
  for (int i = 0; i < contacts; ++i) all[id_of(i)] = world.told(id_of(i), kAll);
  return all;
}

}  // namespace

TEST_CASE("several shards end where one does") {
  constexpr int kContacts = 300;
  std::map<std::string, Lines> expected;
  for (std::uint32_t shards : {1u, 2u, 3u}) {
    INFO(shards << " shards");
    World world("", false);
    reopen(world, shards);
    world.install(kText);
    live(world, kContacts);
    world.check();
    CHECK(world.engine->counters().sent == world.engine->counters().queued);
    const auto now = lives(world, kContacts);
    if (shards == 1) expected = now;
    CHECK((now == expected));
    // Another number of shards opens the same store.
    reopen(world, 4 - shards);
    CHECK(world.engine->run("c", "spring").value().already);
    world.check();
  }
}

TEST_CASE("a run over many shards can be stopped between ticks and resumed") {
  World world("", false);
  reopen(world, 2);
  world.install(kText);
  world.clock.ms = at("2026-03-02 10:00");
  constexpr int kContacts = 1000;
  for (int i = 0; i < kContacts; ++i) world.contact(id_of(i));
  auto report = world.engine->run("c", "k", [](const Progress&) { return false; });
  REQUIRE(report.ok());
  auto again = world.engine->run("c", "k");
  REQUIRE(again.ok());
  CHECK(again->run.done == kContacts);
  CHECK(again->run.state == RunState::kSent);
  REQUIRE(world.engine->settle().ok());
  CHECK(world.engine->counters().sent == kContacts);
  world.check();
}

TEST_CASE("a failing disk ends every shard's work with an error, and a reopened store goes on") {
  World world("", false);
  reopen(world, 2);
  world.install(kText);
  world.clock.ms = at("2026-03-02 10:00");
  for (int i = 0; i < 200; ++i) world.contact(id_of(i));
  REQUIRE(world.engine->settle().ok());
  world.store.fail_commit(2);
  std::vector<EventFate> fates;
  CHECK_FALSE(world.engine->run("c", "k").ok());
  world.close();
  world.open();
  REQUIRE(world.engine->run("c", "k").ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.engine->counters().sent == 200);
  world.check();
}

// Everything of one partition, and what is store-wide.
MemStore::Snapshot exported(const MemStore& from, std::uint8_t partition) {
  MemStore::Snapshot to;
  const auto prefix = keys::partition_prefix(partition);
  auto take = [&](Family family, bool whole) {
    auto& map = to[static_cast<std::size_t>(family)];
    map = std::make_shared<MemStore::Map>();
    for (const auto& [key, value] : from.family(family))
      if (whole || key.substr(0, prefix.size()) == prefix) map->emplace(key, value);
  };
  for (auto family : {Family::kMeta, Family::kPrograms, Family::kRuns, Family::kSystemLog})
    take(family, true);
  for (auto family : {Family::kContacts, Family::kEvents, Family::kTimers, Family::kJournal,
                      Family::kOutbox, Family::kIndex, Family::kPartitions, Family::kRunParts})
    take(family, false);
  return to;
}

TEST_CASE("a partition taken to another store goes on there as it would have here") {
  constexpr int kContacts = 2000;
  World here(kText, false);
  here.clock.ms = at("2026-03-02 10:00");
  for (int i = 0; i < kContacts; ++i) here.contact(id_of(i));
  apply(here, "visit", here.clock.ms, 1, {{"page", Value::string("p")}}, kContacts);
  REQUIRE(here.engine->settle().ok());

  const auto partition = keys::partition_of(id_of(0));
  World there(exported(here.store, partition), here.clock.now_ms());
  std::vector<std::string> moved;
  for (int i = 0; i < kContacts; ++i)
    if (keys::partition_of(id_of(i)) == partition) moved.push_back(id_of(i));
  REQUIRE(moved.size() > 2);
  CHECK(there.engine->counters().contacts == moved.size());
  there.check();

  for (auto* world : {&here, &there}) {
    world->clock.ms = at("2026-03-02 11:00");
    for (std::size_t i = 0; i < moved.size(); i += 2)
      world->purchase(moved[i], "2026-03-02 11:00", "order" + moved[i]);
    world->clock.ms = at("2026-03-06 10:00");
    REQUIRE(world->engine->tick().ok());
    REQUIRE(world->engine->settle().ok());
    world->check();
  }
  for (const auto& id : moved) {
    CHECK(here.told(id, kAll) == there.told(id, kAll));
    std::string row_here, row_there;
    REQUIRE(here.store.get(Family::kContacts, keys::contact(id), &row_here).value());
    REQUIRE(there.store.get(Family::kContacts, keys::contact(id), &row_there).value());
    CHECK((row_here == row_there));
  }
}

}  // namespace camp::testing
