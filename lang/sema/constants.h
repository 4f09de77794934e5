// Values that are known from the text alone: literals, their negatives, and lists of them.
#pragma once
#include <optional>

#include "lang/base/arena.h"
#include "lang/syntax/ast.h"
#include "lang/value/value.h"

namespace camp::sema {

// Nothing when the expression is not a constant. Texts point into the tree, lists into the arena.
std::optional<Value> constant_of(const ast::Expr& expr, Arena& arena);

// Whether a string has outputs or tags in it, and must be parsed as a template.
bool is_template(const ast::Text& text);

}  // namespace camp::sema
