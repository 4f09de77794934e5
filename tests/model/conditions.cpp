// Conditions that are reacted to. They are asked when something that they read is new, when somebody
// comes to them, and all of them when what one counts leaves its window.
#include <algorithm>

#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

bool reads(const Condition& it, const Fact& news) {
  using Of = Condition::Kind;
  const auto points = [&](const Operand& operand) {
    return operand.kind == Operand::Kind::kPoints && news.kind == Kind::kChanged &&
           news.name == "points";
  };
  const bool itself =
      (it.kind == Of::kStage && news.kind == Kind::kChanged && news.name == "stage") ||
      (it.kind == Of::kListed && news.kind == Kind::kListed && news.name == it.list) ||
      (it.kind == Of::kHistory && news.kind == Kind::kEvent && news.event->name == it.event) ||
      points(it.left) || points(it.right);
  return itself || std::any_of(it.parts.begin(), it.parts.end(),
                               [&](const Condition& part) { return reads(part, news); });
}

}  // namespace

bool ContactModel::is_touched(const Condition& condition) const {
  if (news_.all) return true;
  for (auto i = news_.begin; i < news_.end; ++i)
    if (reads(condition, facts_[i])) return true;
  return false;
}

bool ContactModel::asks(const Condition& condition, const Scope& scope) {
  runs_out_ms_ = INT64_MAX;
  const bool holds = this->holds(condition, scope);
  ask_ms_ = std::min(ask_ms_, runs_out_ms_);
  return holds;
}

// Until nothing is new any more. What history says wakes nobody; `silent`: lets nobody in.
void ContactModel::ask_conditions(std::int64_t now_ms, bool history, bool silent) {
  while (news_.all || asked_ < facts_.size()) {
    news_.begin = asked_;
    news_.end = asked_ = facts_.size();
    if (!history) {
      ask_goals(now_ms);
      ask_exits(now_ms);
    }
    ask_segments(now_ms, silent);
    if (!history) ask_waits(now_ms);
    news_ = {false};
  }
}

// True when it holds now and did not.
bool ContactModel::hold(const Instance& instance, const Goal& goal, bool holds,
                        std::int64_t now_ms) {
  bool held = false;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kHeld && fact.instance == instance.number && fact.name == goal.name)
      held = fact.given;
  if (held == holds) return false;
  auto& fact = note(Kind::kHeld, now_ms);  // nobody's doing: no report counts it
  fact.instance = instance.number;
  fact.name = goal.name;
  fact.given = holds;
  return holds;
}

// What holds when an instance begins has not become true by it.
void ContactModel::hold_goals(const Instance& instance, std::int64_t now_ms) {
  for (const auto& goal : instance.flow->goals)
    if (goal.on.is_condition())
      hold(instance, goal, asks(goal.on.where, {&instance, "", nullptr, now_ms}), now_ms);
}

// By the newest instance of its flow; the newest of all first.
void ContactModel::ask_goals(std::int64_t now_ms) {
  std::vector<const Flow*> asked;
  for (auto it = instances_.rbegin(); it != instances_.rend(); ++it) {
    if (std::find(asked.begin(), asked.end(), it->flow) != asked.end()) continue;
    asked.push_back(it->flow);
    for (const auto& goal : it->flow->goals) {
      if (!goal.on.is_condition() || !is_touched(goal.on.where)) continue;
      if (!hold(*it, goal, asks(goal.on.where, {&*it, "", nullptr, now_ms}), now_ms)) continue;
      auto& change = made_.emplace_back();
      change.name = kChange;
      change.time_ms = now_ms;
      convert(*it->flow, goal, change, now_ms);
    }
  }
}

void ContactModel::ask_exits(std::int64_t now_ms) {
  for (auto& instance : instances_) {
    for (const auto& exit : instance.flow->exits) {
      if (!exit.is_condition() || !is_touched(exit.where)) continue;
      if (!asks(exit.where, {&instance, "", nullptr, now_ms})) continue;
      leave_by(instance, "exit by change -> exited", now_ms);
      break;
    }
  }
}

bool ContactModel::leaves_already(const Instance& as_if, std::int64_t now_ms) {
  for (const auto& exit : as_if.flow->exits)
    if (exit.is_condition() && asks(exit.where, {&as_if, "", nullptr, now_ms})) return true;
  return false;
}

// Several journeys may start by one segment: it is asked once, and they all do.
void ContactModel::ask_segments(std::int64_t now_ms, bool silent) {
  std::vector<std::string> entered;
  for (const auto& flow : life_.project.flows) {
    for (const auto& start : flow.starts) {
      if (start.segment.empty() || !is_touched(start.on.where)) continue;
      if (std::find(entered.begin(), entered.end(), start.segment) == entered.end()) {
        bool was_in = false;
        for (const auto& fact : facts_)
          if (fact.kind == Kind::kMember && fact.name == start.segment) was_in = fact.given;
        const bool is_in = asks(start.on.where, {nullptr, "", nullptr, now_ms});
        if (was_in == is_in) continue;
        auto& fact = note(Kind::kMember, now_ms);
        fact.name = start.segment;
        fact.given = is_in;
        if (!is_in || silent) continue;
        entered.push_back(start.segment);
      }
      auto& change = made_.emplace_back();
      change.name = kChange;
      change.time_ms = now_ms;
      todo_.push_back({&change, &flow, &start});
    }
  }
}

void ContactModel::ask_waits(std::int64_t now_ms) {
  std::vector<Instance*> standing;
  for (auto& instance : instances_)
    if (instance.waiting && instance.wait) standing.push_back(&instance);
  for (auto* instance : standing) {
    for (const auto& arm : instance->wait->arms) {
      if (!arm.on.is_condition() || !is_touched(arm.on.where)) continue;
      if (!asks(arm.on.where, {instance, "", nullptr, now_ms})) continue;
      go_on(*instance, now_ms, take(*instance, {&arm}));
      break;
    }
  }
}

}  // namespace camp::model
