// The graph as machines get it: nodes and edges by number, with all words whole.
#include "cli/graph/formats.h"

namespace camp::cli {
namespace {

void add_figures(Json& json, const NodeFigures& figures) {
  json["came"] = figures.came ? Json(*figures.came) : Json(nullptr);
  json["at_least"] = figures.is_at_least;
  json["standing"] = figures.standing;
  json["incidents"] = figures.failed;
}

Json node_json(const Picture& picture, std::uint32_t number) {
  const auto& node = picture.graph.nodes[number];
  Json json = {{"id", number},
               {"kind", kind_word(node.kind)},
               {"step", node.label.empty() ? Json(nullptr) : Json(node.label)},
               {"title", node.title},
               {"details", node.details},
               {"source", node.source},
               {"place", node.place.empty() ? Json(nullptr) : Json(node.place)}};
  if (picture.figures != nullptr) add_figures(json, picture.figures->nodes[number]);
  return json;
}

Json edge_json(const Picture& picture, const GraphEdge& edge) {
  Json json = {{"from", edge.from},
               {"to", edge.to},
               {"words", edge.words},
               {"branch", edge.path.empty() ? Json(nullptr) : Json(edge.path)},
               {"back", edge.is_back}};
  if (picture.figures == nullptr) return json;
  const auto found = picture.figures->branches.find(edge.path);
  const bool is_known = found != picture.figures->branches.end() && found->second.came;
  json["came"] = is_known ? Json(*found->second.came) : Json(nullptr);
  return json;
}

}  // namespace

Json graph_json(const Picture& picture) {
  const auto& graph = picture.graph;
  Json nodes = Json::array(), edges = Json::array();
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) nodes.push_back(node_json(picture, i));
  for (const auto& edge : graph.edges) edges.push_back(edge_json(picture, edge));
  Json json = {{"name", graph.name},        {"kind", graph.is_journey ? "journey" : "campaign"},
               {"brief", graph.brief},      {"facts", graph.facts},
               {"starts", graph.starts},    {"at_any_step", graph.any_time},
               {"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
  if (picture.figures != nullptr) {
    json["summary"] = picture.figures->summary;
    json["standing_elsewhere"] = picture.figures->elsewhere;
  }
  return json;
}

}  // namespace camp::cli
