// What has come of a session, as a scenario expects it. Pure but for what it reads of the walk.
#pragma once
#include <string>
#include <vector>

#include "cli/repl/walk.h"

namespace camp::cli {

// Steps that hold where the walk stands, contact by contact: which messages were sent, and why
// others were not; where she is and how she left; goals; fields and lists that flows have changed.
// Errors: the store's.
Result<std::vector<std::string>> expectations(Walk& walk);

}  // namespace camp::cli
