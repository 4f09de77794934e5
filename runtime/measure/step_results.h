// A flow's steps as a report draws them: its tree line by line with what is counted at each.
// Pure; made of the tree (flow_tree.h) and the fold (steps.h). Renderers compute nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/steps.h"
#include "runtime/state/names.h"

namespace camp {

// How instances left a wait, or a flow at once.
enum class Leaving : std::uint8_t {
  kTime,      // its time was up
  kEvent,     // an arm's event, or a condition that came to hold
  kExit,      // an exit of the flow
  kErased,    // the contact is gone
  kOperator,  // camp cancel, camp incidents end
};
struct StepWay {
  Leaving how{};
  std::string event;  // `r.clicked`, `purchase`; "": a condition, or none
  std::uint64_t times = 0;
};
struct StepLine {
  std::string label;
  std::string words;
  std::uint32_t depth = 0;
  bool is_branch = false;
  bool is_counted = true;    // else coming to it leaves no trace
  bool is_at_least = false;  // some who are in this branch may have left no trace
  bool is_older = false;     // no step of the flow as it is now
  std::uint64_t came = 0;
  std::optional<double> share;  // of those who entered
  std::uint64_t times = 0;
  std::uint64_t waiting = 0;
  std::uint64_t failed = 0;
  std::uint64_t ended = 0;
  std::vector<StepWay> ways;  // most first
  MessageCounts messages;
};
// Everybody who entered is somewhere: entered = finished + ended + taken_out + waiting + failed.
struct StepsResult {
  std::uint64_t entered = 0;
  std::uint64_t finished = 0;   // went through to the end
  std::uint64_t ended = 0;      // by an `exit` among the steps
  std::uint64_t taken_out = 0;  // by an exit of the flow, an operator, an erasure
  std::uint64_t waiting = 0;
  std::uint64_t failed = 0;           // stand with an incident
  std::uint64_t failed_at_start = 0;  // of them, before any step
  std::vector<StepWay> at_once;       // of those taken out, before any step
  std::vector<StepLine> lines;
};

StepsResult steps_result(const FlowTree& tree, const FlowSteps& counts, const Names& names);
// Of all runs of the flow of that name together; of one that the store does not know nothing.
StepsResult steps_of_flow(std::string_view flow, const FlowTrees& trees,
                          const std::vector<FlowSteps>& counts, const Names& names);

}  // namespace camp
