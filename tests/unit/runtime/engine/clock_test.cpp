// A live store and a clock that was set: told, asked about, and when it is right again all is as
// before.
#include "runtime/delivery/retry.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000, kDayMs = 24 * kHourMs, kYearMs = 365 * kDayMs;

// anna waits since 10:00, and everything was committed then.
struct Live : World {
  Live() : World("", false) {
    close();
    clock.ms = at("2026-03-02 10:00");
    open();
    install(journey("wait 10m send hello via email", "key v.page"));
    for (std::string id : {"anna", "bo", "cleo"}) contact(id);
    visit("anna", "2026-03-02 10:00");
  }
  void tick() {
    REQUIRE(engine->tick().ok());
    REQUIRE(engine->settle().ok());
  }
  // The error of opening it as the next process does, "" for none.
  std::string open_error() {
    auto opened = try_to_open();
    if (opened.ok()) return "";
    CHECK(opened.error().kind == ErrorKind::kRefused);
    CHECK(opened.error().hint.find("--accept-clock") != std::string::npos);
    return opened.error().message;
  }
  void open_accepting() {
    accept_clock = true;
    open();
    accept_clock = false;
  }
};

}  // namespace

TEST_CASE(
    "a clock set by more than an hour stops the next process, either way, and leaves no mark") {
  Live live;
  live.clock.ms += 60'000;
  live.clock.ahead_ms = kYearMs;
  CHECK(live.open_error() ==
        "the clock says 2027-03-02T10:01:00Z: it was set ahead by 365 days since the store was "
        "last worked on");
  live.clock.ahead_ms = -2 * kHourMs;
  CHECK(live.open_error() ==
        "the clock says 2026-03-02T08:01:00Z, but the store was last worked on at "
        "2026-03-02T10:00:00Z: 1 h 59 min later");
  live.clock.ms += 5 * kHourMs;
  CHECK(live.open_error() ==
        "the clock says 2026-03-02T13:01:00Z: it was set back by 2 h 0 min since the store was "
        "last worked on");
  live.clock.ahead_ms = kHourMs;
  CHECK(live.open_error() == "");
  live.clock.ahead_ms = 0;
  CHECK(live.open_error() == "");
  live.tick();
  CHECK(live.told("anna") == Lines{"hello email sent 03-02 15:01:00"});
  live.check();
}

TEST_CASE("a store that was left alone is not asked about its clock, unless for half a year") {
  Live live;
  live.clock.ms += 179 * kDayMs;
  CHECK(live.open_error() == "");
  live.clock.boots = 1;  // by then the uptime tells nothing
  CHECK(live.open_error() == "");
  live.clock.ms += 2 * kDayMs;
  CHECK(live.open_error() ==
        "the clock says 2026-08-30T10:00:00Z: the store was last worked on 181 days before");
  live.clock.ms -= 182 * kDayMs;
  CHECK(live.open_error() ==
        "the clock says 2026-03-01T10:00:00Z, but the store was last worked on at "
        "2026-03-02T10:00:00Z: 24 h 0 min later");
}

TEST_CASE("a clock that is set while camp is at work gets nothing into the store") {
  for (std::uint32_t shards : {1u, 4u}) {
    Live live;
    live.shards = shards;
    live.open();
    live.clock.ms += 60'000;
    live.clock.ahead_ms = GENERATE(kYearMs, -kYearMs, kHourMs + 1);
    const auto before = live.store.snapshot();
    auto ticked = live.engine->tick();
    const bool due = live.clock.ahead_ms > 0;  // otherwise there is nothing to commit
    CHECK(ticked.ok() != due);
    if (due) {
      CHECK(ticked.error().kind == ErrorKind::kIo);
      CHECK(ticked.error().message.find("was set ahead by ") != std::string::npos);
    }
    CHECK_FALSE(live.engine->run("c", "k").ok());
    ContactBatch batch;
    batch.contacts.push_back({"dora", {}});
    CHECK_FALSE(live.engine->upsert(batch).ok());
    live.clock.ahead_ms = 0;
    live.open();
    live.clock.ms += 10 * 60'000;
    live.tick();
    CHECK(live.told("anna") == Lines{"hello email sent 03-02 10:11:00"});
    live.check();
  }
}

