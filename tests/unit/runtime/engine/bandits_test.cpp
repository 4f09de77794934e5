// Experiments with a bandit: decided again and again, each time before anybody who comes later,
// whatever fails, and however many shards there are.
#include "runtime/measure/evidence.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr int kWave = 100;  // contacts who come at once
const std::string kBandit = journey(
    "experiment e { variant a equally { send hello via email } variant b equally { send second via "
    "email } holdout 10% bandit by clicks every 1d }");

std::string id_of(int i) { return "c" + std::to_string(i); }

std::unique_ptr<World> live_world(std::uint32_t shards = 1) {
  auto world = std::make_unique<World>("", false);
  world->close();
  world->shards = shards;
  world->open();
  world->install(kBandit);
  world->clock.ms = at("2026-03-02 10:00");
  return world;
}

// The contacts of a wave come to the experiment.
void come(World& world, int wave) {
  for (int i = wave * kWave; i < (wave + 1) * kWave; ++i) {
    world.contact(id_of(i));
    REQUIRE(world.event(id_of(i), "visit", world.engine->now_ms(), {{"page", Value::string("p")}},
                        "visit" + id_of(i)) == EventFate::kApplied);
  }
}

Lines got(World& world, int wave) {
  Lines lines;
  for (int i = wave * kWave; i < (wave + 1) * kWave; ++i)
    for (const auto& line : world.told(id_of(i)))
      if (const auto sent = line.find(" email sent"); sent != line.npos)
        lines.push_back(line.substr(0, sent));
  return lines;
}

std::int64_t count(const Lines& lines, const std::string& message) {
  return std::count(lines.begin(), lines.end(), message);
}

// Every other one who got it clicks.
void click(World& world, int wave, const std::string& message) {
  int seen = 0;
  for (int i = wave * kWave; i < (wave + 1) * kWave; ++i) {
    const auto told = world.told(id_of(i));
    if (told.at(0).find(message + " email sent") != 0 || ++seen % 2 != 0) continue;
    REQUIRE(world.event(id_of(i), "message.clicked", world.engine->now_ms(),
                        {{"message", Value::string(message)}},
                        "click" + id_of(i)) == EventFate::kApplied);
  }
}

std::vector<TrialDecision> decisions(World& world) {
  const auto trials = world.engine->trials().all();
  REQUIRE(trials.size() == 1);
  return read_decisions(world.store, trials[0].key).value();
}

void tick(World& world) {
  REQUIRE(world.engine->tick().ok());
  REQUIRE(world.engine->settle().ok());
}

}  // namespace

