// The charts of the HTML report: SVG elements, 360 units wide, coloured by the classes of
// report_style.cpp. Pure.
#pragma once
#include <string>

#include "runtime/measure/results.h"

namespace camp::cli {

// The class that gives an arm its colour: `arm0` ... `arm5`, `held` for a holdout.
std::string arm_class(const ExperimentResult& experiment, std::size_t arm);

// Contacts of each arm, how many of them a message reached, who did what, as shares of the arm.
std::string funnel_chart(const ExperimentResult& experiment);
// A row per arm: the value, its 95 % interval, what the comparison says.
std::string rate_chart(const ExperimentResult& experiment, const RateResult& rate);
std::string revenue_chart(const ExperimentResult& experiment, const RevenueResult& revenue);
// Share of contacts that reached the goal, day by day from the run's beginning on; empty when that
// is one day.
std::string days_chart(const RunResult& run, const ExperimentResult& experiment,
                       const GoalName& goal);

}  // namespace camp::cli
