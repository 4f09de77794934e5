// From an analyzed project to its Program: the compiler's public face.
//
// A program does not depend on the order of the files, on paths or on the machine: only its source
// map names files. Never throws; an Analysis with errors is refused with an Error that tells the
// first. What only compiling finds (too large for a program) is appended to `findings`, and is an
// Error as well.
#pragma once
#include "lang/analysis/analysis.h"
#include "lang/base/diagnostic.h"
#include "lang/base/result.h"
#include "lang/compile/step_paths.h"
#include "lang/program/program.h"
#include "lang/program/scenario_plan.h"

namespace camp {

Result<Program> compile_program(const Analysis& analysis, Diagnostics& findings);

// What the steps of the project's flows are called, and the branches around them, by the node that
// they are written as: a Statement; a Block that is a branch. Nothing of what modules do. Errors as
// above.
Result<StepPaths> step_paths(const Analysis& analysis, Diagnostics& findings);

// The project's scenarios; empty without any. Compiles the declarations once more: the
// expressions' program has it all.
Result<plan::Suite> compile_suite(const Analysis& analysis, Diagnostics& findings);

// The condition of a segment, taken apart; kNotFound when there is no such segment.
Result<plan::Dissection> dissect_segment(const Analysis& analysis, std::string_view segment,
                                         Diagnostics& findings);

}  // namespace camp
