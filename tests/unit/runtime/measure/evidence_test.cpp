// The rule that chooses an experiment's winner, at its edges, and what of the journal it counts.
#include "runtime/measure/evidence.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "journal_fixture.h"
#include "runtime/measure/statistics.h"
#include "runtime/store/mem_store.h"
#include "tests/support/compiled.h"

using namespace camp;
using namespace camp::test;

namespace {

const std::string kTest =
    "on 40% { variant a 50% { send hello } variant b 25% { send hello } variant d 25% { } "
    "holdout 10% ";
const std::string kShared =
    "{ variant a equally { send hello } variant b equally { send hello } variant d equally { } "
    "holdout 10% ";

class Trialled {
 public:
  explicit Trialled(const std::string& decided, const std::string& arms = kTest) {
    auto made = compiled({{"main.camp", R"(
contact { email: email? }
event purchase { order: string, total: money }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "x" text "y" } }
campaign c {
  category marketing conversation news  goal bought on purchase as p within 7d worth p.total
  audience { }
  flow { experiment e )" + arms + decided + " } } }"}});
    INFO(made.findings());
    REQUIRE(made.program.has_value());
    linked = LinkedProgram::link(std::move(*made.program), 1, names).value();
    trial = declared_trial(*linked, names.find("c/e")).value();
  }
  std::uint32_t arm(std::string_view name) const { return names.find(name); }
  // Of this many contacts so many clicked and converted, for a sum.
  void add(std::string_view name, std::uint64_t contacts, std::uint64_t clicked,
           std::uint64_t bought = 0, std::vector<std::int64_t> worths = {}, Currency currency = 1) {
    ArmCounts counts{{names.find("c/e"), arm(name)}, {}, {}};
    counts.counts.contacts = contacts;
    counts.counts.receipts[static_cast<std::size_t>(ReceiptKind::kClicked)].contacts = clicked;
    GoalCounts goal;
    goal.goal = names.find("bought");
    goal.converters = bought;
    if (!worths.empty()) {
      auto& sum = goal.revenue.emplace_back();
      sum.currency = currency;
      sum.contacts = worths.size();
      for (auto worth : worths) {
        sum.minor += worth;
        sum.squares += static_cast<double>(worth) * static_cast<double>(worth);
      }
    }
    counts.counts.goals.push_back(goal);
    all.push_back(counts);
  }
  TrialDecision decision() const { return judge(trial, all); }

  Names names;
  std::shared_ptr<const LinkedProgram> linked;
  DeclaredTrial trial;
  std::vector<ArmCounts> all;
};

const std::string kByClicks = "winner by clicks after 1d confidence 95% at least 100 otherwise b";

}  // namespace

TEST_CASE("shares of a test are of those in it, the holdout's of all") {
  const Trialled it(kByClicks);
  std::vector<std::uint32_t> shares;
  for (const auto& arm : it.trial.decl().arms) shares.push_back(arm.share_ppm);
  CHECK(shares == std::vector<std::uint32_t>{200'000, 100'000, 100'000, 100'000, 0, 0, 0});
}

TEST_CASE("the best wins when it is shown to be better than every other") {
  Trialled it(kByClicks);
  it.add("a", 1000, 200);
  it.add("b", 1000, 100);
  it.add("d", 1000, 110);
  const auto decision = it.decision();
  CHECK(decision.reason == DecisionReason::kShown);
  CHECK(decision.winner == it.arm("a"));
  REQUIRE(decision.arms.size() == 3);
  CHECK(decision.arms[0] == TrialDecision::Arm{it.arm("a"), 1000, 200, 0});
  REQUIRE(decision.p.has_value());
  CHECK(*decision.p < 0.05);
}

TEST_CASE("two that are level, one behind: a tie, which the otherwise arm takes") {
  Trialled it(kByClicks);
  it.add("a", 1000, 200);
  it.add("b", 1000, 195);
  it.add("d", 1000, 10);
  const auto decision = it.decision();
  CHECK(decision.reason == DecisionReason::kTie);
  CHECK(decision.winner == it.arm("b"));
  CHECK(decision.p.value() > 0.5);  // of the best against the next best
}

TEST_CASE("one contact below what is asked for is too little, whatever the difference") {
  Trialled it(kByClicks);
  it.add("a", 100, 100);
  it.add("b", 99, 0);
  it.add("d", 100, 0);
  CHECK(it.decision().reason == DecisionReason::kTooFew);
  CHECK_FALSE(it.decision().p.has_value());
  it.all[1].counts.contacts = 100;
  CHECK(it.decision().reason == DecisionReason::kShown);
}

TEST_CASE("nobody at all, and nobody who did it") {
  Trialled it(kByClicks);
  CHECK(it.decision().reason == DecisionReason::kTooFew);
  CHECK(it.decision().winner == it.arm("b"));
  for (auto name : {"a", "b", "d"}) it.add(name, 200, 0);
  CHECK(it.decision().reason == DecisionReason::kTie);
}

TEST_CASE("who came as the winner's or is held out is no evidence") {
  Trialled it(kByClicks);
  for (auto name : {"a", "b", "d"}) it.add(name, 200, 20);
  it.add("d (winner)", 10'000, 9'000);
  it.add("holdout", 10'000, 9'000);
  CHECK(it.decision().reason == DecisionReason::kTie);
  CHECK(it.decision().arms.size() == 3);
}

