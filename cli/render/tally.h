// What a verb that did work says of it beside its figures: messages that were skipped, by reason,
// and incidents. Pure.
#pragma once
#include <string>

#include "cli/render/json.h"
#include "runtime/policy/tally.h"

namespace camp::cli {

std::string skipped_text(const GateCounts& skipped);  // ", 2 skipped (no_consent 2)"; none: ""
Json skipped_json(const GateCounts& skipped);         // {"no_consent": 2}
// A line of its own that says where to look; none: "".
std::string incidents_text(std::uint64_t incidents);
// Members for an answer: "skipped", "incidents".
Json tally_json(const Tally& tally);

}  // namespace camp::cli
