#include "lang/sema/clock_reading.h"

#include <set>

#include "lang/syntax/walk.h"

namespace camp::sema {
namespace {

class ClockSearch {
 public:
  explicit ClockSearch(const Model& model) : model_(model) {}

  bool in(const ast::Expr& expr) {
    if (!seen_.insert(expr.id).second) return false;  // cycles are reported elsewhere
    bool found = false;
    auto enter = [&](const auto& node) {
      found = found || at(node.id);
      return !found;
    };
    ast::Walker walker(enter);
    walker(expr);
    return found;
  }

 private:
  bool at(ast::NodeId id) {
    if (const auto* ref = model_.refs.find(id)) {
      if (ref->kind == RefKind::kNow) return true;
      if (ref->kind == RefKind::kSegment && in_segment(*ref->symbol)) return true;
    }
    const auto* call = model_.calls.find(id);
    return call != nullptr && call->define != nullptr && call->define->ast->body != nullptr &&
           in(*call->define->ast->body);
  }

  bool in_segment(const Symbol& symbol) {
    const auto* segment = std::get_if<ast::Segment>(&symbol.declaration->node);
    return segment != nullptr && segment->condition != nullptr && in(*segment->condition);
  }

  const Model& model_;
  std::set<ast::NodeId> seen_;
};

}  // namespace

bool reads_clock(const Model& model, const ast::Expr& expr) { return ClockSearch(model).in(expr); }

}  // namespace camp::sema
