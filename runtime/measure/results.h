// A report as people read it: names, labels, rates with intervals, arms compared with their
// baseline. What every renderer prints; no renderer computes. Pure; made from the fold (report.h),
// the declarations and the run rows.
//
// Rates are of contacts: x contacts did it, of n assigned, whether they were sent anything or not.
// All pairs of arms are compared; each arm's cell has its comparison with the baseline. Goals are
// compared with the holdout, or the first variant when there is none; opens, clicks and replies
// always with the first variant, for a holdout has nothing to open.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/measure/conclusion.h"
#include "runtime/measure/corrections.h"
#include "runtime/measure/declared.h"
#include "runtime/measure/report.h"
#include "runtime/measure/statistics.h"
#include "runtime/measure/step_results.h"
#include "runtime/shelf/trial_book.h"
#include "runtime/state/names.h"
#include "runtime/state/run_row.h"

namespace camp {

struct ArmResult {
  std::string name;
  std::string label;  // the values that mean it, when it is assigned by a value; else its name
  bool holdout = false;
  // In force: as declared, or a bandit's; none when assigned by a value.
  std::optional<std::uint32_t> share_ppm;
  Counts counts;
  bool as_winner = false;  // of those who came when it was decided: in no comparison of arms
};
// Two arms compared: first - second. All pairs of one measure are corrected together.
struct PairResult {
  std::size_t first = 0;  // indexes into the arms; a holdout is the second
  std::size_t second = 0;
  Comparison comparison;
  std::optional<double> corrected_p;      // Holm's
  std::optional<double> contacts_needed;  // of each
  bool is_shown() const { return corrected_p && *corrected_p < kFound; }
};
struct RateCell {
  Proportion proportion;
  std::optional<Interval> interval;
  std::optional<Comparison> comparison;  // with the baseline; none for the baseline itself
  std::optional<double> corrected_p;
};
// A goal, or a way contacts engage with messages. One cell per arm.
struct RateResult {
  std::string name;
  bool goal = false;
  std::size_t baseline = 0;  // index into the arms
  std::vector<RateCell> cells;
  std::vector<PairResult> pairs;
};
struct RevenueCell {
  std::int64_t minor = 0;
  bool overflowed = false;     // then nothing else here is set
  std::uint64_t contacts = 0;  // with any worth
  double mean = 0;             // per assigned contact, in minor units
  std::optional<Interval> interval;
  std::optional<Comparison> comparison;
  std::optional<double> corrected_p;
};
struct RevenueResult {
  std::string goal;
  Currency currency = 0;
  std::size_t baseline = 0;
  std::vector<RevenueCell> cells;
  std::vector<PairResult> pairs;
};
struct SampleRatio {
  enum class State : std::uint8_t {
    kChecked,
    kByValue,
    kSharesChanged,
    kByBandit,
    kNobody
  } state{};
  double p = 1;
  bool alarm() const { return state == State::kChecked && p < kSampleRatioAlarm; }
};
struct GoalName {
  std::uint32_t number = 0;
  std::string name;
  std::optional<Duration> within;  // none: it never closes
};

// What was done to all arms but the holdout, and what it brought beyond the holdout: the difference
// per contact, times these contacts. Money in minor units.
struct Gain {
  double value = 0;
  std::optional<Interval> interval;
};
struct HeadlineGoal {
  std::string goal;
  std::uint64_t converters = 0;
  std::optional<Gain> gain;  // in converters; none without a holdout
};
struct HeadlineRevenue {
  std::string goal;
  Currency currency = 0;
  std::int64_t minor = 0;
  bool overflowed = false;
  std::optional<Gain> gain;
};
struct Headline {
  std::uint64_t contacts = 0;
  std::uint64_t reached = 0;  // of them, to whom a message was sent
  std::uint64_t held_out = 0;
  std::uint64_t sent = 0;
  std::uint64_t skipped = 0;
  std::vector<HeadlineGoal> goals;
  std::vector<HeadlineRevenue> revenue;
};

// As a clock shows it in the report's zone.
struct LocalInstant {
  std::int64_t ms = 0;
  std::int64_t day = 0;  // since 1970-01-01
  std::int64_t time_ms = 0;
};
// How far an experiment that is decided has come in the run, or by a program of the journey.
struct TrialResult {
  std::string metric;  // `clicks`, `revenue of spring_sale`
  bool bandit = false;
  // Of the next decision; when none is due, of the last.
  LocalInstant due;
  bool is_due = false;
  struct Arm {
    std::string name;
    std::uint64_t contacts = 0;
    std::uint64_t reached = 0;    // of them, who did what decides
    std::int64_t minor = 0;       // what their conversions are worth
    std::uint32_t share_ppm = 0;  // a bandit's: of all who came then, or come now
  };
  struct Decided {
    LocalInstant at;
    std::string winner;
    DecisionReason reason{};
    bool money = false;
    Currency currency = 0;
    std::optional<Test> test;
    std::optional<double> p;  // of the best against the next best, corrected
    std::vector<Arm> arms;
    // With what had happened by then and came in later (corrections.h); of each arm the same.
    struct Late {
      std::string winner;
      std::vector<Arm> arms;
    };
    std::optional<Late> late = {};  // mostly nothing did
  };
  std::vector<Decided> decisions;  // in their order; of a winner one

