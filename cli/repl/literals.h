// Values as a script writes them. Pure.
#pragma once
#include <cstdint>
#include <string>

#include "lang/value/value.h"

namespace camp::cli {

// To the next full second: `2026-03-01 09:00 UTC`.
std::string moment_literal(std::int64_t at_ms);
std::string literal(const Value& value);

}  // namespace camp::cli
