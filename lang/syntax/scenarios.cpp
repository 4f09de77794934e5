// Scenarios: steps are items of the stack; what stands inside `contact anna { }` is drafted.
#include <utility>

#include "lang/syntax/folds.h"

namespace camp::syntax {
namespace {

using StepPtr = std::unique_ptr<ast::ScenarioStep>;
using ValuePtr = std::unique_ptr<ast::ScenarioValue>;
using FieldPtr = std::unique_ptr<ast::ScenarioField>;

template <class Node>
void push_step(Frame& frame, Node node) {
  auto step = std::make_unique<ast::ScenarioStep>();
  step->span = frame.span();
  step->keyword = frame.keyword();
  step->node = std::move(node);
  frame.clear();
  frame.builder().push(frame.span(), std::move(step));
}

void push_value(Frame& frame, ast::ScenarioValue value) {
  value.span = frame.span();
  frame.clear();
  frame.builder().push(frame.span(), std::make_unique<ast::ScenarioValue>(std::move(value)));
}

template <class T>
T* item_of(Frame& frame) {
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (auto* item = std::get_if<T>(&frame[i].value)) return item;
  }
  return nullptr;
}

std::vector<ast::ScenarioField> take_fields(Frame& frame) {
  std::vector<ast::ScenarioField> fields;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (auto* field = std::get_if<FieldPtr>(&frame[i].value)) fields.push_back(std::move(**field));
  }
  return fields;
}

}  // namespace

// ---- values

void fold_scenario_pair(Frame& frame) {
  auto field = std::make_unique<ast::ScenarioField>();
  field->name = frame.name(Part::kName);
  field->value = std::move(**item_of<ValuePtr>(frame));
  field->span = frame.span();
  frame.clear();
  frame.builder().push(frame.span(), std::move(field));
}

void fold_scenario_record(Frame& frame) {
  ast::ScenarioValue value;
  value.kind = ast::ScenarioValue::Kind::kRecord;
  value.fields = take_fields(frame);
  push_value(frame, std::move(value));
}

void fold_scenario_list(Frame& frame) {
  ast::ScenarioValue value;
  value.kind = ast::ScenarioValue::Kind::kList;
  for (std::size_t i = 0; i < frame.size(); ++i)
    value.items.push_back(std::move(*frame[i].take<ValuePtr>()));
  push_value(frame, std::move(value));
}

void fold_scenario_plain(Frame& frame) {
  ast::ScenarioValue value;
  value.expression = frame[0].take<ast::ExprPtr>();
  push_value(frame, std::move(value));
}

// ---- contacts

void fold_subscription(Frame& frame) {
  frame.builder().draft.person.subscribed.push_back(
      {frame.name(Part::kObject), frame.maybe_name(Part::kChannel), frame.span()});
  frame.clear();
}

void fold_list_member(Frame& frame) {
  frame.builder().draft.person.lists.push_back(frame[0].take<ast::Name>());
  frame.clear();
}

void fold_person(Frame& frame) {
  auto name = frame.name(Part::kName);
  auto node = std::exchange(frame.builder().draft.person, {});
  node.fields = take_fields(frame);
  push_step(frame, std::move(node));
  (*std::get_if<StepPtr>(&frame.builder().stack.back().value))->subject = std::move(name);
}

void give_up_step(Builder& builder) { builder.draft.person = {}; }

// ---- time and weather

void fold_at(Frame& frame) { push_step(frame, ast::At{frame.expr(Part::kValue)}); }
void fold_after(Frame& frame) { push_step(frame, ast::After{frame.expr(Part::kDuration)}); }
void fold_clock_jumps(Frame& frame) { push_step(frame, ast::Jump{frame.expr(Part::kDuration)}); }
void fold_process_killed(Frame& frame) { push_step(frame, ast::Kill{}); }
void fold_run_starts(Frame& frame) { push_step(frame, ast::RunStarts{frame.name(Part::kObject)}); }

// The step's subject is the contact, as when the contact does something.
void fold_next_message(Frame& frame) {
  auto subject = frame.name(Part::kObject);
  push_step(frame, ast::NextMessage{frame.name(Part::kMessage), frame.expr(Part::kDuration)});
  (*std::get_if<StepPtr>(&frame.builder().stack.back().value))->subject = std::move(subject);
}

void fold_try_module(Frame& frame) {
  auto subject = frame.name(Part::kObject);
  ast::TryModule node;
  node.module = frame.name(Part::kMessage);
  node.arguments = frame.all<ast::ExprPtr>(Part::kValue);
  node.channels = frame.all<ast::Name>(Part::kChannel);
  push_step(frame, std::move(node));
  (*std::get_if<StepPtr>(&frame.builder().stack.back().value))->subject = std::move(subject);
}

// ---- what a contact does

void fold_does(Frame& frame) {
  auto at = frame.expr(Part::kValue);
  auto ago = frame.expr(Part::kDuration);
  auto clause = take_event_clause(frame);
  ast::Does node{std::move(clause.event), {}, std::move(at), std::move(ago)};
  if (auto* record = item_of<ValuePtr>(frame)) node.fields = std::move((*record)->fields);
  push_step(frame, std::move(node));
}

template <ast::Order What>
void fold_order(Frame& frame) {
  push_step(frame, ast::Operates{What, frame.name(Part::kObject), frame.has(Part::kShifting)});
}
template void fold_order<ast::Order::kPauses>(Frame&);
template void fold_order<ast::Order::kResumes>(Frame&);
template void fold_order<ast::Order::kCancels>(Frame&);

