#include "runtime/measure/conclusion.h"

#include <algorithm>

#include "runtime/measure/results.h"

namespace camp {
namespace {

// ---- one measure

// A measure's figures, whether it is a share or money.
struct Measure {
  std::string goal;
  bool money = false;
  Currency currency = 0;
  std::vector<double> values;  // by arm
  std::uint64_t seen = 0;      // converters in all
  const std::vector<PairResult>* pairs = nullptr;
};

Measure measure_of(const RateResult& rate, const std::vector<std::size_t>& arms) {
  Measure measure{rate.name, false, 0, {}, 0, &rate.pairs};
  for (const auto& cell : rate.cells) measure.values.push_back(cell.proportion.rate());
  for (const auto arm : arms) measure.seen += rate.cells[arm].proportion.x;
  return measure;
}

Measure measure_of(const RevenueResult& revenue, const std::vector<std::size_t>& arms) {
  Measure measure{revenue.goal, true, revenue.currency, {}, 0, &revenue.pairs};
  for (const auto& cell : revenue.cells) measure.values.push_back(cell.mean);
  for (const auto arm : arms) measure.seen += revenue.cells[arm].contacts;
  return measure;
}

std::vector<std::size_t> arms_with_contacts(const ExperimentResult& experiment) {
  std::vector<std::size_t> arms;
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    const auto& arm = experiment.arms[i];
    if (arm.counts.contacts > 0 && !arm.as_winner) arms.push_back(i);
  }
  return arms;
}

bool is_in(const std::vector<std::size_t>& arms, std::size_t arm) {
  return std::find(arms.begin(), arms.end(), arm) != arms.end();
}

Against against(const PairResult& pair, std::size_t best) {
  bool as_it_is = pair.first == best;
  return {as_it_is ? pair.second : pair.first,
          as_it_is ? pair.comparison : reversed(pair.comparison), pair.corrected_p};
}

std::vector<std::size_t> arms_behind(const Measure& measure) {
  std::vector<std::size_t> behind;
  for (const auto& pair : *measure.pairs) {
    if (!pair.is_shown()) continue;
    auto arm = pair.comparison.difference > 0 ? pair.second : pair.first;
    if (!is_in(behind, arm)) behind.push_back(arm);
  }
  std::sort(behind.begin(), behind.end());
  return behind;
}

Finding finding_of(const Ruling& ruling) {
  if (!ruling.behind.empty()) {
    bool all = std::all_of(ruling.against.begin(), ruling.against.end(),
                           [](const Against& it) { return it.is_shown(); });
    return all ? Finding::kAhead : Finding::kShared;
  }
  return ruling.seen < kConvertersMin ? Finding::kTooFew : Finding::kNoDifference;
}

Ruling rule_on(const Measure& measure, const std::vector<std::size_t>& arms) {
  Ruling ruling;
  ruling.goal = measure.goal;
  ruling.money = measure.money;
  ruling.currency = measure.currency;
  ruling.seen = measure.seen;
  ruling.pairs = measure.pairs->size();
  ruling.finding = Finding::kNoComparison;
  if (!arms.empty()) ruling.best = arms.front();
  if (arms.size() < 2) return ruling;
  ruling.behind = arms_behind(measure);
  for (auto arm : arms) {
    if (!is_in(ruling.behind, arm)) ruling.level.push_back(arm);
  }
  ruling.best = *std::max_element(
      ruling.level.begin(), ruling.level.end(),
      [&](std::size_t a, std::size_t b) { return measure.values[a] < measure.values[b]; });
  for (const auto& pair : *measure.pairs) {
    if (pair.first != ruling.best && pair.second != ruling.best) continue;
    ruling.against.push_back(against(pair, ruling.best));
    if (!is_in(ruling.level, ruling.against.back().arm) || !pair.contacts_needed) continue;
    ruling.contacts_needed = std::max(ruling.contacts_needed.value_or(0), *pair.contacts_needed);
  }
  std::sort(ruling.against.begin(), ruling.against.end(),
            [](const Against& a, const Against& b) { return a.arm < b.arm; });
  ruling.finding = finding_of(ruling);
  return ruling;
}

// ---- which measure decides

// Why a goal's money cannot decide; nothing: it can.
std::optional<Caveat> objection(const ExperimentResult& experiment, const std::string& goal,
                                const std::vector<std::size_t>& arms) {
  std::size_t currencies = 0;
  bool too_large = false, few_buyers = false;
  for (const auto& revenue : experiment.revenue) {
    if (revenue.goal != goal) continue;
    ++currencies;
    for (auto arm : arms) {
      too_large = too_large || revenue.cells[arm].overflowed;
      few_buyers = few_buyers || revenue.cells[arm].contacts < kBuyersMin;
    }
  }
  if (currencies > 1) return Caveat::kMixedCurrencies;
  if (too_large) return Caveat::kMoneyTooLarge;
  if (few_buyers) return Caveat::kFewBuyers;
  return std::nullopt;
}

// The deciding measure first.
std::vector<Measure> measures_of(const ExperimentResult& experiment,
                                 const std::vector<std::size_t>& arms,
                                 std::vector<Caveat>* caveats) {
  std::vector<Measure> measures;
  std::string deciding;  // the goal
  for (const auto& revenue : experiment.revenue) {
    auto why_not = objection(experiment, revenue.goal, arms);
    if (deciding.empty()) {
      deciding = revenue.goal;
      if (why_not && arms.size() > 1) caveats->push_back(*why_not);
      if (!why_not) measures.insert(measures.begin(), measure_of(revenue, arms));
    } else if (!why_not) {
      measures.push_back(measure_of(revenue, arms));
    }
  }
  bool money_decides = !measures.empty() && measures.front().goal == deciding;
  for (const auto& rate : experiment.rates) {
    if (!rate.goal) continue;
    if (rate.name == deciding && !money_decides)
      measures.insert(measures.begin(), measure_of(rate, arms));
    else
      measures.push_back(measure_of(rate, arms));
  }
  return measures;
}

// ---- what is to be said beside, and done

void add_caveats_of_split(const ExperimentResult& experiment, std::vector<Caveat>* caveats) {
  if (!experiment.ratio || experiment.arms.size() < 2) return;
  if (experiment.ratio->alarm()) caveats->push_back(Caveat::kSplitOff);
  if (experiment.ratio->state == SampleRatio::State::kByValue)
    caveats->push_back(Caveat::kNotDrawn);
  if (experiment.ratio->state == SampleRatio::State::kSharesChanged)
    caveats->push_back(Caveat::kSharesChanged);
  if (experiment.ratio->state == SampleRatio::State::kByBandit)
    caveats->push_back(Caveat::kWeighed);
}

std::int64_t last_contact_ms(const ExperimentResult& experiment) {
  std::int64_t last_ms = 0;
  for (const auto& arm : experiment.arms) last_ms = std::max(last_ms, arm.counts.last_ms);
  return last_ms;
}

// When nobody can reach the goal any more; none: that never ends, or nobody came.
std::optional<std::int64_t> window_end_ms(const ExperimentResult& experiment, const GoalName& goal,
                                          const calendar::Zone* zone) {
  const auto last_ms = last_contact_ms(experiment);
  if (last_ms == 0 || !goal.within) return std::nullopt;
  return calendar::add(last_ms, *goal.within, zone);
}

// Whether the deciding goal can still be reached.
bool is_open(const ExperimentResult& experiment, const ConclusionSetting& setting,
             Conclusion* conclusion) {
  const auto* goal = experiment.goal(conclusion->main.goal);
  if (last_contact_ms(experiment) == 0 || !goal) return false;
  if (!goal->within) return true;
  const auto end_ms = *window_end_ms(experiment, *goal, setting.zone);
  if (end_ms < setting.as_of_ms) return false;
  conclusion->window_ends_on = calendar::local_time(setting.zone, end_ms).date_days;
  return true;
}

bool has_holdout(const ExperimentResult& experiment, const std::vector<std::size_t>& arms) {
  return std::any_of(arms.begin(), arms.end(),
                     [&](std::size_t arm) { return experiment.arms[arm].holdout; });
}

Advice advice_for(const ExperimentResult& experiment, const Ruling& ruling, FlowKind kind,
                  bool waits) {
  if (experiment.ratio && experiment.ratio->alarm()) return Advice::kMendSplit;
  if (ruling.finding == Finding::kNoMeasure) return Advice::kAddGoal;
  if (experiment.arms.size() < 2) return Advice::kAddControl;
  if (waits) return Advice::kWait;
  switch (ruling.finding) {
    case Finding::kAhead:
      return experiment.arms[ruling.best].holdout ? Advice::kStop : Advice::kShip;
    case Finding::kShared:
      return has_holdout(experiment, ruling.level) ? Advice::kDropBehind : Advice::kShipAny;
    default:
      return kind == FlowKind::kJourney ? Advice::kKeepRunning : Advice::kRunAgain;
  }
}

bool another_is_ahead(const Conclusion& conclusion) {
  return std::any_of(conclusion.others.begin(), conclusion.others.end(), [&](const Ruling& other) {
    return other.finding == Finding::kAhead && conclusion.main.finding == Finding::kAhead &&
           other.best != conclusion.main.best;
  });
}

}  // namespace

