#include "lang/sema/expressions.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/catalog/zones.h"
#include "lang/sema/constants.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

Typed typed_literal(const ast::Literal& literal) {
  const auto& value = literal.value;
  return {type_of_value(value), value.tag == Tag::kMoney ? value.aux : 0};
}

void add_meant_zone(Report& report, std::string_view name, Written written) {
  auto nearest = nearest_zone(name);
  nearest ? report.meant(*nearest, written) : report.help("for example `Europe/Helsinki`");
}

}  // namespace

Typed ExpressionChecker::check(const ast::Expr& expr) {
  if (depth_ >= limits::kExpressionDepth) {
    if (!too_deep_) {
      reporter_.report(Code::kNestedTooDeep, expr.span,
                       fmt::format("expressions and definitions are nested more than {} deep",
                                   limits::kExpressionDepth));
    }
    too_deep_ = true;  // once is enough: the levels above would all say the same
    return {};
  }
  ++depth_;
  auto typed = check_node(expr);
  --depth_;
  return typed;
}

Typed ExpressionChecker::check_node(const ast::Expr& expr) {
  return std::visit(Overloaded{
                        [](const ast::ErrorExpr&) { return Typed{}; },
                        [](const ast::Literal& node) { return typed_literal(node); },
                        [&](const ast::InstantLiteral& node) { return check_instant(node); },
                        [&](const ast::TextLiteral& node) {
                          check_text(node.text);
                          return Typed{TypeKind::kString};
                        },
                        [&](const ast::NameUse&) { return check_path(expr); },
                        [&](const ast::Member&) { return check_path(expr); },
                        [&](const ast::Call& node) { return check_call(expr, node); },
                        [&](const ast::History& node) { return check_history_value(expr, node); },
                        [&](const ast::Unary& node) { return check_unary(node); },
                        [&](const ast::Binary& node) { return check_binary(expr, node); },
                        [&](const ast::Range&) { return misplaced_range(expr); },
                        [&](const ast::Presence& node) { return check_presence(node); },
                        [&](const ast::Conditional& node) { return check_conditional(node); },
                        [&](const ast::ListLiteral& node) { return check_list(expr, node); },
                        [&](const ast::RecordLiteral& node) { return check_record(node); },
                    },
                    expr.node);
}

void ExpressionChecker::check_zone(std::string_view zone, Span span, std::string_view whose) {
  const bool named = zone == "UTC" || zone.find('/') != zone.npos;  // not `EET`: places have rules
  if (named && is_zone(zone)) return;
  auto report =
      reporter_.report(Code::kBadLiteral, span,
                       fmt::format("{} time zone is `UTC` or `Area/City`, not `{}`", whose, zone));
  add_meant_zone(report, zone, Written::kPlain);
}

Typed ExpressionChecker::check_instant(const ast::InstantLiteral& instant) {
  if (!instant.zone.empty()) check_zone(instant.zone, instant.zone_span, "an instant's");
  return {TypeKind::kDatetime};
}

Typed ExpressionChecker::misplaced_range(const ast::Expr& expr) {
  reporter_.report(Code::kWrongPlace, expr.span, "a range is not a value")
      .help("use it right of `in`, or as the value of a match arm");
  return {};
}

bool ExpressionChecker::require_present(Span span, const Type& type, std::string_view use) {
  if (type.kind != TypeKind::kAbsent && (!type.optional || is_error(type))) return true;
  reporter_.report(Code::kAbsentNotHandled, span, fmt::format("this may be absent, {}", use))
      .label("may be absent")
      .help(template_ == nullptr
                ? "give a fallback with `??`, or test it with `is present` first"
                : "test it first: `{% if x != blank and ... %}`, or give it a `default`");
  return false;
}

Typed ExpressionChecker::check_present(const ast::Expr& expr, std::string_view use) {
  auto typed = check(expr);
  if (!require_present(expr.span, typed.type, use)) return {};
  return typed;
}

void ExpressionChecker::check_condition(const ast::Expr& expr, std::string_view place) {
  auto typed = check_present(expr, fmt::format("but {} is either true or false", place));
  if (is_error(typed.type) || typed.type.kind == TypeKind::kBool) return;
  report_mismatch(expr.span, typed.type, TypeKind::kBool, place);
}

