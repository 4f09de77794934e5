// Whom a test run looks at before it sends: contacts whose data it takes, and seeds that must not
// be written to.
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/explain/status.h"

namespace camp {

// So many contacts of a campaign's audience, or of all for a journey, drawn by hash: the same ones
// each time.
Result<std::vector<std::pair<std::string, ContactRow>>> draw_sample(StoreView& view,
                                                                    const LinkedProgram& program,
                                                                    const FlowDecl& flow,
                                                                    std::size_t count,
                                                                    const ScanProgress& progress);

// Which of these addresses belong to a contact who is suppressed for the flow. Letters' case makes
// no other address.
Result<std::set<std::string>> suppressed_among(StoreView& view, const LinkedProgram& program,
                                               const FlowDecl& flow,
                                               const std::vector<std::string>& addresses,
                                               const ScanProgress& progress);

}  // namespace camp
