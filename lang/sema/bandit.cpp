// bandit by METRIC every D: an experiment whose shares are decided again and again.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/sema/course.h"
#include "lang/sema/flow.h"

namespace camp::sema {

void FlowChecker::check_bandit(const ast::Experiment& experiment, bool any_send) {
  const auto& bandit = *experiment.bandit;
  for (const auto& span : experiment.more_bandits)
    reporter_.report(Code::kDuplicateProperty, span, "`bandit` stands twice")
        .also(bandit.span, "first here");
  if (experiment.winner)
    reporter_
        .report(Code::kDuplicateProperty, experiment.winner->span,
                "a bandit never ends, so there is no winner")
        .also(bandit.span, "the bandit")
        .help("keep one of the two");
  if (experiment.on)
    reporter_
        .report(Code::kBadSample, experiment.on->span,
                "a bandit shares everybody out, so nobody is left to wait for it")
        .help("leave `on` away");
  if (experiment.by != nullptr) {
    reporter_
        .report(Code::kWrongPlace, bandit.span,
                "who is assigned `by` something is not shared out anew by a bandit")
        .help("leave `bandit` away, or give the variants shares");
    return;
  }
  const auto variants = std::count_if(experiment.arms.begin(), experiment.arms.end(),
                                      [](const ast::ExperimentArm& arm) { return !arm.holdout; });
  if (variants == 1)
    reporter_.report(Code::kMissingArm, bandit.span, "a bandit with one variant has no choice")
        .help("add another variant, or leave `bandit` away");
  check_metric(bandit.metric, any_send);
  check_weighable(bandit.metric);
  check_rhythm(*bandit.every);
}

// A bandit weighs how many did something. What a few of them paid is too uneven for its sums.
void FlowChecker::check_weighable(const ast::MetricUse& use) {
  const auto* metric = model_.metrics.find(use.id);
  if (metric == nullptr || *metric != Metric::kRevenue) return;
  reporter_.report(Code::kBadMetric, use.name.span, "a bandit counts contacts, and no money")
      .help(fmt::format(
          "write `bandit by {0} every ...` for the contacts who reach it, or `winner by "
          "revenue of {0} after ...` for what they bring",
          use.of->text));
}

void FlowChecker::check_rhythm(const ast::Literal& every) {
  check_period(every, every.span, "the time between two decisions");
  if (every.value.tag != Tag::kDuration || every.value.as_duration() == Duration{}) return;
  if (least_ms(every.value.as_duration()) < limits::kBanditEveryMs)
    reporter_
        .report(Code::kDecidesTooOften, every.span,
                "a bandit decides at most once an hour (the limit kBanditEveryMs)")
        .help("for example `every 1d`: long enough for most who answer to have answered");
  check_before_expiry(every,
                      "nothing is sent any more when the shares are decided for the first time");
}

}  // namespace camp::sema
