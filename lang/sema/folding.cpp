#include "lang/sema/folding.h"

#include "lang/sema/constants.h"
#include "lang/value/civil.h"

namespace camp::sema {
namespace {

// Nobody writes deeper ones; every level of an expression asks for all below it.
constexpr std::size_t kDepth = 32;

std::optional<Arithmetic> arithmetic_of(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return Arithmetic::kAdd;
    case ast::BinaryOp::kSubtract:
      return Arithmetic::kSubtract;
    case ast::BinaryOp::kMultiply:
      return Arithmetic::kMultiply;
    case ast::BinaryOp::kDivide:
      return Arithmetic::kDivide;
    case ast::BinaryOp::kRemainder:
      return Arithmetic::kRemainder;
    default:
      return std::nullopt;
  }
}

bool is_amount(const Value& value) {
  return value.tag == Tag::kInt || value.tag == Tag::kDecimal || value.tag == Tag::kMoney;
}

std::optional<Value> folded_at(Model& model, const ast::Expr& expr, Lets lets, std::size_t depth) {
  if (depth > kDepth) return std::nullopt;
  if (auto constant = constant_of(expr, model.arena)) return constant;
  if (const auto* ref = model.refs.find(expr.id); ref != nullptr) {
    const bool local = ref->kind == RefKind::kLocal && ref->rest.empty();
    return local && lets == Lets::kKnown ? ref->binding->constant : std::nullopt;
  }
  const auto* binary = std::get_if<ast::Binary>(&expr.node);
  const auto op = binary != nullptr ? arithmetic_of(binary->op) : std::nullopt;
  if (!op) return std::nullopt;
  const auto left = folded_at(model, *binary->left, lets, depth + 1);
  const auto right = left ? folded_at(model, *binary->right, lets, depth + 1) : std::nullopt;
  return right ? arithmetic(*op, *left, *right) : std::nullopt;
}

}  // namespace

std::optional<Value> folded(Model& model, const ast::Expr& expr, Lets lets) {
  return folded_at(model, expr, lets, 0);
}

const char* failure_of(Model& model, const ast::Binary& binary, Lets lets) {
  const auto op = arithmetic_of(binary.op);
  const auto right = op ? folded(model, *binary.right, lets) : std::nullopt;
  if (!right || !is_amount(*right)) return nullptr;
  const bool divides = *op == Arithmetic::kDivide || *op == Arithmetic::kRemainder;
  if (divides && right->num == 0 && right->days == 0) return "this divides by zero";
  const auto left = folded(model, *binary.left, lets);
  if (!left || !is_amount(*left) || arithmetic(*op, *left, *right)) return nullptr;
  return "this is more than a number can be";
}

bool is_over_at_once(const Duration& duration) {
  constexpr std::int64_t kShortestMonth = 28, kLongestMonth = 31, kClocksMs = 3 * 3'600'000;
  const auto months = std::int64_t{duration.months};
  const auto days = months * (months < 0 ? kShortestMonth : kLongestMonth) + duration.days;
  const bool by_calendar = duration.months != 0 || duration.days != 0;
  const auto rest_ms = by_calendar ? kClocksMs : 0;
  return duration == Duration{} || duration.ms <= -(days * kMsPerDay + rest_ms);
}

bool is_endless(const Duration& duration) {
  constexpr std::int64_t kDaysPerMonth = 30;
  constexpr std::int32_t kLongestMonths = 100 * 12;
  return duration.months + duration.days / kDaysPerMonth + duration.ms / kMsPerDay / kDaysPerMonth >
         kLongestMonths;
}

}  // namespace camp::sema