bool is_running(const ExperimentResult& experiment, const ConclusionSetting& setting) {
  const bool waits =
      std::any_of(experiment.trials.begin(), experiment.trials.end(),
                  [](const TrialResult& trial) { return !trial.bandit && trial.is_due; });
  const bool open =
      std::any_of(experiment.goals.begin(), experiment.goals.end(), [&](const GoalName& goal) {
        if (!goal.within) return true;  // never closed
        return window_end_ms(experiment, goal, setting.zone).value_or(INT64_MIN) >=
               setting.as_of_ms;
      });
  return setting.kind == FlowKind::kJourney || waits || open;
}

Conclusion conclude(const ExperimentResult& experiment, const ConclusionSetting& setting) {
  Conclusion conclusion;
  auto arms = arms_with_contacts(experiment);
  auto measures = measures_of(experiment, arms, &conclusion.caveats);
  for (std::size_t i = 0; i < measures.size(); ++i) {
    auto ruling = rule_on(measures[i], arms);
    if (i == 0)
      conclusion.main = std::move(ruling);
    else
      conclusion.others.push_back(std::move(ruling));
  }
  add_caveats_of_split(experiment, &conclusion.caveats);
  bool journey = setting.kind == FlowKind::kJourney;
  bool open = is_open(experiment, setting, &conclusion);
  if (open && !journey) conclusion.caveats.push_back(Caveat::kWindowOpen);
  if (journey && arms.size() > 1) conclusion.caveats.push_back(Caveat::kStillEntering);
  if (another_is_ahead(conclusion)) conclusion.caveats.push_back(Caveat::kMeasuresDiffer);
  // A goal that never closes is not waited for.
  bool waits = open && !journey && conclusion.window_ends_on.has_value();
  conclusion.advice = advice_for(experiment, conclusion.main, setting.kind, waits);
  return conclusion;
}

std::string_view word_of(Finding finding) {
  constexpr std::string_view kWords[] = {
#define CAMP_FINDING(Name, word, doc) word,
#include "runtime/measure/conclusion.def"
  };
  return kWords[static_cast<std::size_t>(finding)];
}

std::string_view word_of(Advice advice) {
  constexpr std::string_view kWords[] = {
#define CAMP_ADVICE(Name, word, doc) word,
#include "runtime/measure/conclusion.def"
  };
  return kWords[static_cast<std::size_t>(advice)];
}

std::string_view word_of(Caveat caveat) {
  constexpr std::string_view kWords[] = {
#define CAMP_CAVEAT(Name, word, doc) word,
#include "runtime/measure/conclusion.def"
  };
  return kWords[static_cast<std::size_t>(caveat)];
}

}  // namespace camp
