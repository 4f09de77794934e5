// Why a contact is in a segment or on a list, or not: what `camp segments NAME --contact ID` tells.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lang/program/scenario_plan.h"
#include "runtime/explain/store_view.h"

namespace camp {

struct ConditionPart {
  Span span;          // in the sources that the condition was taken apart from
  std::string value;  // as text; of one that cannot be evaluated why not
};

struct Membership {
  std::string set;
  bool is_list = false;
  std::optional<bool> member;           // nothing: the condition cannot be evaluated
  std::string problem;                  // then: why not
  std::optional<std::int64_t> said_ms;  // of a list: when that was said last
  std::vector<ConditionPart> parts;     // of a segment: innermost first
};

// By the program that runs. `dissection`: the segment's condition as the sources have it, whose
// parts are shown with their values; null: they are not. Errors: kNotFound (no such contact,
// segment or list), kInvalid (erased), kIo, kCorrupt.
Result<Membership> read_membership(StoreView& view, const std::string& set,
                                   const std::string& contact, plan::Dissection* dissection);

}  // namespace camp
