#include "runtime/measure/step_results.h"

#include <algorithm>

#include "lang/catalog/events.h"

namespace camp {
namespace {

StepWay way_of(const WayOut& way, const FlowTree& tree, const FlowNode* wait, const Names& names) {
  StepWay told;
  told.times = way.times;
  told.event = std::string(names.text(way.event));
  switch (way.wake) {
    case WakeKind::kTimer:
      told.how = Leaving::kTime;
      break;
    case WakeKind::kStart:  // what would take her out, or that she is of no outlet, was known then
      told.how = Leaving::kExit;
      break;
    case WakeKind::kEvent:
      told.how = Leaving::kEvent;
      break;
    case WakeKind::kExitEvent:
      told.how = way.event == 0 ? Leaving::kErased : Leaving::kExit;
      break;
    case WakeKind::kOperator:
      told.how = Leaving::kOperator;
      break;
  }
  if (told.event == kContactChanged) told.event.clear();
  constexpr std::string_view kOn = "on ";  // `r.clicked` says more than `message.clicked`
  if (wait == nullptr || told.how != Leaving::kEvent) return told;
  const auto arm = wait->arms.find(way.event);
  if (arm == wait->arms.end()) return told;
  const auto& words = tree.nodes[arm->second].words;
  if (words.substr(0, kOn.size()) == kOn) told.event = words.substr(kOn.size());
  return told;
}

std::vector<StepWay> ways_of(const StepCounts& counts, const FlowTree& tree, const FlowNode* wait,
                             const Names& names) {
  std::vector<StepWay> ways;
  for (const auto& way : counts.ways) ways.push_back(way_of(way, tree, wait, names));
  std::stable_sort(ways.begin(), ways.end(),
                   [](const StepWay& a, const StepWay& b) { return a.times > b.times; });
  return ways;
}

bool is_by_others(Leaving how) { return how != Leaving::kTime && how != Leaving::kEvent; }

}  // namespace

StepsResult steps_result(const FlowTree& tree, const FlowSteps& counts, const Names& names) {
  StepsResult result;
  const auto& whole = counts.nodes[0];
  result.entered = whole.came;
  result.finished = counts.finished;
  result.failed_at_start = result.failed = whole.failed;
  result.at_once = ways_of(whole, tree, nullptr, names);
  for (const auto& way : result.at_once) result.taken_out += way.times;
  for (const auto& [number, depth] : tree.lines()) {
    const auto& node = tree.nodes[number];
    const auto& it = counts.nodes[number];
    StepLine line;
    line.label = node.label;
    line.words = node.words;
    line.depth = depth;
    line.is_branch = node.kind == FlowNode::Kind::kBranch;
    line.is_counted = line.is_branch ? !node.is_frame : node.leaves_trace;
    line.is_at_least = line.is_branch && line.is_counted && !node.is_certain;
    line.is_older = node.is_older;
    line.came = it.came;
    if (result.entered > 0)
      line.share = static_cast<double>(it.came) / static_cast<double>(result.entered);
    line.times = it.times;
    line.waiting = it.waiting;
    line.failed = it.failed;
    line.ended = it.ended;
    line.ways = ways_of(it, tree, &node, names);
    line.messages = it.messages;
    result.waiting += it.waiting;
    result.failed += it.failed;
    result.ended += it.ended;
    for (const auto& way : line.ways)
      if (is_by_others(way.how)) result.taken_out += way.times;
    result.lines.push_back(std::move(line));
  }
  return result;
}

StepsResult steps_of_flow(std::string_view flow, const FlowTrees& trees,
                          const std::vector<FlowSteps>& counts, const Names& names) {
  for (const auto& tree : trees.trees()) {
    if (names.text(tree.flow) != flow) continue;
    FlowSteps all;
    all.nodes.resize(tree.nodes.size());
    for (const auto& it : counts)
      if (&trees.trees()[it.tree] == &tree) add_to(all, it);
    return steps_result(tree, all, names);
  }
  return {};
}

}  // namespace camp
