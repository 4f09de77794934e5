#include "runtime/measure/results.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/suggest.h"
#include "runtime/measure/comparisons.h"

namespace camp {
namespace {

std::string name_or_number(const Names& names, std::uint32_t number) {
  auto text = names.text(number);
  return text.empty() ? fmt::format("#{}", number) : std::string(text);
}

// ---- one experiment

SampleRatio ratio_of(const DeclaredExperiment& experiment, const std::vector<ArmResult>& arms,
                     bool has_weighed) {
  SampleRatio ratio;
  std::vector<std::uint64_t> observed, shares;
  for (const auto& arm : arms) {
    if (arm.as_winner) continue;
    observed.push_back(arm.counts.contacts);
    shares.push_back(arm.share_ppm.value_or(0));
  }
  auto p = sample_ratio_p(observed, shares);
  if (experiment.by_value) {
    ratio.state = SampleRatio::State::kByValue;
  } else if (has_weighed) {
    ratio.state = SampleRatio::State::kByBandit;
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

// What follows from its arms.
void complete(ExperimentResult& result, const std::vector<GoalName>& goals,
              const ConclusionSetting& setting) {
  result.goals = goals;
  result.running = is_running(result, setting);
  compare_arms(result);
  if (result.outlets) return;
  result.headline = headline_of(result);
  result.conclusion = conclude(result, setting);
}

std::optional<std::size_t> index_of(const DeclaredExperiment& experiment,
                                    const Assignment& assignment) {
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    if (assignment == Assignment{experiment.number, experiment.arms[i].name}) return i;
  }
  return std::nullopt;
}

void take_shares(const TrialResult::Decided& decided, std::vector<ArmResult>* arms) {
  for (const auto& shared : decided.arms)
    for (auto& arm : *arms)
      if (arm.name == shared.name) arm.share_ppm = shared.share_ppm;
}

ExperimentResult experiment_result(const DeclaredExperiment& experiment, const Names& names,
                                   std::vector<ArmCounts>& arms, std::vector<TrialResult> trials) {
  ExperimentResult result;
  result.name = experiment.name;
  result.outlets = experiment.outlets;
  for (const auto& decl : experiment.arms) {
    ArmResult arm{name_or_number(names, decl.name),
                  decl.label,
                  decl.holdout,
                  std::nullopt,
                  {},
                  decl.as_winner};
    if (!experiment.by_value && !decl.as_winner) arm.share_ppm = decl.share_ppm;
    for (auto& counted : arms) {
      if (counted.arm == Assignment{experiment.number, decl.name})
        arm.counts = std::move(counted.counts);
    }
    result.arms.push_back(std::move(arm));
  }
  result.trials = std::move(trials);
  bool has_weighed = false;
  for (const auto& trial : result.trials) {
    if (!trial.bandit || !trial.decided()) continue;
    has_weighed = true;
    take_shares(*trial.decided(), &result.arms);
  }
  if (!experiment.outlets) result.ratio = ratio_of(experiment, result.arms, has_weighed);
  return result;
}

// Nobody has to see the arms of winners, nor the outlets, that nobody has come to.
DeclaredFlow with_arms_seen(DeclaredFlow flow, const std::vector<ArmCounts>& counts) {
  for (auto& experiment : flow.experiments) {
    std::erase_if(experiment.arms, [&](const DeclaredArm& arm) {
      const Assignment assignment{experiment.number, arm.name};
      return (arm.as_winner || experiment.outlets) &&
             std::none_of(counts.begin(), counts.end(),
                          [&](const ArmCounts& it) { return it.arm == assignment; });
    });
  }
  return flow;
}

// ---- the places of a flow

std::size_t rank_in(const std::vector<std::string>& steps, const std::string& step) {
  return static_cast<std::size_t>(std::find(steps.begin(), steps.end(), step) - steps.begin());
}

void add_to(PlaceCounts& sum, const PlaceCounts& more) {
  sum.contacts += more.contacts;
  sum.standing += more.standing;
  sum.left += more.left;
  add_to(sum.messages, more.messages);
}

// The places of one run, everybody's and its arms', as they are found.
class PlaceMaker {
 public:
  PlaceMaker(const Declared& declared, const Names& names) : declared_(declared), names_(names) {}

  void add(const Places& places) {
    for (const auto& [key, counts] : places) add_to(place(key).counts, counts);
  }
  void add(const Places& places, std::size_t experiment, std::size_t arm) {
    for (const auto& [key, counts] : places) {
      auto& arms = place(key).arms;
      auto known = std::find_if(arms.begin(), arms.end(), [&](const PlaceOfArm& it) {
        return it.experiment == experiment && it.arm == arm;
      });
      if (known == arms.end()) known = arms.insert(arms.end(), {experiment, arm, {}});
      add_to(known->counts, counts);
    }
  }
  std::vector<PlaceResult> take(const DeclaredFlow& flow) && {
    std::stable_sort(places_.begin(), places_.end(),
                     [&](const PlaceResult& a, const PlaceResult& b) {
                       return rank_in(flow.steps, a.step) < rank_in(flow.steps, b.step);
                     });
    return std::move(places_);
  }

 private:
  // A label names the same step in every program. A contact who came by in two versions counts
  // twice.
  PlaceResult& place(const PlaceKey& key) {
    PlaceResult result{fmt::format("#{}", key.step), "", key.channel, {}, {}};
    auto program = declared_.steps.find(key.program);
    if (program != declared_.steps.end() && key.step < program->second.size())
      result.step = program->second[key.step];
    if (key.message != 0) result.message = name_or_number(names_, key.message);
    for (auto& known : places_) {
      if (known.step == result.step && known.message == result.message &&
          known.channel == result.channel)
        return known;
    }
    return places_.emplace_back(std::move(result));
  }

  const Declared& declared_;
  const Names& names_;
  std::vector<PlaceResult> places_;
};

// ---- talks

TalkCounts counts_of(const Counts& counts, std::size_t number, const DeclaredTalk& talk) {
  auto found = number < counts.talks.size() ? counts.talks[number] : TalkCounts{};
  found.questions.resize(talk.questions.size());
  found.reached.resize(talk.targets.size());
  return found;
}

std::vector<TalkResult> talks_of(const RunCounts& counts, const DeclaredFlow& flow) {
  std::vector<TalkResult> talks;
  for (std::size_t i = 0; i < flow.talks.size(); ++i) {
    TalkResult result{flow.talks[i], counts_of(counts.counts, i, flow.talks[i]), {}};
    std::size_t shown = 0;
    for (const auto& experiment : flow.experiments) {
      if (experiment.arms.empty()) continue;
      if (experiment.outlets && shown == 0) ++shown;  // behind everybody
      for (const auto& counted : counts.arms) {
        auto arm = index_of(experiment, counted.arm);
        auto of_arm = counts_of(counted.counts, i, flow.talks[i]);
        if (arm && of_arm.begun > 0) result.arms.push_back({shown, *arm, std::move(of_arm)});
      }
      ++shown;
    }
    talks.push_back(std::move(result));
  }
  return talks;
}

// ---- runs and flows

LocalInstant local(std::int64_t ms, const calendar::Zone* zone) {
  auto time = calendar::local_time(zone, ms);
  return {ms, time.date_days, time.time_ms};
}

void add_returns(RunCosts& costs, const Counts& counts, const std::vector<GoalName>& goals) {
  const auto paid = static_cast<double>(costs.total());
  for (const auto& goal : goals) {
    const auto* counted = counts.goal(goal.number);
    if (counted == nullptr) continue;
    for (const auto& sum : counted->revenue)
      if (sum.currency == costs.currency && !sum.overflowed)
        costs.returns.push_back({goal.name, (static_cast<double>(sum.minor) - paid) / paid});
  }
}

// `of_run`: null where the campaign does not say. Currencies stay apart.
std::vector<RunCosts> costs_of(const Value* of_run, const Counts& counts,
                               const std::vector<GoalName>& goals) {
  std::vector<RunCosts> all;
  if (of_run != nullptr) all.push_back({of_run->aux, of_run->num, 0, false, {}});
  for (const auto& sum : counts.message_costs) {
    auto same = std::find_if(all.begin(), all.end(),
                             [&](const RunCosts& it) { return it.currency == sum.currency; });
    if (same == all.end()) same = all.insert(same, {sum.currency, 0, 0, false, {}});
    std::int64_t total = 0;
    same->of_messages = sum.minor;
    same->overflowed =
        sum.overflowed || __builtin_add_overflow(same->of_run, same->of_messages, &total);
  }
  for (auto& costs : all)
    if (!costs.overflowed) add_returns(costs, counts, goals);
  return all;
}

class Maker {
 public:
  Maker(const Declared& declared, const Names& names, const ReportSetting& setting)
      : declared_(declared), names_(names), setting_(setting) {}

  RunResult run(RunCounts counts, const DeclaredFlow& declared_flow,
                const std::vector<GoalName>& goals, const RunRow* row) const {
    const auto flow = with_arms_seen(declared_flow, counts.arms);
    RunResult result;
    result.counts = counts.counts;
    result.talks = talks_of(counts, flow);
    PlaceMaker places(declared_, names_);
    places.add(counts.places);
    if (row) result.run = *row;
    const auto cost = declared_.costs.find({row ? row->program : 0, flow.flow});
    result.costs =
        costs_of(cost == declared_.costs.end() ? nullptr : &cost->second, result.counts, goals);
    auto begun_ms = row ? row->started_ms : counts.counts.first_ms;
    if (begun_ms != 0) result.begun = local(begun_ms, setting_.zone);
    for (const auto& experiment : flow.experiments) {
      if (experiment.arms.empty()) continue;
      if (experiment.outlets && result.experiments.empty()) add_everybody(&result);
      for (const auto& counted : counts.arms) {
        auto arm = index_of(experiment, counted.arm);
        if (arm) places.add(counted.places, result.experiments.size(), *arm);
      }
      result.experiments.push_back(
          experiment_result(experiment, names_, counts.arms,
                            trials_of(experiment, row == nullptr ? 0 : row->number)));
    }
    result.places = std::move(places).take(flow);
    if (result.experiments.empty()) add_everybody(&result);
    for (auto& experiment : result.experiments)
      complete(experiment, goals, {flow.kind, setting_.as_of_ms, setting_.zone});
    return result;
  }

  FlowResult flow(ReportModel& model, const DeclaredFlow& flow, const std::vector<RunRow>& runs,
                  const std::string& run_key) const {
    FlowResult result{flow.name, "", flow.kind, {}, {}, {}};
    if (auto brief = setting_.briefs.find(flow.name); brief != setting_.briefs.end())
      result.brief = brief->second;
    for (const auto& goal : flow.goals)
      result.goals.push_back({goal.name, name_or_number(names_, goal.name), goal.within});
    if (flow.kind == FlowKind::kJourney) {
      if (run_key.empty())
        result.runs.push_back(run(take_counts(model, flow.flow, 0), flow, result.goals, nullptr));
      return result;
    }
    for (const auto& row : runs) {
      if (row.campaign != flow.flow || (!run_key.empty() && row.key != run_key)) continue;
      result.runs.push_back(
          run(take_counts(model, flow.flow, row.number), flow, result.goals, &row));
    }
    return result;
  }

 private:
  static void add_everybody(RunResult* run) {
    run->experiments.emplace_back().arms.push_back(
        {"", "everybody", false, std::nullopt, run->counts});
  }

  std::vector<TrialResult> trials_of(const DeclaredExperiment& experiment,
                                     std::uint32_t run) const {
    std::vector<TrialResult> results;
    for (const auto& [trial, decisions] : setting_.trials) {
      if (trial.key.experiment != experiment.number || trial.key.run != run) continue;
      auto& result = results.emplace_back();
      result.metric = experiment.metric;
      result.bandit = experiment.bandit;
      result.due = local(trial.decide_ms, setting_.zone);
      result.is_due = trial.is_pending();
      for (const auto& decision : decisions) result.decisions.push_back(decided(decision));
      for (const auto& correction : setting_.corrections)
        if (correction.key == trial.key)
          result.decisions.back().late = {name_or_number(names_, correction.decision.winner),
                                          arms_of(correction.decision)};
    }
    return results;
  }

  std::vector<TrialResult::Arm> arms_of(const TrialDecision& decision) const {
    std::vector<TrialResult::Arm> arms;
    for (const auto& arm : decision.arms)
      arms.push_back(
          {name_or_number(names_, arm.name), arm.contacts, arm.reached, arm.minor, arm.share_ppm});
    return arms;
  }

  TrialResult::Decided decided(const TrialDecision& decision) const {
    TrialResult::Decided result{local(decision.at_ms, setting_.zone),
                                name_or_number(names_, decision.winner),
                                decision.reason,
                                decision.metric == Metric::kRevenue,
                                decision.currency,
                                std::nullopt,
                                decision.p,
                                {}};
    if (decision.p) result.test = static_cast<Test>(decision.test);
    result.arms = arms_of(decision);
    return result;
  }

  static RunCounts take_counts(ReportModel& model, std::uint32_t flow, std::uint32_t run) {
    for (auto& counts : model.runs) {
      if (counts.flow == flow && counts.run == run) return std::move(counts);
    }
    return {flow, run, {}, {}, {}};
  }

  const Declared& declared_;
  const Names& names_;
  const ReportSetting& setting_;
};

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

void add_steps(Results& results, const FlowTrees& trees, const std::vector<FlowSteps>& steps,
               const Names& names) {
  for (const auto& tree : trees.trees()) {
    const auto flow =
        std::find_if(results.flows.begin(), results.flows.end(),
                     [&](const FlowResult& it) { return it.name == names.text(tree.flow); });
    if (flow == results.flows.end() || flow->runs.empty()) continue;
    FlowSteps all;
    all.nodes.resize(tree.nodes.size());
    for (auto& run : flow->runs) {
      const auto number = run.run ? run.run->number : 0;
      FlowSteps of_run;
      of_run.nodes.resize(tree.nodes.size());
      for (const auto& it : steps)
        if (trees.trees()[it.tree].flow == tree.flow && it.run == number) add_to(of_run, it);
      run.steps = steps_result(tree, of_run, names);
      add_to(all, of_run);
    }
    flow->steps = steps_result(tree, all, names);
  }
}

Result<Results> make_results(ReportModel model, const Declared& declared, const Names& names,
                             const std::vector<RunRow>& runs, const ReportFilter& filter,
                             const ReportSetting& setting) {
  Results results;
  results.as_of = local(setting.as_of_ms, setting.zone);
  results.zone = calendar::name_of(setting.zone);
  Maker maker(declared, names, setting);
  bool flow_found = false, run_found = false;
  for (const auto& flow : declared.flows) {
    if (!filter.flow.empty() && flow.name != filter.flow) continue;
    flow_found = true;
    auto result = maker.flow(model, flow, runs, filter.run_key);
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
