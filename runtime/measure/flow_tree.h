// A flow as it is written: its steps in the order of the source, within the branches they stand in.
//
// Made of the labels of steps, which say what stands around them (lang/compile/README.md), and of
// the code, which says what waits and which arms it has; so that it can be made of any program that
// a store ever had. Several programs of a flow are one tree: a label is the same step in all of
// them; what only older ones have stands behind what the newest has, in its branch.
// A branch in which nothing is a step (`if x { let y = 1 }`) leaves no label and is not drawn; a
// step with a label of its own that is alone in it is drawn beside it, but for an `if` whose other
// side has steps.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "lang/base/result.h"
#include "runtime/vm/linked_program.h"

namespace camp {

class ProgramShelf;

struct FlowNode {
  enum class Kind : std::uint8_t { kFlow, kBranch, kStep };
  Kind kind{};
  std::string label;  // of a step, as everywhere; of a branch the path to it
  std::string words;  // as it is drawn: `send reminder`, `on r.clicked`, `variant mens`, `else`
  std::uint32_t parent = 0;
  std::vector<std::uint32_t> children;
  // Of a step: whether coming to it leaves an entry in the journal. Else nobody knows who did.
  bool leaves_trace = false;
  bool is_wait = false;
  bool is_older = false;  // not of the newest program
  bool is_frame = false;  // of a match: its arms are the branches
  // Of a branch: whether everybody in it is known. Else who is may have left no trace.
  bool is_certain = false;
  // Of a wait: the branch of each event that only one arm is for (store's numbers), and of its end.
  std::map<std::uint32_t, std::uint32_t> arms;
  std::uint32_t otherwise = 0;  // 0: none
};

struct FlowTree {
  std::uint32_t flow = 0;       // name number
  std::vector<FlowNode> nodes;  // 0: the flow itself
  // In the order of the source, a parent before what is in it; the flow itself is not among them.
  struct Line {
    std::uint32_t node = 0;
    std::uint32_t depth = 0;
  };
  std::vector<Line> lines() const;
};

// The trees of a store's flows, and where each program's steps are in them.
class FlowTrees {
 public:
  struct Place {
    std::uint32_t tree = 0;
    std::uint32_t node = 0;
  };
  // All programs with numbers below next_program. Errors: those of ProgramShelf::get.
  static Result<FlowTrees> of_all(ProgramShelf& programs, std::uint32_t next_program);
  // The newest program first.
  void add(const LinkedProgram& program);
  // After the last.
  void finish();
  const std::vector<FlowTree>& trees() const { return trees_; }
  const FlowTree* tree_of(std::uint32_t flow) const;                   // null: no such flow
  const Place* find(std::uint32_t program, std::uint32_t step) const;  // null: no such step

 private:
  std::vector<FlowTree> trees_;
  std::unordered_map<std::uint64_t, Place> places_;  // by program << 32 | step
};

}  // namespace camp
