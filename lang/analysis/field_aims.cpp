#include "lang/analysis/field_aims.h"

#include "lang/base/overloaded.h"
#include "lang/sema/constants.h"

namespace camp {
namespace {

using ast::BinaryOp;
using sema::RefKind;
using Aimed = FieldUse::Bound;

// A name may stand for an expression of names: so far is gone into them.
constexpr int kDeepest = 8;

bool is_negative(const Value& value) {
  return value.tag != Tag::kDuration && value.tag < Tag::kString && value.num < 0;
}

std::optional<Aimed> aimed(Arithmetic how, const Value& a, const Value& b, BinaryOp op) {
  const auto value = arithmetic(how, a, b);
  if (!value) return std::nullopt;
  return Aimed{*value, op};
}

// What x must be for `x OP known` to come to it.
std::optional<Aimed> undone_right(BinaryOp op, const Value& known, const Aimed& at) {
  const auto turned = is_negative(known) ? ast::turned(at.op) : at.op;
  switch (op) {
    case BinaryOp::kAdd:
      return aimed(Arithmetic::kSubtract, at.value, known, at.op);
    case BinaryOp::kSubtract:
      return aimed(Arithmetic::kAdd, at.value, known, at.op);
    case BinaryOp::kMultiply:
      return aimed(Arithmetic::kDivide, at.value, known, turned);
    case BinaryOp::kDivide:
      return aimed(Arithmetic::kMultiply, at.value, known, turned);
    case BinaryOp::kRemainder:
      return Aimed{at.value, BinaryOp::kEqual};
    default:
      return std::nullopt;
  }
}

// The same of `known OP x`.
std::optional<Aimed> undone_left(BinaryOp op, const Value& known, const Aimed& at) {
  switch (op) {
    case BinaryOp::kSubtract:
      return aimed(Arithmetic::kSubtract, known, at.value, ast::turned(at.op));
    case BinaryOp::kDivide:
      return aimed(Arithmetic::kDivide, known, at.value, BinaryOp::kEqual);
    case BinaryOp::kRemainder:
      return std::nullopt;
    default:
      return undone_right(op, known, at);
  }
}

bool compares_text(BinaryOp op) {
  return op == BinaryOp::kContains || op == BinaryOp::kStartsWith || op == BinaryOp::kEndsWith ||
         op == BinaryOp::kMatches;
}

}  // namespace

void FieldAims::learn_names(const ast::File& file) {
  ast::walk(file, Overloaded{[&](const ast::Statement& node) {
                               const auto* let = std::get_if<ast::Let>(&node.node);
                               if (let == nullptr) return true;
                               if (auto* const* binding = model_.declared.find(let->name.id))
                                 meanings_[*binding].push_back(let->value.get());
                               return true;
                             },
                             [&](const ast::Expr& node) {
                               const auto* call = std::get_if<ast::Call>(&node.node);
                               const auto* info = model_.calls.find(node.id);
                               if (call == nullptr || info == nullptr || info->define == nullptr)
                                 return true;
                               const auto& parameters = info->define->parameters;
                               for (std::size_t i = 0; i < parameters.size(); ++i)
                                 if (i < call->arguments.size())
                                   meanings_[parameters[i]].push_back(call->arguments[i].get());
                               return true;
                             },
                             [](const auto&) { return true; }});
}

FieldUse* FieldAims::use_of(const ast::Expr& expr) {
  const auto* ref = model_.refs.find(expr.id);
  if (ref == nullptr) return nullptr;
  if (ref->kind == RefKind::kAttribute) return &reads_.contact[std::string(ref->name)];
  if (ref->kind == RefKind::kEventField) return &reads_.event[std::string(ref->name)];
  return nullptr;
}

bool FieldAims::is_local(const ast::Expr& expr) const {
  const auto* ref = model_.refs.find(expr.id);
  return ref != nullptr && ref->kind == RefKind::kLocal;
}

const std::vector<const ast::Expr*>& FieldAims::meanings_of(const ast::Expr& expr) const {
  static const std::vector<const ast::Expr*> kNone;
  if (!is_local(expr)) return kNone;
  const auto found = meanings_.find(model_.refs.find(expr.id)->binding);
  return found == meanings_.end() ? kNone : found->second;
}

std::optional<Value> FieldAims::constant(const ast::Expr& expr) {
  if (is_local(expr)) return model_.refs.find(expr.id)->binding->constant;
  return sema::constant_of(expr, arena_);
}

// The first field in an expression: `contact.score ?? 0`, `lower(contact.name)`.
FieldUse* FieldAims::field_in(const ast::Expr& expr) {
  if (auto* use = use_of(expr)) return use;
  FieldUse* found = nullptr;
  const auto look = [&](const ast::ExprPtr& inner) {
    if (found == nullptr && inner != nullptr) found = field_in(*inner);
  };
  std::visit(Overloaded{[](const auto&) {},
                        [&](const ast::Binary& node) { look(node.left), look(node.right); },
                        [&](const ast::Unary& node) { look(node.operand); },
                        [&](const ast::Call& node) {
                          for (const auto& argument : node.arguments) look(argument);
                        }},
             expr.node);
  return found;
}

void FieldAims::divide_by(const ast::Expr& divisor) {
  // Nothing, and one more than that.
  aim(divisor, {Value::integer(0), BinaryOp::kLessEqual}, 0);
}

void FieldAims::compare(const ast::Expr& field, BinaryOp op, const ast::Expr& with) {
  if (op < BinaryOp::kEqual || op > BinaryOp::kMatches) return;
  const auto each = [&](const ast::ExprPtr& item, BinaryOp as) { compare(field, as, *item); };
  std::visit(Overloaded{[&](const ast::ListLiteral& node) {
                          for (const auto& item : node.items) each(item, BinaryOp::kEqual);
                        },
                        [&](const ast::Range& node) {
                          each(node.low, BinaryOp::kGreaterEqual);
                          each(node.high, BinaryOp::kLessEqual);
                        },
                        [&](const ast::TextLiteral& node) {
                          auto* use = field_in(field);
                          if (use == nullptr) return;
                          if (compares_text(op))
                            use->tests.insert({op, node.text.text});
                          else
                            use->texts.insert(node.text.text);
                        },
                        [&](const auto&) {
                          const auto value = constant(with);
                          if (value) {
                            if (value->tag != Tag::kBool) aim(field, {*value, op}, 0);
                            return;
                          }
                          if (use_of(with) == nullptr && !is_local(with)) return;
                          if (auto* use = field_in(field)) use->linked = true;
                        }},
             with.node);
}

void FieldAims::aim(const ast::Expr& expr, const Aimed& at, int deep) {
  if (deep > kDeepest) return;
  if (auto* use = use_of(expr)) return use->bounds.push_back(at);
  for (const auto* meaning : meanings_of(expr)) aim(*meaning, at, deep + 1);
  std::visit(Overloaded{[](const auto&) {},
                        [&](const ast::Binary& node) { aim_behind(node, at, deep + 1); },
                        [&](const ast::Unary& node) {
                          const auto turned =
                              arithmetic(Arithmetic::kMultiply, at.value, Value::integer(-1));
                          if (node.op == ast::UnaryOp::kNegate && turned)
                            aim(*node.operand, {*turned, ast::turned(at.op)}, deep + 1);
                        },
                        [&](const ast::Conditional& node) {
                          aim(*node.then, at, deep + 1);
                          aim(*node.otherwise, at, deep + 1);
                        },
                        [&](const ast::Call& node) { aim_in(node, at, deep + 1); }},
             expr.node);
}

void FieldAims::aim_behind(const ast::Binary& node, const Aimed& at, int deep) {
  if (node.op == BinaryOp::kFallback) {
    aim(*node.left, at, deep);
    return aim(*node.right, at, deep);
  }
  if (const auto known = constant(*node.right)) {
    if (const auto wanted = undone_right(node.op, *known, at)) aim(*node.left, *wanted, deep);
    return;
  }
  if (const auto known = constant(*node.left)) {
    if (const auto wanted = undone_left(node.op, *known, at)) aim(*node.right, *wanted, deep);
    return;
  }
  aim(*node.left, at, deep);
  aim(*node.right, at, deep);
}

void FieldAims::aim_in(const ast::Call& node, const Aimed& at, int deep) {
  if (node.function.text == "length" && node.arguments.size() == 1)
    return add_length(*node.arguments[0], at);
  for (const auto& argument : node.arguments) aim(*argument, at, deep);
}

void FieldAims::add_length(const ast::Expr& of, const Aimed& at) {
  if (auto* use = field_in(of); use != nullptr && at.value.tag == Tag::kInt)
    use->lengths.push_back(at);
}

}  // namespace camp
