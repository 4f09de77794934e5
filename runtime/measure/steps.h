// How far the instances of a flow have come: at each step of its tree how many came, stand there
// and left it, and by which way.
//
// The unit is the instance, each once; `times` and ways count each coming and going, which are more
// where a loop leads back. Everybody is somewhere: those who entered went through to the end, left
// by an exit, were taken out, or stand at a step, waiting or failed. What `camp status --flows`
// counts by asking every contact is the same, counted from the journal.
#pragma once
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "runtime/measure/flow_tree.h"
#include "runtime/measure/hash_counts.h"
#include "runtime/measure/journal_fold.h"

namespace camp {

// What woke an instance that stood at a wait, so that it went on or was taken out.
struct WayOut {
  WakeKind wake{};
  std::uint32_t event = 0;  // name number; 0: none
  std::uint64_t times = 0;
};
// Of a node of the flow's tree. Of a branch only `came` counts. Of the flow itself: came = entered;
// ways: left at once, as an exit's condition held; failed: before any wait.
struct StepCounts {
  std::uint64_t came = 0;
  std::uint64_t times = 0;    // that somebody came to stand here
  std::uint64_t waiting = 0;  // now
  std::uint64_t failed = 0;   // stand here with an incident
  std::uint64_t ended = 0;    // by this `exit`
  std::vector<WayOut> ways;   // as they were first seen
  MessageCounts messages;
};
struct FlowSteps {
  std::uint32_t tree = 0;  // into FlowTrees::trees()
  std::uint32_t run = 0;   // 0: a journey
  std::uint64_t finished = 0;
  std::vector<StepCounts> nodes;  // by the tree's
};
// Runs together, node by node. Of one tree.
void add_to(FlowSteps& sum, const FlowSteps& more);

class StepFold final : public JournalFold {
 public:
  // The trees live longer.
  explicit StepFold(const FlowTrees& trees) : trees_(trees) {}
  std::vector<FlowSteps> take() && { return std::move(flows_); }

 private:
  enum class Fact : std::uint64_t { kStands = 1, kCame };
  struct At {
    std::uint32_t flow = 0;  // into flows_
    std::uint32_t node = 0;
  };
  // What an entry is of: a flow's run, and one contact's way through it.
  struct Whose {
    std::uint32_t flow = 0;  // into flows_
    std::uint64_t instance = 0;
  };

  void leave_partition() override { facts_.clear(); }
  void begin_chunk() override { queued_.clear(); }
  void add(const JournalEntry& entry, const Contact& contact) override;
  void add_outcome(MessageOutcome outcome, std::size_t ordinal) override;

  bool find_flow(const Subject& subject, std::uint32_t* index);
  StepCounts& counts(const Whose& whose, std::uint32_t node) {
    return flows_[whose.flow].nodes[node];
  }
  const FlowNode& node_of(const Whose& whose, std::uint32_t node) const {
    return trees_.trees()[flows_[whose.flow].tree].nodes[node];
  }
  std::uint32_t find_node(const Whose& whose, std::uint32_t program, std::uint32_t step) const;
  void come_to(const Whose& whose, std::uint32_t node);
  void add_transition(const Whose& whose, const TransitionEntry& entry);
  void leave(const Whose& whose, std::uint32_t node, const TransitionEntry& entry);
  void add_message(const Whose& whose, const MessageEntry& entry);

  const FlowTrees& trees_;
  std::vector<FlowSteps> flows_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> index_;  // by flow and run
  HashCounts facts_;                                                        // of one partition
  std::vector<At> queued_;  // the last chunk's messages
};

}  // namespace camp
