#include "runtime/measure/comparisons.h"

#include <algorithm>

#include "runtime/measure/any_time.h"

namespace camp {
namespace {

constexpr ReceiptKind kEngagements[] = {ReceiptKind::kOpened, ReceiptKind::kClicked,
                                        ReceiptKind::kReplied, ReceiptKind::kUnsubscribed};
constexpr std::string_view kEngagementNames[] = {"opened", "clicked", "replied", "unsubscribed"};

std::size_t baseline_of(const std::vector<ArmResult>& arms, bool holdout) {
  auto found = std::find_if(arms.begin(), arms.end(),
                            [&](const ArmResult& arm) { return arm.holdout == holdout; });
  if (found == arms.end()) return 0;
  return static_cast<std::size_t>(found - arms.begin());
}

// Every pair that `compare` has an answer for: arms in their order, a holdout always the second of
// its pair, so that a gain is a plus. They are tested together, and each interval is that of its
// test: found to be different, and an interval without 0, are the same.
template <class Compare>
std::vector<PairResult> pairs_of(const std::vector<ArmResult>& arms, Compare compare) {
  std::vector<PairResult> pairs;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    for (std::size_t k = i + 1; k < arms.size(); ++k) {
      if (arms[i].as_winner || arms[k].as_winner) continue;  // drawn and sent at other times
      bool turned = arms[i].holdout && !arms[k].holdout;
      PairResult pair{turned ? k : i, turned ? i : k, {}, {}, {}};
      if (compare(&pair, kAlpha)) pairs.push_back(std::move(pair));
    }
  }
  std::vector<double> p_values;
  for (const auto& pair : pairs) {
    if (pair.comparison.p) p_values.push_back(*pair.comparison.p);
  }
  auto steps = holm(p_values);
  auto next = steps.begin();
  for (auto& pair : pairs) {
    if (!pair.comparison.p) continue;
    pair.corrected_p = next->corrected_p;
    compare(&pair, next++->alpha);
  }
  return pairs;
}

// What contacts did, and how many there are; and what those who did it brought, if that is money.
struct Seen {
  Proportion did;
  Sample sample = {};
};

std::optional<Comparison> compare_rates(Proportion first, Proportion second, bool running,
                                        double alpha = kAlpha) {
  return running ? compare_proportions_any_time(first, second, alpha)
                 : compare_proportions(first, second, alpha);
}

std::optional<Comparison> compare_money(const Seen& first, const Seen& second, bool running,
                                        double alpha = kAlpha) {
  return running ? compare_means_any_time(first.sample, second.sample,
                                          information_of(first.did, second.did), alpha)
                 : compare_means(first.sample, second.sample, alpha);
}

// Those that are compared.
template <class Compare>
std::vector<PairResult> pairs_in(const ExperimentResult& experiment, Compare compare) {
  return experiment.outlets ? std::vector<PairResult>() : pairs_of(experiment.arms, compare);
}

// An arm against its baseline, as the pairs have it.
template <class Cell>
void set_comparisons(const std::vector<PairResult>& pairs, std::size_t baseline,
                     std::vector<Cell>& cells) {
  for (const auto& pair : pairs) {
    if (pair.second == baseline) {
      cells[pair.first].comparison = pair.comparison;
      cells[pair.first].corrected_p = pair.corrected_p;
    } else if (pair.first == baseline) {
      cells[pair.second].comparison = reversed(pair.comparison);
      cells[pair.second].corrected_p = pair.corrected_p;
    }
  }
}

template <class XOf>
RateResult rate_result(std::string name, bool goal, const ExperimentResult& experiment, XOf x_of) {
  const auto& arms = experiment.arms;
  RateResult result{std::move(name), goal, baseline_of(arms, goal), {}, {}};
  for (const auto& arm : arms) {
    RateCell cell;
    cell.proportion = {x_of(arm.counts), arm.counts.contacts};
    cell.interval = wilson_interval(cell.proportion);
    result.cells.push_back(cell);
  }
  result.pairs = pairs_in(experiment, [&](PairResult* pair, double alpha) {
    // A held-out contact cannot open what she was not sent: her 0 % says nothing.
    if (!goal && (arms[pair->first].holdout || arms[pair->second].holdout)) return false;
    const auto first = result.cells[pair->first].proportion,
               second = result.cells[pair->second].proportion;
    auto comparison = compare_rates(first, second, experiment.running, alpha);
    if (!comparison) return false;
    pair->comparison = *comparison;
    // Of a test that is looked at once; while it grows, nobody knows how many the other one needs.
    if (!experiment.running) pair->contacts_needed = contacts_needed(first, second);
    return true;
  });
  set_comparisons(result.pairs, result.baseline, result.cells);
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

RevenueSum sum_of(const ArmResult& arm, std::uint32_t goal, Currency currency) {
  const auto* known = revenue_of(arm.counts, goal, currency);
  return known ? *known : RevenueSum{currency};
}

Seen seen_of(std::uint64_t contacts, const RevenueSum& sum) {
  return {{sum.contacts, contacts}, {contacts, static_cast<double>(sum.minor), sum.squares}};
}

RevenueResult revenue_result(const GoalName& goal, Currency currency,
                             const ExperimentResult& experiment) {
  const auto& arms = experiment.arms;
  RevenueResult result{goal.name, currency, baseline_of(arms, true), {}, {}};
  std::vector<Seen> seen;
  for (const auto& arm : arms) {
    auto sum = sum_of(arm, goal.number, currency);
    seen.push_back(seen_of(arm.counts.contacts, sum));
    RevenueCell cell;
    cell.overflowed = sum.overflowed;
    if (!sum.overflowed) {
      cell.minor = sum.minor;
      cell.contacts = sum.contacts;
      cell.mean = seen.back().sample.mean();
      cell.interval = mean_interval(seen.back().sample);
    }
    result.cells.push_back(cell);
  }
  result.pairs = pairs_in(experiment, [&](PairResult* pair, double alpha) {
    if (result.cells[pair->first].overflowed || result.cells[pair->second].overflowed) return false;
    const auto &first = seen[pair->first], &second = seen[pair->second];
    auto comparison = compare_money(first, second, experiment.running, alpha);
    if (!comparison) return false;
    pair->comparison = *comparison;
    if (!experiment.running) pair->contacts_needed = contacts_needed(first.sample, second.sample);
    return true;
  });
  set_comparisons(result.pairs, result.baseline, result.cells);
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

std::uint64_t converters_of(const Counts& counts, std::uint32_t goal) {
  const auto* found = counts.goal(goal);
  return found ? found->converters : 0;
}

// ---- the headline: all arms but the holdout, as one group

template <class Add>
void for_treated(const ExperimentResult& experiment, Add add) {
  for (const auto& arm : experiment.arms) {
    if (!arm.holdout) add(arm);
  }
}

// What a difference per contact comes to for all of them.
std::optional<Gain> gain_of(const std::optional<Comparison>& comparison, std::uint64_t contacts) {
  if (!comparison) return std::nullopt;
  auto all = static_cast<double>(contacts);
  Gain gain{comparison->difference * all, std::nullopt};
  if (const auto& interval = comparison->difference_interval)
    gain.interval = Interval{interval->low * all, interval->high * all};
  return gain;
}

HeadlineGoal headline_goal(const ExperimentResult& experiment, const GoalName& goal,
                           const ArmResult* holdout, std::uint64_t contacts) {
  HeadlineGoal result{goal.name, 0, std::nullopt};
  for_treated(experiment, [&](const ArmResult& arm) {
    result.converters += converters_of(arm.counts, goal.number);
  });
  if (holdout) {
    Proportion held{converters_of(holdout->counts, goal.number), holdout->counts.contacts};
    result.gain =
        gain_of(compare_rates({result.converters, contacts}, held, experiment.running), contacts);
  }
  return result;
}

HeadlineRevenue headline_revenue(const ExperimentResult& experiment, const GoalName& goal,
                                 Currency currency, const ArmResult* holdout,
                                 std::uint64_t contacts) {
  HeadlineRevenue result{goal.name, currency, 0, false, std::nullopt};
  RevenueSum all{currency};
  for_treated(experiment, [&](const ArmResult& arm) {
    auto sum = sum_of(arm, goal.number, currency);
    all.squares += sum.squares;
    all.contacts += sum.contacts;
    all.overflowed = all.overflowed || sum.overflowed ||
                     __builtin_add_overflow(all.minor, sum.minor, &all.minor);
  });
  result.minor = all.minor;
  result.overflowed = all.overflowed;
  if (!holdout || all.overflowed) return result;
  auto held = sum_of(*holdout, goal.number, currency);
  if (held.overflowed) return result;
  result.gain = gain_of(compare_money(seen_of(contacts, all),
                                      seen_of(holdout->counts.contacts, held), experiment.running),
                        contacts);
  return result;
}

}  // namespace

void compare_arms(ExperimentResult& experiment) {
  for (const auto& goal : experiment.goals) {
    experiment.rates.push_back(rate_result(goal.name, true, experiment, [&](const Counts& counts) {
      return converters_of(counts, goal.number);
    }));
    for (auto currency : currencies_of(goal.number, experiment.arms))
      experiment.revenue.push_back(revenue_result(goal, currency, experiment));
  }
  for (std::size_t i = 0; i < std::size(kEngagements); ++i) {
    auto contacts_of = [&](const Counts& counts) {
      return counts.receipt(kEngagements[i]).contacts;
    };
    bool any = std::any_of(experiment.arms.begin(), experiment.arms.end(),
                           [&](const ArmResult& arm) { return contacts_of(arm.counts) > 0; });
    if (any)
      experiment.rates.push_back(
          rate_result(std::string(kEngagementNames[i]), false, experiment, contacts_of));
  }
}

Headline headline_of(const ExperimentResult& experiment) {
  Headline headline;
  for_treated(experiment, [&](const ArmResult& arm) {
    headline.contacts += arm.counts.contacts;
    headline.reached += arm.counts.reached;
    headline.sent += arm.counts.sent;
    headline.skipped += arm.counts.skipped_in_all();
  });
  const ArmResult* holdout = nullptr;
  for (const auto& arm : experiment.arms) {
    if (!arm.holdout) continue;
    headline.held_out += arm.counts.contacts;
    if (!holdout) holdout = &arm;
  }
  for (const auto& goal : experiment.goals) {
    headline.goals.push_back(headline_goal(experiment, goal, holdout, headline.contacts));
    for (auto currency : currencies_of(goal.number, experiment.arms)) {
      headline.revenue.push_back(
          headline_revenue(experiment, goal, currency, holdout, headline.contacts));
    }
  }
  return headline;
}

}  // namespace camp
