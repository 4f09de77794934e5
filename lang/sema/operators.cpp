// Operators: which types they take, what they give, and what `and`, `or` and `is present` make
// known.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "lang/base/limits.h"
#include "lang/sema/constants.h"
#include "lang/sema/expressions.h"
#include "lang/sema/types.h"
#include "lang/value/civil.h"

namespace camp::sema {

using ast::BinaryOp;

namespace {

// Operators on whose left an absent value may stand bare: it makes them false.
bool takes_absent(BinaryOp op) {
  return op == BinaryOp::kEqual || op == BinaryOp::kIn || op == BinaryOp::kContains ||
         op == BinaryOp::kStartsWith || op == BinaryOp::kEndsWith || op == BinaryOp::kMatches;
}

}  // namespace

std::vector<const ast::Expr*> operands_of(const ast::Expr& expr, BinaryOp op) {
  std::vector<const ast::Expr*> operands;
  const auto* at = &expr;
  for (;;) {
    auto* binary = std::get_if<ast::Binary>(&at->node);
    if (binary == nullptr || binary->op != op) break;
    operands.push_back(binary->right.get());
    at = binary->left.get();
  }
  operands.push_back(at);
  std::reverse(operands.begin(), operands.end());
  return operands;
}

Typed ExpressionChecker::check_unary(const ast::Unary& unary) {
  if (unary.op == ast::UnaryOp::kNot) {
    check_inverted(*unary.operand);
    return {TypeKind::kBool};
  }
  auto typed = check_present(*unary.operand, "but `-` needs a value");
  auto kind = typed.type.kind;
  bool fits = is_number(typed.type) || kind == TypeKind::kMoney || kind == TypeKind::kDuration ||
              kind == TypeKind::kError;
  if (fits) return typed;
  reporter_.report(Code::kBadOperands, unary.operand->span,
                   fmt::format("`-` does not work on {}", to_string(typed.type)));
  return {};
}

// `not (x == y)` holds as well where x has no value: what was left open is decided by accident.
void ExpressionChecker::check_inverted(const ast::Expr& operand) {
  auto outside = std::exchange(bare_, std::nullopt);
  check_condition(operand, "the operand of `not`");
  auto bare = std::exchange(bare_, outside);
  if (!bare) return;
  reporter_
      .report(Code::kAbsentIncluded, *bare, "where this has no value, the `not` around it holds")
      .label("may be absent")
      .help("say which is meant: `x is present and x != y`, or `x is absent or x != y`");
}

// The left side of an operator that is simply false for a value that is not there.
Typed ExpressionChecker::check_bare(const ast::Expr& expr, std::string_view use) {
  auto typed = check(expr);
  if (typed.type.kind == TypeKind::kAbsent) {
    require_present(expr.span, typed.type, use);
    return {};
  }
  if (typed.type.optional && !bare_) bare_ = expr.span;
  typed.type.optional = false;
  return typed;
}

Typed ExpressionChecker::check_binary(const ast::Expr& expr, const ast::Binary& binary) {
  switch (binary.op) {
    case BinaryOp::kAnd:
    case BinaryOp::kOr:
      return check_logic(expr, binary.op);
    case BinaryOp::kFallback:
      return check_fallback(binary);
    case BinaryOp::kEqual:
    case BinaryOp::kNotEqual:
      return check_equality(binary);
    case BinaryOp::kLess:
    case BinaryOp::kLessEqual:
    case BinaryOp::kGreater:
    case BinaryOp::kGreaterEqual:
      return check_order(binary);
    case BinaryOp::kIn:
    case BinaryOp::kNotIn:
      return check_membership(binary);
    case BinaryOp::kContains:
      return check_contains(binary);
    case BinaryOp::kStartsWith:
    case BinaryOp::kEndsWith:
      return check_text_test(binary);
    case BinaryOp::kMatches:
      return check_pattern(binary);
    default:
      return check_arithmetic(binary);
  }
}

Typed ExpressionChecker::check_logic(const ast::Expr& expr, BinaryOp op) {
  auto mark = scope_.facts.mark();
  const auto outside = guards_;
  for (const auto* operand : operands_of(expr, op)) {
    check_condition(*operand, op == BinaryOp::kAnd ? "a side of `and`" : "a side of `or`");
    guards_ = outside + 1;
    auto narrowing = narrow(*operand);
    scope_.facts.add_all(op == BinaryOp::kAnd ? narrowing.when_true : narrowing.when_false);
  }
  guards_ = outside;
  scope_.facts.take_back(mark);
  return {TypeKind::kBool};
}

Narrowing ExpressionChecker::narrow(const ast::Expr& expr) const {
  if (auto* unary = std::get_if<ast::Unary>(&expr.node); unary && unary->op == ast::UnaryOp::kNot) {
    auto inner = narrow(*unary->operand);
    return {std::move(inner.when_false), std::move(inner.when_true)};
  }
  if (auto* presence = std::get_if<ast::Presence>(&expr.node)) {
    Narrowing narrowing;
    if (auto path = narrowable(*presence->operand))
      (presence->present ? narrowing.when_true : narrowing.when_false).push_back(*path);
    return narrowing;
  }
  auto* binary = std::get_if<ast::Binary>(&expr.node);
  if (binary == nullptr) return {};
  if (takes_absent(binary->op)) {  // true only of a value that is there
    auto path = narrowable(*binary->left);
    return path ? Narrowing{{*path}, {}} : Narrowing{};
  }
  if (binary->op != BinaryOp::kAnd && binary->op != BinaryOp::kOr) return {};
  Narrowing all;
  bool conjunction = binary->op == BinaryOp::kAnd;
  for (const auto* operand : operands_of(expr, binary->op)) {
    auto one = narrow(*operand);
    auto& from = conjunction ? one.when_true : one.when_false;
    auto& to = conjunction ? all.when_true : all.when_false;
    to.insert(to.end(), from.begin(), from.end());
  }
  return all;
}

Typed ExpressionChecker::check_fallback(const ast::Binary& binary) {
  auto left = check(*binary.left);
  ++guards_;
  auto right = check_beside(*binary.right, left.type, "the fallback");
  --guards_;
  if (is_error(left.type)) return {};
  if (!left.type.optional && left.type.kind != TypeKind::kAbsent) {
    reporter_
        .report(Code::kNeedlessFallback, binary.op_span, "the left side of `??` is never absent")
        .also(binary.left->span, fmt::format("this is {}", to_string(left.type)));
  }
  check_choice(left.type, *binary.right);
  auto type = common_type(left.type.without_optional(), right.type);
  if (!type) {
    report_mismatch(binary.right->span, right.type, left.type, "the fallback");
    return {};
  }
  if (left.type.kind == TypeKind::kChoice &&
      std::holds_alternative<ast::TextLiteral>(binary.right->node))
    type = left.type;
  type->optional = right.type.optional || right.type.kind == TypeKind::kAbsent;
  if (type->kind == TypeKind::kMoney) same_currency(binary.right->span, left, right);
  widen_pair(*binary.left, left.type, *binary.right, right.type);
  return {*type, left.currency == right.currency ? left.currency : 0};
}

// A text that would be what is needed without its quotes: `contact.age > "18"`.
bool ExpressionChecker::offer_unquoted(Report& report, const ast::Expr& expr,
                                       const Type& needed) const {
  auto constant = constant_of(expr, model_.arena);
  if (!constant || constant->tag != Tag::kString || needed.is_text()) return false;
  auto text = constant->text();
  const bool number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  const bool fits = (number && is_number(needed)) ||
                    (needed.kind == TypeKind::kDate && parse_date(text).has_value());
  if (!fits) return false;
  report.help(fmt::format("write {} without quotes", text));
  if (std::holds_alternative<ast::TextLiteral>(expr.node) && expr.parentheses == 0)
    report.fix(fmt::format("write `{}`", text), expr.span, std::string(text), Certainty::kCertain);
  return true;
}

// A number where money is due. The project's currency is that of its contacts' fields.
bool ExpressionChecker::offer_currency(Report& report, const ast::Expr& expr,
                                       const Type& needed) const {
  const auto* literal = std::get_if<ast::Literal>(&expr.node);
  if (needed.kind != TypeKind::kMoney || literal == nullptr || expr.parentheses != 0) return false;
  if (literal->value.tag != Tag::kInt && literal->value.tag != Tag::kDecimal) return false;
  const auto currency = only_currency();
  if (currency == 0) {
    report.help("money is an amount and its currency, such as `15 EUR`");
    return true;
  }
  const auto code = currency_text(currency);
  report.help(fmt::format("money is an amount and its currency: add `{}`", code))
      .fix(fmt::format("add `{}`", code), {expr.span.source, expr.span.end, expr.span.end},
           " " + code, Certainty::kCertain);
  return true;
}

// 0 where the contact's fields name none, or several.
Currency ExpressionChecker::only_currency() const {
  Currency only = 0;
  for (const auto& field : model_.contact.all()) {
    if (field.currency == 0) continue;
    if (only != 0 && only != field.currency) return 0;
    only = field.currency;
  }
  return only;
}

Typed ExpressionChecker::bad_operands(const ast::Binary& binary, const Type& left,
                                      const Type& right) {
  auto report = reporter_.report(
      Code::kBadOperands, binary.op_span,
      fmt::format("this operator does not work on {} and {}", to_string(left), to_string(right)));
  report.also(binary.left->span, fmt::format("this is {}", to_string(left)))
      .also(binary.right->span, fmt::format("this is {}", to_string(right)));
  for (const auto& [expr, other] :
       {std::pair(binary.right.get(), &left), {binary.left.get(), &right}})
    if (offer_unquoted(report, *expr, *other) || offer_currency(report, *expr, *other)) break;
  return {};
}

bool ExpressionChecker::same_currency(Span span, const Typed& left, const Typed& right) {
  if (left.currency == 0 || right.currency == 0 || left.currency == right.currency) return true;
  reporter_
      .report(Code::kMixedCurrencies, span,
              fmt::format("{} and {} in one operation", currency_text(left.currency),
                          currency_text(right.currency)))
      .help("money is never converted on its own; use one currency");
  return false;
}

// Two sides of which one is taken: both must be what the type says.
void ExpressionChecker::widen_pair(const ast::Expr& left, const Type& left_type,
                                   const ast::Expr& right, const Type& right_type) {
  if (left_type.kind == TypeKind::kInt && right_type.kind == TypeKind::kDecimal)
    model_.widened.insert(left.id);
  if (left_type.kind == TypeKind::kDecimal && right_type.kind == TypeKind::kInt)
    model_.widened.insert(right.id);
}

Typed ExpressionChecker::check_equality(const ast::Binary& binary) {
  auto left = binary.op == BinaryOp::kEqual
                  ? check_bare(*binary.left, "but `==` compares values")
                  : check_present(*binary.left, "but `!=` compares values");
  auto right = takes_needed_type(*binary.right)
                   ? check_beside(*binary.right, left.type, "the right side")
                   : check_present(*binary.right, "but `==` and `!=` compare values");
  if (!equatable(left.type, right.type)) bad_operands(binary, left.type, right.type);
  check_choice(left.type, *binary.right);
  check_choice(right.type, *binary.left);
  same_currency(cover(binary.left->span, binary.right->span), left, right);
  return {TypeKind::kBool};
}

Typed ExpressionChecker::check_order(const ast::Binary& binary) {
  auto left = check_present(*binary.left, "but a comparison needs a value");
  auto right = check_present(*binary.right, "but a comparison needs a value");
  if (!orderable(left.type, right.type)) bad_operands(binary, left.type, right.type);
  same_currency(cover(binary.left->span, binary.right->span), left, right);
  return {TypeKind::kBool};
}

// x in ["a", "b"], x in 1..5, contact in employees
Typed ExpressionChecker::check_membership(const ast::Binary& binary) {
  auto* name = std::get_if<ast::NameUse>(&binary.left->node);
  if (name != nullptr && name->name.text == "contact") {
    auto right = check(*binary.right);
    const auto* found = model_.refs.find(binary.right->id);
    bool is_set =
        found != nullptr && (found->kind == RefKind::kSegment || found->kind == RefKind::kList);
    if (!is_set && !is_error(right.type)) {
      reporter_.report(Code::kWrongKindOfName, binary.right->span,
                       "a contact is in a list or a segment only");
    }
    return {TypeKind::kBool};
  }
  auto left = binary.op == BinaryOp::kIn
                  ? check_bare(*binary.left, "but `in` needs a value")
                  : check_present(*binary.left, "but `not in` leaves open what is meant then");
  if (auto* range = std::get_if<ast::Range>(&binary.right->node)) {
    check_range(*binary.right);
    for (const auto* end : {range->low.get(), range->high.get()}) {
      auto typed = check_present(*end, "but a range has two ends");
      if (!orderable(left.type, typed.type)) {
        bad_operands(binary, left.type, typed.type);
        break;
      }
      same_currency(end->span, left, typed);
    }
    return {TypeKind::kBool};
  }
  auto right = check_present(*binary.right, "but `in` needs a list");
  if (is_error(left.type) || is_error(right.type)) return {TypeKind::kBool};
  if (right.type.kind != TypeKind::kList || !equatable(left.type, right.type.element[0])) {
    bad_operands(binary, left.type, right.type);
    return {TypeKind::kBool};
  }
  if (auto* list = std::get_if<ast::ListLiteral>(&binary.right->node)) {
    for (const auto& item : list->items) check_choice(left.type, *item);
  }
  if (left.type.kind == TypeKind::kMoney) same_currency(binary.right->span, left, right);
  return {TypeKind::kBool};
}

void ExpressionChecker::check_range(const ast::Expr& expr) {
  const auto* range = std::get_if<ast::Range>(&expr.node);
  if (range == nullptr) return;
  const auto low = constant_of(*range->low, model_.arena);
  const auto high = constant_of(*range->high, model_.arena);
  const auto order = low && high ? compare(*low, *high) : std::nullopt;
  if (!order || *order <= 0) return;
  reporter_.report(Code::kEmptyRange, expr.span, "this range ends before it begins")
      .help("write the lower end first");
}

Typed ExpressionChecker::check_contains(const ast::Binary& binary) {
  auto left = check_bare(*binary.left, "but `contains` needs a text or a list");
  auto right = check_present(*binary.right, "but `contains` needs a value");
  if (is_error(left.type) || is_error(right.type)) return {TypeKind::kBool};
  bool text = left.type.is_text() && right.type.is_text();
  bool list = left.type.kind == TypeKind::kList && equatable(left.type.element[0], right.type);
  if (!text && !list) bad_operands(binary, left.type, right.type);
  if (list) check_choice(left.type.element[0], *binary.right);
  return {TypeKind::kBool};
}

Typed ExpressionChecker::check_text_test(const ast::Binary& binary) {
  auto left = check_bare(*binary.left, "but this operator needs a text");
  auto right = check_present(*binary.right, "but this operator needs a text");
  if (is_error(left.type) || is_error(right.type)) return {TypeKind::kBool};
  if (!left.type.is_text() || !right.type.is_text()) bad_operands(binary, left.type, right.type);
  return {TypeKind::kBool};
}

Typed ExpressionChecker::check_pattern(const ast::Binary& binary) {
  auto left = check_bare(*binary.left, "but `matches` needs a text");
  if (!is_error(left.type) && !left.type.is_text())
    bad_operands(binary, left.type, TypeKind::kString);
  auto pattern = constant_of(*binary.right, model_.arena);
  if (!pattern || pattern->tag != Tag::kString) {
    reporter_.report(Code::kBadPattern, binary.right->span, "a pattern is a literal text")
        .help("write it in quotes, without {{ }}");
    return {TypeKind::kBool};
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(limits::kRegexBytes));
  auto text = pattern->text();
  RE2 compiled(re2::StringPiece(text.data(), text.size()), options);
  if (!compiled.ok())
    reporter_.report(Code::kBadPattern, binary.right->span,
                     fmt::format("in this pattern: {}", compiled.error()));
  return {TypeKind::kBool};
}

Typed ExpressionChecker::check_arithmetic(const ast::Binary& binary) {
  auto left = check_present(*binary.left, "but arithmetic needs a value");
  auto right = check_present(*binary.right, "but arithmetic needs a value");
  auto type = arithmetic_type(binary.op, left.type, right.type);
  if (!type) return bad_operands(binary, left.type, right.type);
  bool both_money = left.type.kind == TypeKind::kMoney && right.type.kind == TypeKind::kMoney;
  if (both_money && !same_currency(cover(binary.left->span, binary.right->span), left, right))
    return {};
  check_computable(binary);
  Currency currency = 0;
  if (type->kind == TypeKind::kMoney)
    currency = left.currency != 0 ? left.currency : right.currency;
  return {*type, currency};
}

// What fails for everybody is no condition, no value: every contact would end in an incident.
void ExpressionChecker::check_computable(const ast::Binary& binary) {
  const auto* why = failure_of(model_, binary, lets());
  if (why == nullptr) return;
  reporter_.report(Code::kNotComputable, cover(binary.left->span, binary.right->span), why)
      .help("at run time this would be an incident, for every contact");
}

}  // namespace camp::sema
