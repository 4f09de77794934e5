// What is per outlet: an instance keeps the outlet that its contact was of as it began, whatever
// becomes of the contact, of the instance, or of the process.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kShops = R"(
contact { email: email?  outlet: string?  score: int = 0 }
event purchase { order: string, total: money }
event ping { n: int }
event refund { order: string }
conversation news { from "News <news@acme.example>" }
outlet helsinki { from "Helsinki <helsinki@acme.example>"  reply_to "kamppi@acme.example" }
outlet oulu { from "Oulu <oulu@acme.example>" }
message hello { email { subject "Hi" text "{{ outlet.name | default: 'nobody' }}" } }
message third { email { subject "Third" text "Third" } }
campaign c {
  category marketing conversation news  per outlet
  goal bought on purchase as p within 30d worth p.total refunded by refund as r where r.order == p.order
  audience { }
  flow { send hello  wait 3d  send hello }
}
journey talk { category marketing conversation news start on ping again goal seen on ping flow { send third } }
)";

void move(World& world, const std::string& contact, const std::string& outlet) {
  world.contact(contact, {{"outlet", Value::string(outlet)}});
}

// "hello helsinki": the outlets that the journal's entries of a kind name, in their order.
Lines outlets_of(World& world, const std::string& contact, EntryKind kind) {
  const auto history = ContactHistory::read(world.store, contact, world.row(contact));
  REQUIRE(history.ok());
  const auto dimension = world.engine->names().find("c/per outlet");
  Lines lines;
  for (const auto& line : history->entries()) {
    if (line.entry.kind() != kind) continue;
    for (const auto& arm : line.entry.subject.arms)
      if (arm.experiment == dimension)
        lines.push_back(std::string(world.engine->names().text(arm.arm)));
  }
  return lines;
}

std::string mails(World& world) {
  std::string all;
  for (const auto& path : world.files.paths())
    if (path.find(".mbox") != path.npos) all += world.files.bytes(path);
  return all;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("two runs at once are each of the outlet that the contact had as they began") {
  World world(kShops);
  move(world, "anna", "helsinki");
  world.advance("2026-03-02 10:00");
  CHECK(world.run("1").run.audience == 1);
  move(world, "anna", "oulu");
  world.advance("2026-03-03 10:00");
  world.run("2");
  world.close();
  world.open();
  world.advance("2026-03-07 10:00");
  CHECK(outlets_of(world, "anna", EntryKind::kMessage) ==
        Lines{"helsinki", "oulu", "helsinki", "oulu"});
  const auto spool = mails(world);
  CHECK(count_of(spool, "\nFrom: Helsinki <helsinki@acme.example>") == 2);
  CHECK(count_of(spool, "\nReply-To: kamppi@acme.example") == 2);
  CHECK(count_of(spool, "\nFrom: Oulu <oulu@acme.example>") == 2);
  CHECK(count_of(spool, "\nhelsinki") == 2);
  world.check();
}

TEST_CASE(
    "a conversion and its refund count for the outlet, also when its message fell out of the row") {
  World world(kShops);
  move(world, "anna", "helsinki");
  world.advance("2026-03-02 10:00");
  world.run("1");
  world.advance("2026-03-06 10:00");  // it has ended
  move(world, "anna", "oulu");
  for (int i = 0; i < int(limits::kTouchesPerContact) + 8; ++i)
    world.event("anna", "ping", at("2026-03-06 11:00") + i * 60'000, {{"n", Value::integer(i)}});
  world.run("2");  // forgets the instance
  world.close();
  world.open();
  const auto row = world.row("anna");
  CHECK(std::none_of(row.instances.begin(), row.instances.end(),
                     [](const Instance& it) { return it.run == 1; }));
  world.advance("2026-03-10 10:00");
  world.event("anna", "refund", at("2026-03-10 11:00"), {{"order", Value::string("o")}});
  world.purchase("anna", "2026-03-10 12:00");
  world.event("anna", "refund", at("2026-03-10 13:00"), {{"order", Value::string("o")}});
  CHECK(outlets_of(world, "anna", EntryKind::kConverted) == Lines{"oulu"});
  CHECK(outlets_of(world, "anna", EntryKind::kRefunded) == Lines{"oulu"});
  world.check();
}

TEST_CASE("who is of no outlet is not in the run, and counted") {
  World world(kShops);
  move(world, "anna", "helsinki");
  move(world, "bo", "Helsinki");
  world.contact("cleo");
  world.advance("2026-03-02 10:00");
  const auto report = world.run("1");
  CHECK(report.run.audience == 1);
  CHECK(report.run.without_outlet == 2);
  CHECK(outlets_of(world, "anna", EntryKind::kTransition).size() == 1);
  world.check();
}

TEST_CASE(
    "whose outlet has gone when her clocks show the time leaves at once, and the ledger balances") {
  World world(kShops + R"(
campaign nightly { category marketing conversation news per outlet audience { } goal bought_2 on purchase
  schedule every day at 09:00 contact time from 2026-03-03 until 2026-03-03  flow { send hello } })");
  world.advance("2026-03-01 10:00");
  move(world, "anna", "helsinki");
  move(world, "bo", "oulu");
  world.advance("2026-03-03 00:00");  // the audience is drawn
  move(world, "anna", "closed");
  world.advance("2026-03-03 10:00");
  CHECK(world.told("anna").empty());
  CHECK(world.told("bo").size() == 1);
  CHECK(world.told("anna", {EntryKind::kTransition}).back().find("no_outlet") != std::string::npos);
  world.check();
}

}  // namespace camp::testing
