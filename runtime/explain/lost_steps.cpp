#include "runtime/explain/lost_steps.h"

#include <array>
#include <map>
#include <set>
#include <utility>

#include "runtime/explain/contact_walk.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

using FlowStep = std::pair<std::string, std::string>;

// All (flow, label) of a program; with an empty label the flow itself.
std::set<FlowStep> steps_of(const Program& program) {
  std::set<FlowStep> steps;
  for (const auto& flow : program.flows) steps.emplace(program.name(flow.name), "");
  for (const auto& step : program.steps) {
    if (step.flow < program.flows.size())
      steps.emplace(program.name(program.flows[step.flow].name), step.label);
  }
  return steps;
}

class Search {
 public:
  Search(StoreView& view, const Program& next) : view_(view), next_(steps_of(next)) {}

  void look_at(std::string_view contact_id, const ContactRow& row) {
    std::set<const LostStep*> counted;  // a contact counts once a step
    for (const auto& instance : row.instances) {
      if (instance.state == InstanceState::kEnded) continue;
      auto* lost = lost_at(instance);
      if (!lost || !counted.insert(lost).second) continue;
      if (lost->contacts++ == 0) lost->example = contact_id;
    }
  }
  std::vector<LostStep> take() {
    std::vector<LostStep> all;
    for (auto& [place, lost] : by_name_) {
      if (lost.contacts > 0) all.push_back(std::move(lost));
    }
    return all;
  }

 private:
  // Null when the next program has the step. Looked up once for each step of each program.
  LostStep* lost_at(const Instance& instance) {
    bool at_start = instance.token == 0;  // it failed before its first wait
    auto known = by_number_.try_emplace(
        {instance.flow, instance.program, at_start ? kNone : instance.step}, nullptr);
    if (!known.second) return known.first->second;
    auto flow = view_.name_of(instance.flow);
    auto label = at_start ? std::string() : view_.step_label(instance.program, instance.step);
    if (next_.count({flow, label}) == 0) {
      auto& lost = by_name_[{flow, label}];
      lost.flow = flow;
      lost.step = view_.stand_of(instance);
      known.first->second = &lost;
    }
    return known.first->second;
  }

  StoreView& view_;
  std::set<FlowStep> next_;
  std::map<FlowStep, LostStep> by_name_;
  std::map<std::array<std::uint32_t, 3>, LostStep*> by_number_;
};

}  // namespace

Result<std::vector<LostStep>> find_lost_steps(StoreView& view, const Program& next,
                                              const ScanProgress& progress, bool* stopped) {
  Search search(view, next);
  CAMP_ASSIGN(*stopped,
              walk_contacts(view, progress, [&](auto key, auto, const auto& row) -> Result<void> {
                search.look_at(keys::id_of_contact_key(key), row);
                return {};
              }));
  CAMP_TRY(view.status());
  return search.take();
}

}  // namespace camp
