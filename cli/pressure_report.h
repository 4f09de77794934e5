// What `camp check --pressure` tells: how many messages a contact can get at most, and how.
#pragma once
#include <string>

#include "cli/console.h"
#include "lang/analysis/pressure.h"

namespace camp::cli {

std::string pressure_text(const Pressure& pressure, const SourceSet& sources);
Json pressure_json(const Pressure& pressure, const SourceSet& sources);

}  // namespace camp::cli
