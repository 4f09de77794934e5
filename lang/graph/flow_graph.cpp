#include "lang/graph/flow_graph.h"

#include <algorithm>

#include "lang/graph/graph_maker.h"
#include "lang/graph/written.h"

namespace camp {

std::string_view kind_word(GraphKind kind) {
  switch (kind) {
    case GraphKind::kStart:
      return "start";
    case GraphKind::kSend:
      return "send";
    case GraphKind::kWait:
      return "wait";
    case GraphKind::kChoice:
      return "choice";
    case GraphKind::kExperiment:
      return "experiment";
    case GraphKind::kWithheld:
      return "withheld";
    case GraphKind::kAction:
      return "action";
    case GraphKind::kRequest:
      return "request";
    case GraphKind::kModule:
      return "module";
    case GraphKind::kLoop:
      return "loop";
    case GraphKind::kStop:
      return "stop";
    case GraphKind::kExit:
      return "exit";
    case GraphKind::kEnd:
      return "end";
    case GraphKind::kLeave:
      return "leave";
    case GraphKind::kGoal:
      return "goal";
  }
  return "";
}

namespace {

// Of the header's properties, those that say who comes in when, and until when; in this order.
constexpr std::string_view kFactWords[] = {"once", "again",   "key",      "schedule",
                                           "per",  "expires", "approval", "holdout"};

std::vector<std::string> facts_of(const ast::Flow& flow, const SourceSet& sources) {
  std::vector<std::string> facts;
  for (const auto word : kFactWords)
    for (const auto& property : flow.written)
      if (sources.text(property.keyword) == word)
        facts.push_back(written(sources.text(property.span)));
  return facts;
}

const ast::Declaration* find_declaration(const Analysis& analysis, std::string_view name) {
  for (const auto& file : analysis.files())
    for (const auto& declaration : file.declarations)
      if (const auto* flow = std::get_if<ast::Flow>(&declaration.node))
        if (flow->name.text == name) return &declaration;
  return nullptr;
}

}  // namespace

std::vector<std::string> flow_names(const Analysis& analysis) {
  std::vector<std::string> names;
  for (const auto& file : analysis.files())
    for (const auto& declaration : file.declarations)
      if (const auto* flow = std::get_if<ast::Flow>(&declaration.node))
        names.push_back(flow->name.text);
  return names;
}

FlowGraph graph_of(const Analysis& analysis, const sema::NodeMap<std::string>& paths,
                   std::string_view name) {
  const auto* declaration = find_declaration(analysis, name);
  CAMP_ASSERT(declaration != nullptr);
  const auto& flow = std::get<ast::Flow>(declaration->node);
  auto graph = GraphMaker(analysis, paths).make(flow);
  graph.name = flow.name.text;
  graph.is_journey = flow.journey;
  graph.brief = declaration->doc;
  std::replace(graph.brief.begin(), graph.brief.end(), '\n', ' ');
  graph.facts = facts_of(flow, analysis.sources());
  return graph;
}

}  // namespace camp
