// The records of runtime/explain as JSON: what `--json` answers hold, and any server of the same
// records. Pure.
#pragma once
#include "cli/render/json.h"
#include "runtime/explain/comms.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/ledger_check.h"
#include "runtime/explain/status.h"
#include "runtime/explain/system_log.h"
#include "runtime/explain/why.h"

namespace camp::cli {

Json told_json(const Told& told);     // any entry of the journal
Json message_json(const Told& told);  // the same of a message, in full
Json comms_json(const Comms& comms, bool with_history);
Json contact_json(const ToldContact& contact);
Json why_json(const Why& why);  // decisions and reasons
Json status_json(const Status& status);
Json next_wake_json(const NextWake& next);  // nothing where nobody is woken
Json run_line_json(const RunLine& line);
Json approval_json(const ApprovalStanding& standing);
Json system_log_json(const std::vector<SystemLine>& log);
Json ledger_check_json(const LedgerCheck& check);

}  // namespace camp::cli
