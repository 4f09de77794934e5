// Sorting of what mostly comes in order.
#pragma once
#include <algorithm>

namespace camp {

// One comparison an element when nothing is to be done: timers and the contacts that they wake lie
// in order already, and sorting them again took an eighth of a transition.
template <class Range, class Less>
void sort_unless_sorted(Range& range, Less less) {
  if (!std::is_sorted(range.begin(), range.end(), less))
    std::sort(range.begin(), range.end(), less);
}

}  // namespace camp
