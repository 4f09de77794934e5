// match SUBJECT { "a", "b" { } 1..5 { } else { } }
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/constants.h"
#include "lang/sema/flow.h"
#include "lang/sema/types.h"

namespace camp::sema {

bool FlowChecker::check_match(const ast::Statement& statement, const ast::Match& match) {
  auto subject = expressions_.check(*match.subject);
  auto present = subject;
  present.type.optional = false;  // what is absent equals no value, and goes to the `else`
  if (subject.type.optional) model_.optional_matches.insert(match.subject->id);
  check_arm_count(statement, match.arms.size());
  std::vector<const ast::Expr*> values;
  bool good = true;
  Branches branches(scope());
  Conditions conditions(model_);
  const auto before = scope().known;
  auto left = before;
  for (const auto& arm : match.arms) {
    for (const auto& value : arm.values) {
      good = check_match_value(present, *match.subject, *value) && good;
      values.push_back(value.get());
    }
    branches.take(conditions.after_match(left, *match.subject, arm.values, true),
                  [&] { return check_block(arm.body); });
    left = conditions.after_match(left, *match.subject, arm.values, false);
  }
  const bool all =
      (left.impossible && !before.impossible) || conditions.cover(subject.type, values);
  if (!all && good && !match.otherwise) report_left(statement, *match.subject, subject, values);
  const bool twice = check_duplicates(values, "this value has an arm already");
  if (!twice) check_left(match, before);
  if (!all || match.otherwise)
    branches.take(left, [&] { return match.otherwise ? check_block(*match.otherwise) : false; });
  return branches.join();
}

// What the arms before it and the conditions around it leave of the subject's values, is nothing.
// What no such value can be at all was reported.
void FlowChecker::check_left(const ast::Match& match, Known left) {
  Conditions conditions(model_);
  const auto report = [&](Span span, std::string message) {
    auto finding = reporter_.report(Code::kIdleArm, span, std::move(message));
    if (left.since && *left.since != match.subject->span)
      finding.also(*left.since, "because of this");
  };
  for (const auto& arm : match.arms) {
    const auto at_all = conditions.after_match({}, *match.subject, arm.values, true);
    const auto here = conditions.after_match(left, *match.subject, arm.values, true);
    if (!left.impossible && !at_all.impossible && here.impossible)
      report(cover(arm.values.front()->span, arm.values.back()->span),
             "no value is left for this arm");
    left = conditions.after_match(left, *match.subject, arm.values, false);
  }
  if (!left.impossible || !match.otherwise) return;
  const auto& block = match.otherwise->span;
  report({block.source, block.begin, block.begin + 1},
         "every value has an arm: this `else` is never done");
}

// Whether it is of the subject's type.
bool FlowChecker::check_match_value(const Typed& subject, const ast::Expr& subject_expr,
                                    const ast::Expr& value) {
  auto* range = std::get_if<ast::Range>(&value.node);
  expressions_.check_range(value);
  std::vector<const ast::Expr*> parts{&value};
  if (range != nullptr) parts = {range->low.get(), range->high.get()};
  for (const auto* part : parts) {
    auto typed = expressions_.check_present(*part, "but a match arm needs a value");
    bool fits = range != nullptr ? orderable(subject.type, typed.type)
                                 : equatable(subject.type, typed.type);
    if (!fits) {
      reporter_
          .report(Code::kTypeMismatch, part->span,
                  fmt::format("{} is never {}", to_string(subject.type), to_string(typed.type)))
          .also(subject_expr.span, fmt::format("this is {}", to_string(subject.type)));
      return false;
    }
    if (is_error(subject.type) || is_error(typed.type)) return false;
    expressions_.check_choice(subject.type, *part);
    if (subject.currency != 0 && typed.currency != 0 && subject.currency != typed.currency) {
      reporter_.report(Code::kMixedCurrencies, part->span,
                       fmt::format("the match is over {}, this is {}",
                                   currency_text(subject.currency), currency_text(typed.currency)));
    }
  }
  return true;
}

bool FlowChecker::check_duplicates(const std::vector<const ast::Expr*>& values,
                                   std::string_view what) {
  bool twice = false;
  std::unordered_map<std::string, Span> seen;
  for (const auto* value : values) {
    auto constant = constant_of(*value, model_.arena);
    if (!constant) continue;
    std::string bytes;
    encode_value(bytes, *constant);
    auto [found, added] = seen.emplace(std::move(bytes), value->span);
    if (!added)
      reporter_.report(Code::kDuplicateArm, value->span, std::string(what))
          .also(found->second, "first here");
    twice = twice || !added;
  }
  return twice;
}

// Nothing falls through a match: what no arm takes has an `else`.
void FlowChecker::report_left(const ast::Statement& statement, const ast::Expr& subject_expr,
                              const Typed& subject, const std::vector<const ast::Expr*>& values) {
  if (subject.type.optional) {
    reporter_
        .report(Code::kMissingArm, statement.keyword,
                "this match has no `else` for when the value is absent")
        .also(subject_expr.span, "may be absent");
    return;
  }
  const auto one = value_left(subject.type, values);
  if (!one.empty()) {
    reporter_
        .report(Code::kMissingArm, statement.keyword,
                fmt::format("this match has no arm for {}", one))
        .help("add the arm, or an `else`");
    return;
  }
  reporter_
      .report(Code::kMissingArm, statement.keyword, "this match has no `else` for other values")
      .also(subject_expr.span, fmt::format("this is {}", to_string(subject.type)))
      .help("add `else { }`: what to do when no arm fits");
}

// As a script writes it; empty where the type has more values than one can name.
std::string FlowChecker::value_left(const Type& type, const std::vector<const ast::Expr*>& values) {
  std::vector<Value> all;
  if (type.kind == TypeKind::kBool) all = {Value::boolean(true), Value::boolean(false)};
  if (type.kind == TypeKind::kChoice)
    for (const auto& choice : type.choices) all.push_back(Value::string(choice));
  for (const auto& one : all) {
    const bool taken = std::any_of(values.begin(), values.end(), [&](const ast::Expr* value) {
      const auto constant = constant_of(*value, model_.arena);
      return constant && equal(*constant, one);
    });
    if (taken) continue;
    return one.tag == Tag::kBool ? (one.truth() ? "true" : "false")
                                 : fmt::format("\"{}\"", one.text());
  }
  return {};
}

}  // namespace camp::sema
