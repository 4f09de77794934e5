// The names of a project's things, by what they are: what a shell completes. Of scripts as they are
// being written too: what can be read of them counts.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/project.h"

namespace camp::cli {

// `kind`: as `camp help` writes an argument (verbs.def): CAMPAIGN, JOURNEY, FLOW and NAME (either),
// MESSAGE, SEGMENT, LIST, EVENT, SCENARIO. Nothing of any other. In the scripts' order.
std::vector<std::string> names_of(const Analysis& analysis, std::string_view kind);

// Before an engine is asked for a run of it: what is there instead, or that it is a journey.
std::optional<Error> wrong_campaign(const Program& program, const std::string& name);

}  // namespace camp::cli
