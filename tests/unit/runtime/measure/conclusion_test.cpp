#include "runtime/measure/conclusion.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "runtime/measure/comparisons.h"

using namespace camp;

namespace {

constexpr std::uint32_t kBought = 1, kSeen = 2;
constexpr std::int64_t kDayMs = 86'400'000, kSentMs = 20'000 * kDayMs;
const Currency kEur = currency("EUR"), kUsd = currency("USD");

struct Arm {
  std::string name;
  std::uint64_t contacts = 0;
  std::uint64_t buyers = 0;
  std::int64_t each_minor = 0;  // what a buyer spends
  std::uint64_t seen = 0;
  bool holdout = false;
};

GoalCounts goal_counts(std::uint32_t goal, std::uint64_t converters) {
  GoalCounts counts;
  counts.goal = goal;
  counts.converters = converters;
  counts.conversions = converters;
  return counts;
}

ArmResult arm_result(const Arm& arm, Currency currency) {
  ArmResult result{arm.name, arm.name, arm.holdout, 333'333, {}};
  result.counts.contacts = arm.contacts;
  result.counts.first_ms = result.counts.last_ms = kSentMs;
  auto bought = goal_counts(kBought, arm.buyers);
  if (arm.each_minor > 0) {
    auto each = static_cast<double>(arm.each_minor), buyers = static_cast<double>(arm.buyers);
    bought.revenue = {{currency, arm.each_minor * static_cast<std::int64_t>(arm.buyers), false,
                       arm.buyers, each * each * buyers}};
  }
  result.counts.goals = {bought, goal_counts(kSeen, arm.seen)};
  return result;
}

ExperimentResult experiment_of(const std::vector<Arm>& arms) {
  ExperimentResult experiment;
  experiment.goals = {{kBought, "bought", Duration{0, 7, 0}}, {kSeen, "seen", Duration{0, 7, 0}}};
  for (const auto& arm : arms) experiment.arms.push_back(arm_result(arm, kEur));
  experiment.ratio = SampleRatio{SampleRatio::State::kChecked, 1};
  return experiment;
}

Conclusion concluded(ExperimentResult experiment, FlowKind kind = FlowKind::kCampaign,
                     std::int64_t days_later = 30) {
  const ConclusionSetting setting{kind, kSentMs + days_later * kDayMs, calendar::utc()};
  experiment.running = is_running(experiment, setting);
  compare_arms(experiment);
  return conclude(experiment, setting);
}

bool has(const Conclusion& conclusion, Caveat caveat) {
  const auto& all = conclusion.caveats;
  return std::find(all.begin(), all.end(), caveat) != all.end();
}

const Arm kHeld{"holdout", 10'000, 100, 5'000, 1'000, true};

using Arms = std::vector<std::size_t>;

}  // namespace

TEST_CASE("one arm ahead of all others is shipped, judged by the money") {
  auto conclusion = concluded(
      experiment_of({{"a", 10'000, 200, 5'000, 1'000}, {"b", 10'000, 300, 5'000, 1'000}, kHeld}));
  const auto& ruling = conclusion.main;
  CHECK(ruling.finding == Finding::kAhead);
  CHECK(ruling.best == 1);
  CHECK(ruling.money);
  CHECK(ruling.behind == Arms{0, 2});
  REQUIRE(ruling.against.size() == 2);
  CHECK(ruling.against[0].arm == 0);
  // 100 of 10,000 contacts more, each with 50 EUR: half a EUR per contact.
  CHECK(ruling.against[0].comparison.difference == Approx(50));
  CHECK(ruling.against[1].comparison.difference == Approx(100));
  CHECK(ruling.against[0].is_shown());
  CHECK(conclusion.advice == Advice::kShip);
  CHECK(conclusion.caveats.empty());
}

TEST_CASE("a difference that one pair alone would show is not shown among three") {
  // a against b has p 0.028: below 0.05 by itself, above it as the smallest of three pairs.
  const std::vector<Arm> three = {{"a", 10'000, 140}, {"b", 10'000, 179}, {"c", 10'000, 160}};
  auto two = concluded(experiment_of({three[0], three[1]}));
  CHECK(two.main.finding == Finding::kAhead);
  auto all = concluded(experiment_of(three));
  CHECK(all.main.pairs == 3);
  CHECK(all.main.finding == Finding::kNoDifference);
  REQUIRE(all.main.against[0].corrected_p);
  CHECK(*all.main.against[0].corrected_p == Approx(3 * *all.main.against[0].comparison.p));
  CHECK(all.advice == Advice::kRunAgain);
  CHECK(all.main.contacts_needed);
}

TEST_CASE("what is called shown and an interval without 0 are the same, pair by pair") {
  std::size_t shown = 0, moved = 0;
  for (std::uint64_t step = 0; step <= 60; ++step) {
    auto experiment = experiment_of({{"a", 10'000, 140, 5'000, 3},
                                     {"b", 10'000, 140 + step, 5'000, 3 + step / 3},
                                     {"c", 5'000, 70 + step / 4, 7'000, 5},
                                     kHeld});
    compare_arms(experiment);
    auto check = [&](const std::vector<PairResult>& pairs) {
      REQUIRE(pairs.size() == 6);
      for (const auto& pair : pairs) {
        const auto& interval = *pair.comparison.difference_interval;
        CHECK((interval.low > 0 || interval.high < 0) == pair.is_shown());
        CHECK(pair.comparison.alpha >= kAlpha / 6);
        if (pair.is_shown()) ++shown;
        if (pair.comparison.alpha > kAlpha / 6) ++moved;
      }
    };
    for (const auto& rate : experiment.rates) check(rate.pairs);
    for (const auto& revenue : experiment.revenue) check(revenue.pairs);
  }
  CHECK(shown > 100);
  CHECK(moved > 100);
}

TEST_CASE("arms that are level are told from those behind") {
  const Arm a{"a", 10'000, 300}, b{"b", 10'000, 310}, c{"c", 10'000, 100};
  auto conclusion = concluded(experiment_of({a, b, c}));
  CHECK(conclusion.main.finding == Finding::kShared);
  CHECK(conclusion.main.best == 1);
  CHECK(conclusion.main.level == Arms{0, 1});
  CHECK(conclusion.main.behind == Arms{2});
  CHECK(conclusion.advice == Advice::kShipAny);
  // Level with the holdout: nothing is shown to be worth sending.
  const Arm held{"holdout", 10'000, 310, 0, 0, true};
  CHECK(concluded(experiment_of({a, c, held})).advice == Advice::kDropBehind);
  CHECK(concluded(experiment_of({c, held})).advice == Advice::kStop);
}

TEST_CASE("too few are not taken for a draw") {
  auto conclusion = concluded(experiment_of({{"a", 40, 3}, {"b", 40, 5}}));
  CHECK(conclusion.main.finding == Finding::kTooFew);
  CHECK(concluded(experiment_of({{"a", 4'000, 300}, {"b", 4'000, 305}})).main.finding ==
        Finding::kNoDifference);
}

TEST_CASE("money does not decide where it cannot be trusted") {
  auto few = concluded(experiment_of({{"a", 9'000, 29, 5'000, 900}, {"b", 9'000, 80, 5'000, 900}}));
  CHECK(has(few, Caveat::kFewBuyers));
  CHECK_FALSE(few.main.money);
  CHECK(few.main.goal == "bought");
  CHECK(few.main.finding == Finding::kAhead);
  auto mixed = experiment_of({{"a", 9'000, 90, 5'000}, {"b", 9'000, 80, 5'000}});
  mixed.arms[0].counts.goals[0].revenue[0].currency = kUsd;
  CHECK(has(concluded(mixed), Caveat::kMixedCurrencies));
  CHECK_FALSE(concluded(mixed).main.money);
  auto large = experiment_of({{"a", 9'000, 90, 5'000}, {"b", 9'000, 80, 5'000}});
  large.arms[1].counts.goals[0].revenue[0].overflowed = true;
  CHECK(has(concluded(large), Caveat::kMoneyTooLarge));
}

TEST_CASE("open windows are waited for, in a campaign") {
  const std::vector<Arm> arms = {{"a", 10'000, 100}, {"b", 10'000, 300}};
  auto open = concluded(experiment_of(arms), FlowKind::kCampaign, 3);
  CHECK(has(open, Caveat::kWindowOpen));
  CHECK(open.advice == Advice::kWait);
  REQUIRE(open.window_ends_on);
  CHECK(*open.window_ends_on == 20'007);
  CHECK(concluded(experiment_of(arms), FlowKind::kCampaign, 8).advice == Advice::kShip);
  auto journey = concluded(experiment_of(arms), FlowKind::kJourney, 3);
  CHECK(has(journey, Caveat::kStillEntering));
  CHECK(journey.advice == Advice::kShip);
  auto endless = experiment_of(arms);
  endless.goals[0].within.reset();
  auto never = concluded(endless, FlowKind::kCampaign, 3);
  CHECK(has(never, Caveat::kWindowOpen));
  CHECK(never.advice == Advice::kShip);
}

TEST_CASE("while it runs a difference is shown only where it may be looked at any day") {
  const auto experiment = experiment_of({{"a", 1'000, 100}, {"b", 1'000, 130}});
  const auto closed = concluded(experiment, FlowKind::kCampaign, 8);
  CHECK(closed.main.finding == Finding::kAhead);
  CHECK(closed.main.against[0].comparison.test == Test::kPooledZ);
  for (const auto& looked_at_early : {concluded(experiment, FlowKind::kCampaign, 3),
                                      concluded(experiment, FlowKind::kJourney, 8)}) {
    CHECK(looked_at_early.main.finding == Finding::kNoDifference);
    CHECK(looked_at_early.main.against[0].comparison.test == Test::kAnyTime);
    CHECK_FALSE(looked_at_early.main.against[0].is_shown());
  }
  CHECK(concluded(experiment_of({{"a", 1'000, 100}, {"b", 1'000, 190}}), FlowKind::kCampaign, 3)
            .main.finding == Finding::kAhead);
}

TEST_CASE("what runs: a journey, an open window, a test whose winner is not chosen yet") {
  auto experiment = experiment_of({{"a", 100, 1}, {"b", 100, 1}});
  const auto runs = [&](FlowKind kind, std::int64_t days_later) {
    return is_running(experiment, {kind, kSentMs + days_later * kDayMs, calendar::utc()});
  };
  CHECK(runs(FlowKind::kJourney, 300));
  CHECK(runs(FlowKind::kCampaign, 7));
  CHECK_FALSE(runs(FlowKind::kCampaign, 8));
  experiment.goals[1].within = Duration{0, 8, 0};
  CHECK(runs(FlowKind::kCampaign, 8));
  experiment.goals.clear();
  CHECK_FALSE(runs(FlowKind::kCampaign, 1));
  experiment.trials.emplace_back();
  CHECK_FALSE(runs(FlowKind::kCampaign, 1));
  experiment.trials[0].is_due = true;
  CHECK(runs(FlowKind::kCampaign, 1));
  experiment.trials[0].bandit = true;
  CHECK_FALSE(runs(FlowKind::kCampaign, 1));
}

TEST_CASE("arms that camp did not draw, and a split that is off") {
  const std::vector<Arm> arms = {{"a", 10'000, 100}, {"b", 10'000, 300}};
  auto by_value = experiment_of(arms);
  by_value.ratio->state = SampleRatio::State::kByValue;
  CHECK(has(concluded(by_value), Caveat::kNotDrawn));
  CHECK(concluded(by_value).advice == Advice::kShip);
  auto off = experiment_of(arms);
  off.ratio->p = 1e-9;
  CHECK(has(concluded(off), Caveat::kSplitOff));
  CHECK(concluded(off).advice == Advice::kMendSplit);
}

TEST_CASE("another measure that points elsewhere is told") {
  auto conclusion =
      concluded(experiment_of({{"a", 10'000, 100, 0, 3'000}, {"b", 10'000, 300, 0, 1'000}}));
  CHECK(conclusion.main.best == 1);
  REQUIRE(conclusion.others.size() == 1);
  CHECK(conclusion.others[0].best == 0);
  CHECK(has(conclusion, Caveat::kMeasuresDiffer));
}

TEST_CASE("nothing to compare, nothing to measure, nobody there") {
  auto alone = concluded(experiment_of({{"", 7, 2}}));
  CHECK(alone.main.finding == Finding::kNoComparison);
  CHECK(alone.advice == Advice::kAddControl);
  auto goalless = experiment_of({{"a", 100, 0}, {"b", 100, 0}});
  goalless.goals.clear();
  CHECK(concluded(goalless).main.finding == Finding::kNoMeasure);
  CHECK(concluded(goalless).advice == Advice::kAddGoal);
  auto nobody = experiment_of({{"a", 0, 0}, {"b", 0, 0}});
  for (auto& arm : nobody.arms) arm.counts = {};
  CHECK(concluded(nobody, FlowKind::kJourney).main.finding == Finding::kNoComparison);
  CHECK(concluded(nobody, FlowKind::kJourney).advice == Advice::kKeepRunning);
}

TEST_CASE("the headline leaves the holdout out and says what goes beyond it") {
  auto experiment = experiment_of({{"a", 10'000, 200, 5'000}, {"b", 30'000, 600, 5'000}, kHeld});
  auto headline = headline_of(experiment);
  CHECK(headline.contacts == 40'000);
  CHECK(headline.held_out == 10'000);
  CHECK(headline.goals[0].converters == 800);
  REQUIRE(headline.goals[0].gain);
  CHECK(headline.goals[0].gain->value == Approx(400));  // 2 % against 1 % of 40,000
  REQUIRE(headline.revenue.size() == 1);
  CHECK(headline.revenue[0].minor == 4'000'000);
  REQUIRE(headline.revenue[0].gain);
  CHECK(headline.revenue[0].gain->value == Approx(2'000'000));
  REQUIRE(headline.revenue[0].gain->interval);
  CHECK(headline.revenue[0].gain->interval->low < 2'000'000);
  CHECK_FALSE(headline_of(experiment_of({{"a", 10, 2, 5'000}})).revenue[0].gain);
}
