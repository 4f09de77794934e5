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

void fold_policy(Frame& frame) { add_declaration(frame, std::move(frame.builder().draft.policy)); }

}  // namespace camp::syntax
