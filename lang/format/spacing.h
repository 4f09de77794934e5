// The blanks between two tokens of one line.
#pragma once
#include <cstddef>

#include "lang/format/tokens.h"

namespace camp::format {

// Nothing may stand between a token and this one before it (`a.b`, `f(x)`): also no line break.
bool is_glued(const Token* before_first, const Token& first, const Token& second);

// 0, 1, or 2 between two items of a block on one line. `before_first`: null where none is.
std::size_t blanks_between(const Token* before_first, const Token& first, const Token& second);

}  // namespace camp::format
