#include "runtime/measure/results.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/suggest.h"

namespace camp {
namespace {

constexpr ReceiptKind kEngagements[] = {ReceiptKind::kOpened, ReceiptKind::kClicked,
                                        ReceiptKind::kReplied, ReceiptKind::kUnsubscribed};
constexpr std::string_view kEngagementNames[] = {"opened", "clicked", "replied", "unsubscribed"};

std::string name_or_number(const Names& names, std::uint32_t number) {
  auto text = names.text(number);
  return text.empty() ? fmt::format("#{}", number) : std::string(text);
}

// ---- one experiment

std::size_t baseline_of(const std::vector<ArmResult>& arms, bool holdout) {
  auto found = std::find_if(arms.begin(), arms.end(),
                            [&](const ArmResult& arm) { return arm.holdout == holdout; });
  if (found == arms.end()) return 0;
  return static_cast<std::size_t>(found - arms.begin());
}

template <class XOf>
RateResult rate_result(std::string name, bool goal, const std::vector<ArmResult>& arms, XOf x_of) {
  RateResult result{std::move(name), goal, baseline_of(arms, goal), {}};
  for (const auto& arm : arms) {
    RateCell cell;
    cell.proportion = {x_of(arm.counts), arm.counts.contacts};
    cell.interval = wilson_interval(cell.proportion);
    result.cells.push_back(cell);
  }
  const auto baseline = result.cells[result.baseline].proportion;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    // A held-out contact cannot open what she was not sent: her 0 % says nothing.
    bool comparable = i != result.baseline && (goal || !arms[i].holdout);
    if (comparable)
      result.cells[i].comparison = compare_proportions(result.cells[i].proportion, baseline);
  }
  return result;
}

const RevenueSum* revenue_of(const Counts& counts, std::uint32_t goal, Currency currency) {
  const auto* found = counts.goal(goal);
  if (!found) return nullptr;
  for (const auto& sum : found->revenue) {
    if (sum.currency == currency) return &sum;
  }
  return nullptr;
}

RevenueResult revenue_result(const GoalName& goal, Currency currency,
                             const std::vector<ArmResult>& arms) {
  RevenueResult result{goal.name, currency, baseline_of(arms, true), {}};
  std::vector<Sample> samples;
  for (const auto& arm : arms) {
    auto sum = RevenueSum{};
    if (const auto* known = revenue_of(arm.counts, goal.number, currency)) sum = *known;
    samples.push_back({arm.counts.contacts, static_cast<double>(sum.minor), sum.squares});
    RevenueCell cell;
    cell.overflowed = sum.overflowed;
    if (!sum.overflowed) {
      cell.minor = sum.minor;
      cell.contacts = sum.contacts;
      cell.mean = samples.back().mean();
      cell.interval = mean_interval(samples.back());
    }
    result.cells.push_back(cell);
  }
  for (std::size_t i = 0; i < arms.size(); ++i) {
    bool known = !result.cells[i].overflowed && !result.cells[result.baseline].overflowed;
    if (known && i != result.baseline)
      result.cells[i].comparison = compare_means(samples[i], samples[result.baseline]);
  }
  return result;
}

std::vector<Currency> currencies_of(std::uint32_t goal, const std::vector<ArmResult>& arms) {
  std::vector<Currency> currencies;
  for (const auto& arm : arms) {
    const auto* counts = arm.counts.goal(goal);
    if (!counts) continue;
    for (const auto& sum : counts->revenue) currencies.push_back(sum.currency);
  }
  std::sort(currencies.begin(), currencies.end());
  currencies.erase(std::unique(currencies.begin(), currencies.end()), currencies.end());
  return currencies;
}

void measure(ExperimentResult& result, const std::vector<GoalName>& goals) {
  for (const auto& goal : goals) {
    result.rates.push_back(rate_result(goal.name, true, result.arms, [&](const Counts& counts) {
      const auto* found = counts.goal(goal.number);
      return found ? found->converters : 0;
    }));
    for (auto currency : currencies_of(goal.number, result.arms))
      result.revenue.push_back(revenue_result(goal, currency, result.arms));
  }
  for (std::size_t i = 0; i < std::size(kEngagements); ++i) {
    auto contacts_of = [&](const Counts& counts) {
      return counts.receipt(kEngagements[i]).contacts;
    };
    bool any = std::any_of(result.arms.begin(), result.arms.end(),
                           [&](const ArmResult& arm) { return contacts_of(arm.counts) > 0; });
    if (any)
      result.rates.push_back(
          rate_result(std::string(kEngagementNames[i]), false, result.arms, contacts_of));
  }
}

SampleRatio ratio_of(const DeclaredExperiment& experiment, const std::vector<ArmResult>& arms) {
  SampleRatio ratio;
  std::vector<std::uint64_t> observed, shares;
  for (const auto& arm : arms) {
    observed.push_back(arm.counts.contacts);
    shares.push_back(arm.share_ppm.value_or(0));
  }
  auto p = sample_ratio_p(observed, shares);
  if (experiment.by_value) {
    ratio.state = SampleRatio::State::kByValue;
  } else if (experiment.shares_changed) {
    ratio.state = SampleRatio::State::kSharesChanged;
  } else if (!p) {
    ratio.state = SampleRatio::State::kNobody;
  } else {
    ratio.state = SampleRatio::State::kChecked;
    ratio.p = *p;
  }
  return ratio;
}

ExperimentResult experiment_result(const DeclaredExperiment& experiment, const Names& names,
                                   std::vector<ArmCounts>& arms,
                                   const std::vector<GoalName>& goals) {
  ExperimentResult result;
  result.name = experiment.name;
  for (const auto& decl : experiment.arms) {
    ArmResult arm{name_or_number(names, decl.name), decl.label, decl.holdout, std::nullopt, {}};
    if (!experiment.by_value) arm.share_ppm = decl.share_ppm;
    for (auto& counted : arms) {
      if (counted.arm == Assignment{experiment.number, decl.name})
        arm.counts = std::move(counted.counts);
    }
    result.arms.push_back(std::move(arm));
  }
  result.ratio = ratio_of(experiment, result.arms);
  measure(result, goals);
  return result;
}

// ---- runs and flows

RunResult run_result(RunCounts counts, const DeclaredFlow& flow, const Names& names,
                     const std::vector<GoalName>& goals) {
  RunResult result;
  result.counts = counts.counts;
  for (const auto& experiment : flow.experiments) {
    if (!experiment.arms.empty())
      result.experiments.push_back(experiment_result(experiment, names, counts.arms, goals));
  }
  if (result.experiments.empty()) {
    ExperimentResult whole;
    whole.arms.push_back({"", "everybody", false, std::nullopt, std::move(counts.counts)});
    measure(whole, goals);
    result.experiments.push_back(std::move(whole));
  }
  return result;
}

RunCounts take_counts(ReportModel& model, std::uint32_t flow, std::uint32_t run) {
  for (auto& counts : model.runs) {
    if (counts.flow == flow && counts.run == run) return std::move(counts);
  }
  return {flow, run, {}, {}};
}

FlowResult flow_result(ReportModel& model, const DeclaredFlow& flow, const Names& names,
                       const std::vector<RunRow>& runs, const std::string& run_key) {
  FlowResult result{flow.name, flow.kind, {}, {}};
  for (auto goal : flow.goals) result.goals.push_back({goal, name_or_number(names, goal)});
  if (flow.kind == FlowKind::kJourney) {
    if (run_key.empty())
      result.runs.push_back(
          run_result(take_counts(model, flow.flow, 0), flow, names, result.goals));
    return result;
  }
  for (const auto& run : runs) {
    if (run.campaign != flow.flow || (!run_key.empty() && run.key != run_key)) continue;
    result.runs.push_back(
        run_result(take_counts(model, flow.flow, run.number), flow, names, result.goals));
    result.runs.back().run = run;
  }
  return result;
}

Error no_such_flow(const Declared& declared, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& flow : declared.flows) known.push_back(flow.name);
  auto near = suggest(name, known);
  return {ErrorKind::kNotFound, fmt::format("the store knows no campaign or journey '{}'", name),
          "",
          near ? fmt::format("did you mean 'camp report {}'?", *near)
               : "camp report, without a name, shows them all"};
}

}  // namespace

Result<Results> make_results(ReportModel model, const Declared& declared, const Names& names,
                             const std::vector<RunRow>& runs, const ReportFilter& filter,
                             std::int64_t as_of_ms) {
  Results results;
  results.as_of_ms = as_of_ms;
  bool flow_found = false, run_found = false;
  for (const auto& flow : declared.flows) {
    if (!filter.flow.empty() && flow.name != filter.flow) continue;
    flow_found = true;
    auto result = flow_result(model, flow, names, runs, filter.run_key);
    run_found = run_found || !result.runs.empty();
    if (filter.run_key.empty() || !result.runs.empty()) results.flows.push_back(std::move(result));
  }
  if (!flow_found && !filter.flow.empty()) return no_such_flow(declared, filter.flow);
  if (!run_found && !filter.run_key.empty()) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no run with the key '{}'", filter.run_key), "",
                 "camp runs lists them"};
  }
  return results;
}

}  // namespace camp
