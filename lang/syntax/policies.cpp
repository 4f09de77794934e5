#include "lang/syntax/folds.h"

namespace camp::syntax {

void fold_quiet(Frame& frame) {
  ast::Quiet rule;
  rule.span = frame.span();
  rule.from_day = frame.maybe_name(Part::kFirstDay);
  rule.from = frame.literal(Part::kLow);
  rule.to_day = frame.maybe_name(Part::kLastDay);
  rule.to = frame.literal(Part::kHigh);
  rule.channels = frame.all<ast::Name>(Part::kChannel);
  rule.for_all = frame.has(Part::kAll);
  frame.builder().draft.policy.quiet.push_back(std::move(rule));
  frame.clear();
}

void fold_cap(Frame& frame) {
  ast::Cap rule;
  rule.span = frame.span();
  rule.limit = frame.literal(Part::kLimit);
  rule.window = frame.literal(Part::kDuration);
  rule.period = frame.maybe_name(Part::kField);
  rule.channels = frame.all<ast::Name>(Part::kChannel);
  rule.for_all = frame.has(Part::kAll);
  rule.tag = frame.maybe<ast::Text>(Part::kValue);
  frame.builder().draft.policy.caps.push_back(std::move(rule));
  frame.clear();
}

void fold_when_capped(Frame& frame) {
  const bool prefer = frame.has(Part::kThen);
  frame.builder().draft.policy.when_capped.push_back(
      {frame.span(), prefer, frame.literal(Part::kDuration)});
  frame.clear();
}

void fold_release_over(Frame& frame) {
  frame.builder().draft.policy.release.push_back({frame.span(), frame.literal(Part::kDuration)});
  frame.clear();
}

void fold_merge(Frame& frame) { frame.builder().draft.policy.merge.push_back({frame.span()}); }

void fold_require(Frame& frame) {
  auto properties = frame.all<ast::Name>(Part::kName);
  frame.builder().draft.policy.require.push_back(
      {frame.span(), std::move(properties), frame.all<ast::Name>(Part::kChannel)});
  frame.clear();
}

void fold_policy(Frame& frame) { add_declaration(frame, std::move(frame.builder().draft.policy)); }

}  // namespace camp::syntax
