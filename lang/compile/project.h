// A checked project to its Program: every table sorted by name.
#pragma once
#include "lang/analysis/trials.h"
#include "lang/base/diagnostic.h"
#include "lang/base/source.h"
#include "lang/compile/step_paths.h"
#include "lang/program/program.h"
#include "lang/program/scenario_plan.h"
#include "lang/sema/model.h"

namespace camp::compile {

// What is too large for a program is an error in `diagnostics`; the result is then of no use.
// `paths`: filled, unless it is null.
Program compile_model(const sema::Model& model, const SourceSet& sources, Diagnostics& diagnostics,
                      StepPaths* paths = nullptr);
// The project's scenarios, with the trials that they make of modules. Compiles the project once
// more: the expressions' program has it all.
plan::Suite compile_scenarios(const sema::Model& model, const SourceSet& sources,
                              const Trials& trials, Diagnostics& diagnostics);

// A condition of the project, taken apart.
plan::Dissection dissect(const sema::Model& model, const SourceSet& sources,
                         const ast::Expr& condition, Diagnostics& diagnostics);

}  // namespace camp::compile
