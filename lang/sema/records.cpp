// Records written in a script: `{}`, `{ sku: "a", price: 3 EUR }`.
//
// Like a list, a record takes the type that is needed: its fields are looked at by that type, and
// those that may be absent may be left out. Where nothing says what is needed, it is a record of
// just its fields.
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/expressions.h"
#include "lang/sema/types.h"

namespace camp::sema {

bool takes_needed_type(const ast::Expr& expr) {
  if (std::holds_alternative<ast::RecordLiteral>(expr.node)) return true;
  if (auto* conditional = std::get_if<ast::Conditional>(&expr.node))
    return takes_needed_type(*conditional->then) || takes_needed_type(*conditional->otherwise);
  auto* list = std::get_if<ast::ListLiteral>(&expr.node);
  return list != nullptr &&
         std::any_of(list->items.begin(), list->items.end(),
                     [](const ast::ExprPtr& item) { return takes_needed_type(*item); });
}

Typed ExpressionChecker::check_beside(const ast::Expr& expr, const Type& other,
                                      std::string_view place) {
  const bool known = !is_error(other) && other.kind != TypeKind::kAbsent;
  if (!known || !takes_needed_type(expr)) return check(expr);
  auto type = other;
  type.optional = true;  // whether it may be absent is not asked here
  type.optional = !check_as(expr, type, place);
  return {type};
}

bool ExpressionChecker::is_given_twice(const ast::RecordLiteral& record, std::size_t field) {
  const auto& name = record.fields[field].name;
  for (std::size_t i = 0; i < field; ++i) {
    if (record.fields[i].name.text != name.text) continue;
    reporter_
        .report(Code::kDuplicateProperty, name.span, fmt::format("'{}' is given twice", name.text))
        .also(record.fields[i].name.span, "first here");
    return true;
  }
  return false;
}

Typed ExpressionChecker::check_record(const ast::RecordLiteral& record) {
  Type type(TypeKind::kRecord);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const auto& [name, value] = record.fields[i];
    auto typed = check(*value);
    if (!is_given_twice(record, i)) type.fields.push_back({name.text, typed.type});
  }
  return {type};
}

void ExpressionChecker::check_record_as(const ast::Expr& expr, const ast::RecordLiteral& record,
                                        const Type& expected, std::string_view place) {
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const auto& [name, value] = record.fields[i];
    is_given_twice(record, i);
    if (const auto* known = expected.field(name.text)) {
      check_as(*value, known->type, fmt::format("'{}'", name.text));
      continue;
    }
    check(*value);
    reporter_
        .report(Code::kUnknownField, name.span,
                fmt::format("{} has no field '{}'", place, name.text))
        .did_you_mean(name.text, field_names(expected));
  }
  for (const auto& field : expected.fields) {
    bool given = std::any_of(record.fields.begin(), record.fields.end(),
                             [&](const auto& it) { return it.name.text == field.name; });
    if (given || field.type.optional) continue;
    reporter_.report(Code::kMissingProperty, expr.span,
                     fmt::format("{} needs '{}'", place, field.name));
  }
}

}  // namespace camp::sema
