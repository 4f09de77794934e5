// What an operator does about instances that failed: tried again, put back, ended; also after a
// failure of any commit.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

// Who has no score cannot go on: by a time, by an event, at the start, by an exit.
const std::string kFlows = kSchema + R"(
journey timed { category transactional  conversation news
  start on visit as v where v.page == "t"  again  exit on purchase
  flow { wait 1h  if 10 / contact.score > 0 { send hello via email } } }
journey woken { category transactional  conversation news  start on visit as v where v.page == "w"  again
  flow { wait up to 1d { on ping as p { if p.n / contact.score > 0 { send second via email } }
                         else { send third via email } } } }
journey first { category transactional  conversation news  start on visit as v where v.page == "f"  again
  exit on purchase
  flow { if 10 / contact.score > 0 { send hello via email }  wait 1h } }
journey left { category transactional  conversation news  start on visit as v where v.page == "l"  again
  exit on ping as p where 10 / contact.score == p.n
  flow { wait up to 1d { on ping { send second via email } else { send third via email } } } }
)";

Result<MendReport> try_to_mend(World& world, Mending what, const std::string& contact) {
  MendOrder order;
  order.what = what;
  order.contact = contact;
  order.reason = what == Mending::kEnd ? "wrong data" : "";
  CAMP_ASSIGN(const auto report, world.engine->mend(order));
  CAMP_TRY(world.engine->settle());
  return report;
}

MendReport mend(World& world, Mending what, const std::string& contact = "") {
  const auto report = try_to_mend(world, what, contact);
  INFO((report.ok() ? "" : report.error().message));
  REQUIRE(report.ok());
  world.check();
  return *report;
}

void ping(World& world, const std::string& id, const std::string& time, std::int64_t n) {
  world.event(id, "ping", at(time), {{"n", Value::integer(n)}});
}

// Each by its own way: all four fail.
std::unique_ptr<World> failed_world() {
  auto world = std::make_unique<World>(kFlows);
  for (std::string id : {"t", "w", "f", "l"}) {
    world->contact(id);
    world->visit(id, "2026-03-02 10:00", id);
  }
  ping(*world, "w", "2026-03-02 11:00", 5);
  ping(*world, "l", "2026-03-02 11:00", 5);
  world->advance("2026-03-02 12:00");
  REQUIRE(world->engine->counters().incidents == 4);
  return world;
}

void give_scores(World& world, std::int64_t score) {
  for (std::string id : {"t", "w", "f", "l"}) world.contact(id, {{"score", Value::integer(score)}});
}

}  // namespace

TEST_CASE("what failed is tried again by what had woken it") {
  const auto made = failed_world();
  World& world = *made;
  const auto again = mend(world, Mending::kRetry);
  CHECK(again[MendFate::kFailedAgain] == 4);
  CHECK(again.all() == 4);
  for (std::string id : {"t", "w", "f", "l"}) CHECK(world.told(id).empty());
  give_scores(world, 2);
  const auto report = mend(world, Mending::kRetry);
  CHECK(report[MendFate::kMended] == 4);
  CHECK(report.all() == 4);
  CHECK(world.engine->counters().incidents == 0);
  CHECK(world.told("t") == Lines{"hello email sent 03-02 12:00:00"});
  CHECK(world.told("w") == Lines{"second email sent 03-02 12:00:00"});
  CHECK(world.told("f") == Lines{"hello email sent 03-02 12:00:00"});
  CHECK(world.told("l").empty());  // 10 / 2 == 5: it left
  CHECK(mend(world, Mending::kRetry).all() == 0);
  world.advance("2026-03-10 00:00");
  CHECK(world.engine->counters().waiting == 0);
  CHECK(world.engine->counters().sent == 3);
}

TEST_CASE("what had been an exit may be none any more, and is then an event as any") {
  const auto made = failed_world();
  World& world = *made;
  give_scores(world, 1);
  CHECK(mend(world, Mending::kRetry, "l")[MendFate::kMended] == 1);
  CHECK(world.told("l") == Lines{"second email sent 03-02 12:00:00"});
}

TEST_CASE("who is put back waits on where it stood; a time that had come is no event") {
  const auto made = failed_world();
  World& world = *made;
  const auto report = mend(world, Mending::kResolve);
  CHECK(report[MendFate::kMended] == 2);
  CHECK(report[MendFate::kNothingAwaited] == 2);
  world.advance("2026-03-03 10:00");
  CHECK(world.told("w") == Lines{"third email sent 03-03 10:00:00"});
  CHECK(world.told("l") == Lines{"third email sent 03-03 10:00:00"});
  CHECK(world.told("t").empty());
}

