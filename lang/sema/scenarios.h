// Scenarios: names, types and order of their steps. Nothing here changes what the program is.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/expressions.h"
#include "lang/sema/model.h"

namespace camp::sema {

// One per check: scenarios' names are told apart across files.
class ScenarioChecker {
 public:
  ScenarioChecker(Model& model, Reporter& reporter, ExpressionChecker& expressions)
      : model_(model), reporter_(reporter), expressions_(expressions) {}

  void check(const ast::Scenario& scenario);

 private:
  void check_step(const ast::ScenarioStep& step);
  void check_table(const ast::Table& table);
  void declare_column(const ast::Name& name, const Typed& typed);
  const ast::Table* find_table(const ast::Scenario& scenario);

  void check_node(const ast::ScenarioStep& step, const ast::MakeContact& node);
  void check_node(const ast::ScenarioStep& step, const ast::At& node);
  void check_node(const ast::ScenarioStep& step, const ast::After& node);
  void check_node(const ast::ScenarioStep& step, const ast::Jump& node);
  void check_node(const ast::ScenarioStep&, const ast::Kill&) {}
  void check_node(const ast::ScenarioStep& step, const ast::RunStarts& node);
  void check_node(const ast::ScenarioStep& step, const ast::Operates& node);
  void check_node(const ast::ScenarioStep& step, const ast::NextMessage& node);
  void check_node(const ast::ScenarioStep& step, const ast::TryModule& node);
  void check_node(const ast::ScenarioStep& step, const ast::Does& node);
  void check_node(const ast::ScenarioStep& step, const ast::ServiceDoes& node);
  void check_node(const ast::ScenarioStep& step, const ast::Reacts& node);
  void check_node(const ast::ScenarioStep& step, const ast::Confirms& node);
  void check_node(const ast::ScenarioStep&, const ast::Table&) {}  // looked at first of all
  void check_node(const ast::ScenarioStep& step, const ast::WasSent& node);
  void check_node(const ast::ScenarioStep& step, const ast::WasNotSent& node);
  void check_node(const ast::ScenarioStep& step, const ast::Entered& node);
  void check_node(const ast::ScenarioStep& step, const ast::LeftFlow& node);
  void check_node(const ast::ScenarioStep& step, const ast::IsAtStep& node);
  void check_node(const ast::ScenarioStep& step, const ast::Reached& node);
  void check_node(const ast::ScenarioStep& step, const ast::IsIn& node);
  void check_node(const ast::ScenarioStep& step, const ast::Holds& node);
  void check_node(const ast::ScenarioStep& step, const ast::Shows& node);
  void check_node(const ast::ScenarioStep& step, const ast::MessagesSent& node);
  void check_node(const ast::ScenarioStep& step, const ast::NothingMore& node);

  // `check` reads the expression; whose values it reads is kept for the step. `usual`: a step of
  // its kind, for who names nobody.
  template <class Check>
  void check_about_one(const ast::ScenarioStep& step, const ast::Expr& expr, std::string_view usual,
                       Check check);
  void check_person(const ast::Name& name);
  void check_duration(const ast::Expr& expr, std::string_view place);
  void check_fields(const std::vector<ast::ScenarioField>& fields, const FieldTable& table,
                    std::string_view owner);
  void check_required(const std::vector<ast::ScenarioField>& fields, const FieldTable& table,
                      std::string_view owner, Span place);
  void check_value(const ast::ScenarioValue& value, const Type& type, std::string_view place);
  bool check_column(const ast::Expr& expr, const Type& type, std::string_view place);
  void check_record(const ast::ScenarioValue& value, const Type& type, std::string_view place);
  void check_flow(const ast::Name& name);
  void check_message(const ast::Name& name, const ast::Name* channel);
  void check_spoken(const ast::Name& name, const ast::Name* channel);
  void check_goal(const ast::Name& name);
  void note_part(const ast::Name& dotted, Span module, const ast::Name* part);
  void check_target(const ast::Reached& node);
  void unknown_field(const ast::Name& name, std::vector<std::string> candidates,
                     std::string_view owner);

  Model& model_;
  Reporter& reporter_;
  ExpressionChecker& expressions_;
  ScenarioInfo* info_ = nullptr;
  People people_;
  std::unordered_map<std::string_view, Span> names_;
};

}  // namespace camp::sema
