// What can happen, as scripts write it: the forms of an event that conditions tell apart, and the
// words with which a question can be answered. Pure; of a project without errors.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "lang/analysis/flow_reads.h"

namespace camp {

// `purchase { order: "a" }`, each way in which it makes a difference, the plainest first. What
// nobody reads is what it usually is.
struct EventForms {
  std::vector<std::string> forms;
  bool sampled = false;  // not everything was combined with everything
};
EventForms event_forms(const sema::EventInfo& event, const FlowReads& reads,
                       const Somebody& somebody);

// `shop.coupon answers { code: "a" }`, likewise.
EventForms answer_forms(const sema::Model& model, const FlowReads& reads, const std::string& call,
                        const Somebody& somebody);

// What the question takes for an answer, one for each that it tells apart.
std::set<std::string> answers_to(const ast::Ask& ask);

}  // namespace camp