TEST_CASE("who comes behind a decision is shared out by it, however many shards there are") {
  Lines expected;
  for (std::uint32_t shards : {1u, 2u, 3u}) {
    INFO(shards << " shards");
    auto world = live_world(shards);
    come(*world, 0);
    CHECK(count(got(*world, 0), "hello") > 30);
    CHECK(count(got(*world, 0), "second") > 30);
    click(*world, 0, "second");
    world->clock.ms += kDayMs - 1;
    tick(*world);
    CHECK(decisions(*world).empty());
    world->clock.ms += 1;
    come(*world, 1);  // without a tick: the first event behind it finds it due
    REQUIRE(decisions(*world).size() == 1);
    const auto decision = decisions(*world)[0];
    CHECK((decision.number == 1 && decision.at_ms == at("2026-03-03 10:00")));
    CHECK(decision.next_ms == at("2026-03-04 10:00"));
    CHECK(decision.arms[0].share_ppm == 9'000);  // the least
    CHECK(decision.arms[1].share_ppm == 891'000);
    const auto wave = got(*world, 1);
    CHECK(count(wave, "hello") < 5);
    CHECK(count(wave, "second") > 80);
    if (shards == 1) expected = wave;
    CHECK(wave == expected);
    // Opened anew it goes on, and whoever has an arm keeps it.
    world->close();
    world->open();
    world->clock.ms += kDayMs;
    tick(*world);
    CHECK(decisions(*world).size() == 2);
    CHECK(world->event(id_of(0), "visit", world->engine->now_ms(),
                       {{"page", Value::string("p")}}) == EventFate::kApplied);
    const auto first = world->told(id_of(0));
    CHECK(first.at(0).substr(0, 5) == first.at(1).substr(0, 5));
    world->check();
  }
}

TEST_CASE("it is decided on while something is new, then when somebody has come") {
  auto world = live_world();
  come(*world, 0);
  const std::int64_t begun_ms = world->clock.ms;
  for (int day = 1; day <= 5; ++day) {
    world->clock.ms = begun_ms + day * kDayMs;
    tick(*world);
  }
  REQUIRE(decisions(*world).size() == 2);  // the second found nothing new
  CHECK(decisions(*world)[1].next_ms == 0);
  CHECK_FALSE(world->engine->next_due_ms()->has_value());
  world->close();
  world->open();
  CHECK_FALSE(world->engine->next_due_ms()->has_value());
  world->clock.ms += kHourMs;
  come(*world, 1);
  CHECK(world->engine->next_due_ms()->value_or(0) == world->clock.ms + kDayMs);
  world->close();
  world->open();
  CHECK(world->engine->next_due_ms()->value_or(0) == world->clock.ms + kDayMs);
  world->clock.ms += kDayMs;
  tick(*world);
  CHECK(decisions(*world).size() == 3);
  CHECK(decisions(*world)[2].arms[0].contacts + decisions(*world)[2].arms[1].contacts >
        kWave * 3 / 2);
  world->check();
}

TEST_CASE("days in which nobody was at work are made up for by one decision") {
  auto world = live_world();
  come(*world, 0);
  const std::int64_t begun_ms = world->clock.ms;
  world->clock.ms += 3 * kDayMs + kHourMs;
  tick(*world);
  REQUIRE(decisions(*world).size() == 1);
  CHECK(decisions(*world)[0].due_ms == begun_ms + kDayMs);
  CHECK(decisions(*world)[0].at_ms == world->clock.ms);
  CHECK(decisions(*world)[0].next_ms == world->clock.ms + kDayMs);
}

TEST_CASE("events of one batch are on the side of the decision on which their time is: bandits") {
  World world(kBandit);
  world.contact("anna");
  world.contact("bo");
  const auto begun_ms = at("2026-03-02 10:00");
  world.event("anna", "visit", begun_ms, {{"page", Value::string("p")}});
  world.event("bo", "visit", begun_ms + kDayMs, {{"page", Value::string("p")}});
  REQUIRE(decisions(world).size() == 1);
  CHECK(decisions(world)[0].at_ms == begun_ms + kDayMs);
  CHECK(decisions(world)[0].arms[0].contacts + decisions(world)[0].arms[1].contacts == 1);
  world.check();
}

TEST_CASE("a failure of any commit of who begins, of the decision and of who comes then") {
  const auto live = [](World& world) {
    for (int wave = 0; wave < 2; ++wave) {
      if (wave == 1) world.clock.ms = at("2026-03-03 10:00");
      std::vector<EventFate> fates;
      const auto data = world.fields({{"page", Value::string("p")}});
      const auto id = id_of(wave * kWave + 7);
      const EventInput input{"visit" + id, id, world.engine->names().number("visit"),
                             world.clock.ms, data};
      if (!world.engine->apply({&input, 1}, &fates).ok() || !world.engine->settle().ok())
        return false;
    }
    return true;
  };
  const auto with_contacts = [] {
    auto world = live_world();
    world->contact(id_of(7));
    world->contact(id_of(kWave + 7));
    return world;
  };
  auto undisturbed = with_contacts();
  const auto before = undisturbed->store.commits();
  REQUIRE(live(*undisturbed));
  const auto commits = undisturbed->store.commits() - before;
  const auto expected = decisions(*undisturbed);
  REQUIRE(expected.size() == 1);
  std::size_t failed = 0;
  for (std::uint64_t nth = 1; nth <= commits; ++nth) {
    INFO("commit " << nth << " of " << commits);
    auto world = with_contacts();
    world->store.fail_commit(nth);
    if (!live(*world)) {
      ++failed;
      world->close();
      world->open();
      REQUIRE(live(*world));
    }
    REQUIRE(decisions(*world).size() == 1);
    CHECK(same_figures(decisions(*world)[0], expected[0]));
    CHECK(decisions(*world)[0].at_ms == expected[0].at_ms);
    CHECK(world->told(id_of(kWave + 7)) == undisturbed->told(id_of(kWave + 7)));
    world->check();
  }
  CHECK(failed >= 3);
}

TEST_CASE("the proof makes each decision of a bandit again") {
  auto world = live_world();
  come(*world, 0);
  click(*world, 0, "hello");
  for (int day = 0; day < 2; ++day) {
    world->clock.ms += kDayMs;
    tick(*world);
  }
  const auto key = world->engine->trials().all().at(0).key;
  const auto made = decisions(*world);
  REQUIRE(made.size() == 2);
  CHECK(check_ledger(world->store, {})->decisions == 2);
  const auto finds = [&](std::string_view what) {
    const auto checked = check_ledger(world->store, {}).value();
    return std::any_of(checked.findings.begin(), checked.findings.end(), [&](const auto& finding) {
      return finding.what.find(what) != std::string::npos;
    });
  };
  auto other = made[0];
  other.arms[0].share_ppm -= 1'000;
  other.arms[1].share_ppm += 1'000;
  auto batch = world->store.make_batch();
  batch->put(Family::kRuns, keys::decision(key, 1), encode_decision(other));
  REQUIRE(world->store.commit(*batch).ok());
  CHECK(finds("deciding again by the journal gives another decision"));
  batch->clear();
  batch->erase(Family::kRuns, keys::decision(key, 1));
  REQUIRE(world->store.commit(*batch).ok());
  CHECK(finds("decision 1 is missing"));
  batch->clear();
  batch->erase(Family::kRuns, keys::decision(key, 2));
  REQUIRE(world->store.commit(*batch).ok());
  CHECK(finds("the system log names 2 decisions, the store has 0"));
}

}  // namespace camp::testing
