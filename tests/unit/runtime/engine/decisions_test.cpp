// Experiments that are decided: once, by what the journal has, before anybody who waits is woken;
// whatever fails, and however many shards there are.
#include "runtime/state/trial_row.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kWinner = "winner by clicks after 1d confidence 60% at least 1 otherwise b ";
const std::string kTest =
    "experiment e on 40% { variant a 50% { send hello via email } "
    "variant b 50% { send second via email } holdout 10% " +
    kWinner + "} ";
constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kContacts = 200;

std::string id_of(int i) { return "c" + std::to_string(i); }

// Half of those who got it click.
void click(World& world, const std::string& message, int every) {
  int seen = 0;
  for (int i = 0; i < kContacts; ++i) {
    const auto told = world.told(id_of(i));
    if (told.empty() || told[0].find(message + " email sent") != 0 || ++seen % every != 0) continue;
    CHECK(world.event(id_of(i), "message.clicked", world.engine->now_ms(),
                      {{"message", Value::string(message)}}) == EventFate::kApplied);
  }
}

// A live run of a day ago, of which the variant a was clicked.
void begin(World& world, std::uint32_t shards) {
  world.close();
  world.shards = shards;
  world.open();
  world.install(kSchema + campaign(kTest));
  world.clock.ms = at("2026-03-02 10:00");
  for (int i = 0; i < kContacts; ++i) world.contact(id_of(i));
  world.run("k");
  click(world, "hello", 2);
  world.clock.ms += kDayMs;
}

std::vector<Trial> decided(World& world) {
  auto trials = world.engine->trials().all();
  std::erase_if(trials, [](const Trial& it) { return !it.decision; });
  return trials;
}

std::map<std::string, Lines> messages(World& world) {
  std::map<std::string, Lines> all;
  for (int i = 0; i < kContacts; ++i) all[id_of(i)] = world.told(id_of(i));
  return all;
}

// Everybody's visit, at times of their own, offered at once.
template <class TimeOf>
std::vector<EventFate> visit_in_one_batch(World& world, int count, TimeOf time_of) {
  std::vector<std::string> ids, contacts;
  for (int i = 0; i < count; ++i) {
    world.contact(id_of(i));
    ids.push_back("e" + std::to_string(i));
    contacts.push_back(id_of(i));
  }
  const auto data = world.fields({{"page", Value::string("p")}});
  const auto visit = world.engine->names().number("visit");
  std::vector<EventInput> events;
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    events.push_back({ids[place], contacts[place], visit, time_of(i), data});
  }
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply(events, &fates).ok());
  REQUIRE(world.engine->settle().ok());
  return fates;
}

}  // namespace

TEST_CASE("everybody who waits is woken once, by one decision, however many shards there are") {
  std::map<std::string, Lines> expected;
  for (std::uint32_t shards : {1u, 2u, 3u}) {
    INFO(shards << " shards");
    World world("", false);
    begin(world, shards);
    const auto waiting = world.engine->counters().waiting;
    CHECK(waiting > 60);
    world.clock.ms -= 1;
    CHECK(world.engine->tick()->transitions == 0);  // nobody is woken before
    CHECK(decided(world).empty());
    world.clock.ms += 1;
    CHECK(world.engine->tick()->transitions == waiting);
    REQUIRE(world.engine->settle().ok());
    CHECK(world.engine->counters().waiting == 0);
    const auto trials = decided(world);
    REQUIRE(trials.size() == 1);
    CHECK(trials[0].decision->reason == DecisionReason::kShown);
    CHECK(trials[0].decision->winner == world.engine->names().find("a"));
    world.check();
    if (shards == 1) expected = messages(world);
    CHECK((messages(world) == expected));
    // Opened anew, it is remembered; there is nothing to decide any more.
    world.close();
    world.open();
    CHECK(decided(world).size() == 1);
    CHECK(world.engine->tick()->transitions == 0);
  }
}

