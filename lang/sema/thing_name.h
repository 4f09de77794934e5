// A name for what an expression is made of: two expressions of one name give one value, as long as
// nothing changes in between.
#pragma once
#include <string>

#include "lang/sema/model.h"

namespace camp::sema {

struct ThingName {
  std::string text;     // empty: it has none
  bool lasting = true;  // of the instance alone: locals, its event
};

// After the check of the expression.
ThingName name_of(const Model& model, const ast::Expr& expr);
// Of an expression that is nothing but this local.
std::string name_of_local(const Binding& local);

}  // namespace camp::sema
