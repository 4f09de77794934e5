// What a condition is made of: each expression in it as a function of its own, to be shown with its
// value.
#pragma once
#include <vector>

#include "lang/compile/expressions.h"
#include "lang/program/scenario_plan.h"

namespace camp::compile {

// Innermost first, in the order in which they are read; what has no value worth showing is left
// out. `row`: as of compile_expression().
std::vector<plan::Part> condition_parts(Context& context, const ast::Expr& condition,
                                        const ast::Call* row = nullptr);

}  // namespace camp::compile
