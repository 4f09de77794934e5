// How many came to each step of a flow's graph and stand there now. Pure: the step report's numbers
// (runtime/measure/step_results.h), told to the nodes by the labels of their steps.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lang/graph/flow_graph.h"
#include "runtime/measure/step_results.h"

namespace camp::cli {

struct NodeFigures {
  std::optional<std::uint64_t> came;  // nothing: coming there leaves no trace
  bool is_at_least = false;           // some may have left none
  std::uint64_t standing = 0;
  std::uint64_t failed = 0;  // stand there with an incident
};

struct GraphFigures {
  std::vector<NodeFigures> nodes;               // by the graph's
  std::map<std::string, NodeFigures> branches;  // by their paths; `came` alone is of use
  std::uint64_t elsewhere = 0;  // stand at steps that the graph has not: of an earlier version
  std::string summary;          // where everybody who entered is, as a sentence
};

GraphFigures figures_of(const FlowGraph& graph, const StepsResult& steps);

// `120 came, 14 stand here`; empty where there is nothing to say.
std::string figures_text(const NodeFigures& figures);
// "1,204", "≥ 3"; nothing where it is not known: "none at least" would say nothing.
std::string came_text(const NodeFigures& figures);

// What is drawn. `figures` may be null: of the flow alone.
struct Picture {
  const FlowGraph& graph;
  const GraphFigures* figures = nullptr;

  std::string figures_text_of(std::uint32_t node) const;
  // The words of the branch that an edge begins, with how many took it.
  std::string words_of(const GraphEdge& edge) const;
};

}  // namespace camp::cli
