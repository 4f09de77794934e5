// Which values a thing can have: of one kind, as stretches that do not touch, and perhaps none at
// all. Sets and their algebra only: what a thing is, and how one gets to know of it, is known.h's.
//
// Exact, but for two values that nothing orders (two currencies): there an operation leaves out
// what it cannot say, so that a set never lacks a value that is possible. Values are views: they
// live as long as the tree.
#pragma once
#include <optional>
#include <vector>

#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp::sema {

// From `low` to `high`; an end that is not there is endless, an open one is not part of it.
struct Stretch {
  std::optional<Value> low, high;
  bool low_open = false;
  bool high_open = false;
};

class Possible {
 public:
  Possible() = default;  // nothing
  static Possible anything();
  static Possible of_type(const Type& type);  // points to its choices
  static Possible only(const Value& value);
  static Possible stretch(Stretch stretch);
  static Possible any_of(const std::vector<Possible>& sets);

  bool is_nothing() const { return !absent_ && stretches_.empty(); }
  bool may_be_absent() const { return absent_; }
  Possible with_absent(bool absent) const;
  Possible others() const;  // every value that is not in it; what is absent as well
  Possible and_also(const Possible& other) const;
  Possible or_else(const Possible& other) const;

 private:
  void add(Stretch stretch);

  bool absent_ = false;
  bool whole_ = false;              // whole numbers and days: nothing lies between one and the next
  std::vector<Stretch> stretches_;  // in order
};

}  // namespace camp::sema
