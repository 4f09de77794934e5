#include "lang/compile/expressions.h"

#include <fmt/format.h>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/sema/constants.h"
#include "lang/sema/expressions.h"

namespace camp::compile {

using ast::BinaryOp;

namespace {

// Operators that take both operands and leave one value; without a default, so that the compiler
// names one that is missing.
Op plain_op(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEqual:
      return Op::kEqual;
    case BinaryOp::kNotEqual:
      return Op::kNotEqual;
    case BinaryOp::kLess:
      return Op::kLess;
    case BinaryOp::kLessEqual:
      return Op::kLessEqual;
    case BinaryOp::kGreater:
      return Op::kGreater;
    case BinaryOp::kGreaterEqual:
      return Op::kGreaterEqual;
    case BinaryOp::kContains:
      return Op::kContains;
    case BinaryOp::kStartsWith:
      return Op::kStartsWith;
    case BinaryOp::kEndsWith:
      return Op::kEndsWith;
    case BinaryOp::kAdd:
      return Op::kAdd;
    case BinaryOp::kSubtract:
      return Op::kSubtract;
    case BinaryOp::kMultiply:
      return Op::kMultiply;
    case BinaryOp::kDivide:
      return Op::kDivide;
    case BinaryOp::kRemainder:
      return Op::kRemainder;
    case BinaryOp::kOr:
    case BinaryOp::kAnd:
    case BinaryOp::kIn:
    case BinaryOp::kNotIn:
    case BinaryOp::kMatches:
    case BinaryOp::kFallback:
      break;
  }
  CAMP_ASSERT(!"an operator with a lowering of its own");
  return Op::kFail;
}

}  // namespace

void report_limits(Context& context, const FunctionBuilder& out, Span span) {
  if (out.too_large()) {
    context.reporter
        .report(Code::kTooMany, span,
                fmt::format("this compiles to more than {} bytes, or the project to more than {}",
                            limits::kFunctionBytes, limits::kProgramBytes / 2))
        .help(
            "definitions and segments are put in place wherever they are used; use fewer of them "
            "inside "
            "each other");
  } else if (out.too_deep()) {
    context.reporter.report(
        Code::kTooMany, span,
        fmt::format("this needs more than {} values at once", limits::kStackSlots));
  }
}

FunctionIndex compile_expression(Context& context, const ast::Expr& expr, const Slots* slots,
                                 const sema::Binding* at_hand, const ast::Call* row) {
  FunctionBuilder out(context.program);
  out.at(expr.span);
  ExpressionCompiler compiler(context, out, slots, at_hand);
  if (row != nullptr) compiler.set_row(*row);
  compiler.value(expr);
  out.op(Op::kReturn);
  report_limits(context, out, expr.span);
  return out.finish(FunctionKind::kExpression, compiler.locals_read());
}

void ExpressionCompiler::value(const ast::Expr& expr) {
  if (depth_ >= limits::kExpressionDepth || out_.too_large()) {
    if (!too_deep_ && !out_.too_large())
      context_.reporter.report(
          Code::kNestedTooDeep, expr.span,
          fmt::format("put in place, this is more than {} deep", limits::kExpressionDepth));
    too_deep_ = true;
    return;
  }
  ++depth_;
  auto before = out_.span();
  out_.at(expr.span);
  node(expr);
  if (model_.widened.contains(expr.id)) out_.op(Op::kToDecimal);
  out_.at(before);
  --depth_;
}

void ExpressionCompiler::node(const ast::Expr& expr) {
  std::visit(Overloaded{
                 [](const ast::ErrorExpr&) { CAMP_ASSERT(!"a mistake is compiled"); },
                 [](const ast::Range&) { CAMP_ASSERT(!"a range is compiled as a value"); },
                 [&](const ast::Literal& node) { out_.constant(node.value); },
                 [&](const ast::InstantLiteral& node) { instant(node); },
                 [&](const ast::TextLiteral& node) { text(node.text); },
                 [&](const ast::NameUse&) { path(expr); },
                 [&](const ast::Member&) { path(expr); },
                 [&](const ast::Call& node) { call(expr, node); },
                 [&](const ast::History&) { history(model_.histories.at(expr.id)); },
                 [&](const ast::Unary& node) { unary(node); },
                 [&](const ast::Binary& node) { binary(expr, node); },
                 [&](const ast::Presence& node) { presence(node); },
                 [&](const ast::Conditional& node) { conditional(node); },
                 [&](const ast::ListLiteral& node) { list(node); },
                 [&](const ast::RecordLiteral& node) { record(expr, node); },
             },
             expr.node);
}

