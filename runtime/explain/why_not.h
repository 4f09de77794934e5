// Why a contact never came to a message: for every pair of the two there is a reason.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "runtime/explain/why.h"

namespace camp {

// `instances`: those that did decide the message; nothing is to be explained about them.
Result<std::vector<WhyNot>> explain_absence(StoreView& view, const std::string& contact_id,
                                            const ContactRow& row, const ContactHistory& history,
                                            std::uint32_t message,
                                            const std::set<std::uint32_t>& instances);

}  // namespace camp
