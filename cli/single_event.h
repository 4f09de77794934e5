// One event that somebody tells on the command line: what `emit` and `confirm` share.
#pragma once
#include <string>

#include "cli/verb.h"

namespace camp::cli {

// Each call is an event of its own: two purchases a second apart are two.
std::string new_event_id();
// By --time, or else now.
Result<std::int64_t> event_time_ms(const Invocation& call, std::int64_t now_ms);

}  // namespace camp::cli