// Whose call it is stands before: fold_step_subject.
template <ast::CallFate What>
void fold_service_does(Frame& frame) {
  ast::ServiceDoes node{{}, What, {}};
  if (auto* record = item_of<ValuePtr>(frame)) node.fields = std::move((*record)->fields);
  push_step(frame, std::move(node));
}
template void fold_service_does<ast::CallFate::kAnswers>(Frame&);
template void fold_service_does<ast::CallFate::kFails>(Frame&);
template void fold_service_does<ast::CallFate::kTimesOut>(Frame&);

template <ast::Reaction What>
void fold_reaction(Frame& frame) {
  ast::Reacts node;
  node.reaction = What;
  // `reminder to anna bounces`: what stands first is the message; see fold_step_subject.
  node.message = frame.maybe_name(What == ast::Reaction::kBounces ? Part::kObject : Part::kMessage);
  node.text = frame.maybe<ast::Text>(Part::kReason);
  node.channel = frame.maybe_name(Part::kChannel);
  push_step(frame, std::move(node));
}
template void fold_reaction<ast::Reaction::kOpens>(Frame&);
template void fold_reaction<ast::Reaction::kClicks>(Frame&);
template void fold_reaction<ast::Reaction::kReplies>(Frame&);
template void fold_reaction<ast::Reaction::kUnsubscribes>(Frame&);
template void fold_reaction<ast::Reaction::kComplains>(Frame&);
template void fold_reaction<ast::Reaction::kBounces>(Frame&);

void fold_confirms(Frame& frame) {
  auto channel = frame.maybe_name(Part::kChannel);
  push_step(frame, ast::Confirms{frame.name(Part::kObject), std::move(channel)});
}

// The step that its verb has pushed, and the name before it.
void fold_step_subject(Frame& frame) {
  auto subject = frame.name(Part::kName);
  auto step = std::move(*item_of<StepPtr>(frame));
  auto* reacts = std::get_if<ast::Reacts>(&step->node);
  if (reacts != nullptr && reacts->reaction == ast::Reaction::kBounces)
    std::swap(subject, *reacts->message);
  if (auto* does = std::get_if<ast::ServiceDoes>(&step->node))
    does->call = frame.name(Part::kField);
  step->subject = std::move(subject);
  step->span = frame.span();
  step->keyword = frame.keyword();
  frame.clear();
  frame.builder().push(frame.span(), std::move(step));
}

// ---- what is expected

void fold_was_sent(Frame& frame) {
  push_step(frame, ast::WasSent{frame.name(Part::kMessage), frame.maybe_name(Part::kChannel),
                                frame.all<ast::Text>(Part::kReason)});
}

void fold_was_not_sent(Frame& frame) {
  push_step(frame, ast::WasNotSent{frame.name(Part::kMessage), frame.maybe_name(Part::kReason)});
}

void fold_left(Frame& frame) {
  push_step(frame, ast::LeftFlow{frame.name(Part::kObject), frame.maybe<ast::Text>(Part::kReason)});
}

void fold_is_at(Frame& frame) {
  auto label = frame.maybe<ast::Text>(Part::kReason);
  push_step(frame, ast::IsAtStep{std::move(*label), frame.name(Part::kObject)});
}

template <bool Negated>
void fold_is_in(Frame& frame) {
  push_step(frame, ast::IsIn{frame.name(Part::kObject), Negated});
}
template void fold_is_in<false>(Frame&);
template void fold_is_in<true>(Frame&);

template <bool Negated>
void fold_reached(Frame& frame) {
  push_step(frame, ast::Reached{frame.name(Part::kObject), frame.expr(Part::kWorth), Negated});
}
template void fold_reached<false>(Frame&);
template void fold_reached<true>(Frame&);

template <bool Negated>
void fold_entered(Frame& frame) {
  push_step(frame, ast::Entered{frame.name(Part::kObject), Negated});
}
template void fold_entered<false>(Frame&);
template void fold_entered<true>(Frame&);

void fold_count(Frame& frame) {
  auto count = frame.maybe<ast::Literal>(Part::kLimit);
  push_step(frame, ast::MessagesSent{*count, frame.expr(Part::kDuration)});
}

void fold_nothing(Frame& frame) { push_step(frame, ast::NothingMore{frame.expr(Part::kDuration)}); }

void fold_condition(Frame& frame) { push_step(frame, ast::Holds{frame.expr(Part::kCondition)}); }

// `for` says whose values are meant, where the expression itself does not.
void fold_show(Frame& frame) {
  auto subject = frame.maybe_name(Part::kObject);
  push_step(frame, ast::Shows{frame.expr(Part::kValue)});
  if (subject)
    (*std::get_if<StepPtr>(&frame.builder().stack.back().value))->subject = std::move(*subject);
}

// What was pushed begins behind `expect` or `the`: the step begins with that word.
void fold_whole_step(Frame& frame) {
  auto& step = **item_of<StepPtr>(frame);
  step.span = frame.span();
  step.keyword = frame.keyword();
}

// ---- tables

void fold_table_row(Frame& frame) {
  ast::Call row{{"table", frame.span()}, {}};
  for (std::size_t i = 0; i < frame.size(); ++i)
    row.arguments.push_back(frame[i].take<ast::ExprPtr>());
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(row), depth);
}

void fold_table(Frame& frame) {
  push_step(frame,
            ast::Table{frame.all<ast::Name>(Part::kArm), frame.all<ast::ExprPtr>(Part::kValue)});
}

void fold_scenario(Frame& frame) {
  ast::Scenario scenario;
  scenario.name = *frame.maybe<ast::Text>(Part::kName);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (auto* step = std::get_if<StepPtr>(&frame[i].value))
      scenario.steps.push_back(std::move(**step));
  }
  add_declaration(frame, std::move(scenario));
}

}  // namespace camp::syntax
