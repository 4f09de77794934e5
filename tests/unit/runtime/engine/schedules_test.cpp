// Campaigns that run by themselves: when their runs begin, what happens to those that nobody began
// in time, everybody by their own clocks, and what the store keeps of it all.
#include "runtime/shelf/timetable.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

std::string scheduled(const std::string& schedule, const std::string& flow = "send hello via email",
                      const std::string& name = "c") {
  auto text = campaign(flow, "include everybody", name);
  return text.insert(text.find("audience {"), "schedule " + schedule + " ");
}
Lines keys(World& world) {
  Lines lines;
  const auto runs = world.engine->runs().all().value();
  for (const auto& run : runs)
    lines.push_back(run.key + " " + moment(run.started_ms) + " " +
                    std::string(run_state_text(run.state)));
  return lines;
}
// A live world at this time, with one contact.
std::unique_ptr<World> live(const std::string& text, const std::string& time) {
  auto world = std::make_unique<World>("", false);
  world->clock.ms = at(time);
  world->install(text);
  world->contact("anna");
  return world;
}
TickReport tick(World& world, const std::string& time) {
  world.clock.ms = at(time);
  auto report = world.engine->tick();
  INFO((report.ok() ? "" : report.error().message));
  REQUIRE(report.ok());
  REQUIRE(world.engine->settle().ok());
  return *report;
}
const std::string kDaily = kSchema + scheduled("every day at 09:00 from 2026-03-02");

}  // namespace

TEST_CASE("a virtual clock stops at each run's time, and does nothing twice") {
  World world(kDaily);
  world.contact("anna");
  world.advance("2026-03-04 10:00");
  CHECK(keys(world) == Lines{"2026-03-02T09:00 03-02 09:00:00 sent",
                             "2026-03-03T09:00 03-03 09:00:00 sent",
                             "2026-03-04T09:00 03-04 09:00:00 sent"});
  world.advance("2026-03-04 10:00");
  world.open();
  world.advance("2026-03-04 11:00");
  CHECK(world.told("anna").size() == 3);
  CHECK(moment(world.engine->next_due_ms()->value()) == "03-05 09:00:00");
  world.check();
}

TEST_CASE("waits that are due at a run's time go on first, those that it begins later") {
  World world(kSchema + scheduled("every day at 09:00 from 2026-03-02 until 2026-03-03",
                                  "send hello via email wait 1d send second via email"));
  world.contact("anna");
  world.advance("2026-03-05 00:00");
  CHECK(world.told("anna") ==
        Lines{"hello email sent 03-02 09:00:00", "second email sent 03-03 09:00:00",
              "hello email sent 03-03 09:00:00", "second email sent 03-04 09:00:00"});
  world.check();
}

TEST_CASE("events carry a virtual clock over a run's time: it runs before them") {
  World world(kDaily);
  world.contact("anna");
  world.advance("2026-03-01 10:00");
  world.visit("anna", "2026-03-02 12:00");
  world.visit("anna", "2026-03-02 13:00");
  CHECK(keys(world) == Lines{"2026-03-02T09:00 03-02 09:00:00 sent"});
  // A mistyped year is refused, and moves nothing.
  CHECK(world.event("anna", "ping", at("2126-03-02 12:00"), {{"n", Value::integer(1)}}) !=
        EventFate::kApplied);
  CHECK(keys(world).size() == 1);
  world.check();
}

TEST_CASE("what was due before the first tick was never this store's") {
  auto world = live(kSchema + scheduled("every day at 09:00 missed all"), "2026-03-02 09:00");
  CHECK(tick(*world, "2026-03-02 09:30").runs == 0);
  CHECK(tick(*world, "2026-03-03 08:59").runs == 0);
  CHECK(tick(*world, "2026-03-03 09:00").runs == 1);
  CHECK(tick(*world, "2026-03-03 09:00").runs == 0);
  CHECK(keys(*world) == Lines{"2026-03-03T09:00 03-03 09:00:00 sent"});
  world->check();
}

