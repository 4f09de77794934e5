// What an expression comes to whoever comes and whenever: constants, a `let` that stands for one,
// and arithmetic on them. Pure; the same arithmetic as at run time.
#pragma once
#include <optional>

#include "lang/sema/model.h"

namespace camp::sema {

enum class Lets : bool { kUnknown, kKnown };

// Nothing where it is not known, or where its computation fails.
std::optional<Value> folded(Model& model, const ast::Expr& expr, Lets lets);

// A division by zero, a number beyond 64 bits: why this operation on two folded sides fails
// whatever the data are. Null when it need not.
const char* failure_of(Model& model, const ast::Binary& binary, Lets lets);

// Whether no clock makes more of it than nothing: months have 28 to 31 days, and over days the
// clocks may be put back.
bool is_over_at_once(const Duration& duration);
// More than a hundred years.
bool is_endless(const Duration& duration);

}  // namespace camp::sema
