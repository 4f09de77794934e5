#include "runtime/measure/flow_tree.h"

#include <algorithm>
#include <functional>

#include "lang/catalog/events.h"
#include "lang/program/instruction.h"
#include "runtime/shelf/programs.h"

namespace camp {
namespace {

std::string_view last_part(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}
std::string_view parent_path(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
std::string_view without_twin(std::string_view word) { return word.substr(0, word.find('~')); }

// `wait 2d as cooling` is called by its own name wherever it stands; all other words of steps have
// a space, but for these.
bool has_own_label(std::string_view label) {
  const auto word = without_twin(label);
  return label.find('/') == std::string_view::npos && word.find(' ') == std::string_view::npos &&
         word != "wait" && word != "exit" && word != "say";
}
// Of a statement `wait`, not of a request or a question, which wait as well.
bool is_wait_statement(std::string_view label) {
  return without_twin(last_part(label)).substr(0, 4) == "wait" || has_own_label(label);
}

struct StepAt {
  StepIndex step = 0;
  std::size_t at = 0;  // of its first instruction, from the function's begin like all below
  std::vector<Instruction> instructions;
};
// From `from` the code may go on at `to`: a jump, or an arm of a wait or an experiment.
struct Way {
  std::size_t from = 0;
  std::size_t to = 0;
  bool is_arm = false;
};

// A flow's code as far as its drawing goes.
struct FlowCode {
  std::vector<StepAt> steps;  // by place
  std::vector<Way> ways;
};

bool leaves_trace(Op op) {
  switch (op) {
    case Op::kWait:
    case Op::kWaitEvents:
    case Op::kWaitUntil:
    case Op::kAwaitDecision:
    case Op::kSend:
    case Op::kTalk:
    case Op::kExit:
    case Op::kEmit:
    case Op::kRequest:
    case Op::kNote:
      return true;
    default:
      return false;  // what it changes may have been so before
  }
}

FlowCode read_code(const Program& program, const FlowDecl& flow) {
  FlowCode code;
  const auto& body = program.functions[flow.body];
  for (std::size_t offset = body.begin; offset < body.end;) {
    const auto it = decode_instruction(program.code, offset);
    if (!it) break;
    const auto at = offset - body.begin;
    const auto letters = it->info->operands;
    if (letters.find('j') != std::string_view::npos)
      code.ways.push_back({at, it->operand('j'), false});
    if (it->info->op == Op::kWaitEvents) {
      const auto& wait = flow.waits[it->operand('x')];
      for (const auto& arm : wait.arms) code.ways.push_back({at, arm.target, true});
      code.ways.push_back({at, wait.otherwise, true});
    }
    if (it->info->op == Op::kExperiment)
      for (const auto& arm : flow.experiments[it->operand('x')].arms)
        if (arm.target != kNone) code.ways.push_back({at, arm.target, true});
    if (letters.find('s') != std::string_view::npos) {
      const auto step = it->operand('s');
      auto known = std::find_if(code.steps.begin(), code.steps.end(),
                                [&](const StepAt& one) { return one.step == step; });
      if (known == code.steps.end()) known = code.steps.insert(known, {step, at, {}});
      known->instructions.push_back(*it);
    }
    offset = it->end;
  }
  return code;
}

bool is_else_of_if(std::string_view path) {
  return last_part(path) == "else" && without_twin(last_part(parent_path(path))) == "if";
}
bool is_match(std::string_view path) { return without_twin(last_part(path)) == "match"; }
// Of the code around: an `else` is not in its `if`.
std::string_view block_around(std::string_view path) {
  return parent_path(is_else_of_if(path) ? parent_path(path) : path);
}

// From the first to the last of a branch's steps with a label that says so.
struct Extent {
  std::size_t first = SIZE_MAX;
  std::size_t last = 0;
};

struct Block {
  std::string path;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// One program's flow into its tree.
class TreeMaker {
 public:
  TreeMaker(FlowTree& tree, const LinkedProgram& linked, const FlowDecl& flow, bool is_first)
      : tree_(tree),
        linked_(linked),
        program_(linked.program()),
        flow_(flow),
        is_first_(is_first),
        code_(read_code(program_, flow)) {
    for (std::uint32_t i = 1; i < tree_.nodes.size(); ++i) by_path_[tree_.nodes[i].label] = i;
    for (std::uint32_t i = 1; i < tree_.nodes.size(); ++i)
      if (tree_.nodes[i].kind == FlowNode::Kind::kStep) name_experiment(i);
    for (const auto& it : code_.steps) {
      const auto& label = label_of(it);
      for (auto path = parent_path(label); !path.empty(); path = block_around(path)) {
        auto& extent = extents_[std::string(path)];
        extent.first = std::min(extent.first, it.at);
        extent.last = std::max(extent.last, it.at);
      }
    }
    for (const auto& [path, extent] : extents_) find_block(path, extent);
  }

  // Calls `found(step, node)` for every step.
  void add(const std::function<void(StepIndex, std::uint32_t)>& found) {
    for (const auto& it : code_.steps) {
      const auto& label = label_of(it);
      const auto around =
          has_own_label(label) ? branch_around(it.at) : std::string(parent_path(label));
      const auto node = node_of(label, FlowNode::Kind::kStep, around);
      for (const auto& one : it.instructions) {
        auto& made = tree_.nodes[node];
        made.leaves_trace = made.leaves_trace || leaves_trace(one.info->op);
        made.is_wait = made.is_wait || one.info->is(op_flags::kSuspends);
        if (one.info->op == Op::kWaitEvents && is_wait_statement(label))
          add_arms(node, it, flow_.waits[one.operand('x')]);
        if (one.info->op == Op::kExperiment)
          add_variants(name_experiment(node), flow_.experiments[one.operand('x')]);
      }
      found(it.step, node);
    }
  }

 private:
  const std::string& label_of(const StepAt& it) const { return program_.steps[it.step].label; }

  // A block begins behind the last jump over all of it, or at the last arm before it, and ends
  // where such a jump goes to, or the next arm begins.
  void find_block(const std::string& path, const Extent& extent) {
    Block block{path, 0, SIZE_MAX};
    for (const auto& way : code_.ways) {
      if (way.from < extent.first && way.to > extent.last) {
        if (!way.is_arm) block.begin = std::max(block.begin, way.from);
        block.end = std::min(block.end, way.to);
      }
      if (way.is_arm && way.to <= extent.first) block.begin = std::max(block.begin, way.to);
    }
    blocks_.push_back(block);
    // The other one of an `if` may have no step but those that are looked for. In loops and modules
    // other jumps look the same.
    if (path.find("repeat") != std::string::npos || path.find("do ") != std::string::npos) return;
    if (is_else_of_if(path)) {
      const auto is_if = std::string(parent_path(path));
      for (const auto& way : code_.ways)
        if (!way.is_arm && !extents_.count(is_if) && way.from < block.begin &&
            way.to > block.begin && way.to <= extent.first)
          blocks_.push_back({is_if, way.from, block.begin});
    } else if (without_twin(last_part(path)) == "if" && !extents_.count(path + "/else")) {
      for (const auto& way : code_.ways)
        if (!way.is_arm && way.from > extent.last && way.from < block.end && way.to > block.end)
          blocks_.push_back({path + "/else", block.end, way.to});
    }
  }

  // The arms of `experiment x` are called `x/arm`: they belong under it.
  std::string name_experiment(std::uint32_t node) {
    constexpr std::string_view kWord = "experiment ";
    const auto& label = tree_.nodes[node].label;
    const auto word = last_part(label);
    if (word.substr(0, kWord.size()) != kWord) return "";
    auto path = label.substr(0, label.size() - word.size());
    path += without_twin(word.substr(kWord.size()));
    by_path_[path] = node;
    return path;
  }

  // Also those that do nothing. A holdout's contacts walk the path of one of them.
  void add_variants(const std::string& path, const ExperimentDecl& experiment) {
    for (const auto& arm : experiment.arms)
      if (!path.empty() && !arm.holdout && arm.winner_of == kNone)
        node_of(path + "/" + program_.name(arm.name), FlowNode::Kind::kBranch, path);
  }

  std::uint32_t make(const std::string& path, FlowNode::Kind kind, std::uint32_t parent) {
    const auto node = static_cast<std::uint32_t>(tree_.nodes.size());
    auto& made = tree_.nodes.emplace_back();
    made.kind = kind;
    made.label = path;
    made.words = std::string(last_part(path));
    made.parent = parent;
    made.is_older = !is_first_;
    by_path_[path] = node;
    return node;
  }

  std::uint32_t branch_of(std::string_view path) {
    if (path.empty()) return 0;
    return node_of(std::string(path), FlowNode::Kind::kBranch, parent_path(path));
  }

  std::uint32_t node_of(const std::string& path, FlowNode::Kind kind, std::string_view around) {
    if (const auto known = by_path_.find(path); known != by_path_.end()) return known->second;
    auto parent = branch_of(around);
    const auto before = is_else_of_if(path) ? parent : 0;
    if (before != 0) parent = tree_.nodes[before].parent;  // it stands beside its `if`
    const auto node = make(path, kind, parent);
    constexpr std::string_view kExperiment = "experiment ";
    const auto& above = tree_.nodes[parent].words;
    if (kind == FlowNode::Kind::kBranch && above.substr(0, kExperiment.size()) == kExperiment)
      tree_.nodes[node].words.insert(0, "variant ");
    auto& beside = tree_.nodes[parent].children;
    const auto behind = std::find(beside.begin(), beside.end(), before);
    beside.insert(behind == beside.end() ? behind : behind + 1, node);
    return node;
  }

  // Of a step whose label does not say it: the innermost block whose code it is in.
  std::string branch_around(std::size_t at) const {
    std::string innermost;
    for (const auto& [path, begin, end] : blocks_) {
      if (is_match(path) || is_step(path)) continue;  // not a block, but what has several
      if (begin <= at && at < end && path.size() > innermost.size()) innermost = path;
    }
    return innermost;
  }

  bool is_step(const std::string& path) const {
    const auto known = by_path_.find(path);
    return known != by_path_.end() && tree_.nodes[known->second].kind == FlowNode::Kind::kStep;
  }

  // `r.clicked`, `purchase`; in labels there may be more words, which are taken where they are.
  std::string arm_words(const EventArm& arm, std::size_t wait_at) const {
    const auto& event = program_.name(arm.event);
    if (event == kContactChanged) return "when";
    if (arm.handle == kNone) return event;
    const auto begin = program_.functions[flow_.body].begin;
    for (const auto& local : flow_.locals)
      if (local.slot == arm.handle && local.begin <= wait_at + begin && wait_at + begin < local.end)
        return local.name + "." + event.substr(event.rfind('.') + 1);
    return event;
  }

  // The first part behind the wait's label of a step in [begin, end); empty: there is none.
  std::string part_within(const std::string& label, std::size_t begin, std::size_t end) const {
    for (const auto& it : code_.steps) {
      const auto& inside = label_of(it);
      if (it.at < begin || it.at >= end || inside.size() <= label.size() ||
          inside.compare(0, label.size(), label) != 0 || inside[label.size()] != '/')
        continue;
      const auto part = inside.substr(label.size() + 1);
      return part.substr(0, part.find('/'));
    }
    return "";
  }

  void add_arms(std::uint32_t node, const StepAt& it, const WaitDecl& wait) {
    const auto label = tree_.nodes[node].label;
    std::map<std::uint32_t, std::size_t> arms_of;
    std::map<std::string, std::size_t> twins;
    for (const auto& arm : wait.arms) ++arms_of[linked_.number(arm.event)];
    for (std::size_t i = 0; i < wait.arms.size(); ++i) {
      const auto& arm = wait.arms[i];
      const auto end = i + 1 < wait.arms.size() ? wait.arms[i + 1].target : wait.otherwise;
      auto part = part_within(label, arm.target, end);
      // Twins are numbered, as the compiler does.
      const auto words = arm_words(arm, it.at);
      const auto twin = ++twins[words];
      if (part.empty()) part = twin == 1 ? words : words + "~" + std::to_string(twin);
      const auto branch = node_of(label + "/" + part, FlowNode::Kind::kBranch, label);
      tree_.nodes[branch].words = part.substr(0, 4) == "when" ? part : "on " + part;
      const auto event = linked_.number(arm.event);
      if (arms_of[event] != 1) continue;
      tree_.nodes[node].arms[event] = branch;
      tree_.nodes[branch].is_certain = true;
    }
    const auto otherwise = node_of(label + "/else", FlowNode::Kind::kBranch, label);
    tree_.nodes[node].otherwise = otherwise;
    tree_.nodes[otherwise].is_certain = true;
  }

  FlowTree& tree_;
  const LinkedProgram& linked_;
  const Program& program_;
  const FlowDecl& flow_;
  const bool is_first_;
  const FlowCode code_;
  std::unordered_map<std::string, std::uint32_t> by_path_;
  std::map<std::string, Extent> extents_;
  std::vector<Block> blocks_;
};

// The `else` of a match is its last, although its code comes first.
void put_lines(const FlowTree& tree, std::uint32_t node, std::uint32_t depth,
               std::vector<FlowTree::Line>& lines) {
  auto children = tree.nodes[node].children;
  if (is_match(tree.nodes[node].label))
    std::stable_partition(children.begin(), children.end(),
                          [&](std::uint32_t it) { return tree.nodes[it].words != "else"; });
  for (const auto child : children) {
    lines.push_back({child, depth});
    put_lines(tree, child, depth + 1, lines);
  }
}

}  // namespace

std::vector<FlowTree::Line> FlowTree::lines() const {
  std::vector<Line> lines;
  put_lines(*this, 0, 0, lines);
  return lines;
}

Result<FlowTrees> FlowTrees::of_all(ProgramShelf& programs, std::uint32_t next_program) {
  FlowTrees trees;
  for (auto number = next_program; number-- > 1;) {
    CAMP_ASSIGN(const auto program, programs.get(number));
    trees.add(*program);
  }
  trees.finish();
  return trees;
}

void FlowTrees::add(const LinkedProgram& linked) {
  for (const auto& flow : linked.program().flows) {
    const auto number = linked.number(flow.name);
    auto tree = std::find_if(trees_.begin(), trees_.end(),
                             [&](const FlowTree& it) { return it.flow == number; });
    const bool is_first = tree == trees_.end();
    if (is_first) {
      tree = trees_.insert(tree, {number, {}});
      tree->nodes.emplace_back();
    }
    const auto index = static_cast<std::uint32_t>(tree - trees_.begin());
    TreeMaker(*tree, linked, flow, is_first).add([&](StepIndex step, std::uint32_t node) {
      places_[std::uint64_t{linked.store_number()} << 32 | step] = {index, node};
    });
  }
}

// Whoever is in a branch comes to each of its own steps, or ends before it, and leaves a trace
// either way; but `stop` leads out of a round without one.
void FlowTrees::finish() {
  for (auto& tree : trees_) {
    for (auto& node : tree.nodes) {
      node.is_frame = node.kind == FlowNode::Kind::kBranch && is_match(node.label);
      if (node.kind != FlowNode::Kind::kBranch || node.is_certain) continue;
      const bool in_loop = ("/" + node.label).find("/repeat") != std::string::npos;
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        const auto& child = tree.nodes[node.children[i]];
        const bool counts = child.kind == FlowNode::Kind::kStep && child.leaves_trace;
        if (counts && (!in_loop || i == 0)) node.is_certain = true;
      }
    }
  }
}

const FlowTree* FlowTrees::tree_of(std::uint32_t flow) const {
  const auto found = std::find_if(trees_.begin(), trees_.end(),
                                  [&](const FlowTree& it) { return it.flow == flow; });
  return found == trees_.end() ? nullptr : &*found;
}

const FlowTrees::Place* FlowTrees::find(std::uint32_t program, std::uint32_t step) const {
  const auto found = places_.find(std::uint64_t{program} << 32 | step);
  return found == places_.end() ? nullptr : &found->second;
}

}  // namespace camp
