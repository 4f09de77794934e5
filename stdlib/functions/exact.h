// The mathematics of bare Liquid files: floats are the decimals that they print as, reckoned with
// exactly, and only a result becomes a float again; so 0.1 + 0.2 is 0.3. Boost.Multiprecision is
// seen in exact.cpp only.
//
// All take any value, as Liquid does: texts that look like numbers are, the rest is 0. A whole
// result that 64 bits do not hold is a float. Where Liquid has no result, it is absent and
// context.error says why.
#pragma once
#include <vector>

#include "lang/value/value.h"
#include "stdlib/functions/functions.h"

namespace camp::stdlib::exact {

Value calculate(Arithmetic op, const Value& a, const Value& b, const Context& context);
Value sum(const std::vector<Value>& items);
Value magnitude(const Value& value);  // without its sign
Value larger(const Value& value, const Value& bound);
Value smaller(const Value& value, const Value& bound);

Value floored(const Value& value, const Context& context);
Value raised(const Value& value, const Context& context);  // the whole number above
// Half away from zero, to so many decimals; to a whole number without any.
Value rounded(const Value& value, const Value& decimals, const Context& context);

}  // namespace camp::stdlib::exact
