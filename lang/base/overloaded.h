// One function object from several: `std::visit(Overloaded{[](const A&) {...}, ...}, variant)`.
//
// A kind that is added to the variant and forgotten in a visit does not compile; that is what it is
// for.
#pragma once

namespace camp {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace camp
