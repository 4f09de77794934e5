// Whether what an expression says depends on the clock: it reads `now`, be it in a segment or a
// definition that it uses. After the check of what it is made of.
#pragma once
#include "lang/sema/model.h"

namespace camp::sema {

bool reads_clock(const Model& model, const ast::Expr& expr);

}  // namespace camp::sema
