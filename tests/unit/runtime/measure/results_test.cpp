#include "runtime/measure/results.h"

#include <catch2/catch.hpp>

#include "runtime/measure/declared.h"

using namespace camp;

namespace {

constexpr std::uint32_t kFlowName = 1, kExperimentName = 2, kA = 3, kB = 4, kGoalName = 5;

// A journey with arms a and b at 50 % each.
Declared declared_half_and_half() {
  Declared declared;
  declared.flows = {{kFlowName,
                     "cart",
                     FlowKind::kJourney,
                     {{kGoalName, Duration{0, 7, 0}}},
                     {{kExperimentName,
                       "tone",
                       false,
                       false,
                       {{kA, "a", false, 500'000}, {kB, "b", false, 500'000}}}},
                     {}}};
  return declared;
}

struct World {
  Names names;
  ReportModel model;
  Declared declared = declared_half_and_half();

  World() {
    for (auto name : {"cart", "cart/tone", "a", "b", "bought"}) names.number(name);
    RunCounts run;
    run.flow = kFlowName;
    for (auto arm : {kA, kB}) {
      ArmCounts counts{{kExperimentName, arm}, {}};
      counts.counts.contacts = arm == kA ? 600 : 400;
      counts.counts.goals.push_back({kGoalName, arm == kA ? 60u : 80u, 80, {}, {}});
      run.arms.push_back(counts);
    }
    model.runs = {run};
  }
  ExperimentResult experiment() const {
    auto results = make_results(model, declared, names, {}, {}, {});
    REQUIRE(results.ok());
    return results->flows.at(0).runs.at(0).experiments.at(0);
  }
};

}  // namespace

TEST_CASE("without a holdout the first variant is the baseline") {
  auto experiment = World().experiment();
  REQUIRE(experiment.rates.size() == 1);
  const auto& rate = experiment.rates[0];
  CHECK(rate.name == "bought");
  CHECK(rate.baseline == 0);
  CHECK_FALSE(rate.cells[0].comparison);
  REQUIRE(rate.cells[1].comparison);
  CHECK(rate.cells[1].comparison->difference == Approx(0.2 - 0.1));
}

TEST_CASE("the split is checked against the declared shares") {
  auto ratio = World().experiment().ratio;
  REQUIRE(ratio);
  CHECK(ratio->state == SampleRatio::State::kChecked);
  CHECK(ratio->alarm());  // 600 to 400 where 500 to 500 was declared: chi-square 40
  World even;
  even.model.runs[0].arms[0].counts.contacts = 400;
  CHECK_FALSE(even.experiment().ratio->alarm());
  World nobody;
  nobody.model.runs.clear();
  CHECK(nobody.experiment().ratio->state == SampleRatio::State::kNobody);
}

TEST_CASE("shares that changed between versions are not checked") {
  World world;
  auto older = declared_half_and_half();
  merge_declared(world.declared, older);
  CHECK(world.experiment().ratio->state == SampleRatio::State::kChecked);  // the same again
  older.flows[0].experiments[0].arms[0].share_ppm = 900'000;
  merge_declared(world.declared, older);
  CHECK(world.experiment().ratio->state == SampleRatio::State::kSharesChanged);
}

TEST_CASE("what only an older version declared is still reported, behind the newer") {
  World world;
  auto older = declared_half_and_half();
  older.flows[0].goals.push_back({9, {}});
  older.flows[0].experiments[0].arms.push_back({7, "retired", false, 0});
  older.flows.push_back({8, "old_journey", FlowKind::kJourney, {}, {}, {}});
  merge_declared(world.declared, older);
  REQUIRE(world.declared.flows.size() == 2);
  REQUIRE(world.declared.flows[0].goals.size() == 2);
  CHECK(world.declared.flows[0].goals[0].name == kGoalName);
  CHECK(world.declared.flows[0].goals[1].name == 9);
  auto experiment = world.experiment();
  REQUIRE(experiment.arms.size() == 3);
  CHECK(experiment.arms[2].label == "retired");
  CHECK(world.declared.flows[1].name == "old_journey");
}

TEST_CASE("a flow without an experiment has one arm with everybody") {
  World world;
  world.declared.flows[0].experiments.clear();
  world.model.runs[0].counts.contacts = 1000;
  auto experiment = world.experiment();
  REQUIRE(experiment.arms.size() == 1);
  CHECK(experiment.arms[0].counts.contacts == 1000);
  CHECK_FALSE(experiment.ratio);
}

TEST_CASE("a revenue that overflowed is not compared") {
  World world;
  auto& goals = world.model.runs[0].arms;
  goals[0].counts.goals[0].revenue = {{currency("EUR"), 100, true, 1, 1e4}};
  goals[1].counts.goals[0].revenue = {{currency("EUR"), 100, false, 1, 1e4}};
  auto experiment = world.experiment();
  REQUIRE(experiment.revenue.size() == 1);
  CHECK(experiment.revenue[0].cells[0].overflowed);
  CHECK_FALSE(experiment.revenue[0].cells[1].comparison);
  CHECK(experiment.revenue[0].cells[1].minor == 100);
}

TEST_CASE(
    "what a run cost, with its messages, and what came back for it: each currency for itself") {
  constexpr auto kEur = currency("EUR"), kUsd = currency("USD");
  World world;
  auto& counts = world.model.runs[0].counts;
  counts.message_costs = {{kUsd, 200, false}, {kEur, 500, false}};
  counts.goals.push_back({kGoalName, 1, 1, {}, {}});
  counts.goals[0].revenue = {{kEur, 3'000, false, 1, 0}};
  world.declared.costs[{0, kFlowName}] = Value::money(1'000, kEur);
  const auto costs_of = [&] {
    auto results = make_results(world.model, world.declared, world.names, {}, {}, {});
    REQUIRE(results.ok());
    return results->flows.at(0).runs.at(0).costs;
  };
  auto costs = costs_of();
  REQUIRE(costs.size() == 2);
  CHECK(costs[0].currency == kEur);
  CHECK((costs[0].of_run == 1'000 && costs[0].of_messages == 500 && costs[0].total() == 1'500));
  REQUIRE(costs[0].returns.size() == 1);
  CHECK(costs[0].returns[0].rate == Approx(1.0));
  CHECK((costs[1].currency == kUsd && costs[1].total() == 200 && costs[1].returns.empty()));
  counts.message_costs[1].minor = INT64_MAX;
  costs = costs_of();
  CHECK(costs[0].overflowed);
  CHECK(costs[0].returns.empty());
  world.declared.costs.clear();
  counts.message_costs.clear();
  CHECK(costs_of().empty());
}
