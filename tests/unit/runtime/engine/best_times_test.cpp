// Sends at best time: what is counted when, what decides, and that nothing of it is lost or done
// twice. What is chosen from what: tests/unit/runtime/policy/best_time_test.cpp.
#include "runtime/state/rhythm_row.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kLetters = R"(
contact { email: email?  phone: phone?  plan: string? }
event ping { n: int }
conversation news { from "News <news@acme.example>" }
segment students = contact.plan == "student"
segment others = contact.plan == "none"
message hello { email { subject "Hi" text "Hi" } }
campaign c {
  category marketing conversation news goal seen on ping
  audience { include students, others }
  flow { send hello at best time within 24h }
}
campaign plain { category marketing conversation news goal seen_2 on ping audience {} flow { send hello } }
)";
const std::string kPlain = R"(
contact { email: email?  phone: phone?  plan: string? }
event ping { n: int }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hi" text "Hi" } }
campaign plain { category marketing conversation news goal seen_2 on ping audience {} flow { send hello } }
)";

std::string id_of(int i) { return "s" + std::to_string(i); }

void plan(World& world, const std::string& contact, const char* value) {
  world.contact(contact, {{"plan", Value::string(value)}});
}

// Fifty students get a letter each at 10:00 and look at it at 20:30.
void teach(World& world, const std::string& day) {
  world.advance(day + " 10:00");
  world.run("teach " + day, "plain");
  for (int i = 0; i < 50; ++i)
    REQUIRE(world.event(id_of(i), "message.opened", at(day + " 20:30") + i,
                        {{"message", Value::string("hello")}}) == EventFate::kApplied);
}

std::size_t rhythm_rows(World& world) {
  std::size_t count = 0;
  auto rows = world.store.iterate(Family::kPartitions, {});
  for (rows->seek_to_first(); rows->valid(); rows->next()) count += keys::is_rhythm(rows->key());
  return count;
}

std::string held_until(World& world, const std::string& contact) {
  const auto row = world.row(contact);
  return row.held.empty() ? "" : moment(row.held[0].release_ms);
}

}  // namespace

TEST_CASE("a segment's hours are known on the next day, also to who has never had a message") {
  World world(kLetters);
  for (int i = 0; i < 50; ++i) plan(world, id_of(i), "student");
  teach(world, "2026-03-02");
  plan(world, "anna", "student");
  plan(world, "bo", "none");
  world.run("1");  // still on the first day: nobody knows anything
  CHECK(held_until(world, "anna").empty());
  world.advance("2026-03-03 10:00");
  world.run("2");
  // A little before: what is known of an hour is as good for those around it.
  CHECK(held_until(world, "anna") == "03-03 19:00:00");
  CHECK(world.told("anna") ==
        Lines{"hello email sent 03-02 20:30:00", "hello email held best_time 03-03 10:00:00"});
  world.close();
  world.open();
  world.advance("2026-03-03 20:00");
  CHECK(world.told("anna").back() == "hello email sent 03-03 19:00:00");
  world.check();
}

TEST_CASE("what is looked at is counted once for each message, and only where somebody asks") {
  World world(kPlain);
  for (int i = 0; i < 50; ++i) plan(world, id_of(i), "student");
  teach(world, "2026-03-02");
  CHECK(rhythm_rows(world) == 0);
  world.install(kLetters);
  teach(world, "2026-03-03");
  CHECK(rhythm_rows(world) > 0);
  const auto answers = [&] {
    std::int64_t all = 0;
    for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
      const auto key = keys::rhythm(static_cast<std::uint8_t>(p), 0, Channel::kEmail);
      std::string value;
      RhythmRow row;
      if (!*world.store.get(Family::kPartitions, key, &value)) continue;
      REQUIRE(decode_rhythm(value, &row));
      row.before.add(row.today);
      all += row.before.answer_count();
    }
    return all;
  };
  CHECK(answers() == 50);
  for (const auto* again : {"message.opened", "message.clicked"})
    REQUIRE(world.event(id_of(1), again, at("2026-03-03 21:30"),
                        {{"message", Value::string("hello")}}) == EventFate::kApplied);
  CHECK(answers() == 50);
}

TEST_CASE("a rhythm that cannot be read is an error, never an hour") {
  World world(kLetters);
  for (int i = 0; i < 50; ++i) plan(world, id_of(i), "student");
  teach(world, "2026-03-02");
  auto batch = world.store.make_batch();
  const auto partition = keys::partition_of(id_of(0));
  batch->put(Family::kPartitions, keys::rhythm(partition, 0, Channel::kEmail), "damaged");
  REQUIRE(world.store.commit(*batch).ok());
  world.close();
  world.open();
  world.advance("2026-03-03 10:00");
  const auto report = world.engine->run("c", "2");
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("a message at best time is held once and sent once, whichever commit fails") {
  for (std::uint64_t failing = 1;; ++failing) {
    World world(kLetters);
    for (int i = 0; i < 50; ++i) plan(world, id_of(i), "student");
    teach(world, "2026-03-02");
    world.advance("2026-03-03 10:00");
    world.store.fail_commit(failing);
    const auto ran = world.engine->run("c", "1");
    world.store.fail_commit(0);
    world.close();
    world.open();
    world.run("1");
    world.advance("2026-03-04 10:00");
    for (int i = 0; i < 50; ++i)
      CHECK(world.told(id_of(i)).back().find(" sent ") != std::string::npos);
    CHECK(world.engine->counters().sent == 100);
    world.check();
    if (ran.ok()) break;
  }
}

}  // namespace camp::testing
