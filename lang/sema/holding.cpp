// What conditions of a flow say where they stand: always the same, or nobody at all.
#include <algorithm>

#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

// Where the reason stands, unless that is the condition itself.
void add_reason(Report& report, const std::optional<Span>& since, Span condition) {
  const bool inside = since && since->source == condition.source &&
                      condition.begin <= since->begin && since->end <= condition.end;
  if (since && !inside) report.also(*since, "because of this");
}

}  // namespace

void FlowChecker::check_holding(const ast::Expr& condition, std::string_view never,
                                std::string_view always) {
  report_holding(Conditions(model_).rule(scope().known, condition), condition.span, never, always);
}

void FlowChecker::report_holding(const Ruling& ruling, Span condition, std::string_view never,
                                 std::string_view always) {
  if (ruling.verdict == Verdict::kOpen) return;
  const bool holds = ruling.verdict == Verdict::kAlways;
  auto report = reporter_.report(holds ? Code::kAlwaysHolds : Code::kNeverHolds, condition,
                                 std::string(holds ? always : never));
  add_reason(report, ruling.since, condition);
}

// What is true of whoever enters. Of several starts it is what all of them say.
Known FlowChecker::known_of_starts() {
  Conditions conditions(model_);
  Known any;
  any.impossible = !flow_->starts.empty();
  for (const auto& start : flow_->starts) {
    Known one;
    if (start.on.when != nullptr) one = conditions.after({}, *start.on.when);
    if (start.on.where != nullptr) one = conditions.after({}, *start.on.where);
    any = either_of(any, one);
  }
  return any.impossible ? Known() : any;  // reported where it stands
}

Known FlowChecker::known_of_audience() {
  Conditions conditions(model_);
  const auto& audience = *flow_->audience;
  Known any;
  any.impossible = !audience.include.empty();
  for (const auto& name : audience.include) {
    const auto* set = model_.find(name.text);
    any =
        either_of(any, set == nullptr ? Known() : conditions.after_set({}, *set, name.span, true));
  }
  if (any.impossible) return {};  // a segment in which nobody is, says so itself
  for (const auto& name : audience.exclude) {
    const auto* set = model_.find(name.text);
    if (set == nullptr) continue;
    const auto left = conditions.after_set(any, *set, name.span, false);
    if (!left.impossible) {
      any = left;
      continue;
    }
    auto report = reporter_.report(Code::kNobodyEnters, name.span,
                                   "nobody is left in this audience: all of it is taken away");
    if (left.since) report.also(*left.since, "because of this");
    return {};
  }
  return any;
}

// An exit that holds already lets nobody in.
void FlowChecker::check_entered() {
  const auto entered = flow_->journey    ? known_of_starts()
                       : flow_->audience ? known_of_audience()
                                         : Known();
  for (const auto& exit : flow_->exits) {
    if (exit.on.when == nullptr) continue;
    const auto ruling = Conditions(model_).rule(entered, *exit.on.when);
    if (ruling.verdict != Verdict::kAlways) continue;
    auto report = reporter_.report(Code::kNobodyEnters, exit.on.when->span,
                                   "this holds already for all that would enter: nobody does");
    add_reason(report, ruling.since, exit.on.when->span);
  }
  scope().known = entered;
  scope().known.forget_changing();  // other flows of the same moment may come first
}

}  // namespace camp::sema