TEST_CASE("a failure of any commit of the decision and of who it wakes leaves no trace") {
  World undisturbed("", false);
  begin(undisturbed, 1);
  const auto before = undisturbed.store.commits();
  REQUIRE(undisturbed.engine->tick().ok());
  REQUIRE(undisturbed.engine->settle().ok());
  const auto commits = undisturbed.store.commits() - before;
  const auto expected = messages(undisturbed);
  REQUIRE(commits >= 3);
  for (std::uint64_t nth = 1; nth <= commits; ++nth) {
    INFO("commit " << nth << " of " << commits);
    World world("", false);
    begin(world, 1);
    world.store.fail_commit(nth);
    const auto ticked = world.engine->tick();
    if (ticked.ok()) (void)world.engine->settle();
    world.close();
    world.open();
    REQUIRE(world.engine->tick().ok());
    REQUIRE(world.engine->settle().ok());
    CHECK((messages(world) == expected));
    CHECK(decided(world).size() == 1);
    world.check();
  }
}

TEST_CASE("a tick that comes late decides then, before it wakes anybody") {
  World world("", false);
  begin(world, 2);
  world.clock.ms += kDayMs;
  REQUIRE(world.engine->tick().ok());
  REQUIRE(decided(world).size() == 1);
  CHECK(decided(world)[0].decision->at_ms == at("2026-03-04 10:00"));
  CHECK(world.engine->counters().waiting == 0);
}

TEST_CASE("events of one batch are on the side of the decision on which their time is") {
  World world(journey(kTest, "again"));
  const auto begun_ms = at("2026-03-02 10:00");
  const auto fates = visit_in_one_batch(
      world, kContacts, [&](int i) { return begun_ms + (i < kContacts / 2 ? 0 : 2 * kDayMs); });
  CHECK(std::count(fates.begin(), fates.end(), EventFate::kApplied) == kContacts);
  REQUIRE(decided(world).size() == 1);
  CHECK(decided(world)[0].decision->at_ms == begun_ms + kDayMs);
  CHECK(decided(world)[0].decision->winner == world.engine->names().find("b"));
  CHECK(world.engine->counters().waiting == 0);
  for (int i = kContacts / 2; i < kContacts; ++i) {
    INFO(id_of(i));
    const auto told = world.told(id_of(i));
    REQUIRE(told.size() == 1);
    CHECK(
        (told[0].find("second email sent") == 0 || told[0].find("withheld") != std::string::npos));
  }
  world.check();
}

TEST_CASE("what is reached between two events of a batch is decided before the second") {
  World world(journey("wait 1d " + kTest, "again"));
  const auto begun_ms = at("2026-03-02 10:00");
  visit_in_one_batch(world, kContacts + 1,
                     [&](int i) { return begun_ms + (i < kContacts ? 0 : 10 * kDayMs); });
  REQUIRE(decided(world).size() == 1);
  CHECK(decided(world)[0].decision->at_ms == begun_ms + 2 * kDayMs);
  std::size_t waited = 0;
  for (int i = 0; i < kContacts; ++i) {
    const auto told = world.told(id_of(i));
    REQUIRE(told.size() == 1);
    if (told[0].find("03-03 10:00") == std::string::npos) {
      ++waited;
      CHECK(told[0].find("second email sent 03-04 10:00:00") == 0);
    }
  }
  CHECK(waited > 60);
  world.check();
}

TEST_CASE("the proof decides again") {
  World world("", false);
  begin(world, 1);
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
  const auto trial = decided(world).at(0);
  const auto finds = [&](std::string_view what) {
    const auto checked = check_ledger(world.store, {}).value();
    return std::any_of(checked.findings.begin(), checked.findings.end(), [&](const auto& finding) {
      return finding.what.find(what) != std::string::npos;
    });
  };
  const auto put = [&](const std::string& bytes) {
    auto batch = world.store.make_batch();
    batch->put(Family::kRuns, keys::decision(trial.key, 1), bytes);
    REQUIRE(world.store.commit(*batch).ok());
  };
  CHECK(check_ledger(world.store, {})->decisions == 1);
  CHECK(check_ledger(world.store, {})->clean());
  auto other = *trial.decision;
  other.winner = world.engine->names().find("b");
  put(encode_decision(other));
  CHECK(finds("deciding again by the journal gives another decision"));
  other = *trial.decision;
  other.arms[0].reached -= 1;
  put(encode_decision(other));
  CHECK(finds("deciding again by the journal gives another decision"));
  put("garbage");
  CHECK(finds("the decision of an experiment"));
  auto batch = world.store.make_batch();
  batch->erase(Family::kRuns, keys::decision(trial.key, 1));
  REQUIRE(world.store.commit(*batch).ok());
  CHECK(finds("the system log names 1 decision, the store has 0"));
}

}  // namespace camp::testing
