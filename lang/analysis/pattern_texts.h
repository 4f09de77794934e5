// Texts that a regular expression matches: for each way through its alternatives and repetitions
// the plainest, as far as there are few. What a class of characters has, RE2 itself is asked. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace camp {

// The plainest first, each of them matched. Empty: none was found, which says nothing (a pattern
// may ask for what is behind a boundary, or a letter that is not tried).
std::vector<std::string> texts_matching(std::string_view pattern);
// As the language's `matches`: anywhere in the text. False of what is no pattern.
bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace camp
