#include "runtime/measure/steps.h"

#include <algorithm>
#include <variant>

#include "lang/base/overloaded.h"

namespace camp {
namespace {

template <class Fact>
std::uint64_t fact_of(std::uint64_t whose, Fact fact, std::uint64_t detail = 0) {
  return mix_bits(whose ^ mix_bits(static_cast<std::uint64_t>(fact) << 56 ^ detail));
}

// Where an instance stands, as a fact: 0 is nowhere.
std::int64_t standing_at(std::uint32_t node, bool failed) {
  return (std::int64_t{node} + 1) << 1 | (failed ? 1 : 0);
}
std::uint32_t node_of_standing(std::int64_t stands) {
  return static_cast<std::uint32_t>((stands >> 1) - 1);
}
bool has_failed(std::int64_t stands) { return (stands & 1) != 0; }

// By somebody else than the flow: it went no step further.
bool is_taken_out(WakeKind wake) {
  return wake == WakeKind::kExitEvent || wake == WakeKind::kOperator;
}

void add_way(StepCounts& counts, WakeKind wake, std::uint32_t event, std::uint64_t times) {
  auto known = std::find_if(counts.ways.begin(), counts.ways.end(),
                            [&](const WayOut& it) { return it.wake == wake && it.event == event; });
  if (known == counts.ways.end()) known = counts.ways.insert(known, {wake, event, 0});
  known->times += times;
}

}  // namespace

void add_to(FlowSteps& sum, const FlowSteps& more) {
  sum.finished += more.finished;
  for (std::size_t i = 0; i < sum.nodes.size(); ++i) {
    auto& to = sum.nodes[i];
    const auto& from = more.nodes[i];
    to.came += from.came;
    to.times += from.times;
    to.waiting += from.waiting;
    to.failed += from.failed;
    to.ended += from.ended;
    for (const auto& way : from.ways) add_way(to, way.wake, way.event, way.times);
    add_to(to.messages, from.messages);
  }
}

bool StepFold::find_flow(const Subject& subject, std::uint32_t* index) {
  const auto key = std::pair(subject.flow, subject.run);
  if (const auto known = index_.find(key); known != index_.end()) {
    *index = known->second;
    return true;
  }
  const auto* tree = trees_.tree_of(subject.flow);
  if (tree == nullptr) return false;
  *index = static_cast<std::uint32_t>(flows_.size());
  index_.emplace(key, *index);
  auto& made = flows_.emplace_back();
  made.tree = static_cast<std::uint32_t>(tree - trees_.trees().data());
  made.run = subject.run;
  made.nodes.resize(tree->nodes.size());
  return true;
}

// 0 for a step that is not the flow's.
std::uint32_t StepFold::find_node(const Whose& whose, std::uint32_t program,
                                  std::uint32_t step) const {
  const auto* place = trees_.find(program, step);
  return place != nullptr && place->tree == flows_[whose.flow].tree ? place->node : 0;
}

void StepFold::add(const JournalEntry& entry, const Contact& contact) {
  const auto* message = entry.message();
  const bool is_waiting_for_outcome = message != nullptr && is_queued(*message);
  Whose whose;
  if (!find_flow(entry.subject, &whose.flow)) {
    if (is_waiting_for_outcome) queued_.push_back({0, kNone});
    return;
  }
  whose.instance = mix_bits(contact.hash ^ mix_bits(entry.subject.instance));
  const auto come_by = [&](const auto& it) {
    come_to(whose, find_node(whose, it.program, it.step));
  };
  std::visit(
      Overloaded{
          [&](const TransitionEntry& it) { add_transition(whose, it); },
          [&](const MessageEntry& it) { add_message(whose, it); },
          [&](const TalkEntry& it) { come_by(it); }, [&](const EventEntry& it) { come_by(it); },
          [&](const RequestedEntry& it) { come_by(it); },
          // Of no step: what is said of contacts, messages and goals.
          [](const ConvertedEntry&) {}, [](const RefundedEntry&) {}, [](const ReceiptEntry&) {},
          [](const RefusedEntry&) {}, [](const IncidentEntry&) {}, [](const AssignedEntry&) {},
          [](const ConsentEntry&) {}, [](const AttributesEntry&) {}, [](const ListEntry&) {},
          [](const AnsweredEntry&) {}, [](const OptInEntry&) {}, [](const ShiftedEntry&) {}},
      entry.what);
}

// And to every branch around it.
void StepFold::come_to(const Whose& whose, std::uint32_t node) {
  while (node != 0) {
    if (!facts_.first(fact_of(whose.instance, Fact::kCame, node))) return;
    ++counts(whose, node).came;
    // A step within a step stands in one of its branches; who is in it has come to that step.
    node = node_of(whose, node).parent;
  }
}

void StepFold::add_transition(const Whose& whose, const TransitionEntry& entry) {
  auto& flow = flows_[whose.flow];
  if (facts_.first(fact_of(whose.instance, Fact::kCame))) ++flow.nodes[0].came;
  auto& stands = facts_[fact_of(whose.instance, Fact::kStands)];
  const auto at = stands == 0 ? 0 : node_of_standing(stands);
  const bool is_put_back = entry.wake == WakeKind::kOperator && entry.stop == StopKind::kParked;
  if (entry.stop == StopKind::kIncident || is_put_back) {
    if (stands != 0) --(has_failed(stands) ? flow.nodes[at].failed : flow.nodes[at].waiting);
    ++(is_put_back ? flow.nodes[at].waiting : flow.nodes[at].failed);
    stands = standing_at(at, !is_put_back);
    return;
  }
  if (stands != 0) {
    --(has_failed(stands) ? flow.nodes[at].failed : flow.nodes[at].waiting);
    if (at != 0) leave(whose, at, entry);
  }
  stands = 0;
  const auto to = find_node(whose, entry.program, entry.to_step);
  switch (entry.stop) {
    case StopKind::kParked:
      come_to(whose, to);
      ++flow.nodes[to].times;
      ++flow.nodes[to].waiting;
      stands = standing_at(to, false);
      break;
    case StopKind::kFinished:
      ++flow.finished;
      break;
    case StopKind::kExited:
      if (is_taken_out(entry.wake) || to == 0) {
        // At once, or it had failed before any wait.
        if (at == 0) add_way(flow.nodes[0], entry.wake, entry.cause.event, 1);
      } else {
        come_to(whose, to);
        ++flow.nodes[to].ended;
      }
      break;
    case StopKind::kIncident:
      break;
  }
}

void StepFold::leave(const Whose& whose, std::uint32_t node, const TransitionEntry& entry) {
  add_way(counts(whose, node), entry.wake, entry.cause.event, 1);
  const auto& wait = node_of(whose, node);
  if (entry.wake == WakeKind::kTimer && wait.otherwise != 0) come_to(whose, wait.otherwise);
  if (entry.wake != WakeKind::kEvent) return;
  if (const auto arm = wait.arms.find(entry.cause.event); arm != wait.arms.end())
    come_to(whose, arm->second);
}

void StepFold::add_message(const Whose& whose, const MessageEntry& entry) {
  const auto node = find_node(whose, entry.program, entry.step);
  come_to(whose, node);
  auto& messages = counts(whose, node).messages;
  if (entry.was_held) --messages.held;
  add_verdict(messages, entry.verdict);
  if (is_queued(entry)) queued_.push_back({whose.flow, node});
}

void StepFold::add_outcome(MessageOutcome outcome, std::size_t ordinal) {
  const auto& at = queued_[ordinal];
  if (at.node != kNone) add_outcome_to(flows_[at.flow].nodes[at.node].messages, outcome);
}

}  // namespace camp
