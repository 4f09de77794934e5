#include <fmt/format.h>

#include <map>

#include "cli/graph/formats.h"
#include "cli/graph/label_lines.h"
#include "cli/graph/look.h"
#include "cli/render/table.h"

namespace camp::cli {
namespace {

// Inside quotes Mermaid knows numbers of characters, and HTML; whatever may mean something is a
// number.
std::string mermaid_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\"#&<>;`\\|$%{}*~").find(c) != std::string_view::npos)
      escaped += fmt::format("#{};", static_cast<int>(c));
    else
      escaped += c;
  }
  return escaped;
}

std::string mermaid_label(const std::vector<std::string>& lines) {
  std::string label;
  for (const auto& line : lines) label += (label.empty() ? "" : "<br/>") + mermaid_escaped(line);
  return label;
}

// Whole, where the label is cut. Behind `%%` nothing is read, but for what `%%{` begins.
std::string whole_as_comment(std::string_view text, const std::vector<std::string>& lines) {
  const bool is_cut = !lines.empty() && lines.back().ends_with("…");
  if (!is_cut) return "";
  auto whole = printable(text);
  for (auto at = whole.find("%{"); at != std::string::npos; at = whole.find("%{", at + 2))
    whole.insert(at + 1, " ");
  return fmt::format("  %% {}\n", whole);
}

std::string mermaid_node(const Picture& picture, std::uint32_t number) {
  const auto& node = picture.graph.nodes[number];
  const auto text =
      whole_as_comment(node.source, label_lines(node.title, kNodeColumns, kNodeLinesMax));
  const auto& look = look_of(node.kind);
  return text + fmt::format("  n{}{}\"{}\"{}\n", number, look.open,
                            mermaid_label(node_lines(picture, number)), look.close);
}

std::string mermaid_edge(const Picture& picture, const GraphEdge& edge) {
  const auto words = picture.words_of(edge);
  const auto lines = label_lines(words, kEdgeColumns, kEdgeLinesMax);
  return whole_as_comment(words, lines) +
         fmt::format("  n{} {}{} n{}\n", edge.from, edge.is_back ? "-.->" : "-->",
                     words.empty() ? "" : fmt::format("|\"{}\"|", mermaid_label(lines)), edge.to);
}

std::string mermaid_classes(const FlowGraph& graph) {
  std::map<GraphKind, std::string> members;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
    auto& names = members[graph.nodes[i].kind];
    names += fmt::format("{}n{}", names.empty() ? "" : ",", i);
  }
  std::string text;
  for (const auto& [kind, names] : members) {
    const auto& look = look_of(kind);
    // `end` is a word of Mermaid's.
    text += fmt::format("  classDef k_{0} fill:{1},stroke:{2},color:{3}{4}\n  class {5} k_{0}\n",
                        kind_word(kind), look.fill, look.accent, look.ink,
                        kind == GraphKind::kWithheld ? ",stroke-dasharray:4" : "", names);
  }
  return text;
}

}  // namespace

std::string graph_mermaid(const Picture& picture) {
  const auto& graph = picture.graph;
  auto text = fmt::format("---\ntitle: {} {}\n---\nflowchart TD\n",
                          graph.is_journey ? "journey" : "campaign", graph.name);
  std::vector<bool> is_any_time(graph.nodes.size());
  for (const auto number : graph.any_time) is_any_time[number] = true;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
    if (!is_any_time[i]) text += mermaid_node(picture, i);
  for (const auto& edge : graph.edges) text += mermaid_edge(picture, edge);
  if (!graph.any_time.empty()) {
    text += "  subgraph any_step [\"at any step\"]\n";
    for (const auto number : graph.any_time) text += mermaid_node(picture, number);
    text += "  end\n";
  }
  return text + mermaid_classes(graph);
}

}  // namespace camp::cli
