// experiment NAME { variant a 50% { } variant b 40% { } holdout 10% }, or `by EXPR` with values per
// arm
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/sema/constants.h"
#include "lang/sema/flow.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

std::string percent_text(std::int64_t millionths) {
  std::string text;
  append_text(text, Value::decimal(millionths * 100));
  return text + "%";
}

}  // namespace

bool FlowChecker::check_experiment(const ast::Statement& statement,
                                   const ast::Experiment& experiment) {
  for (const auto* other : experiment_names_) {
    if (other->text != experiment.name.text) continue;
    reporter_
        .report(Code::kDuplicateName, experiment.name.span,
                fmt::format("two experiments are named '{}'", experiment.name.text))
        .also(other->span, "first here");
    break;
  }
  if (experiment_names_.size() == limits::kExperiments) {
    reporter_.report(Code::kTooMany, experiment.name.span,
                     fmt::format("a flow has at most {} experiments", limits::kExperiments));
  } else {
    experiment_names_.push_back(&experiment.name);
  }
  check_arms(statement, experiment);
  if (experiment.by != nullptr)
    check_assigned(experiment);
  else
    check_shares(statement, experiment);
  Branches branches(scope().facts);
  for (const auto& arm : experiment.arms) {
    if (arm.body) branches.take([&] { return check_block(*arm.body); });
  }
  bool any = std::any_of(experiment.arms.begin(), experiment.arms.end(),
                         [](const ast::ExperimentArm& arm) { return arm.body.has_value(); });
  return branches.join() && any;
}

void FlowChecker::check_arms(const ast::Statement& statement, const ast::Experiment& experiment) {
  check_arm_count(statement, experiment.arms.size());
  std::unordered_map<std::string_view, Span> names;
  bool has_variant = false;
  for (const auto& arm : experiment.arms) {
    auto place = arm.name.text.empty() ? arm.span : arm.name.span;
    auto [found, added] = names.emplace(arm.name.text, place);
    if (!added) {
      reporter_
          .report(Code::kDuplicateArm, place, fmt::format("two arms are named '{}'", arm.name.text))
          .also(found->second, "first here");
    }
    has_variant = has_variant || !arm.holdout;
    if (!arm.holdout && !arm.body) {
      reporter_
          .report(Code::kMissingProperty, place,
                  fmt::format("the variant '{}' has no block", arm.name.text))
          .help("add `{ ... }`; an empty block does nothing");
    }
  }
  if (has_variant) return;
  reporter_.report(Code::kMissingArm, statement.keyword,
                   "an experiment needs at least one variant");
}

void FlowChecker::check_shares(const ast::Statement& statement, const ast::Experiment& experiment) {
  std::int64_t sum = 0;
  bool complete = true;
  for (const auto& arm : experiment.arms) {
    for (const auto& value : arm.values) {
      reporter_.report(Code::kBadWeights, value->span,
                       "values belong to an experiment that is assigned `by` something");
      expressions_.check(*value);
      break;
    }
    bool usable = arm.share && (arm.share->value.tag == Tag::kDecimal) &&
                  arm.share->value.num >= 0 && arm.share->value.num <= kDecimalOne;
    if (usable) {
      sum += arm.share->value.num;
      continue;
    }
    complete = false;
    auto place = arm.share ? arm.share_span : arm.name.text.empty() ? arm.span : arm.name.span;
    reporter_
        .report(Code::kBadWeights, place,
                arm.share ? "a share is between 0% and 100%"
                          : fmt::format("'{}' has no share", arm.name.text))
        .help("for example `50%`");
  }
  if (!complete || sum == kDecimalOne || experiment.arms.empty()) return;
  reporter_.report(Code::kBadWeights, statement.keyword,
                   fmt::format("the shares add up to {}, not to 100%", percent_text(sum)));
}

void FlowChecker::check_assigned(const ast::Experiment& experiment) {
  auto by = expressions_.check_present(*experiment.by, "but every contact needs an arm");
  std::vector<const ast::Expr*> values;
  auto left = by.type.choices;
  for (const auto& arm : experiment.arms) {
    if (arm.share)
      reporter_.report(Code::kBadWeights, arm.share_span,
                       "an experiment assigned `by` something has no shares");
    if (arm.values.empty()) {
      reporter_
          .report(Code::kMissingProperty, arm.name.text.empty() ? arm.span : arm.name.span,
                  fmt::format("'{}' has no value to recognise it by", arm.name.text))
          .help("write `for \"value\"`");
    }
    for (const auto& value : arm.values) {
      auto typed = expressions_.check_present(*value, "but an arm needs a value");
      auto constant = constant_of(*value, model_.arena);
      if (!constant) {
        reporter_.report(Code::kTypeMismatch, value->span, "an arm's value is a constant");
      } else if (!equatable(by.type, typed.type)) {
        expressions_.report_mismatch(value->span, typed.type, by.type, "an arm's value");
      } else if (constant->tag == Tag::kString) {
        left.erase(std::remove(left.begin(), left.end(), constant->text()), left.end());
      }
      expressions_.check_choice(by.type, *value);
      values.push_back(value.get());
    }
  }
  check_duplicates(values, "this value has an arm already");
  if (left.empty()) return;
  reporter_.report(Code::kMissingArm, experiment.by->span,
                   fmt::format("there is no arm for \"{}\"", left[0]));
}

}  // namespace camp::sema
