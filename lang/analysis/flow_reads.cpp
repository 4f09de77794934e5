#include "lang/analysis/flow_reads.h"

#include <algorithm>

#include "lang/base/overloaded.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

using sema::RefKind;
using sema::SymbolKind;

class FlowReader {
 public:
  FlowReader(const Analysis& analysis, const std::vector<const ast::Flow*>& flows)
      : analysis_(analysis), model_(analysis.model()) {
    out_.flows.insert(flows.begin(), flows.end());
  }

  FlowReads read() {
    for (const auto* flow : out_.flows) wanted_.insert(model_.find(flow->name.text)->declaration);
    for (const auto& file : analysis_.files()) {
      for (const auto& declaration : file.declarations)
        if (std::holds_alternative<ast::Invariant>(declaration.node)) wanted_.insert(&declaration);
    }
    while (!wanted_.empty()) {
      done_.insert(wanted_.begin(), wanted_.end());
      const auto now = std::exchange(wanted_, {});
      for (const auto& file : analysis_.files()) walk_file(file, now);
    }
    for (const auto& spoken : model_.spoken.rows())
      if (modules_.contains(spoken.module)) out_.spoken.push_back(&spoken);
    return std::move(out_);
  }

 private:
  using Declarations = std::set<const ast::Declaration*>;

  void walk_file(const ast::File& file, const Declarations& wanted) {
    ast::walk(file, Overloaded{[&](const ast::Declaration& node) { return wanted.contains(&node); },
                               [](const ast::Goal&) { return false; },  // changes nobody's way
                               [&](const ast::Name& node) { return name(node), true; },
                               [&](const ast::Expr& node) { return expr(node), true; },
                               [&](const ast::EventClause& node) { return clause(node), true; },
                               [&](const ast::Statement& node) { return statement(node), true; },
                               [](const auto&) { return true; }});
  }

  // What is named is read as well, but other flows and events.
  void name(const ast::Name& node) {
    const auto* symbol = model_.find(node.text);
    if (symbol == nullptr || symbol->declaration == nullptr) return;
    if (symbol->kind == SymbolKind::kList) out_.lists.insert(node.text);
    if (symbol->kind == SymbolKind::kModule) modules_.insert(symbol->module);
    const bool leads_on = symbol->kind == SymbolKind::kSegment ||
                          symbol->kind == SymbolKind::kDefine ||
                          symbol->kind == SymbolKind::kModule;
    if (leads_on && !done_.contains(symbol->declaration)) wanted_.insert(symbol->declaration);
  }

  FieldUse* use_of(const ast::Expr& expr) {
    const auto* ref = model_.refs.find(expr.id);
    if (ref == nullptr) return nullptr;
    if (ref->kind == RefKind::kAttribute) return &out_.contact[std::string(ref->name)];
    if (ref->kind == RefKind::kEventField) return &out_.event[std::string(ref->name)];
    return nullptr;
  }

  // The first field in an expression: `contact.score ?? 0`, `month_of(contact.born)`.
  FieldUse* field_in(const ast::Expr& expr) {
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

  void expr(const ast::Expr& expr) {
    use_of(expr);
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
      compare(*binary->left, binary->op, *binary->right);
      compare(*binary->right, ast::turned(binary->op), *binary->left);
    }
    if (const auto* past = model_.histories.find(expr.id)) look_back(*past);
  }

  // Inside of its window, and a day outside.
  void look_back(const sema::HistoryInfo& past) {
    if (past.event == &model_.message_sent) return;
    const std::string event(past.event->name);
    out_.events.insert(event);
    auto& ago = out_.counted[event];
    ago.insert("1d");
    if (!past.ast->last) return;
    auto outside = past.ast->last->value.as_duration();
    ++outside.days;
    ago.insert(duration_text(outside));
  }

  static bool compares(ast::BinaryOp op) {
    return op >= ast::BinaryOp::kEqual && op <= ast::BinaryOp::kMatches;
  }

  void compare(const ast::Expr& field, ast::BinaryOp op, const ast::Expr& with) {
    if (!compares(op)) return;
    if (auto* use = field_in(field)) add(*use, op, with);
  }

  void add(FieldUse& use, ast::BinaryOp op, const ast::Expr& with) {
    std::visit(Overloaded{[&](const ast::Literal& node) {
                            if (node.value.tag == Tag::kBool) return;
                            use.bounds.push_back({node.value, op});
                          },
                          [&](const ast::TextLiteral& node) { use.texts.insert(node.text.text); },
                          [&](const ast::ListLiteral& node) {
                            for (const auto& item : node.items)
                              add(use, ast::BinaryOp::kEqual, *item);
                          },
                          [&](const ast::Range& node) {
                            add(use, ast::BinaryOp::kGreaterEqual, *node.low);
                            add(use, ast::BinaryOp::kLessEqual, *node.high);
                          },
                          [&](const auto&) {
                            if (use_of(with) != nullptr || is_local(with)) use.linked = true;
                          }},
               with.node);
  }

  bool is_local(const ast::Expr& expr) const {
    const auto* ref = model_.refs.find(expr.id);
    return ref != nullptr && ref->kind == RefKind::kLocal;
  }

  void clause(const ast::EventClause& node) {
    const auto* info = model_.clauses.find(node.id);
    if (info == nullptr || info->event.empty()) return;
    if (info->event == "list.added" || info->event == "list.removed")
      out_.changed_lists.insert(std::string(info->of));
    out_.events.insert(std::string(info->event));
  }

  void statement(const ast::Statement& node) {
    std::visit(
        Overloaded{[](const auto&) {},
                   [&](const ast::Send& send) { out_.messages.insert(send.message.text); },
                   [&](const ast::Match& match) {
                     for (const auto& arm : match.arms) same_as(*match.subject, arm.values);
                   },
                   [&](const ast::Experiment& experiment) {
                     if (experiment.by == nullptr) return;
                     for (const auto& arm : experiment.arms) same_as(*experiment.by, arm.values);
                   },
                   [&](const ast::Request& request) {
                     out_.calls.insert(sema::answer_event(request.service.text, request.call.text));
                   }},
        node.node);
  }

  void same_as(const ast::Expr& subject, const std::vector<ast::ExprPtr>& values) {
    for (const auto& value : values) compare(subject, ast::BinaryOp::kEqual, *value);
  }

  const Analysis& analysis_;
  const sema::Model& model_;
  Declarations wanted_, done_;
  std::set<const sema::ModuleInfo*> modules_;
  FlowReads out_;
};

}  // namespace

FlowReads reads_of(const Analysis& analysis, const std::vector<const ast::Flow*>& flows) {
  return FlowReader(analysis, flows).read();
}

}  // namespace camp
