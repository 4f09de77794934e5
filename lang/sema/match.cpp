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
  Branches branches(scope().facts);
  for (const auto& arm : match.arms) {
    for (const auto& value : arm.values) {
      check_match_value(present, *match.subject, *value);
      values.push_back(value.get());
    }
    branches.take([&] { return check_block(arm.body); });
  }
  check_duplicates(values, "this value has an arm already");
  check_exhaustive(statement, match, subject);
  branches.take([&] { return match.otherwise ? check_block(*match.otherwise) : false; });
  return branches.join();
}

void FlowChecker::check_match_value(const Typed& subject, const ast::Expr& subject_expr,
                                    const ast::Expr& value) {
  auto* range = std::get_if<ast::Range>(&value.node);
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
      return;
    }
    expressions_.check_choice(subject.type, *part);
    if (subject.currency != 0 && typed.currency != 0 && subject.currency != typed.currency) {
      reporter_.report(Code::kMixedCurrencies, part->span,
                       fmt::format("the match is over {}, this is {}",
                                   currency_text(subject.currency), currency_text(typed.currency)));
    }
  }
}

void FlowChecker::check_duplicates(const std::vector<const ast::Expr*>& values,
                                   std::string_view what) {
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
  }
}

// Without an `else` nothing must fall through that the type already tells of.
void FlowChecker::check_exhaustive(const ast::Statement& statement, const ast::Match& match,
                                   const Typed& subject) {
  if (match.otherwise || is_error(subject.type)) return;
  if (subject.type.optional) {
    reporter_
        .report(Code::kMissingArm, statement.keyword,
                "this match has no `else` for when the value is absent")
        .also(match.subject->span, "may be absent");
    return;
  }
  if (subject.type.kind != TypeKind::kChoice) return;
  auto left = subject.type.choices;
  for (const auto& arm : match.arms) {
    for (const auto& value : arm.values) {
      auto constant = constant_of(*value, model_.arena);
      if (!constant || constant->tag != Tag::kString) return;  // computed: nothing is known
      left.erase(std::remove(left.begin(), left.end(), constant->text()), left.end());
    }
  }
  if (left.empty()) return;
  reporter_
      .report(Code::kMissingArm, statement.keyword,
              fmt::format("this match has no arm for \"{}\"", left[0]))
      .help("add the arm, or an `else`");
}

}  // namespace camp::sema
