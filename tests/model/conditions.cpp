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

// Until nothing is new any more. What history says wakes nobody.
void ContactModel::ask_conditions(std::int64_t now_ms, bool history) {
  while (news_.all || asked_ < facts_.size()) {
    news_.begin = asked_;
    news_.end = asked_ = facts_.size();
    if (!history) ask_waits(now_ms);
    news_ = {false};
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
