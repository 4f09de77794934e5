// What a field is given where it makes a difference: one value for each part into which the
// conditions divide its type, as a script writes them. Pure.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "lang/sema/model.h"

namespace camp {

// `contact.name matches "^v[0-9]+$"`, and the like: contains, starts with, ends with.
struct TextTest {
  ast::BinaryOp op{};
  std::string text;
  friend auto operator<=>(const TextTest&, const TextTest&) = default;
};

// What conditions do with a field, of all that read it.
struct FieldUse {
  struct Bound {
    Value value;
    ast::BinaryOp op{};
  };
  std::vector<Bound> bounds;    // constants that it is compared with
  std::vector<Bound> lengths;   // its length: ints
  std::set<std::string> texts;  // constants likewise, in their order
  std::set<TextTest> tests;     // what its text is asked for
  bool linked = false;          // compared with something that is no constant
};

// What is the same for all of somebody's values.
struct Somebody {
  std::string_view who;        // in addresses
  std::int64_t date_days = 0;  // when she comes
};

// The lengths that conditions tell apart, of texts and lists.
std::vector<std::size_t> lengths_of(const FieldUse& use);
// The plainest first, one that meets what is asked where it can be told; "" is an absent value.
// `may_be_absent`: it may be left out.
std::vector<std::string> values_of(const Type& type, const FieldUse& use, bool may_be_absent,
                                   const Somebody& somebody);

// The same of a field. "" is also its default, where that is none of the others.
std::vector<std::string> values_for(const sema::FieldInfo& field, const FieldUse& use,
                                    const Somebody& somebody);

// The first of these lists, and what differs from it: everything with everything, if that is no
// more than `most`, else one thing at a time. Indexes into the lists.
std::vector<std::vector<std::size_t>> combinations(const std::vector<std::size_t>& sizes,
                                                   std::size_t most);

}  // namespace camp
