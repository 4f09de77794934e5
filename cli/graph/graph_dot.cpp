#include <fmt/format.h>

#include "cli/graph/formats.h"
#include "cli/graph/label_lines.h"
#include "cli/graph/look.h"
#include "cli/render/table.h"

namespace camp::cli {
namespace {

// In a quoted string of DOT: Graphviz reads escapes and HTML's entities in labels.
std::string dot_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
    if (c == '&') escaped += "amp;";
  }
  return escaped;
}

std::string dot_label(const std::vector<std::string>& lines) {
  std::string label;
  for (const auto& line : lines) label += (label.empty() ? "" : "\\n") + dot_escaped(line);
  return label;
}

std::string dot_node(const Picture& picture, std::uint32_t number) {
  const auto& node = picture.graph.nodes[number];
  const auto& look = look_of(node.kind);
  const bool is_rounded = node.kind == GraphKind::kAction || node.kind == GraphKind::kStop;
  const auto style = node.kind == GraphKind::kWithheld ? "filled,dashed"
                     : is_rounded                      ? "filled,rounded"
                                                       : "filled";
  return fmt::format(
      "n{} [label=\"{}\", tooltip=\"{}\", shape={}, style=\"{}\", fillcolor=\"{}\", color=\"{}\", "
      "fontcolor=\"{}\"]",
      number, dot_label(node_lines(picture, number)), dot_escaped(printable(node.source)),
      look.dot_shape, style, look.fill, look.accent, look.ink);
}

std::string dot_edge(const Picture& picture, const GraphEdge& edge) {
  std::string attributes;
  if (const auto words = picture.words_of(edge); !words.empty())
    attributes = fmt::format("label=\"{}\", tooltip=\"{}\", labeltooltip=\"{}\"",
                             dot_label(label_lines(words, kEdgeColumns, kEdgeLinesMax)),
                             dot_escaped(printable(words)), dot_escaped(printable(words)));
  if (edge.is_back) attributes += std::string(attributes.empty() ? "" : ", ") + "style=dashed";
  if (!attributes.empty()) attributes = " [" + attributes + "]";
  return fmt::format("n{} -> n{}{}", edge.from, edge.to, attributes);
}

}  // namespace

std::string graph_dot(const Picture& picture) {
  const auto& graph = picture.graph;
  const auto title = std::string(graph.is_journey ? "journey " : "campaign ") + graph.name;
  auto text = fmt::format(
      "digraph \"{}\" {{\n"
      "  graph [label=\"{}\", labelloc=t, fontname=\"Helvetica\", fontsize=16, "
      "nodesep=0.4, ranksep=0.4, bgcolor=\"{}\"]\n"
      "  node [fontname=\"Helvetica\", fontsize=12, penwidth=1.3, margin=\"0.16,0.09\"]\n"
      "  edge [fontname=\"Helvetica\", fontsize=11, color=\"{}\", fontcolor=\"{}\", "
      "arrowsize=0.7]\n",
      dot_escaped(graph.name), dot_escaped(title), kPaper, kLine, kSoftInk);
  std::vector<bool> is_any_time(graph.nodes.size());
  for (const auto number : graph.any_time) is_any_time[number] = true;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
    if (!is_any_time[i]) text += "  " + dot_node(picture, i) + "\n";
  for (const auto& edge : graph.edges) text += "  " + dot_edge(picture, edge) + "\n";
  if (!graph.any_time.empty()) {
    text += "  subgraph cluster_any_step {\n    label=\"at any step\" fontsize=11 style=dashed\n";
    for (const auto number : graph.any_time) text += "    " + dot_node(picture, number) + "\n";
    text += "  }\n";
  }
  std::string ends;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
    if (graph.nodes[i].kind == GraphKind::kEnd) ends += fmt::format(" n{}", i);
  if (!ends.empty()) text += "  { rank=sink" + ends + " }\n";
  return text + "}\n";
}

}  // namespace camp::cli