TEST_CASE("exits take out who stands at a failure, or has failed before its first wait") {
  const auto made = failed_world();
  World& world = *made;
  world.purchase("t", "2026-03-02 12:30");
  CHECK(world.engine->counters().incidents == 3);
  world.purchase("f", "2026-03-02 12:30");
  CHECK(world.engine->counters().incidents == 3);
  give_scores(world, 2);
  CHECK(mend(world, Mending::kRetry, "f")[MendFate::kMended] == 1);
  CHECK(world.told("f").empty());
  CHECK(world.row("f").instances.at(0).state == InstanceState::kEnded);
  world.check();
}

TEST_CASE("nothing is tried again of a flow that is paused") {
  const auto made = failed_world();
  World& world = *made;
  give_scores(world, 2);
  REQUIRE(world.engine->pause(world.engine->names().number("timed"), "").ok());
  const auto report = mend(world, Mending::kRetry);
  CHECK(report[MendFate::kPaused] == 1);
  CHECK(report[MendFate::kMended] == 3);
  CHECK(world.told("t").empty());
}

TEST_CASE("what came behind the event that failed counts for the wait") {
  for (const auto what : {Mending::kResolve, Mending::kRetry}) {
    const auto made = failed_world();
    World& world = *made;
    ping(world, "w", "2026-03-02 12:10", 9);
    CHECK(world.told("w").empty());
    world.contact("w", {{"score", Value::integer(what == Mending::kRetry ? 0 : 2)}});
    const auto report = mend(world, what, "w");
    if (what == Mending::kRetry) {
      CHECK(report[MendFate::kFailedAgain] == 1);
    } else {
      CHECK(world.told("w") == Lines{"second email sent 03-02 12:10:00"});
    }
  }
}

TEST_CASE("an end says why, and cannot be taken back") {
  const auto made = failed_world();
  World& world = *made;
  CHECK(mend(world, Mending::kEnd)[MendFate::kMended] == 4);
  CHECK(world.told("t", {EntryKind::kTransition}).back() == "exited wrong data 03-02 12:00:00");
  give_scores(world, 2);
  CHECK(mend(world, Mending::kRetry).all() == 0);
  world.advance("2026-03-10 00:00");
  CHECK(world.engine->counters().sent == 0);
}

TEST_CASE(
    "a wait that data makes longer than kWaitDays is an incident, one of so many days is not") {
  auto text = kSchema + R"(
journey rests { category transactional  conversation news  start on visit  again  flow { wait contact.rest ?? 1s } }
journey until { category transactional  conversation news  start on ping  again
  flow { wait until contact.born ?? now } }
)";
  const std::string open = "score: int = 0";
  text.replace(text.find(open), open.size(), "rest: duration?  born: datetime?");
  World world(text);
  const auto days = static_cast<std::int32_t>(limits::kWaitDays);
  world.contact("at", {{"rest", Value::duration({0, days, 0})},
                       {"born", Value::datetime(at("2026-03-02 10:00") + days * 86'400'000ll)}});
  world.contact("over",
                {{"rest", Value::duration({0, days, 1})},
                 {"born", Value::datetime(at("2026-03-02 10:00") + days * 86'400'000ll + 1)}});
  for (std::string id : {"at", "over"}) {
    world.visit(id, "2026-03-02 10:00");
    ping(world, id, "2026-03-02 10:00", 1);
  }
  CHECK(world.told("at", {EntryKind::kIncident}).empty());
  CHECK(world.told("over", {EntryKind::kIncident}) ==
        Lines(2, "incident over the limit kWaitDays: a wait may take 36600 days"));
  world.check();
}

TEST_CASE("a failure of any commit of a mending leaves no trace once it is asked for again") {
  for (const auto what : {Mending::kRetry, Mending::kResolve, Mending::kEnd}) {
    std::uint64_t commits = 0;
    Lines expected;
    for (std::uint64_t nth = 0; nth <= commits; ++nth) {
      INFO("commit " << nth << " of " << commits);
      const auto made = failed_world();
      World& world = *made;
      give_scores(world, 2);
      const auto before = world.store.commits();
      if (nth > 0) world.store.fail_commit(before + nth);
      if (!try_to_mend(world, what, "").ok()) {
        world.close();
        world.open();
        mend(world, what);
      }
      if (nth == 0) commits = world.store.commits() - before;
      world.advance("2026-03-10 00:00");
      Lines told;
      for (std::string id : {"t", "w", "f", "l"})
        for (const auto& line : world.told(id, {EntryKind::kMessage, EntryKind::kTransition}))
          told.push_back(line);
      if (nth == 0) expected = told;
      REQUIRE(told == expected);
      world.check();
    }
    CHECK(commits > 0);
  }
}

}  // namespace camp::testing
