#include "lang/analysis/flow_reads.h"

#include <algorithm>

#include "lang/analysis/field_aims.h"
#include "lang/base/overloaded.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

using sema::SymbolKind;

class FlowReader {
 public:
  FlowReader(const Analysis& analysis, const std::vector<const ast::Flow*>& flows)
      : analysis_(analysis), model_(analysis.model()) {
    out_.flows.insert(flows.begin(), flows.end());
  }

  FlowReads read() {
    for (const auto& file : analysis_.files()) aims_.learn_names(file);
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

  void expr(const ast::Expr& expr) {
    aims_.use_of(expr);
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
      aims_.compare(*binary->left, binary->op, *binary->right);
      aims_.compare(*binary->right, ast::turned(binary->op), *binary->left);
      if (binary->op == ast::BinaryOp::kDivide || binary->op == ast::BinaryOp::kRemainder)
        aims_.divide_by(*binary->right);
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
    for (const auto& value : values) aims_.compare(subject, ast::BinaryOp::kEqual, *value);
  }

  const Analysis& analysis_;
  const sema::Model& model_;
  Declarations wanted_, done_;
  std::set<const sema::ModuleInfo*> modules_;
  FlowReads out_;
  FieldAims aims_{model_, out_};
};

}  // namespace

FlowReads reads_of(const Analysis& analysis, const std::vector<const ast::Flow*>& flows) {
  return FlowReader(analysis, flows).read();
}

}  // namespace camp
