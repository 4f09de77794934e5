// winner by METRIC after D confidence C at least N otherwise ARM, and `on SHARE`: an experiment
// that is decided, and those who wait for it.
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/flow.h"
#include "lang/value/civil.h"

namespace camp::sema {
namespace {

const ast::Goal* goal_named(const ast::Flow& flow, std::string_view name) {
  for (const auto& goal : flow.goals)
    if (goal.name.text == name) return &goal;
  return nullptr;
}

std::vector<std::string> names_of_goals(const ast::Flow& flow) {
  std::vector<std::string> names;
  for (const auto& goal : flow.goals) names.emplace_back(goal.name.text);
  return names;
}

// As an order among durations: a month has 30 days.
std::int64_t about_ms(const Duration& duration) {
  constexpr std::int64_t kDaysPerMonth = 30;
  return (duration.months * kDaysPerMonth + duration.days) * kMsPerDay + duration.ms;
}

std::int64_t clock_ms(std::int64_t day, std::int64_t time_ms) { return day * kMsPerDay + time_ms; }

// From a campaign's one scheduled time to its expiry, both as clocks show them.
std::optional<std::int64_t> time_to_expire_ms(const ast::Flow& flow) {
  if (flow.expires == nullptr || !flow.schedule || !flow.schedule->date ||
      flow.schedule->times.empty())
    return std::nullopt;
  const auto begin_ms =
      clock_ms(flow.schedule->date->value.num, flow.schedule->times.front().value.num);
  if (const auto* instant = std::get_if<ast::InstantLiteral>(&flow.expires->node))
    return clock_ms(instant->date_days, instant->time_ms) - begin_ms;
  const auto* literal = std::get_if<ast::Literal>(&flow.expires->node);
  if (literal == nullptr || literal->value.tag != Tag::kDate) return std::nullopt;
  return clock_ms(literal->value.num + 1, 0) - begin_ms;  // that day's end
}

}  // namespace

void FlowChecker::check_decision(const ast::Experiment& experiment, bool any_send) {
  for (const auto& span : experiment.more_winners)
    reporter_.report(Code::kDuplicateProperty, span, "`winner` stands twice")
        .also(experiment.winner->span, "first here");
  if (experiment.bandit) return check_bandit(experiment, any_send);
  if (!experiment.winner) {
    if (!experiment.on) return;
    reporter_
        .report(Code::kBadSample, experiment.on->span,
                "nothing says what becomes of those who are not in the test")
        .help("add `winner by METRIC after D confidence 95% at least N otherwise ARM`");
    return;
  }
  const auto& winner = *experiment.winner;
  if (experiment.by != nullptr) {
    reporter_
        .report(Code::kWrongPlace, winner.span,
                "who is assigned `by` something is not shared out anew for a winner")
        .help("leave `winner` away, or give the variants shares");
    return;
  }
  check_metric(winner.metric, any_send);
  check_sample(experiment);
  check_evidence(winner);
  check_otherwise(experiment, winner);
  check_decision_time(winner);
}

void FlowChecker::check_metric(const ast::MetricUse& use, bool any_send) {
  const auto& [span, name, of, id] = use;
  auto metric = find_metric(name.text);
  // A goal's own name comes first: the words are special only where no goal has them.
  const auto* goal = goal_named(*flow_, name.text);
  if (goal != nullptr && !of) metric = Metric::kGoal;
  if (!metric) {
    auto candidates = names_of_goals(*flow_);
    for (auto& word : metric_words()) candidates.push_back(std::move(word));
    reporter_
        .report(Code::kBadMetric, name.span, fmt::format("nothing is counted as '{}'", name.text))
        .did_you_mean(name.text, candidates)
        .help(
            "counted are `opens`, `clicks`, `replies`, a goal of the flow, and for a winner "
            "`revenue of GOAL`");
    return;
  }
  if (*metric != Metric::kRevenue && of) {
    reporter_.report(Code::kBadMetric, of->span, "only `revenue` is of a goal");
    return;
  }
  if (*metric == Metric::kRevenue && !of) {
    reporter_.report(Code::kBadMetric, name.span, "revenue of which goal?")
        .help("write `revenue of GOAL`");
    return;
  }
  if (*metric == Metric::kRevenue) goal = goal_named(*flow_, of->text);
  if (is_of_goal(*metric) && goal == nullptr) {
    reporter_.report(Code::kBadMetric, of->span, fmt::format("the flow has no goal '{}'", of->text))
        .did_you_mean(of->text, names_of_goals(*flow_));
    return;
  }
  if (*metric == Metric::kRevenue && goal->worth == nullptr) {
    reporter_
        .report(Code::kBadMetric, of->span,
                fmt::format("the goal '{}' is worth nothing", goal->name.text))
        .also(goal->span, "declared here")
        .help("add `worth VALUE` to the goal");
    return;
  }
  model_.metrics[id] = *metric;
  if (goal != nullptr) model_.note_meaning(of ? of->span : name.span, goal->name.span);
  if (is_of_goal(*metric) || any_send) return;
  reporter_
      .report(Code::kNothingCounted, name.span,
              fmt::format("no variant sends anything, so there are no {}", name.text))
      .help("choose by a goal, or send something in the variants");
}

// Somebody is in the test, and somebody waits for what it says.
void FlowChecker::check_sample(const ast::Experiment& experiment) {
  if (!experiment.on) return;
  const auto on = experiment.on->value.num;
  if (on <= 0 || on >= kDecimalOne) {
    reporter_
        .report(Code::kBadSample, experiment.on->span,
                on <= 0 ? "nobody would be in the test" : "nobody would be left for the winner")
        .help(on <= 0 ? "for example `on 20%`"
                      : "leave `on` away: later arrivals get the winner then");
    return;
  }
  for (const auto& arm : experiment.arms) {
    if (!arm.holdout || !arm.share || arm.share->value.num + on < kDecimalOne) continue;
    reporter_
        .report(Code::kBadSample, experiment.on->span,
                "the test and the holdout leave nobody for the winner")
        .also(arm.span, "of all, not of the test");
  }
}

void FlowChecker::check_evidence(const ast::Winner& winner) {
  const auto confidence = winner.confidence->value.num;
  if (confidence <= kDecimalOne / 2 || confidence >= kDecimalOne)
    reporter_
        .report(Code::kBadEvidence, winner.confidence->span,
                "a confidence is more than 50% and less than 100%")
        .help("for example `confidence 95%`");
  if (winner.at_least->value.num < 1)
    reporter_.report(Code::kBadEvidence, winner.at_least->span, "nobody is no evidence")
        .help("say how many contacts each variant needs, for example `at least 1_000`");
}

void FlowChecker::check_otherwise(const ast::Experiment& experiment, const ast::Winner& winner) {
  std::vector<std::string> variants;
  for (const auto& arm : experiment.arms) {
    if (arm.holdout) continue;
    if (arm.name.text == winner.otherwise.text)
      return model_.note_meaning(winner.otherwise.span, arm.name.span);
    variants.emplace_back(arm.name.text);
  }
  reporter_
      .report(Code::kNoSuchVariant, winner.otherwise.span,
              fmt::format("the experiment has no variant '{}'", winner.otherwise.text))
      .did_you_mean(winner.otherwise.text, variants);
}

// `message`: what is the matter when nothing is sent any more by then.
void FlowChecker::check_before_expiry(const ast::Literal& until, std::string_view message) {
  const auto last_ms = time_to_expire_ms(*flow_);
  if (!last_ms || about_ms(until.value.as_duration()) < *last_ms) return;
  reporter_.report(Code::kDecidedTooLate, until.span, std::string(message))
      .also(flow_->expires->span, "it expires here");
}

void FlowChecker::check_decision_time(const ast::Winner& winner) {
  const auto& after = *winner.after;
  check_period(after, after.span, "the time until the decision");
  if (after.value.tag != Tag::kDuration) return;
  check_before_expiry(after, "nothing is sent any more when the winner is known");
  const auto* metric = model_.metrics.find(winner.metric.id);
  if (metric == nullptr || !is_of_goal(*metric)) return;
  const auto& [span, name, of, id] = winner.metric;
  const auto* goal = goal_named(*flow_, *metric == Metric::kRevenue ? of->text : name.text);
  if (!goal->within || goal->within->value.tag != Tag::kDuration ||
      about_ms(after.value.as_duration()) <= about_ms(goal->within->value.as_duration()))
    return;
  reporter_
      .report(Code::kNeedlessDelay, after.span,
              fmt::format("the goal '{}' counts for a shorter time than the decision waits",
                          goal->name.text))
      .also(goal->within->span, "its window");
}

}  // namespace camp::sema
