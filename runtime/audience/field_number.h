// Numbers as text: exact, or refused.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/audience/field_text.h"

namespace camp {

enum class Fixed { kOk, kNoNumber, kTooFine, kTooLarge };

// `-12.5` in units of 10^-digits; zeros beyond the last digit do not hurt. With `decimal` (`,` or
// `.`) that is the point, and groups of three digits may stand apart by the other one, a blank or
// an apostrophe; with 0 it is a point, and nothing stands apart.
Fixed read_fixed(std::string_view text, int digits, char decimal, std::int64_t* out);

// Behind "is not a decimal": what to write, or which --decimal reads it. Nothing when no reading is
// a number; both when there are two. `unit` goes behind the number: " EUR".
std::optional<std::string> advice_on_marks(std::string_view text, int digits,
                                           const TextRules& rules, std::string_view unit = {});

// No-break and narrow spaces, which spreadsheets put between digits, as plain ones.
std::string_view with_plain_spaces(std::string_view text, std::string& scratch);

}  // namespace camp
