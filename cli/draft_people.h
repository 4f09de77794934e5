// Who stands in the scenarios of a drafted campaign: what hangs on the project, and on how the
// person calls the campaign, no text of a goal can say.
#pragma once
#include <string>

#include "cli/campaign_draft.h"

namespace camp::cli {

// Somebody for each arm of `flow`'s experiments, who are drawn by their names: put beside the
// contacts of the draft's first scenario. Errors: what compile() says.
Result<void> add_people_for_arms(const Project& project, const std::string& flow,
                                 CampaignDraft* draft);

// Gives the contacts of the draft's scenarios what the audience asks for (fields, lists, what they
// did before), so that the scenarios pass. False, and the draft stays as it was: nothing that was
// tried makes them pass. Errors: what compile() says.
Result<bool> fit_to_audience(const Project& project, const std::string& flow, CampaignDraft* draft);

}  // namespace camp::cli