void ExpressionChecker::report_mismatch(Span span, const Type& actual, const Type& expected,
                                        std::string_view place, const ast::Expr* written) {
  auto report = reporter_.report(
      Code::kTypeMismatch, span,
      fmt::format("{} must be {}, not {}", place, to_string(expected.without_optional()),
                  to_string(actual.without_optional())));
  report.label(fmt::format("this is {}", to_string(actual)));
  if (written == nullptr || offer_unquoted(report, *written, expected)) return;
  offer_currency(report, *written, expected);
}

// Bidirectional: what is expected goes down through `if`, `??` and lists, so that each literal is
// looked at.
bool ExpressionChecker::check_as(const ast::Expr& expr, const Type& expected,
                                 std::string_view place) {
  auto* list = std::get_if<ast::ListLiteral>(&expr.node);
  if (list != nullptr && expected.kind == TypeKind::kList) {
    check_list_as(*list, expected, place);
    return true;
  }
  auto* record = std::get_if<ast::RecordLiteral>(&expr.node);
  if (record != nullptr && expected.kind == TypeKind::kRecord) {
    check_record_as(expr, *record, expected, place);
    return true;
  }
  if (auto* conditional = std::get_if<ast::Conditional>(&expr.node)) {
    check_condition(*conditional->condition, "the condition");
    auto narrowing = narrow(*conditional->condition);
    auto mark = scope_.facts.mark();
    scope_.facts.add_all(narrowing.when_true);
    bool then = check_as(*conditional->then, expected, place);
    scope_.facts.take_back(mark);
    scope_.facts.add_all(narrowing.when_false);
    bool otherwise = check_as(*conditional->otherwise, expected, place);
    scope_.facts.take_back(mark);
    return then && otherwise;
  }
  return accept(expr, check(expr), expected, place);
}

void ExpressionChecker::check_list_as(const ast::ListLiteral& list, const Type& expected,
                                      std::string_view place) {
  for (const auto& item : list.items)
    check_as(*item, expected.element[0], fmt::format("an item of {}", place));
}

bool ExpressionChecker::accept(const ast::Expr& expr, const Typed& actual, const Type& expected,
                               std::string_view place) {
  if (is_error(actual.type) || is_error(expected)) return true;
  bool present = !actual.type.optional && actual.type.kind != TypeKind::kAbsent;
  if (!present && !expected.optional)
    return require_present(expr.span, actual.type, fmt::format("but {} never is", place));
  if (std::holds_alternative<ast::TextLiteral>(expr.node) && expected.is_text()) {
    check_choice(expected, expr);
    auto literal = constant_of(expr, model_.arena);
    auto mistake = literal ? text_mistake(literal->text(), expected) : std::nullopt;
    if (mistake) {
      auto report = reporter_.report(Code::kTypeMismatch, expr.span,
                                     fmt::format("\"{}\" {}", literal->text(), *mistake));
      if (expected.kind == TypeKind::kTimezone)
        add_meant_zone(report, literal->text(), Written::kQuoted);
    } else if (!literal && expected.kind != TypeKind::kString) {
      report_mismatch(expr.span, actual.type, expected, place);
    }
    return true;
  }
  if (!assignable(actual.type, expected))
    report_mismatch(expr.span, actual.type, expected, place, &expr);
  else if (expected.kind == TypeKind::kDecimal && actual.type.kind == TypeKind::kInt)
    model_.widened.insert(expr.id);
  return present;
}

void ExpressionChecker::check_choice(const Type& type, const ast::Expr& literal) {
  if (type.kind != TypeKind::kChoice) return;
  auto constant = constant_of(literal, model_.arena);
  if (!constant || constant->tag != Tag::kString) return;
  auto text = std::string(constant->text());
  for (const auto& choice : type.choices) {
    if (choice == text) return;
  }
  reporter_
      .report(Code::kUnknownChoice, literal.span,
              fmt::format("\"{}\" is not {}", text, to_string(type)))
      .did_you_mean(text, type.choices, Written::kQuoted);
}