TEST_CASE("a deployment begins schedules at once; a changed one begins anew") {
  auto world = live(kSchema, "2026-03-02 08:00");
  REQUIRE(world->engine->deploy(compiled(kDaily)).ok());
  CHECK(tick(*world, "2026-03-02 09:10").runs == 1);
  REQUIRE(world->engine->deploy(compiled(kSchema + scheduled("every day at 09:05 from 2026-03-02")))
              .ok());
  CHECK(tick(*world, "2026-03-02 09:11").runs == 0);
  REQUIRE(world->engine->deploy(compiled(kDaily)).ok());  // 09:00 has passed
  CHECK(tick(*world, "2026-03-02 09:12").runs == 0);
  CHECK(tick(*world, "2026-03-03 09:12").runs == 1);
  // The same schedule beside another text goes on where it was.
  REQUIRE(world->engine->deploy(compiled(kDaily + "segment more = contact.score > 1\n")).ok());
  CHECK(tick(*world, "2026-03-04 09:12").runs == 1);
  REQUIRE(world->engine->deploy(compiled(kSchema)).ok());
  CHECK(tick(*world, "2026-03-05 09:12").runs == 0);
  REQUIRE(world->engine->deploy(compiled(kDaily)).ok());
  CHECK(tick(*world, "2026-03-05 09:13").runs == 0);
  CHECK(tick(*world, "2026-03-06 09:13").runs == 1);
  world->check();
}

TEST_CASE("missed runs are passed over, the latest is begun, or all are") {
  const auto after = [](const std::string& missed, const std::string& time) {
    auto world =
        live(kSchema + scheduled("every day at 09:00 missed " + missed), "2026-03-01 10:00");
    tick(*world, "2026-03-01 10:00");
    const auto report = tick(*world, time);
    const auto begun = keys(*world);
    CHECK(report.runs == begun.size());
    CHECK(tick(*world, time).runs == 0);
    world->check();
    return std::to_string(report.missed) + " missed, then " +
           (begun.empty() ? "none"
                          : begun.front().substr(8, 2) + " to " + begun.back().substr(8, 2));
  };
  CHECK(after("skip", "2026-03-05 08:00") == "3 missed, then none");
  CHECK(after("skip", "2026-03-05 09:30") == "3 missed, then 05 to 05");
  CHECK(after("latest", "2026-03-05 08:00") == "2 missed, then 04 to 04");
  CHECK(after("latest", "2026-03-05 09:30") == "3 missed, then 05 to 05");
  CHECK(after("all", "2026-03-05 08:00") == "0 missed, then 02 to 04");
  CHECK(after("all", "2026-03-05 09:30") == "0 missed, then 02 to 05");
  // To the millisecond: an hour late is in time, more is not.
  CHECK(after("skip", "2026-03-02 10:00") == "0 missed, then 02 to 02");
  CHECK(after("skip", "2026-03-02 10:00:01") == "1 missed, then none");
}

TEST_CASE(
    "what has expired for everybody begins no more, whatever its schedule says of missed runs") {
  const auto days = [](const std::string& missed) {
    return live(
        kSchema + scheduled("every day at 09:00 missed " + missed + "  expires 2026-03-04 08:30 UTC"),
        "2026-03-01 10:00");
  };
  for (const auto* missed : {"skip", "latest", "all"}) {
    CAPTURE(missed);
    auto world = days(missed);
    tick(*world, "2026-03-01 10:00");
    CHECK(tick(*world, "2026-03-02 09:00").runs == 1);
    const auto late = tick(*world, "2026-03-09 09:00");  // of the 3rd; none is due since
    CHECK((late.runs == 0 && late.missed == 1));
    CHECK(!world->engine->next_due_ms()->has_value());
    CHECK(tick(*world, "2026-03-10 09:00").missed == 0);
    CHECK(world->told("anna").size() == 1);
    world->check();
  }
  auto world = days("all");
  tick(*world, "2026-03-01 10:00");
  CHECK(tick(*world, "2026-03-04 08:00").runs == 2);  // still in time
  CHECK(!world->engine->next_due_ms()->has_value());
  world->check();
}

TEST_CASE("a run that was begun by hand under the key of its time does not begin again") {
  auto world = live(kDaily, "2026-03-02 08:00");
  tick(*world, "2026-03-02 08:00");
  CHECK_FALSE(world->run("2026-03-02T09:00").already);
  tick(*world, "2026-03-02 09:00");
  CHECK(world->told("anna").size() == 1);
  CHECK(tick(*world, "2026-03-03 09:00").runs == 1);
  CHECK(world->told("anna").size() == 2);
  world->check();
}

