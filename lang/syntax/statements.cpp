#include "lang/syntax/folds.h"

namespace camp::syntax {
namespace {

using StatementPtr = std::unique_ptr<ast::Statement>;

template <class Node>
void push_statement(Frame& frame, Node node) {
  auto keyword = frame.keyword();
  frame.clear();
  frame.builder().push(frame.span(), std::make_unique<ast::Statement>(
                                         ast::Statement{frame.span(), keyword, std::move(node)}));
}

// Items that were pushed behind one another as unique_ptr, as a vector of what they point to.
template <class T>
std::vector<T> unwrap(std::vector<std::unique_ptr<T>> pointers) {
  std::vector<T> values;
  values.reserve(pointers.size());
  for (auto& pointer : pointers) values.push_back(std::move(*pointer));
  return values;
}

}  // namespace

void fold_block(Frame& frame) {
  ast::Block block{frame.span(), {}};
  block.statements.reserve(frame.size());
  for (std::size_t i = 0; i < frame.size(); ++i)
    block.statements.push_back(std::move(*frame[i].take<StatementPtr>()));
  frame.clear();
  frame.builder().push(frame.span(), std::move(block));
}

void push_error_statement(Builder& builder, Span span) {
  builder.push(span,
               std::make_unique<ast::Statement>(ast::Statement{span, span, ast::ErrorStatement{}}));
}

void fold_wait(Frame& frame) {
  push_statement(frame, ast::Wait{frame.expr(Part::kDuration), frame.maybe_name(Part::kAs)});
}

namespace {

// A wait whose one arm is the condition.
void fold_wait_until_condition(Frame& frame) {
  ast::WaitUpTo node;
  if (auto weekday = frame.maybe_name(Part::kField))
    frame.builder().report.bad_literal(weekday->span, "a condition has no weekday");
  ast::WaitArm arm;
  arm.on.when = frame.expr(Part::kValue);
  arm.on.span = arm.on.when->span;
  arm.body = frame.block(Part::kBody);
  arm.span = cover(arm.on.span, arm.body.span);
  node.duration = frame.expr(Part::kDuration);
  node.until = true;
  node.as = frame.maybe_name(Part::kAs);
  node.arms.push_back(std::move(arm));
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

}  // namespace

void tell_mistyped_weekday(Builder& builder, Span span) { builder.report.unknown_weekday(span); }

void fold_wait_until(Frame& frame) {
  if (frame.has(Part::kBody)) return fold_wait_until_condition(frame);
  ast::WaitUntil node;
  node.weekday = frame.maybe_name(Part::kField);
  node.when = frame.expr(Part::kValue);
  node.as = frame.maybe_name(Part::kAs);
  push_statement(frame, std::move(node));
}

void fold_wait_arm(Frame& frame) {
  auto arm = std::make_unique<ast::WaitArm>();
  arm->span = frame.span();
  arm->on = take_event_clause(frame);
  arm->body = frame.block(Part::kBody);
  frame.clear();
  frame.builder().push(frame.span(), std::move(arm));
}

void fold_wait_up_to(Frame& frame) {
  ast::WaitUpTo node;
  node.duration = frame.expr(Part::kDuration);
  node.since_start = frame.has(Part::kSinceStart);
  node.as = frame.maybe_name(Part::kAs);
  node.arms = unwrap(frame.all<std::unique_ptr<ast::WaitArm>>(Part::kArm));
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_if(Frame& frame) {
  ast::If node{frame.expr(Part::kCondition), frame.block(Part::kThen), nullptr};
  if (auto otherwise = frame.maybe<ast::Block>(Part::kElse))
    node.otherwise = std::make_unique<ast::Block>(std::move(*otherwise));
  push_statement(frame, std::move(node));
}

void fold_else_if(Frame& frame) {
  fold_block(frame);  // a block of the one `if`
  frame.builder().stack.back().part = Part::kElse;
}

void fold_match_arm(Frame& frame) {
  auto arm = std::make_unique<ast::MatchArm>();
  arm->span = frame.span();
  arm->values = frame.all<ast::ExprPtr>(Part::kValue);
  arm->body = frame.block(Part::kBody);
  frame.clear();
  frame.builder().push(frame.span(), std::move(arm));
}

void fold_match(Frame& frame) {
  ast::Match node;
  node.subject = frame.expr(Part::kSubject);
  node.arms = unwrap(frame.all<std::unique_ptr<ast::MatchArm>>(Part::kArm));
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_let(Frame& frame) {
  push_statement(frame, ast::Let{frame.name(Part::kName), frame.expr(Part::kValue)});
}

void fold_set(Frame& frame) {
  push_statement(frame, ast::SetField{frame.name(Part::kObject), frame.name(Part::kField),
                                      frame.expr(Part::kValue)});
}

void fold_send(Frame& frame) {
  ast::Send node;
  node.message = frame.name(Part::kMessage);
  node.arguments = frame.all<ast::ExprPtr>(Part::kValue);
  node.channels = frame.all<ast::Name>(Part::kChannel);
  node.best_within = frame.literal(Part::kWithin);
  node.best_first = frame.literal(Part::kTime);
  node.as = frame.maybe_name(Part::kAs);
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_exit(Frame& frame) {
  push_statement(frame, ast::Exit{frame.maybe<ast::Text>(Part::kReason)});
}

void fold_experiment_arm(Frame& frame) {
  auto arm = std::make_unique<ast::ExperimentArm>();
  arm->span = frame.span();
  auto holdout = frame.maybe_name(Part::kHoldout);
  arm->holdout = holdout.has_value();
  arm->otherwise = frame.has(Part::kElse);
  arm->name = holdout ? std::move(*holdout) : frame.name(Part::kName);
  arm->share = frame.literal(Part::kShare);
  arm->equally = frame.has(Part::kEqually);
  arm->values = frame.all<ast::ExprPtr>(Part::kValue);
  arm->body = frame.maybe<ast::Block>(Part::kBody);
  frame.clear();
  frame.builder().push(frame.span(), std::move(arm));
}

namespace {

ast::MetricUse metric_of(Frame& frame) {
  ast::MetricUse use;
  use.name = frame.name(Part::kField);
  use.of = frame.maybe_name(Part::kOf);
  use.span = use.name.span;
  if (use.of) use.span.end = use.of->span.end;
  return use;
}

// The first of what may stand once; where the others are.
template <class Node>
void take_first(Frame& frame, Part part, std::optional<Node>* first, std::vector<Span>* more) {
  for (auto& node : frame.all<std::unique_ptr<Node>>(part)) {
    if (*first)
      more->push_back(node->span);
    else
      *first = std::move(*node);
  }
}

}  // namespace

void fold_winner(Frame& frame) {
  auto winner = std::make_unique<ast::Winner>();
  winner->span = frame.span();
  winner->metric = metric_of(frame);
  winner->after = frame.literal(Part::kDuration);
  winner->confidence = frame.literal(Part::kConfidence);
  winner->at_least = frame.literal(Part::kAtLeast);
  winner->otherwise = frame.name(Part::kElse);
  frame.clear();
  frame.builder().push(frame.span(), std::move(winner));
}

void fold_bandit(Frame& frame) {
  auto bandit = std::make_unique<ast::Bandit>();
  bandit->span = frame.span();
  bandit->metric = metric_of(frame);
  bandit->every = frame.literal(Part::kDuration);
  frame.clear();
  frame.builder().push(frame.span(), std::move(bandit));
}

void fold_experiment(Frame& frame) {
  ast::Experiment node;
  node.name = frame.name(Part::kName);
  node.by = frame.expr(Part::kBy);
  node.on = frame.literal(Part::kShare);
  take_first(frame, Part::kWinner, &node.winner, &node.more_winners);
  take_first(frame, Part::kBandit, &node.bandit, &node.more_bandits);
  node.arms = unwrap(frame.all<std::unique_ptr<ast::ExperimentArm>>(Part::kArm));
  push_statement(frame, std::move(node));
}

void fold_do(Frame& frame) {
  ast::Do node;
  node.module = frame.name(Part::kName);
  node.arguments = frame.all<ast::ExprPtr>(Part::kValue);
  node.channels = frame.all<ast::Name>(Part::kChannel);
  node.as = frame.maybe_name(Part::kAs);
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_say(Frame& frame) {
  push_statement(frame, ast::Say{*frame.maybe<ast::Text>(Part::kValue)});
}

void fold_play(Frame& frame) {
  push_statement(frame, ast::Play{*frame.maybe<ast::Text>(Part::kValue)});
}

void fold_ask(Frame& frame) {
  ast::Ask node;
  node.name = frame.name(Part::kName);
  node.question = *frame.maybe<ast::Text>(Part::kValue);
  node.low = frame.literal(Part::kLow);
  node.high = frame.literal(Part::kHigh);
  if (auto choices = frame.maybe<std::unique_ptr<ast::TypeUse>>(Part::kChoices))
    node.choices = std::move((*choices)->choices);
  node.word = frame.maybe_name(Part::kField);
  node.retry = frame.literal(Part::kRetry);
  node.retry_text = frame.maybe<ast::Text>(Part::kReason);
  node.up_to = frame.literal(Part::kDuration);
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_give(Frame& frame) {
  push_statement(frame, ast::Give{frame.all<ast::Name>(Part::kName)});
}

void fold_target(Frame& frame) {
  auto name = frame.name(Part::kName);
  push_statement(frame, ast::Target{std::move(name), frame.expr(Part::kCondition)});
}

template <bool Member>
void fold_list_change(Frame& frame) {
  push_statement(frame, ast::ListChange{frame.name(Part::kName), Member});
}
template void fold_list_change<true>(Frame&);
template void fold_list_change<false>(Frame&);

void fold_emit(Frame& frame) {
  ast::Emit node;
  node.event = std::move(*frame.maybe<std::unique_ptr<ast::EventUse>>(Part::kEvent).value());
  node.fields = frame.expr(Part::kValue);
  push_statement(frame, std::move(node));
}

void fold_start_journey(Frame& frame) {
  auto name = frame.name(Part::kName);
  push_statement(frame, ast::StartJourney{std::move(name), frame.expr(Part::kValue)});
}

template <bool Subscribed>
void fold_consent_change(Frame& frame) {
  auto name = frame.name(Part::kName);
  push_statement(frame,
                 ast::ConsentChange{std::move(name), frame.maybe_name(Part::kChannel), Subscribed});
}
template void fold_consent_change<true>(Frame&);
template void fold_consent_change<false>(Frame&);

void fold_request(Frame& frame) {
  ast::Request node;
  node.service = frame.name(Part::kObject);
  node.call = frame.name(Part::kName);
  node.arguments = frame.all<ast::ExprPtr>(Part::kValue);
  node.as = frame.maybe_name(Part::kAs);
  node.duration = frame.expr(Part::kDuration);
  node.otherwise = frame.maybe<ast::Block>(Part::kElse);
  push_statement(frame, std::move(node));
}

void fold_repeat(Frame& frame) {
  ast::Repeat node;
  node.times = frame.maybe<ast::Literal>(Part::kLimit);
  node.body = frame.block(Part::kBody);
  push_statement(frame, std::move(node));
}

void fold_stop(Frame& frame) { push_statement(frame, ast::Stop{}); }

}  // namespace camp::syntax
