// What JSON lacks or has wrongly, in our words. Pure.
#pragma once
#include <string>

#include "cli/render/json.h"

namespace camp::cli {

// "'uri' is missing", "string is due, not number".
std::string problem_of(const Json::exception& wrong);

}  // namespace camp::cli
