// A report as people read it: names, labels, rates with intervals, arms compared with their
// baseline. What every renderer prints; no renderer computes. Pure; made from the fold (report.h),
// the declarations and the run rows.
//
// Rates are of contacts: x contacts did it, of n assigned, whether they were sent anything or not.
// Goals are compared with the holdout, or the first variant when there is none; opens, clicks and
// replies always with the first variant, for a holdout has nothing to open.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/measure/declared.h"
#include "runtime/measure/report.h"
#include "runtime/measure/statistics.h"
#include "runtime/state/names.h"
#include "runtime/state/run_row.h"

namespace camp {

struct ArmResult {
  std::string name;
  std::string label;
  bool holdout = false;
  std::optional<std::uint32_t> share_ppm;  // as declared; none when assigned by a value
  Counts counts;
};
struct RateCell {
  Proportion proportion;
  std::optional<Interval> interval;
  std::optional<Comparison> comparison;  // none for the baseline itself
};
// A goal, or a way contacts engage with messages. One cell per arm.
struct RateResult {
  std::string name;
  bool goal = false;
  std::size_t baseline = 0;  // index into the arms
  std::vector<RateCell> cells;
};
struct RevenueCell {
  std::int64_t minor = 0;
  bool overflowed = false;     // then nothing else here is set
  std::uint64_t contacts = 0;  // with any worth
  double mean = 0;             // per assigned contact, in minor units
  std::optional<Interval> interval;
  std::optional<Comparison> comparison;
};
struct RevenueResult {
  std::string goal;
  Currency currency = 0;
  std::size_t baseline = 0;
  std::vector<RevenueCell> cells;
};
struct SampleRatio {
  enum class State : std::uint8_t { kChecked, kByValue, kSharesChanged, kNobody } state{};
  double p = 1;
  bool alarm() const { return state == State::kChecked && p < kSampleRatioAlarm; }
};
// The arms of one experiment side by side; a flow without one has a single, unnamed arm.
struct ExperimentResult {
  std::string name;
  std::vector<ArmResult> arms;
  std::vector<RateResult> rates;  // goals first, in source order
  std::vector<RevenueResult> revenue;
  std::optional<SampleRatio> ratio;
};
struct GoalName {
  std::uint32_t number = 0;
  std::string name;
};
struct RunResult {
  std::optional<RunRow> run;  // none: a journey
  Counts counts;
  std::vector<ExperimentResult> experiments;  // never empty
};
struct FlowResult {
  std::string name;
  FlowKind kind{};
  std::vector<GoalName> goals;
  std::vector<RunResult> runs;  // empty: a campaign that was never run
};
struct Results {
  std::int64_t as_of_ms = 0;
  std::vector<FlowResult> flows;
};

struct ReportFilter {
  std::string flow;     // empty: all
  std::string run_key;  // empty: all
};
// Errors: kNotFound for a flow or run key that is not there, with the nearest name.
Result<Results> make_results(ReportModel model, const Declared& declared, const Names& names,
                             const std::vector<RunRow>& runs, const ReportFilter& filter,
                             std::int64_t as_of_ms);

}  // namespace camp