TEST_CASE("by contact time everybody starts when their own clocks show it, in one run") {
  World world(kSchema + scheduled("2026-03-02 09:00 contact time"));
  for (const char* zone : {"Asia/Tokyo", "Europe/Helsinki", "America/Los_Angeles",
                           "Pacific/Kiritimati", "Pacific/Pago_Pago"})
    world.contact(zone, {{"timezone", Value::string(zone)}});
  world.contact("nowhere");
  world.advance("2026-03-01 18:59");
  CHECK(keys(world).empty());
  CHECK(moment(world.engine->next_due_ms()->value()) == "03-01 19:00:00");
  world.advance("2026-03-02 19:30");
  CHECK(keys(world) == Lines{"2026-03-02T09:00 03-01 19:00:00 sending"});
  CHECK(world.told("Pacific/Kiritimati") == Lines{"hello email sent 03-01 19:00:00"});
  CHECK(world.told("Asia/Tokyo") == Lines{"hello email sent 03-02 00:00:00"});
  CHECK(world.told("Europe/Helsinki") == Lines{"hello email sent 03-02 07:00:00"});
  CHECK(world.told("nowhere") == Lines{"hello email sent 03-02 09:00:00"});
  CHECK(world.told("America/Los_Angeles") == Lines{"hello email sent 03-02 17:00:00"});
  world.check();
  world.advance("2026-03-02 20:30");
  CHECK(world.told("Pacific/Pago_Pago") == Lines{"hello email sent 03-02 20:00:00"});
  CHECK(keys(world) == Lines{"2026-03-02T09:00 03-01 19:00:00 sent"});
  CHECK_FALSE(world.engine->next_due_ms()->has_value());
  world.check();
}

TEST_CASE("runs by contact time overlap, and each ends; a process that comes late starts at once") {
  auto world = live(kSchema + scheduled("every day at 09:00 contact time"), "2026-03-01 12:00");
  world->contact("late", {{"timezone", Value::string("Pacific/Pago_Pago")}});
  tick(*world, "2026-03-01 12:00");
  tick(*world, "2026-03-01 19:00");
  CHECK(world->told("anna").empty());
  tick(*world, "2026-03-02 09:20");
  CHECK(world->told("anna") == Lines{"hello email sent 03-02 09:20:00"});
  tick(*world, "2026-03-02 19:30");  // the next run's first zone, before the last of this one
  CHECK(world->told("late").empty());
  CHECK(keys(*world) == Lines{"2026-03-02T09:00 03-01 19:00:00 sending",
                              "2026-03-03T09:00 03-02 19:30:00 sending"});
  world->open();
  tick(*world, "2026-03-03 12:00");
  CHECK(world->told("late") == Lines{"hello email sent 03-03 12:00:00"});
  CHECK(keys(*world).front() == "2026-03-02T09:00 03-01 19:00:00 sent");
  CHECK(world->told("anna").size() == 2);
  world->check();
}

TEST_CASE("a run that Ctrl-C left is gone on with by the next tick, with its program") {
  auto world = live(kDaily, "2026-03-02 08:00");
  for (int i = 0; i < 9000; ++i) world->contact("c" + std::to_string(i), {}, {}, false);
  tick(*world, "2026-03-02 08:00");
  world->clock.ms = at("2026-03-02 09:00");
  const auto stopped = world->engine->tick([](const Progress& p) { return p.total == 0; });
  REQUIRE(stopped.ok());
  CHECK(stopped->stopped);
  CHECK(keys(*world).at(0) == "2026-03-02T09:00 03-02 09:00:00 sending");
  world->open();
  world->install(kSchema);
  tick(*world, "2026-03-02 09:01");
  CHECK(keys(*world).at(0) == "2026-03-02T09:00 03-02 09:00:00 sent");
  CHECK(world->engine->counters().entered == 9001);
  world->check();
}

TEST_CASE("campaigns that are due at once run in the order of their time, then of their names") {
  auto world = live(kSchema + scheduled("every day at 09:00 missed all", "wait 1d", "b") +
                        scheduled("every day at 09:00 missed all", "wait 1d", "a") +
                        scheduled("every day at 08:00 missed all", "wait 1d", "c"),
                    "2026-03-02 07:00");
  tick(*world, "2026-03-02 07:00");
  tick(*world, "2026-03-03 08:30");
  std::string order;
  const auto runs = world->engine->runs().all().value();
  for (const auto& run : runs) order += world->engine->names().text(run.campaign);
  CHECK(order == "cabc");
  world->check();
}

}  // namespace camp::testing
