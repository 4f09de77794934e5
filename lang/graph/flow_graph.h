// A campaign's or journey's flow as a graph: what is drawn of it, in the words of its script.
//
// Nodes are what somebody comes to, edges the ways between them. The same nodes are also a tree, as
// the flow is written: those of a sequence in order, and under each the branches that it has. What
// holds at any step (exits and goals of the flow) has no edges. A `let` is not drawn.
//
// Words come from the script as they are, in one line: they may hold anything that a string can.
// Whoever shows them makes them safe for where they go to, and shortens them. Pure; made once, then
// read only.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/analysis/analysis.h"
#include "lang/sema/node_map.h"

namespace camp {

enum class GraphKind : std::uint8_t {
  kStart,       // what lets somebody in: an event, a segment, an audience
  kSend,        // a message
  kWait,        // for a time, or events
  kChoice,      // if, match
  kExperiment,  // also holdouts
  kWithheld,    // whose messages of an experiment are withheld
  kAction,      // what is set, added, emitted, started
  kRequest,     // of a service
  kModule,      // do
  kLoop,        // repeat
  kStop,        // of a loop
  kExit,        // a step that ends it
  kEnd,         // nothing more to do
  kLeave,       // what ends it at any step
  kGoal,
};
// `send`, `choice`: what machines call it.
std::string_view kind_word(GraphKind kind);

struct GraphBranch {
  std::string words;  // `yes`, `on r.clicked`, `mens 50%`
  std::string path;   // as reports call the branch; empty: they do not
  std::vector<std::uint32_t> nodes;
  bool is_written = true;  // else what is left when no other branch is taken
};

struct GraphNode {
  GraphKind kind{};
  std::string label;  // of its step, as everywhere; empty: it has none
  std::string title;
  std::vector<std::string> details;  // beside the title: `via email or sms`
  std::string source;                // all of it as written, but for what is in its branches
  std::string place;                 // `cart.camp:54:5`; empty: it is written nowhere
  std::vector<GraphBranch> branches;
};

struct GraphEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::string words;     // of the branch that it begins; empty: there is only this way
  std::string path;      // of that branch
  bool is_back = false;  // to the next round of a loop
};

struct FlowGraph {
  std::string name;
  bool is_journey = false;
  std::string brief;               // its `##` comment, in one line
  std::vector<std::string> facts;  // `again after 7d`, `schedule every monday at 09:00`
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> course;    // from the first step on, what is in branches apart
  std::vector<std::uint32_t> any_time;  // exits and goals
};

// The names of all flows, in the order of the sources.
std::vector<std::string> flow_names(const Analysis& analysis);

// Of a project without errors. `paths`: what steps and branches are called (lang/compile). The name
// must be one of flow_names().
FlowGraph graph_of(const Analysis& analysis, const sema::NodeMap<std::string>& paths,
                   std::string_view name);

}  // namespace camp
