// A piece of a script in one line: without comments, with one blank where there was white space.
#pragma once
#include <string>
#include <string_view>

namespace camp {

// `source` is whole: it begins and ends outside of strings.
std::string written(std::string_view source);

}  // namespace camp
