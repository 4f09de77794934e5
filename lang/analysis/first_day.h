// The day from which on flows are looked at where nobody says one: before whatever they have dated.
// Pure.
#pragma once
#include <cstdint>
#include <vector>

#include "lang/syntax/ast.h"

namespace camp {

// Days since 1970: the day before a schedule's first date, the week before a flow expires; of flows
// without any, always the same Monday.
std::int64_t first_day_of(const std::vector<const ast::Flow*>& flows);

}  // namespace camp
