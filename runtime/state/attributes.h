// Inside of runtime/state: what contact_row.h leaves to attributes.cpp.
#pragma once
#include <string_view>

namespace camp {

// Whole, with strictly ascending names and nothing behind the last value. No bytes at all are no
// attributes.
bool attributes_well_formed(std::string_view attributes);

}  // namespace camp
