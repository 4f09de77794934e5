// What to write instead, where something stands that no rule takes.
#pragma once
#include <string>
#include <string_view>

namespace camp::syntax {

// `text` is the whole source and `at` a place in it; `wants_value`: a value or a text is due there.
// Empty when nothing is known to help.
std::string way_out(std::string_view text, std::size_t at, bool wants_value);

}  // namespace camp::syntax
