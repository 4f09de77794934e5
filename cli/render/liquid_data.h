// The JSON that a template is rendered with, as Liquid's values.
#pragma once
#include <string>

#include "lang/base/arena.h"
#include "lang/base/result.h"
#include "lang/value/value.h"

namespace camp::cli {

// An object. Whole numbers beyond 64 bits are floats. Views into the arena.
Result<Value> read_liquid_data(const std::string& json, Arena& arena);

}  // namespace camp::cli