void ExpressionCompiler::unary(const ast::Unary& unary) {
  value(*unary.operand);
  out_.op(unary.op == ast::UnaryOp::kNot ? Op::kNot : Op::kNegate);
}

// Only names of zones are known here; what they mean on a day the VM knows.
void ExpressionCompiler::instant(const ast::InstantLiteral& literal) {
  const auto* function = find_function("instant_at", FunctionUse::kExpression);
  CAMP_ASSERT(function != nullptr);
  out_.constant(Value::date(literal.date_days));
  out_.constant(Value::time(literal.time_ms));
  if (literal.contact_time)
    out_.op(Op::kAbsent);
  else
    out_.constant(
        Value::string(literal.zone.empty() ? model_.default_zone : std::string_view(literal.zone)));
  out_.op(Op::kCallFunction, function->number, 3);
}

void ExpressionCompiler::list(const ast::ListLiteral& list) {
  std::vector<Value> constants;
  for (const auto& item : list.items) {
    auto constant = plain_constant(*item);
    if (!constant) break;
    constants.push_back(*constant);
  }
  if (constants.size() == list.items.size()) {
    constants.push_back({});  // an empty list has an address as well
    return out_.constant(
        Value::list(constants.data(), static_cast<std::uint32_t>(list.items.size())));
  }
  constexpr std::size_t kItemsMax = 255;  // MakeList counts in one byte
  if (list.items.size() > kItemsMax) {
    context_.reporter.report(
        Code::kTooMany, out_.span(),
        fmt::format("a list that is computed has at most {} items", kItemsMax));
    return;
  }
  for (const auto& item : list.items) value(*item);
  out_.op(Op::kMakeList, static_cast<std::uint32_t>(list.items.size()));
}

std::optional<Value> ExpressionCompiler::plain_constant(const ast::Expr& expr) {
  std::vector<const ast::Expr*> pending = {&expr};
  while (!pending.empty()) {
    const auto& at = *pending.back();
    pending.pop_back();
    const auto* record = std::get_if<ast::RecordLiteral>(&at.node);
    if (record == nullptr) continue;
    for (const auto& field : record->fields) {
      if (model_.widened.contains(field.value->id)) return std::nullopt;
      pending.push_back(field.value.get());
    }
  }
  return sema::constant_of(expr, context_.arena);
}

void ExpressionCompiler::record(const ast::Expr& expr, const ast::RecordLiteral& record) {
  if (auto constant = plain_constant(expr)) return out_.constant(*constant);
  constexpr std::size_t kFieldsMax = 255;  // MakeRecord counts in one byte
  if (record.fields.size() > kFieldsMax) {
    context_.reporter.report(Code::kTooMany, out_.span(),
                             fmt::format("a record has at most {} fields", kFieldsMax));
    return;
  }
  std::vector<Value> names;
  for (const auto& field : record.fields) {
    names.push_back(Value::string(field.name.text));
    value(*field.value);
  }
  const auto count = static_cast<std::uint32_t>(names.size());
  out_.op(Op::kMakeRecord, context_.program.constant(Value::list(names.data(), count)), count);
}

void ExpressionCompiler::call(const ast::Expr& expr, const ast::Call& call) {
  const auto& info = model_.calls.at(expr.id);
  if (info.define == nullptr) {
    for (const auto& argument : call.arguments) value(*argument);
    return out_.op(Op::kCallFunction, info.function->number,
                   static_cast<std::uint32_t>(call.arguments.size()));
  }
  Frame inner{&call, frame_};
  frame_ = &inner;
  value(*info.define->ast->body);
  frame_ = inner.caller;
}