const std::string kBandit = "bandit by clicks every 1d";

TEST_CASE("a bandit gives each variant a least share, and of the rest its chance to be the best") {
  Trialled it(kBandit, kShared);
  it.add("a", 2, 2);
  it.add("b", 3, 0);
  it.add("d", 0, 0);
  const auto decision = it.decision();
  CHECK(decision.reason == DecisionReason::kWeighed);
  CHECK((decision.is_of_bandit() && decision.winner == 0 && decision.metric == Metric::kClicks));
  const auto chances = chances_to_be_best(std::vector<Proportion>{{2, 2}, {0, 3}, {0, 0}});
  std::uint32_t sum_ppm = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    const auto wanted = 900'000 * (0.01 + 0.97 * chances[i]);  // the holdout's 10 % are not shared
    CHECK(std::abs(decision.arms[i].share_ppm - wanted) <= 1);
    sum_ppm += decision.arms[i].share_ppm;
  }
  CHECK(sum_ppm == 900'000);
  CHECK(decision.arms[0].reached == 2);
}

TEST_CASE("no arm of a bandit starves, and its shares always add up") {
  Trialled it(kBandit, kShared);
  it.add("a", 1'000'000, 900'000);
  it.add("b", 1'000'000, 100);
  it.add("d", 3, 0);
  const auto decision = it.decision();
  CHECK(decision.arms[0].share_ppm + decision.arms[1].share_ppm + decision.arms[2].share_ppm ==
        900'000);
  CHECK(decision.arms[1].share_ppm == 9'000);
  CHECK(decision.arms[2].share_ppm >= 9'000);
}

TEST_CASE("two decisions are of the same figures when nothing happened between them") {
  Trialled it(kBandit, kShared);
  it.add("a", 100, 20);
  it.add("b", 100, 30);
  const auto before = it.decision();
  CHECK(same_figures(before, it.decision()));
  auto rounded = before;
  rounded.arms[0].share_ppm += 2;
  CHECK((same_decision(before, rounded) && same_figures(before, rounded)));
  ++rounded.arms[0].share_ppm;
  CHECK_FALSE(same_decision(before, rounded));
  CHECK(same_figures(before, rounded));
  ++it.all[0].counts.contacts;
  CHECK_FALSE(same_figures(before, it.decision()));
}

TEST_CASE("money decides by Welch, of one currency, within what can be added") {
  Trialled it("winner by revenue of bought after 1d confidence 95% at least 2 otherwise b");
  it.add("a", 4, 0, 4, {1000, 1010, 1020, 1030});
  it.add("b", 4, 0, 4, {100, 110, 120, 130});
  it.add("d", 4, 0, 4, {200, 210, 220, 230});
  auto decision = it.decision();
  CHECK(decision.reason == DecisionReason::kShown);
  CHECK(decision.winner == it.arm("a"));
  CHECK(decision.arms[0] == TrialDecision::Arm{it.arm("a"), 4, 4, 4060});
  it.all[2].counts.goals[0].revenue[0].currency = 2;
  CHECK(it.decision().reason == DecisionReason::kCurrencies);
  it.all[2].counts.goals[0].revenue[0].currency = 1;
  it.all[2].counts.goals[0].revenue[0].overflowed = true;
  CHECK(it.decision().reason == DecisionReason::kOverflow);
}

TEST_CASE("what is counted: one run, up to the ticks that are named") {
  Trialled it("winner by bought after 1d confidence 95% at least 1 otherwise b");
  MemStore store;
  const auto put = [&](std::uint64_t tick, std::uint32_t run, const std::string& id,
                       std::string_view arm) {
    auto of_flow = [&](JournalEntry e) {
      e.subject.flow = it.names.find("c");
      e.subject.arms = {{it.names.find("c/e"), it.arm(arm)}};
      return e;
    };
    const auto chunk =
        seal_chunk({{id,
                     {of_flow(transition(run, 0, WakeKind::kStart, StopKind::kFinished)),
                      of_flow(converted(run, 0, it.names.find("bought")))}}});
    auto batch = store.make_batch();
    batch->put(Family::kJournal, keys::journal(keys::partition_of(id), tick), chunk);
    REQUIRE(store.commit(*batch).ok());
  };
  put(1, 1, "anna", "a");
  put(2, 1, "anna", "a");  // the same contact again
  put(3, 2, "anna", "a");  // another run
  put(4, 1, "bo", "b");
  PartitionTicks ticks{};
  const TrialKey key{it.names.find("c/e"), 1, 0};
  const auto reached = [&] {
    const auto decision = decide_by_journal(store, it.trial, key, ticks);
    REQUIRE(decision.ok());
    return std::pair(decision->arms[0].reached, decision->arms[1].reached);
  };
  CHECK(reached() == std::pair(std::uint64_t{0}, std::uint64_t{0}));
  ticks.fill(3);
  CHECK(reached() == std::pair(std::uint64_t{1}, std::uint64_t{0}));
  ticks.fill(4);
  CHECK(reached() == std::pair(std::uint64_t{1}, std::uint64_t{1}));
  const auto once = decide_by_journal(store, it.trial, key, ticks).value();
  auto other = once;
  CHECK(same_decision(once, other));
  ++other.arms[1].contacts;
  CHECK_FALSE(same_decision(once, other));
}