TEST_CASE("`again` lets in who is out, also by a clock that was set back behind that") {
  Live live;
  live.install(journey("wait 10m send hello via email", "again"));
  live.visit("bo", "2026-03-02 10:00");
  live.clock.ms += 10 * 60'000;
  live.tick();
  CHECK(live.told("bo") == Lines{"hello email sent 03-02 10:10:00"});
  live.clock.ahead_ms = -30 * 60'000;  // too little to be asked about
  live.open();
  live.visit("bo", "2026-03-02 09:40");
  live.clock.ms += 10 * 60'000;
  live.tick();
  CHECK(live.told("bo").size() == 2);
  CHECK(live.told("bo").back() == "hello email sent 03-02 09:50:00");
}

// What was decided by the wrong clock stays as it was decided; what comes after is in time.
TEST_CASE("a clock that was taken as right for a year ahead, and is right again") {
  Live live;
  live.clock.ms += 60'000;
  live.clock.ahead_ms = kYearMs;
  live.open_accepting();
  live.tick();  // fires what waits, and goes through all minutes until then
  CHECK(live.told("anna") == Lines{"hello email sent 03-02 10:01:00"});
  live.visit("bo", "2027-03-02 10:01");

  live.clock.ms += 15 * 60'000;
  live.clock.ahead_ms = 0;
  CHECK(live.open_error() ==
        "the clock says 2026-03-02T10:16:00Z, but the store was last worked on at "
        "2027-03-02T10:01:00Z: 365 days later");
  live.open_accepting();
  live.visit("anna", "2026-03-02 10:16", "again");
  live.visit("cleo", "2026-03-02 10:16");
  CHECK(live.open_error() == "");  // one answer is enough
  live.clock.ms += 10 * 60'000;
  live.tick();
  CHECK(live.told("anna").back() == "hello email sent 03-02 10:26:00");
  CHECK(live.told("cleo") == Lines{"hello email sent 03-02 10:26:00"});

  auto checked = check_ledger(live.store, {});
  REQUIRE(checked->finding_count == 1);
  CHECK(checked->findings[0].where == "bo");
  CHECK(checked->findings[0].what ==
        "instance 1 waits since 2027-03-02T10:01:00Z, which is yet to come, until "
        "2027-03-02T10:11:00Z: its wait began by a clock that was ahead");
  while (live.clock.ms < at("2027-03-02 10:11")) {
    live.clock.ms += 100 * kDayMs;
    live.open();
    live.tick();
  }
  CHECK(live.told("bo").size() == 1);
  live.check();
}

TEST_CASE("a message put off by a clock that was ahead is attempted in this life") {
  CHECK(is_due(100, 100));
  CHECK_FALSE(is_due(101, 100));
  CHECK_FALSE(is_due(100 + 15 * kDayMs, 100));
  CHECK(is_due(101 + 15 * kDayMs, 100));
}

TEST_CASE("an event ahead of the clock comes `again after` by its own time") {
  World world("", false);
  world.close();
  world.clock.ms = at("2026-03-02 10:00");
  world.open();
  world.install(journey("send hello via email", "again after 20h"));
  world.contact("anna");
  const std::vector<EntryKind> kinds = {EntryKind::kMessage, EntryKind::kRefused};
  world.visit("anna", "2026-03-02 10:00");
  world.visit("anna", "2026-03-03 05:59");
  world.visit("anna", "2026-03-03 06:00");
  CHECK(world.told("anna", kinds).size() == 3);
  CHECK(world.told("anna").size() == 2);
}

}  // namespace camp::testing
