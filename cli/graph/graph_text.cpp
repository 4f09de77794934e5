#include <fmt/format.h>

#include "cli/graph/formats.h"
#include "cli/graph/look.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

struct TextLine {
  std::string lead;  // of the branches around
  std::string text;
  Style style = Style::kPlain;
  std::string details;
  const NodeFigures* figures = nullptr;
};

class TextLines {
 public:
  explicit TextLines(const Picture& picture) : picture_(picture), graph_(picture.graph) {}

  std::vector<TextLine> make() {
    for (const auto number : graph_.any_time) add_node(number, "");
    for (const auto number : graph_.starts) add_node(number, "");
    add_sequence(graph_.course, "");
    return std::move(lines_);
  }

 private:
  void add_sequence(const std::vector<std::uint32_t>& nodes, const std::string& lead) {
    for (const auto number : nodes) add_node(number, lead);
  }

  void add_node(std::uint32_t number, const std::string& lead) {
    const auto& node = graph_.nodes[number];
    const auto& look = look_of(node.kind);
    TextLine line{lead, fmt::format("{} {}", look.sign, node.title), look.style, "", nullptr};
    for (const auto& detail : node.details) line.details += ", " + detail;
    if (picture_.figures != nullptr) line.figures = &picture_.figures->nodes[number];
    lines_.push_back(std::move(line));
    std::vector<const GraphBranch*> written;
    for (const auto& branch : node.branches)
      if (branch.is_written) written.push_back(&branch);
    for (const auto* branch : written) add_branch(*branch, lead, branch == written.back());
  }

  void add_branch(const GraphBranch& branch, const std::string& lead, bool is_last) {
    TextLine line{lead + (is_last ? "└─ " : "├─ "), branch.words, Style::kDim, "", nullptr};
    if (picture_.figures != nullptr) {
      const auto found = picture_.figures->branches.find(branch.path);
      if (found != picture_.figures->branches.end()) line.figures = &found->second;
    }
    lines_.push_back(std::move(line));
    add_sequence(branch.nodes, lead + (is_last ? "   " : "│  "));
  }

  const Picture& picture_;
  const FlowGraph& graph_;
  std::vector<TextLine> lines_;
};

std::string table_of(const std::vector<TextLine>& lines, bool color) {
  constexpr std::size_t kStepColumns = 100;
  Table table({{"step", Align::kLeft, kStepColumns},
               {"came", Align::kRight},
               {"stand here", Align::kRight},
               {"incidents", Align::kRight}});
  const auto count = [](std::uint64_t number) { return number == 0 ? "" : grouped(number); };
  for (const auto& line : lines) {
    const NodeFigures none;
    const auto& it = line.figures != nullptr ? *line.figures : none;
    const auto came = came_text(it);
    table.add({Cell(line.lead + line.text + line.details, line.style), Cell(came),
               Cell(count(it.standing)), Cell(count(it.failed), Style::kBad)});
  }
  return table.text(color);
}

}  // namespace

std::string graph_text(const Picture& picture, bool color) {
  const auto& graph = picture.graph;
  auto text = styled(fmt::format("{} {}", graph.is_journey ? "journey" : "campaign", graph.name),
                     Style::kBold, color) +
              "\n";
  if (!graph.brief.empty()) text += wrapped(printable(graph.brief)) + "\n";
  for (const auto& fact : graph.facts) text += styled(printable(fact), Style::kDim, color) + "\n";
  const auto lines = TextLines(picture).make();
  if (picture.figures != nullptr) {
    text += wrapped(picture.figures->summary) + "\n\n" + table_of(lines, color);
    return text;
  }
  text += "\n";
  for (const auto& line : lines)
    text += styled(line.lead, Style::kDim, color) +
            styled(printable(line.text), line.style, color) +
            styled(printable(line.details), Style::kDim, color) + "\n";
  return text;
}

}  // namespace camp::cli