void ExpressionCompiler::binary(const ast::Expr& expr, const ast::Binary& binary) {
  switch (binary.op) {
    case BinaryOp::kAnd:
    case BinaryOp::kOr:
      return logic(expr, binary.op);
    case BinaryOp::kIn:
      return membership(binary);
    case BinaryOp::kNotIn:
      membership(binary);
      return out_.op(Op::kNot);
    case BinaryOp::kFallback:
      return fallback(binary);
    case BinaryOp::kMatches:
      value(*binary.left);
      return out_.op(Op::kMatches,
                     context_.program.constant(*sema::constant_of(*binary.right, context_.arena)));
    default:
      if (counts_to(binary)) return;
      value(*binary.left);
      value(*binary.right);
      return out_.op(plain_op(binary.op));
  }
}

void ExpressionCompiler::fallback(const ast::Binary& binary) {
  Label present;
  value(*binary.left);
  out_.jump(Op::kJumpIfPresent, present);
  out_.op(Op::kPop);
  value(*binary.right);
  out_.bind(present);
}

// a and b and c: each but the last jumps to a common `false`; the last one's value is the result.
void ExpressionCompiler::logic(const ast::Expr& expr, BinaryOp op) {
  auto operands = sema::operands_of(expr, op);
  bool decided = op == BinaryOp::kOr;
  Label early, end;
  for (std::size_t i = 0; i + 1 < operands.size(); ++i) branch(*operands[i], decided, early);
  value(*operands.back());
  out_.jump(Op::kJump, end);
  out_.bind(early);
  out_.constant(Value::boolean(decided));
  out_.bind(end);
}

void ExpressionCompiler::branch(const ast::Expr& expr, bool when, Label& label) {
  if (auto* unary = std::get_if<ast::Unary>(&expr.node); unary && unary->op == ast::UnaryOp::kNot)
    return branch(*unary->operand, !when, label);
  auto* binary = std::get_if<ast::Binary>(&expr.node);
  bool chain = binary != nullptr && (binary->op == BinaryOp::kAnd || binary->op == BinaryOp::kOr);
  if (!chain) {
    value(expr);
    return out_.jump(when ? Op::kJumpIfTrue : Op::kJumpIfFalse, label);
  }
  auto operands = sema::operands_of(expr, binary->op);
  if ((binary->op == BinaryOp::kOr) == when) {  // any one of them decides
    for (const auto* operand : operands) branch(*operand, when, label);
    return;
  }
  Label skip;  // any one of them decides that there is no jump
  for (std::size_t i = 0; i + 1 < operands.size(); ++i) branch(*operands[i], !when, skip);
  branch(*operands.back(), when, label);
  out_.bind(skip);
}

void ExpressionCompiler::membership(const ast::Binary& binary) {
  const auto* right = model_.refs.find(binary.right->id);
  auto* name = std::get_if<ast::NameUse>(&binary.left->node);
  if (name != nullptr && name->name.text == "contact" && right != nullptr)
    return value(*binary.right);  // a list's or segment's name is that test
  value(*binary.left);
  if (auto* range = std::get_if<ast::Range>(&binary.right->node)) {
    value(*range->low);
    value(*range->high);
    return out_.op(Op::kInRange);
  }
  value(*binary.right);
  out_.op(Op::kIn);
}

void ExpressionCompiler::presence(const ast::Presence& presence) {
  const auto* past = model_.histories.find(presence.operand->id);
  if (past != nullptr && past->what == sema::HistoryWhat::kEvent) {
    at_least(*past, 1);  // `last(purchase) is present`: there is one at all
  } else {
    value(*presence.operand);
    out_.op(Op::kIsPresent);
  }
  if (!presence.present) out_.op(Op::kNot);
}

void ExpressionCompiler::conditional(const ast::Conditional& conditional) {
  Label otherwise, end;
  branch(*conditional.condition, false, otherwise);
  value(*conditional.then);
  out_.jump(Op::kJump, end);
  out_.bind(otherwise);
  value(*conditional.otherwise);
  out_.bind(end);
}

}  // namespace camp::compile
