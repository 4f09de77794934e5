// What a run would do, told of the trial in which it was done (Session, --dry-run).
#pragma once
#include "cli/session.h"

namespace camp::cli {

// Who belongs to a run's audience and is not in it.
std::string left_out_text(const RunRow& run);
Json left_out_json(const RunRow& run);
// Who would get what, and who not by which reason; --list: contact by contact. Gives the verb's
// exit code.
int show_dry_run(const Invocation& call, Session& session, const RunReport& report);

}  // namespace camp::cli
