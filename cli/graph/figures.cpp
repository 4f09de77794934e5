#include "cli/graph/figures.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "cli/render/report_steps.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

NodeFigures figures_of_line(const StepLine& line) {
  NodeFigures figures;
  if (line.is_counted) figures.came = line.came;
  figures.is_at_least = line.is_at_least;
  figures.standing = line.waiting;
  figures.failed = line.failed;
  return figures;
}

// A module's steps are not drawn one by one: whoever stands at one stands at the module. What its
// `else` has is drawn.
bool is_in_module(const std::string& label, const std::string& module) {
  const auto inside = module + "/";
  return label.starts_with(inside) && !(label + "/").starts_with(inside + "else/");
}

class Teller {
 public:
  Teller(const FlowGraph& graph, const StepsResult& steps) : graph_(graph), steps_(steps) {
    for (const auto& line : steps.lines)
      (line.is_branch ? branches_ : by_label_).emplace(line.label, &line);
  }

  GraphFigures tell() {
    GraphFigures told;
    for (const auto& node : graph_.nodes) told.nodes.push_back(of_node(node));
    for (const auto& [path, line] : branches_) told.branches.emplace(path, figures_of_line(*line));
    for (const auto& line : steps_.lines)
      if (!told_.contains(&line)) told.elsewhere += line.waiting + line.failed;
    told.elsewhere += steps_.failed_at_start;
    told.summary = steps_words(steps_);
    return told;
  }

 private:
  NodeFigures of_node(const GraphNode& node) {
    NodeFigures figures;
    if (node.kind == GraphKind::kEnd) figures.came = steps_.finished;
    if (node.kind == GraphKind::kStart && graph_.starts.size() == 1) figures.came = steps_.entered;
    if (node.label.empty()) return figures;
    if (node.kind == GraphKind::kModule) return of_module(node.label);
    const auto found = by_label_.find(node.label);
    if (found == by_label_.end()) return figures;
    told_.insert(found->second);
    return figures_of_line(*found->second);
  }

  NodeFigures of_module(const std::string& path) {
    NodeFigures figures;
    if (const auto branch = branches_.find(path); branch != branches_.end())
      figures = figures_of_line(*branch->second);
    for (const auto& line : steps_.lines) {
      if (!is_in_module(line.label, path)) continue;
      figures.standing += line.waiting;
      figures.failed += line.failed;
      told_.insert(&line);
    }
    return figures;
  }

  const FlowGraph& graph_;
  const StepsResult& steps_;
  std::unordered_map<std::string, const StepLine*> by_label_;
  std::unordered_map<std::string, const StepLine*> branches_;
  std::unordered_set<const StepLine*> told_;
};

}  // namespace

GraphFigures figures_of(const FlowGraph& graph, const StepsResult& steps) {
  return Teller(graph, steps).tell();
}

std::string came_text(const NodeFigures& figures) {
  if (!figures.came || (figures.is_at_least && *figures.came == 0)) return {};
  return (figures.is_at_least ? "≥ " : "") + grouped(*figures.came);
}

std::string figures_text(const NodeFigures& figures) {
  auto text = came_text(figures);
  if (!text.empty()) text += " came";
  const auto add = [&](std::uint64_t count, std::string_view words) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), words);
  };
  add(figures.standing, figures.standing == 1 ? "stands here" : "stand here");
  add(figures.failed, figures.failed == 1 ? "incident" : "incidents");
  return text;
}

std::string Picture::figures_text_of(std::uint32_t node) const {
  return figures == nullptr ? std::string() : figures_text(figures->nodes[node]);
}

std::string Picture::words_of(const GraphEdge& edge) const {
  if (figures == nullptr || edge.words.empty() || edge.path.empty()) return edge.words;
  const auto found = figures->branches.find(edge.path);
  if (found == figures->branches.end()) return edge.words;
  const auto came = came_text(found->second);
  return came.empty() ? edge.words : fmt::format("{}: {}", edge.words, came);
}

}  // namespace camp::cli
