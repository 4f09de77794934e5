// The statements of a flow, in the order in which they run.
#include <fmt/format.h>

#include <utility>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/sema/flow.h"
#include "lang/sema/folding.h"
#include "lang/sema/types.h"

namespace camp::sema {
bool FlowChecker::check_block(const ast::Block& block) {
  if (depth_ >= limits::kExpressionDepth) {
    reporter_.report(Code::kNestedTooDeep, block.span,
                     fmt::format("blocks are nested more than {} deep", limits::kExpressionDepth));
    return false;
  }
  ++depth_;
  auto mark = scope().open();
  bool ends = check_statements(block);
  scope().close(mark);
  --depth_;
  return ends;
}

bool FlowChecker::check_statements(const ast::Block& block) {
  bool ends = false;
  bool warned = false;
  std::vector<const Binding*> lets;
  if (module_ != nullptr) note_spoken(block.statements);
  for (const auto& statement : block.statements) {
    // What could not be read may belong to the end before it, or be a way past it.
    if (std::holds_alternative<ast::ErrorStatement>(statement.node)) ends = false;
    if (ends && !warned) {
      reporter_.report(Code::kUnreachable, statement.keyword,
                       "nothing comes here: every path ends before");
      warned = true;
    }
    ends = check_statement(statement) || ends;
    if (auto* let = std::get_if<ast::Let>(&statement.node))
      lets.push_back(model_.declared[let->name.id]);
  }
  for (const auto* binding : lets) {
    if (!binding->used)
      reporter_.report(Code::kUnusedName, binding->span,
                       fmt::format("'{}' is never used", binding->name));
  }
  return ends;
}

bool FlowChecker::check_statement(const ast::Statement& statement) {
  if (!may_stand_here(statement)) return false;
  return std::visit(
      Overloaded{
          [](const ast::ErrorStatement&) { return false; },  // the parser has reported it
          [&](const ast::Wait& node) { return check_wait(node); },
          [&](const ast::WaitUpTo& node) { return check_wait_up_to(statement, node); },
          [&](const ast::If& node) { return check_if(node); },
          [&](const ast::Match& node) { return check_match(statement, node); },
          [&](const ast::Let& node) { return check_let(node); },
          [&](const ast::SetField& node) { return check_set_field(node); },
          [&](const ast::Send& node) { return check_send(node); },
          [&](const ast::Exit& node) { return check_exit(node); },
          [&](const ast::Experiment& node) { return check_experiment(statement, node); },
          [&](const ast::Do& node) { return check_do(node); },
          [&](const ast::Say&) { return check_say(statement); },
          [&](const ast::Play&) { return check_say(statement); },
          [&](const ast::Ask& node) { return check_ask(statement, node); },
          [&](const ast::Give& node) { return check_give(node); },
          [&](const ast::Target& node) { return check_target(node); },
          [&](const ast::WaitUntil& node) { return check_wait_until(node); },
          [&](const ast::ListChange& node) { return check_list_change(node); },
          [&](const ast::Repeat& node) { return check_repeat(node); },
          [&](const ast::Stop&) { return check_stop(statement); },
          [&](const ast::Emit& node) { return check_emit(node); },
          [&](const ast::Request& node) { return check_request(node); },
          [&](const ast::StartJourney& node) { return check_start_journey(node); },
          [&](const ast::ConsentChange& node) { return check_consent_change(node); },
      },
      statement.node);
}

bool FlowChecker::check_exit(const ast::Exit& exit) {
  if (exit.reason) expressions_.check_text(*exit.reason);
  return true;
}

void FlowChecker::check_duration(const ast::Expr& expr) {
  expressions_.check_as(expr, TypeKind::kDuration, "a wait");
  const auto constant = folded(model_, expr, expressions_.lets());
  if (!constant || constant->tag != Tag::kDuration) return;
  const auto duration = constant->as_duration();
  if (is_over_at_once(duration)) {
    reporter_.report(Code::kBadPeriod, expr.span, "this wait is over before it begins");
  } else if (is_endless(duration)) {
    reporter_.report(Code::kBadPeriod, expr.span, "this wait takes more than a hundred years");
  }
}

// Whatever was known about the contact may have changed when the flow goes on.
bool FlowChecker::check_wait(const ast::Wait& wait) {
  check_duration(*wait.duration);
  check_label(wait.as);
  scope().forget_contact();
  return false;
}

bool FlowChecker::check_wait_until(const ast::WaitUntil& wait) {
  constexpr std::string_view kWays = "a time such as 09:00, a weekday and a time, or an instant";
  const auto typed = expressions_.check_present(*wait.when, "but a wait has to end");
  const auto kind = typed.type.kind;
  const bool fits = kind == TypeKind::kTime || (kind == TypeKind::kDatetime && !wait.weekday);
  if (wait.weekday && !fits && !is_error(typed.type)) {
    reporter_
        .report(Code::kTypeMismatch, wait.when->span,
                fmt::format("a weekday's time is a time, not {}", to_string(typed.type)))
        .help(fmt::format("write `wait until {} 09:00`", wait.weekday->text));
  } else if (kind == TypeKind::kBool) {
    reporter_
        .report(Code::kMissingProperty, wait.when->span, "a wait for a condition may take for ever")
        .help("say how long at most: `wait until CONDITION up to 3d { } else { }`");
  } else if (!fits && !is_error(typed.type)) {
    reporter_
        .report(Code::kTypeMismatch, wait.when->span,
                fmt::format("a wait ends at {}, not at {}", kWays, to_string(typed.type)))
        .help(kind == TypeKind::kDuration ? "write `wait` without `until`"
              : kind == TypeKind::kDate ? "say at what time of that day: `instant_at(DATE, 09:00)`"
                                        : "");
  }
  if (kind == TypeKind::kTime) model_.times_of_day.insert(wait.when->id);
  check_label(wait.as);
  scope().forget_contact();
  return false;
}

// A step's own label is its name wherever it stands, so it is there once in the flow.
void FlowChecker::check_label(const std::optional<ast::Name>& label) {
  if (!label) return;
  auto [found, added] = labels_.emplace(label->text, label->span);
  if (added) return;
  reporter_
      .report(Code::kDuplicateName, label->span,
              fmt::format("the label '{}' is given twice in this flow", label->text))
      .label("given again")
      .also(found->second, "first given here");
}

void FlowChecker::check_arm_count(const ast::Statement& statement, std::size_t count) {
  if (count <= limits::kFlowArms) return;
  reporter_.report(Code::kTooMany, statement.keyword,
                   fmt::format("{} arms; at most {} are possible", count, limits::kFlowArms));
}

bool FlowChecker::check_wait_up_to(const ast::Statement& statement, const ast::WaitUpTo& wait) {
  check_duration(*wait.duration);
  check_label(wait.as);
  scope().forget_contact();
  check_arm_count(statement, wait.arms.size());
  if (wait.arms.empty()) {
    reporter_
        .report(Code::kMissingArm, statement.keyword, "this wait has no arm: it waits for nothing")
        .help("add `on EVENT { }` or `when CONDITION { }`, or write `wait DURATION`");
  }
  Branches branches(scope());
  std::vector<std::pair<const ClauseInfo*, Span>> unconditional;
  for (const auto& arm : wait.arms) {
    branches.take([&] {
      auto mark = scope().open();
      const auto* clause = check_clause(arm.on);
      for (const auto& [earlier, span] : unconditional) {
        if (clause == nullptr || clause->event != earlier->event ||
            clause->handle != earlier->handle)
          continue;
        reporter_
            .report(Code::kDuplicateArm, arm.on.event.span, "an earlier arm takes every such event")
            .also(span, "this one");
        break;
      }
      bool more = unconditional.size() < limits::kFlowArms;  // over the limit is an error already
      const bool every = arm.on.when == nullptr && arm.on.where == nullptr;
      if (more && clause != nullptr && every && clause->of.empty())
        unconditional.emplace_back(clause, arm.on.event.span);
      if (arm.on.when != nullptr)
        scope().facts.add_all(expressions_.narrow(*arm.on.when).when_true);
      bool ends = check_block(arm.body);
      scope().close(mark);
      return ends;
    });
  }
  branches.take([&] { return wait.otherwise ? check_block(*wait.otherwise) : false; });
  return branches.join();
}

bool FlowChecker::check_if(const ast::If& node) {
  expressions_.check_condition(*node.condition, "the condition");
  auto narrowing = expressions_.narrow(*node.condition);
  const auto cases = Conditions(model_).cases(scope().known, *node.condition);
  report_holding(cases.ruling, node.condition->span,
                 "this never holds here: its block is never done",
                 node.otherwise ? "this always holds here: its `else` is never done"
                                : "this always holds here");
  Branches branches(scope());
  branches.take(cases.held, [&] {
    scope().facts.add_all(narrowing.when_true);
    return check_block(node.then);
  });
  branches.take(cases.failed, [&] {
    scope().facts.add_all(narrowing.when_false);
    return node.otherwise ? check_block(*node.otherwise) : false;
  });
  return branches.join();
}

bool FlowChecker::check_let(const ast::Let& let) {
  auto typed = expressions_.check(*let.value);
  auto* binding = model_.new_binding(BindingKind::kLet, let.name.text, let.name.span);
  binding->typed = typed;
  if (const auto value = folded(model_, *let.value, Lets::kKnown))
    binding->constant = rounded(*value);  // as it is kept
  model_.declared[let.name.id] = binding;
  expressions_.declare(binding);
  scope().known = Conditions(model_).after_let(scope().known, *binding);
  return false;
}

bool FlowChecker::check_set_field(const ast::SetField& set) {
  if (set.object.text != "contact") {
    expressions_.check(*set.value);
    reporter_
        .report(Code::kWrongKindOfName, set.object.span, "only the contact's fields can be set")
        .help(fmt::format("write `set contact.{} = ...`", set.field.text))
        .fix("set the contact's field", set.object.span, "contact", Certainty::kCertain);
    return false;
  }
  const auto* field = model_.contact.find(set.field.text);
  if (field == nullptr) {
    expressions_.check(*set.value);
    std::vector<std::string> candidates;
    for (const auto& other : model_.contact.all()) candidates.emplace_back(other.name);
    bool id = set.field.text == "id";
    reporter_
        .report(id ? Code::kWrongPlace : Code::kUnknownField, set.field.span,
                id ? "a contact's id never changes"
                   : fmt::format("the contact has no field '{}'", set.field.text))
        .did_you_mean(set.field.text, id ? std::vector<std::string>{} : candidates);
    return false;
  }
  model_.note_meaning(set.field.span, field->span);
  bool present =
      expressions_.check_as(*set.value, field->type, fmt::format("field '{}'", field->name));
  auto path = fmt::format("contact.{}", field->name);
  scope().facts.forget_under(path);
  scope().known.forget_changing();
  if (present) scope().facts.set(path, true);
  return false;
}

bool FlowChecker::check_list_change(const ast::ListChange& change) {
  find_symbol(change.list, SymbolKind::kList, "list");
  scope().known.forget_changing();
  return false;
}

// Round after round: what one changes of the contact, the next finds. What is known behind it is
// what was known before, for nobody says how many rounds there were.
bool FlowChecker::check_repeat(const ast::Repeat& repeat) {
  const auto& times = repeat.times;
  if (times && (times->value.tag != Tag::kInt || times->value.num < 1 ||
                times->value.num > limits::kRepeatTimes))
    reporter_.report(Code::kBadLiteral, times->span,
                     fmt::format("a loop goes 1 to {} times", limits::kRepeatTimes));
  scope().forget_contact();
  const auto around = std::exchange(stops_, 0);
  Branches branches(scope());
  bool ends = false;
  branches.take([&] { return ends = check_block(repeat.body); });
  branches.take([] { return false; });
  branches.join();
  scope().forget_contact();
  const bool stopped = *std::exchange(stops_, around) > 0;
  return ends && !stopped;
}

bool FlowChecker::check_stop(const ast::Statement& statement) {
  if (stops_) {
    ++*stops_;
    return true;
  }
  reporter_.report(Code::kWrongPlace, statement.keyword, "there is no `repeat` around it to leave")
      .help("`exit` ends the whole flow");
  return false;
}

}  // namespace camp::sema