  const Decided* decided() const { return decisions.empty() ? nullptr : &decisions.back(); }
};

// The arms of one experiment side by side; a flow without one has a single, unnamed arm.
struct ExperimentResult {
  std::string name;
  std::vector<GoalName> goals;  // the flow's
  std::vector<ArmResult> arms;
  std::vector<RateResult> rates;  // goals first, in source order
  std::vector<RevenueResult> revenue;
  std::optional<SampleRatio> ratio;
  Headline headline;
  Conclusion conclusion;
  std::vector<TrialResult> trials;  // one of a run, each program's of a journey; mostly none
  bool running = false;             // its figures still grow: compared by any_time.h
  bool outlets = false;             // of a flow per outlet: told apart, not compared; no conclusion

  const GoalName* goal(std::string_view goal_name) const {
    for (const auto& it : goals) {
      if (it.name == goal_name) return &it;
    }
    return nullptr;
  }
};
// What an arm's contacts did at a place; indexes into the run's experiments and their arms.
struct PlaceOfArm {
  std::size_t experiment = 0;
  std::size_t arm = 0;
  PlaceCounts counts;
};
// A place of a flow, in the order of its source: a wait or an exit, or a step's message by channel.
struct PlaceResult {
  std::string step;     // its label
  std::string message;  // "": a wait or an exit
  Channel channel{};
  PlaceCounts counts;            // of everybody, also who has no arm yet
  std::vector<PlaceOfArm> arms;  // those that came by
};
// A use of a module in a flow, in source order: what its talks came to.
struct TalkOfArm {
  std::size_t experiment = 0;
  std::size_t arm = 0;
  TalkCounts counts;
};
struct TalkResult {
  DeclaredTalk talk;
  TalkCounts counts;            // as many questions and targets as are declared
  std::vector<TalkOfArm> arms;  // those with talks
};
// What a run cost in one currency, itself and by its messages, and what its goals brought for it in
// the same one.
struct RunCosts {
  Currency currency = 0;
  std::int64_t of_run = 0;       // as its campaign says; minor units
  std::int64_t of_messages = 0;  // by their channels' prices
  bool overflowed = false;       // beyond 64 bits: nothing of it is to be shown
  std::int64_t total() const { return of_run + of_messages; }
  struct Return {
    std::string goal;
    double rate = 0;  // 0.35: a third more came back than it cost
  };
  std::vector<Return> returns;
};
struct RunResult {
  std::optional<RunRow> run;  // none: a journey
  // From here on time axes run: the run's start, a journey's first contact. None: nobody came yet.
  std::optional<LocalInstant> begun;
  Counts counts;
  std::vector<RunCosts> costs;  // by currency; empty: neither the campaign nor a channel says
  std::vector<ExperimentResult> experiments;  // never empty
  std::vector<PlaceResult> places;
  std::vector<TalkResult> talks;
  std::optional<StepsResult> steps;  // where they were asked for
};
struct FlowResult {
  std::string name;
  std::string brief;  // its `##` comment
  FlowKind kind{};
  std::vector<GoalName> goals;
  std::vector<RunResult> runs;       // empty: a campaign that was never run
  std::optional<StepsResult> steps;  // of all these runs; where they were asked for
};
struct Results {
  LocalInstant as_of;
  std::string zone;  // Europe/Helsinki
  std::vector<FlowResult> flows;
};

struct ReportFilter {
  std::string flow;     // empty: all
  std::string run_key;  // empty: all
};
// What is not in the store.
struct ReportSetting {
  std::int64_t as_of_ms = 0;
  const calendar::Zone* zone = calendar::utc();  // the campaigns': for days and times
  std::map<std::string, std::string> briefs;     // by flow
  std::vector<TrialHistory> trials = {};         // of the whole store
  std::vector<Correction> corrections = {};      // likewise
};
// Errors: kNotFound for a flow or run key that is not there, with the nearest name.
Result<Results> make_results(ReportModel model, const Declared& declared, const Names& names,
                             const std::vector<RunRow>& runs, const ReportFilter& filter,
                             const ReportSetting& setting);

// The steps of each run, and of each flow's runs together.
void add_steps(Results& results, const FlowTrees& trees, const std::vector<FlowSteps>& steps,
               const Names& names);

}  // namespace camp
