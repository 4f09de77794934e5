// What the steps of a flow are called, and so the ledger ids of what they send.
#pragma once
#include <map>
#include <string>
#include <utility>

#include "tests/model/project.h"

namespace camp::model {

// A step: the `do` of a flow in whose module it stands (null: in the flow itself), and the statement.
using Step = std::pair<const Statement*, const Statement*>;
struct Named {
  std::string label;
  int order = 0;  // in the flow's script
};
using Labels = std::map<Step, Named>;

Labels labels_of(const Project& project, const Flow& flow);
// `r0.clicked`, `added to vips`, `when`: what an arm is called, and of built-in events the script's words.
std::string words_of(const EventClause& clause);

// Of the `times`-th message that an instance (of a run) decides at this step; 32 hexadecimal digits.
std::string ledger_id(const std::string& flow, const std::string& run_key_or_number,
                      const std::string& label, int times, const std::string& contact);

}  // namespace camp::model
