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
          .help("add `{ ... }`; an empty block does nothing")
          .fix("add an empty block", {arm.span.source, arm.span.end, arm.span.end}, " { }");
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
    if (arm.otherwise) {
      complete = false;
      reporter_
          .report(Code::kBadWeights, arm.name.span,
                  "`else variant` belongs to an experiment that is assigned `by` something")
          .help("give it a share: `variant NAME 50% { }`");
      continue;
    }
    bool usable = arm.share && (arm.share->value.tag == Tag::kDecimal) &&
                  arm.share->value.num >= 0 && arm.share->value.num <= kDecimalOne;
    if (usable) {
      sum += arm.share->value.num;
      continue;
    }
    complete = false;
    auto place = arm.share ? arm.share->span : arm.name.text.empty() ? arm.span : arm.name.span;
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
  auto subject = expressions_.check(*experiment.by);
  auto present = subject;
  present.type.optional = false;  // what is absent equals no value, and goes to `else variant`
  std::vector<const ast::Expr*> values;
  for (const auto& arm : experiment.arms) {
    if (arm.share)
      reporter_.report(Code::kBadWeights, arm.share->span,
                       "an experiment assigned `by` something has no shares");
    if (arm.values.empty() && !arm.otherwise) {
      reporter_
          .report(Code::kMissingProperty, arm.name.text.empty() ? arm.span : arm.name.span,
                  fmt::format("'{}' has no value to recognise it by", arm.name.text))
          .help("write `for \"value\"`");
    }
    for (const auto& value : arm.values) {
      check_arm_value(present, *value);
      values.push_back(value.get());
    }
  }
  check_duplicates(values, "this value has an arm already");
  check_everyone_assigned(experiment, subject.type, values);
}

void FlowChecker::check_arm_value(const Typed& subject, const ast::Expr& value) {
  auto typed = expressions_.check_present(value, "but an arm needs a value");
  if (!constant_of(value, model_.arena))
    reporter_.report(Code::kTypeMismatch, value.span, "an arm's value is a constant");
  else if (!equatable(subject.type, typed.type))
    expressions_.report_mismatch(value.span, typed.type, subject.type, "an arm's value");
  expressions_.check_choice(subject.type, value);
}

// Whoever comes must have an arm: a closed choice can name them all, anything else needs `else`.
void FlowChecker::check_everyone_assigned(const ast::Experiment& experiment, const Type& type,
                                          const std::vector<const ast::Expr*>& values) {
  const ast::ExperimentArm* otherwise = nullptr;
  for (const auto& arm : experiment.arms) {
    if (!arm.otherwise) continue;
    if (otherwise != nullptr) {
      reporter_.report(Code::kDuplicateArm, arm.name.span, "there is an `else variant` already")
          .also(otherwise->name.span, "first here");
    }
    otherwise = &arm;
  }
  if (otherwise != nullptr || is_error(type)) return;
  auto missing = [&](std::string message, std::string label) {
    reporter_.report(Code::kMissingArm, experiment.by->span, std::move(message))
        .label(std::move(label))
        .help("add `else variant NAME { ... }` for everyone else");
  };
  if (type.optional || type.kind == TypeKind::kAbsent)
    return missing("this experiment has no arm for those without a value", "may be absent");
  if (type.kind != TypeKind::kChoice)
    return missing("this experiment does not have an arm for every value",
                   fmt::format("any {}", to_string(type)));
  auto left = type.choices;
  for (const auto* value : values) {
    auto constant = constant_of(*value, model_.arena);
    if (constant && constant->tag == Tag::kString)
      left.erase(std::remove(left.begin(), left.end(), constant->text()), left.end());
  }
  if (!left.empty()) missing(fmt::format("there is no arm for \"{}\"", left[0]), "");
}

}  // namespace camp::sema
