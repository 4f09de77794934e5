#include "lang/compile/condition_parts.h"

#include "lang/base/overloaded.h"

namespace camp::compile {
namespace {

// `contact in vips`: neither side is a value.
bool is_of_contact(const ast::Binary& node) {
  const auto* name = std::get_if<ast::NameUse>(&node.left->node);
  return (node.op == ast::BinaryOp::kIn || node.op == ast::BinaryOp::kNotIn) && name != nullptr &&
         name->name.text == "contact";
}

// What a condition is made of, one level down; literals have no value worth showing.
std::vector<const ast::Expr*> children(const ast::Expr& expr) {
  std::vector<const ast::Expr*> all;
  auto add = [&](const ast::ExprPtr& child) {
    if (child) all.push_back(child.get());
  };
  std::visit(Overloaded{
                 [](const auto&) {},
                 [&](const ast::Call& node) {
                   for (const auto& argument : node.arguments) add(argument);
                 },
                 [&](const ast::Unary& node) { add(node.operand); },
                 [&](const ast::Binary& node) {
                   if (is_of_contact(node)) return;
                   add(node.left);
                   add(node.right);
                 },
                 [&](const ast::Presence& node) { add(node.operand); },
                 [&](const ast::Conditional& node) {
                   add(node.condition);
                   add(node.then);
                   add(node.otherwise);
                 },
                 [&](const ast::ListLiteral& node) {
                   for (const auto& item : node.items) add(item);
                 },
                 [&](const ast::RecordLiteral& node) {
                   for (const auto& field : node.fields) add(field.value);
                 },
                 [&](const ast::Range& node) {
                   add(node.low);
                   add(node.high);
                 },
             },
             expr.node);
  return all;
}

// Whether the expression's value says more than its text does, and can be had by itself.
bool worth_showing(const ast::Expr& expr) {
  return !std::holds_alternative<ast::Literal>(expr.node) &&
         !std::holds_alternative<ast::InstantLiteral>(expr.node) &&
         !std::holds_alternative<ast::TextLiteral>(expr.node) &&
         !std::holds_alternative<ast::ListLiteral>(expr.node) &&
         !std::holds_alternative<ast::RecordLiteral>(expr.node) &&
         !std::holds_alternative<ast::Range>(expr.node);
}

class Parts {
 public:
  Parts(Context& context, const ast::Call* row) : context_(context), row_(row) {}

  void add(const ast::Expr& expr, bool root) {
    constexpr std::size_t kPartsMax = 32;  // more is not read by anybody
    for (const auto* child : children(expr)) add(*child, false);
    if (root || !worth_showing(expr) || found.size() >= kPartsMax) return;
    const auto* history = context_.model.histories.find(expr.id);
    if (history != nullptr && history->what == sema::HistoryWhat::kEvent &&
        history->ast->function.text != "count")
      return;  // a whole event is not a value
    found.push_back({expr.span, compile_expression(context_, expr, nullptr, nullptr, row_)});
  }

  std::vector<plan::Part> found;

 private:
  Context& context_;
  const ast::Call* row_;
};

}  // namespace

std::vector<plan::Part> condition_parts(Context& context, const ast::Expr& condition,
                                        const ast::Call* row) {
  Parts parts(context, row);
  parts.add(condition, true);
  return std::move(parts.found);
}

}  // namespace camp::compile
