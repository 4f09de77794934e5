// Why a contact never came to a message: for every pair of the two there is a reason.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "cli/lookup.h"

namespace camp::cli {

struct Reason {
  std::string flow;  // campaign or journey; empty: about the contact itself
  std::string word;  // for machines: not_in_audience, never_run, no_event, refused, waiting, ...
  std::string text;
};

// `instances`: those that did decide the message; nothing is to be explained about them.
Result<std::vector<Reason>> explain_absence(Session& session, const std::string& contact_id,
                                            const ContactRow& row, const ContactHistory& history,
                                            std::uint32_t message,
                                            const std::set<std::uint32_t>& instances);

// The names of all messages that any program of the store ever had.
Result<std::vector<std::string>> all_message_names(Engine& engine);

}  // namespace camp::cli