// `last(purchase)` alone is a whole event: it can be tested for presence, but it is not a value.
Typed ExpressionChecker::check_history_value(const ast::Expr& expr, const ast::History& history) {
  auto typed = check_history(expr, history, {});
  bool chosen = history.function.text == "first" || history.function.text == "last";
  const auto* found = model_.histories.find(expr.id);
  if (!chosen || found == nullptr || found->what != HistoryWhat::kEvent) return typed;
  reporter_.report(Code::kTypeMismatch, expr.span, "this is a whole event; name one of its fields")
      .help(fmt::format("for example `{}({}).time`", history.function.text, found->event->name));
  return {};
}

Typed ExpressionChecker::check_presence(const ast::Presence& presence) {
  auto* history = std::get_if<ast::History>(&presence.operand->node);
  Typed typed = history != nullptr && !history->field
                    ? check_history(*presence.operand, *history, {})
                    : check(*presence.operand);
  bool known =
      !typed.type.optional && !is_error(typed.type) && typed.type.kind != TypeKind::kAbsent;
  if (known) {
    reporter_.report(Code::kNeedlessFallback, presence.operand->span, "this is never absent")
        .label(fmt::format("this is {}", to_string(typed.type)));
  }
  return {TypeKind::kBool};
}

// Each with what the condition makes known; a record last, as it takes the other's type.
std::pair<Typed, Typed> ExpressionChecker::check_sides(const ast::Conditional& conditional) {
  auto narrowing = narrow(*conditional.condition);
  auto mark = scope_.facts.mark();
  ++guards_;
  Typed then, otherwise;
  const auto check_then = [&](const Type& other) {
    scope_.facts.add_all(narrowing.when_true);
    then = check_beside(*conditional.then, other, "this side of the `if`");
    scope_.facts.take_back(mark);
  };
  const auto check_otherwise = [&](const Type& other) {
    scope_.facts.add_all(narrowing.when_false);
    otherwise = check_beside(*conditional.otherwise, other, "this side of the `if`");
    scope_.facts.take_back(mark);
  };
  const bool then_is_last = takes_needed_type(*conditional.then);
  if (then_is_last) {
    check_otherwise(TypeKind::kError);
    check_then(otherwise.type);
  } else {
    check_then(TypeKind::kError);
    check_otherwise(then.type);
  }
  --guards_;
  return {then, otherwise};
}

Typed ExpressionChecker::check_conditional(const ast::Conditional& conditional) {
  check_condition(*conditional.condition, "the condition");
  auto [then, otherwise] = check_sides(conditional);
  auto type = common_type(then.type, otherwise.type);
  if (!type) {
    reporter_
        .report(Code::kTypeMismatch, conditional.otherwise->span,
                fmt::format("one side of the `if` is {}, the other {}", to_string(then.type),
                            to_string(otherwise.type)))
        .also(conditional.then->span, fmt::format("this is {}", to_string(then.type)));
    return {};
  }
  if (type->kind == TypeKind::kMoney) same_currency(conditional.otherwise->span, then, otherwise);
  widen_pair(*conditional.then, then.type, *conditional.otherwise, otherwise.type);
  return {*type, then.currency == otherwise.currency ? then.currency : 0};
}

Typed ExpressionChecker::check_list(const ast::Expr& expr, const ast::ListLiteral& list) {
  Typed element;
  bool first = true;
  std::vector<Type> types;
  for (const auto& item : list.items) {
    auto typed = first ? check(*item) : check_beside(*item, element.type, "an item of this list");
    if (!require_present(item->span, typed.type, "but a list holds values")) typed = {};
    types.push_back(typed.type);
    if (first) {
      element = typed;
      first = false;
      continue;
    }
    auto common = common_type(element.type, typed.type);
    if (!common) {
      report_mismatch(item->span, typed.type, element.type, "an item of this list");
      return {};
    }
    if (common->kind == TypeKind::kMoney && !same_currency(expr.span, element, typed)) return {};
    element.type = *common;
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (element.type.kind == TypeKind::kDecimal && types[i].kind == TypeKind::kInt)
      model_.widened.insert(list.items[i]->id);
  }
  Type type(TypeKind::kList);
  type.element.push_back(element.type);
  return {type, element.currency};
}

void ExpressionChecker::check_with_event(Binding* event, bool bare, const ast::Expr& condition) {
  scope_.at_hand.push_back({event, bare});
  check_condition(condition, "a where-clause");
  scope_.at_hand.pop_back();
}

}  // namespace camp::sema
