// A report made by hand: the e-mail test of examples/hillstrom, with names that try to break out of
// every format.
#pragma once
#include "lang/value/value.h"
#include "runtime/measure/results.h"

namespace camp::test {

struct ArmFigures {
  std::uint32_t name;
  std::uint64_t contacts, visits, purchases;
  std::int64_t spend_minor;
  double spend_squares;
  bool held;
};

inline Counts arm_counts(const ArmFigures& arm, std::uint32_t visit, std::uint32_t purchase) {
  Counts counts;
  counts.contacts = counts.entered = counts.finished = arm.contacts;
  (arm.held ? counts.withheld : counts.queued) = arm.contacts;
  counts.sent = counts.reached = arm.held ? 0 : arm.contacts;
  counts.first_ms = counts.last_ms = 13'957 * 86'400'000LL;
  GoalCounts visits, purchases;
  visits.goal = visit;
  visits.converters = visits.credited = arm.visits;
  visits.conversions = arm.visits;
  for (std::int64_t day = 0; day < 14; ++day)
    visits.converters_by_day[13'958 + day] = arm.visits / 14;
  visits.converters_by_day[13'958] += arm.visits % 14;
  purchases.goal = purchase;
  purchases.converters = purchases.credited = arm.purchases;
  purchases.conversions = arm.purchases;
  purchases.revenue = {{currency("USD"), arm.spend_minor, false, arm.purchases, arm.spend_squares}};
  counts.goals = {visits, purchases};
  return counts;
}

inline constexpr Duration kTwoWeeks{0, 14, 0};

// The dictionary's numbers in the order of these names.
struct Hillstrom {
  Names names;
  ReportModel model;
  Declared declared;
  std::vector<RunRow> runs;

  Hillstrom() {
    auto flow = names.number("email_test"), experiment = names.number("email_test/creative");
    auto mens = names.number("mens"), womens = names.number("womens"),
         holdout = names.number("holdout");
    auto visit = names.number("visit"), purchase = names.number("purchase");
    const ArmFigures arms[] = {{mens, 21'307, 3'894, 267, 3'031'169, 6.7e10, false},
                               {womens, 21'387, 3'238, 189, 2'303'811, 4.9e10, false},
                               {holdout, 21'306, 2'262, 122, 1'390'833, 2.8e10, true}};
    RunCounts run{flow,
                  1,
                  arm_counts({0, 64'000, 9'394, 578, 6'725'813, 14.4e10, false}, visit, purchase),
                  {},
                  {}};
    run.counts.sent = 42'694;
    run.counts.withheld = 21'306;
    for (const auto& arm : arms)
      run.arms.push_back({{experiment, arm.name}, arm_counts(arm, visit, purchase), {}});
    model.runs = {run};
    declared.flows = {{flow,
                       "email_test",
                       FlowKind::kCampaign,
                       {{visit, kTwoWeeks}, {purchase, kTwoWeeks}},
                       {{experiment,
                         "creative",
                         true,
                         false,
                         {{mens, "Mens E-Mail", false, 0},
                          {womens, "Womens E-Mail", false, 0},
                          {holdout, "No E-Mail", true, 0}}}},
                       {"creative/mens/send"}}};
    declared.steps[1] = {"creative/mens/send"};
    RunRow row;
    row.number = 1;
    row.campaign = flow;
    row.key = "1";
    row.state = RunState::kSent;
    row.started_ms = row.ended_ms = 13'957 * 86'400'000LL;
    row.audience = 64'000;
    runs = {row};
  }
  Result<Results> results(const ReportFilter& filter = {}) const {
    ReportSetting setting;
    setting.as_of_ms = 13'972 * 86'400'000LL;
    setting.briefs["email_test"] = "Which mail <b>brings</b> them back?";
    return make_results(model, declared, names, runs, filter, setting);
  }
};

}  // namespace camp::test
