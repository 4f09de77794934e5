#include "lang/sema/constants.h"

#include "lang/base/limits.h"

namespace camp::sema {
namespace {

std::optional<Value> negated(const Value& value) {
  switch (value.tag) {
    case Tag::kInt:
      return arithmetic(Arithmetic::kSubtract, Value::integer(0), value);
    case Tag::kDecimal:
      return arithmetic(Arithmetic::kSubtract, Value::decimal(0), value);
    case Tag::kMoney:
      return arithmetic(Arithmetic::kSubtract, Value::money(0, value.aux), value);
    case Tag::kDuration:
      return arithmetic(Arithmetic::kSubtract, Value::duration({}), value);
    default:
      return std::nullopt;
  }
}

std::optional<Value> constant_at(const ast::Expr& expr, Arena& arena, std::size_t depth) {
  if (depth > limits::kTypeDepth) return std::nullopt;  // no type is that deep either
  if (auto* literal = std::get_if<ast::Literal>(&expr.node)) return literal->value;
  if (auto* text = std::get_if<ast::TextLiteral>(&expr.node)) {
    if (is_template(text->text)) return std::nullopt;
    return Value::string(text->text.text);
  }
  if (auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    if (unary->op != ast::UnaryOp::kNegate) return std::nullopt;
    auto operand = constant_at(*unary->operand, arena, depth + 1);
    return operand ? negated(*operand) : std::nullopt;
  }
  if (auto* list = std::get_if<ast::ListLiteral>(&expr.node)) {
    auto* items = arena.allocate_array<Value>(list->items.size() +
                                              1);  // an empty list has an address as well
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      auto item = constant_at(*list->items[i], arena, depth + 1);
      if (!item) return std::nullopt;
      items[i] = *item;
    }
    return Value::list(items, static_cast<std::uint32_t>(list->items.size()));
  }
  auto* record = std::get_if<ast::RecordLiteral>(&expr.node);
  if (record == nullptr) return std::nullopt;
  auto* pairs = arena.allocate_array<Value>(2 * record->fields.size() + 1);
  for (std::size_t i = 0; i < record->fields.size(); ++i) {
    auto value = constant_at(*record->fields[i].value, arena, depth + 1);
    if (!value) return std::nullopt;
    pairs[2 * i] = Value::string(record->fields[i].name.text);
    pairs[2 * i + 1] = *value;
  }
  return Value::record(pairs, static_cast<std::uint32_t>(record->fields.size()));
}

}  // namespace

std::optional<Value> constant_of(const ast::Expr& expr, Arena& arena) {
  return constant_at(expr, arena, 0);
}

bool is_template(const ast::Text& text) {
  return text.text.find("{{") != std::string::npos || text.text.find("{%") != std::string::npos;
}

}  // namespace camp::sema
