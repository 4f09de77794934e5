#include "lang/sema/check.h"

#include "lang/base/reporter.h"
#include "lang/sema/consequences.h"
#include "lang/sema/declarations.h"
#include "lang/sema/expressions.h"
#include "lang/sema/flow.h"
#include "lang/sema/never_told.h"
#include "lang/sema/policies.h"
#include "lang/sema/scenarios.h"
#include "lang/sema/timeliness.h"
#include "lang/sema/transitions.h"

namespace camp {

std::unique_ptr<sema::Model> check(SourceSet& sources, const std::vector<ast::File>& files,
                                   const FileReader& read_file, Diagnostics& diagnostics) {
  auto model = std::make_unique<sema::Model>();
  if (!files.empty()) model->end_id = files.back().end_id;
  Reporter reporter(diagnostics);
  sema::forgive_consequences(files, reporter);
  sema::ExpressionChecker expressions(*model, reporter);
  sema::DeclarationChecker declarations(*model, reporter, expressions, sources, read_file);
  declarations.declare(files);
  declarations.check(files);
  for (auto& module : model->module_storage)
    sema::FlowChecker(*model, reporter, expressions, module, 0).check_module();
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      if (auto* flow = std::get_if<ast::Flow>(&declaration.node))
        sema::FlowChecker(*model, reporter, expressions, *flow).check();
    }
  }
  sema::PolicyChecker(*model, reporter).check(files);
  sema::check_timeliness(*model, files, reporter);
  sema::check_transitions(*model, files, reporter);
  sema::check_never_told(*model, files, reporter);
  declarations.check_use();  // before the scenarios: a message that only tests name is not used
  declarations.check_imports(files);
  sema::ScenarioChecker scenarios(*model, reporter, expressions);
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      if (auto* scenario = std::get_if<ast::Scenario>(&declaration.node))
        scenarios.check(*scenario);
    }
  }
  return model;
}

}  // namespace camp
