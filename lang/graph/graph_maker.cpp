// The graph as it grows, and what stands in a flow's header.
#include "lang/graph/graph_maker.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/graph/written.h"

namespace camp {

FlowGraph GraphMaker::make(const ast::Flow& flow) {
  add_starts(flow);
  sequence_ = &graph_.course;
  hold_out(flow);
  add_block(*flow.body);
  if (!ways_.empty()) {
    statement_ = nullptr;
    make_step(GraphKind::kEnd, "end");
    ways_.clear();
  }
  add_any_time(flow);
  sort_edges();
  return std::move(graph_);
}

// ---- header

void GraphMaker::add_starts(const ast::Flow& flow) {
  if (flow.audience) {
    std::string whom;
    for (const auto& property : flow.audience->written)
      whom += (whom.empty() ? "" : ", ") + source_of(property.span);
    graph_.starts.push_back(make_node(GraphKind::kStart,
                                      whom.empty() ? "audience: everybody" : "audience: " + whom,
                                      flow.audience->span));
  }
  for (const auto& start : flow.starts)
    graph_.starts.push_back(make_node(GraphKind::kStart, source_of(start.span), start.span));
  for (const auto start : graph_.starts) ways_.push_back({start, "", ""});
}

void GraphMaker::add_any_time(const ast::Flow& flow) {
  for (const auto& exit : flow.exits)
    graph_.any_time.push_back(make_node(GraphKind::kLeave, source_of(exit.span), exit.span));
  for (const auto& goal : flow.goals)
    graph_.any_time.push_back(make_node(GraphKind::kGoal, source_of(goal.span), goal.span));
}

// In the order in which they are drawn: the project's by name, then the flow's own.
void GraphMaker::hold_out(const ast::Flow& flow) {
  const bool transactional = model_.flows.at(flow.name.id).transactional;
  for (const auto* holdout : model_.holdouts)
    if (holdout->for_all || !transactional) hold_out(holdout->name.text, *holdout);
  if (flow.holdout) hold_out(sema::kHoldoutName, *flow.holdout);
}

// Who is held out walks through the flow, too, and gets nothing of it.
void GraphMaker::hold_out(std::string_view name, const ast::Holdout& holdout) {
  statement_ = nullptr;
  const bool is_own = name == sema::kHoldoutName;
  const auto node =
      make_node(GraphKind::kExperiment,
                is_own ? "holdout of this flow" : fmt::format("holdout {}", name), holdout.span);
  graph_.nodes[node].label = fmt::format("holdout {}", name);
  sequence_->push_back(node);
  std::vector<Way> ends;
  branch(node, "held out " + source_of(holdout.share->span), "", ends, [&] { add_withheld(); });
  branch_past(node, "the others", ends);
  ways_ = std::move(ends);
}

// ---- the graph so far

std::string GraphMaker::source_of(Span span) const { return written(sources_.text(span)); }

std::string GraphMaker::head_of(const ast::Statement& statement,
                                const ast::Block* otherwise) const {
  auto span = statement.span;
  if (otherwise == nullptr) return source_of(span);
  span.end = otherwise->span.begin;
  auto head = source_of(span);
  constexpr std::string_view kElse = " else";
  if (std::string_view(head).ends_with(kElse)) head.resize(head.size() - kElse.size());
  return head;
}

std::string GraphMaker::path_of(ast::NodeId id) const {
  const auto* path = paths_.find(id);
  return path == nullptr ? std::string() : *path;
}

GraphMaker::Number GraphMaker::make_node(GraphKind kind, std::string title, Span span) {
  const auto number = static_cast<Number>(graph_.nodes.size());
  auto& node = graph_.nodes.emplace_back();
  node.kind = kind;
  node.source = title;
  node.title = std::move(title);
  node.place = sources_.place_text(span);
  connect(number);
  return number;
}

GraphMaker::Number GraphMaker::make_step(GraphKind kind, std::string title) {
  const auto number = make_node(kind, std::move(title), statement_ ? statement_->span : Span{});
  if (statement_ == nullptr)
    graph_.nodes[number].place.clear();
  else
    graph_.nodes[number].label = path_of(statement_->id);
  sequence_->push_back(number);
  ways_ = {{number, "", ""}};
  return number;
}

void GraphMaker::connect(Number to) {
  for (auto& way : ways_)
    graph_.edges.push_back({way.from, to, std::move(way.words), std::move(way.path), way.is_back});
  ways_.clear();
}

// Those of a node in the order of its branches, whichever was found to lead somewhere first.
void GraphMaker::sort_edges() {
  const auto place = [&](const GraphEdge& edge) {
    const auto& branches = graph_.nodes[edge.from].branches;
    const auto found = std::find_if(branches.begin(), branches.end(), [&](const GraphBranch& it) {
      return it.words == edge.words && it.path == edge.path;
    });
    return std::pair(edge.from, edge.words.empty() ? 0 : found - branches.begin() + 1);
  };
  std::stable_sort(graph_.edges.begin(), graph_.edges.end(),
                   [&](const GraphEdge& a, const GraphEdge& b) { return place(a) < place(b); });
}

void GraphMaker::branch_past(Number node, std::string words, std::vector<Way>& ends) {
  graph_.nodes[node].branches.push_back({words, "", {}, false});
  ends.push_back({node, std::move(words), ""});
}

void GraphMaker::detail(Number node, std::string words) {
  if (!words.empty()) graph_.nodes[node].details.push_back(std::move(words));
}

void GraphMaker::name_step(Number node, const std::optional<ast::Name>& as) {
  if (as) detail(node, "as " + as->text);
}

}  // namespace camp
