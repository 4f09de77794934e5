// Scenarios to a suite of plans: names resolved, expressions compiled, tables unrolled.
#pragma once
#include "lang/analysis/trials.h"
#include "lang/base/source.h"
#include "lang/compile/expressions.h"
#include "lang/program/scenario_plan.h"

namespace camp::compile {

class ScenarioCompiler {
 public:
  // The context's program has the whole project already; the suite's expressions are added to it.
  ScenarioCompiler(Context& context, const SourceSet& sources, const Trials& trials)
      : context_(context), model_(context.model), sources_(sources), trials_(trials) {}

  void compile(const sema::ScenarioInfo& info, std::vector<plan::Scenario>* out);

 private:
  void compile_row(const sema::ScenarioInfo& info, const ast::Expr* row,
                   std::vector<plan::Scenario>* out);
  plan::Step step(const ast::ScenarioStep& step);
  plan::Holds holds(const ast::Holds& node);
  plan::Shows shows(const ast::Shows& node);
  plan::Does does(const ast::Does& node);
  plan::Does tries(const ast::TryModule& node);
  plan::ServiceDoes service_does(std::string_view service, const ast::ServiceDoes& node);
  plan::Reacts reacts(const ast::Reacts& node);
  plan::MakeContact person(const ast::MakeContact& node);
  void reached(const ast::Reached& node, plan::Step* out);
  plan::IsIn is_in(const ast::IsIn& node);
  FunctionIndex function(const ast::Expr& expr);
  FunctionIndex maybe(const ast::ExprPtr& expr) { return expr ? function(*expr) : kNone; }
  plan::Value value(const ast::ScenarioValue& value);
  plan::Fields fields(const std::vector<ast::ScenarioField>& fields);
  void check_label(const ast::Text& label, std::string_view flow);

  Context& context_;
  const sema::Model& model_;
  const SourceSet& sources_;
  const Trials& trials_;
  const ast::Call* row_ = nullptr;  // its arguments are the table's columns, in this row
};

}  // namespace camp::compile
