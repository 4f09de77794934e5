#include "runtime/measure/counts.h"

#include <algorithm>

namespace camp {

void add_money(std::vector<MoneySum>& sums, Currency currency, std::int64_t minor,
               bool taken_back) {
  auto sum = std::find_if(sums.begin(), sums.end(),
                          [&](const MoneySum& it) { return it.currency == currency; });
  if (sum == sums.end()) sum = sums.insert(sum, {currency, 0, false});
  const bool overflows = taken_back ? __builtin_sub_overflow(sum->minor, minor, &sum->minor)
                                    : __builtin_add_overflow(sum->minor, minor, &sum->minor);
  sum->overflowed = sum->overflowed || overflows;
}

}  // namespace camp
