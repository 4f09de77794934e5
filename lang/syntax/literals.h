// Numbers with their units, from text that the grammar has matched.
#pragma once
#include <string>
#include <string_view>

#include "lang/base/result.h"
#include "lang/value/value.h"

namespace camp::syntax {

// 1_000, 2.5, 45%, 19.99 EUR, 1d12h, 09:00, 2026-12-01. The error's message says what is wrong with
// it, its hint the way out.
Result<Value> read_number(std::string_view text);
// What to write for a date that is written well, but does not exist: 2026-02-29.
std::string way_to_day(std::string_view date);

}  // namespace camp::syntax
