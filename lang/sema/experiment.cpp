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

void check_holdout(const ast::Holdout& holdout, Reporter& reporter) {
  const auto& share = holdout.share;
  if (!share || (share->value.num > 0 && share->value.num < kDecimalOne)) return;
  reporter.report(Code::kBadWeights, share->span, "a holdout is more than 0% and less than 100%")
      .help("for example `holdout 5%`");
}

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
  check_taken_name(experiment.name);
  if (experiment_names_.size() == limits::kExperiments) {
    reporter_.report(Code::kTooMany, experiment.name.span,
                     fmt::format("a flow has at most {} experiments", limits::kExperiments));
  } else {
    experiment_names_.push_back(&experiment.name);
  }
  check_arms(statement, experiment);
  if (flow_ != nullptr && info_->transactional) check_nobody_held_out(experiment);
  if (experiment.by != nullptr)
    check_assigned(experiment);
  else
    check_shares(statement, experiment);
  if (experiment.on) scope().forget_contact();  // who waits for the winner
  const auto sends_before = sends_;
  Branches branches(scope());
  for (const auto& arm : experiment.arms) {
    if (arm.body) branches.take([&] { return check_block(*arm.body); });
  }
  check_decision(experiment, sends_ != sends_before);
  bool any = std::any_of(experiment.arms.begin(), experiment.arms.end(),
                         [](const ast::ExperimentArm& arm) { return arm.body.has_value(); });
  return branches.join() && any;
}

// Reports tell a flow's experiments apart by name, its own holdout and its outlets among them.
void FlowChecker::check_taken_name(const ast::Name& experiment) {
  if (flow_ == nullptr) return;
  if (flow_->holdout && experiment.text == kHoldoutName)
    reporter_.report(Code::kDuplicateName, experiment.span, "the flow's own holdout has this name")
        .also(flow_->holdout->span, "here");
  if (flow_->per_outlet && experiment.text == kOutletWord)
    reporter_
        .report(Code::kDuplicateName, experiment.span,
                "the flow's outlets are reported by this name")
        .also(*flow_->per_outlet, "here");
}

// A message of a transactional flow is owed: the gate withholds none.
void FlowChecker::check_nobody_held_out(const ast::Experiment& experiment) {
  for (const auto& arm : experiment.arms) {
    if (!arm.holdout) continue;
    reporter_
        .report(Code::kWrongPlace, arm.name.text.empty() ? arm.span : arm.name.span,
                "nobody is held out of what is transactional")
        .help("make it a variant that sends nothing, or the flow `marketing`");
  }
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
          .fix("add an empty block", {arm.span.source, arm.span.end, arm.span.end}, " { }",
               Certainty::kCertain);
    }
  }
  if (has_variant) return;
  reporter_.report(Code::kMissingArm, statement.keyword,
                   "an experiment needs at least one variant");
}

// What the percents leave is divided among those that say `equally`, the first ones taking what
// cannot be divided.
void FlowChecker::share_out(const ast::Experiment& experiment, std::int64_t sum) {
  std::vector<const ast::ExperimentArm*> equals;
  for (const auto& arm : experiment.arms) {
    if (arm.equally)
      equals.push_back(&arm);
    else if (arm.share)
      model_.arm_shares[arm.id] = static_cast<std::uint32_t>(arm.share->value.num);
  }
  if (equals.empty()) return;
  const auto left = kDecimalOne - sum;
  const auto count = static_cast<std::int64_t>(equals.size());
  if (left < count) {
    reporter_.report(Code::kBadWeights, equals.front()->span,
                     "the others' shares leave nothing for `equally`");
    return;
  }
  for (std::int64_t i = 0; i < count; ++i)
    model_.arm_shares[equals[static_cast<std::size_t>(i)]->id] =
        static_cast<std::uint32_t>(left / count + (i < left % count ? 1 : 0));
}

void FlowChecker::check_shares(const ast::Statement& statement, const ast::Experiment& experiment) {
  std::int64_t sum = 0;
  bool complete = true;
  bool equally = false;
  for (const auto& arm : experiment.arms) {
    equally = equally || arm.equally;
    if (arm.equally && !arm.holdout) continue;
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
      // Of a test the variants share the sample; the holdout's share is of all.
      if (!arm.holdout || !experiment.on) sum += arm.share->value.num;
      continue;
    }
    complete = false;
    auto place = arm.share ? arm.share->span : arm.name.text.empty() ? arm.span : arm.name.span;
    reporter_
        .report(Code::kBadWeights, place,
                arm.share ? "a share is between 0% and 100%"
                          : fmt::format("'{}' has no share", arm.name.text))
        .help(arm.equally ? "only variants share `equally`" : "for example `50%`");
  }
  if (!complete || experiment.arms.empty()) return;
  for (const auto& arm : experiment.arms)
    if (arm.share && arm.share->value.num == 0)
      reporter_
          .report(Code::kIdleVariant, arm.share->span,
                  arm.holdout ? "nobody is held out by this" : "nobody is given this variant")
          .help("take it away, or give it a share");
  if (equally || sum == kDecimalOne) return share_out(experiment, sum);
  auto found =
      reporter_.report(Code::kBadWeights, statement.keyword,
                       fmt::format("the shares add up to {}, not to 100%", percent_text(sum)));
  if (experiment.on) found.help("the variants' shares are of the test, a holdout's is of all");
}

void FlowChecker::check_assigned(const ast::Experiment& experiment) {
  auto subject = expressions_.check(*experiment.by);
  auto present = subject;
  present.type.optional = false;  // what is absent equals no value, and goes to `else variant`
  std::vector<const ast::Expr*> values;
  for (const auto& arm : experiment.arms) {
    if (arm.share || arm.equally)
      reporter_.report(Code::kBadWeights, arm.share ? arm.share->span : arm.span,
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
