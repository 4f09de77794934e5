#include "runtime/measure/declared.h"

#include <algorithm>

#include "runtime/shelf/programs.h"

namespace camp {
namespace {

std::string label_of(const Program& program, const ArmDecl& arm) {
  std::string label;
  for (auto value : arm.values) {
    if (!label.empty()) label += ", ";
    append_text(label, program.constants[value]);
  }
  return label.empty() ? program.name(arm.name) : label;
}

DeclaredExperiment experiment_of(const LinkedProgram& linked, std::uint32_t flow,
                                 std::uint32_t index) {
  const auto& program = linked.program();
  const auto& decl = program.flows[flow].experiments[index];
  DeclaredExperiment experiment;
  experiment.number = linked.experiment_number(flow, index);
  experiment.name = program.name(decl.name);
  experiment.by_value = decl.by != kNone;
  for (const auto& arm : decl.arms)
    experiment.arms.push_back({linked.number(arm.name), label_of(program, arm), arm.holdout,
                               arm.share_ppm, arm.winner_of != kNone});
  if (decl.decision) {
    const auto goal = decl.decision->goal;
    experiment.metric =
        metric_text(decl.decision->metric, goal == kNone ? std::string() : program.name(goal));
    experiment.bandit = decl.is_bandit();
  }
  return experiment;
}

// Last, so that what is compared comes before what is only told apart.
DeclaredExperiment outlets_of(const LinkedProgram& linked, std::uint32_t flow) {
  DeclaredExperiment outlets;
  outlets.number = linked.outlet_dimension(flow);
  outlets.name = "outlet";
  outlets.by_value = true;
  outlets.outlets = true;
  for (const auto& outlet : linked.program().outlets) {
    const auto number = linked.number(outlet.name);
    outlets.arms.push_back({number, linked.program().name(outlet.name), false, 0, false});
  }
  return outlets;
}

template <class T, class Same>
T* find_by(std::vector<T>& known, Same same) {
  auto found = std::find_if(known.begin(), known.end(), same);
  return found == known.end() ? nullptr : &*found;
}

void merge_experiment(DeclaredExperiment& known, const DeclaredExperiment& older) {
  known.shares_changed = known.shares_changed || older.shares_changed ||
                         known.by_value != older.by_value || known.arms.size() != older.arms.size();
  for (const auto& arm : older.arms) {
    auto* same = find_by(known.arms, [&](const DeclaredArm& it) { return it.name == arm.name; });
    if (!same || same->share_ppm != arm.share_ppm) known.shares_changed = true;
    if (!same) known.arms.push_back(arm);
  }
}

ProgramTalk talk_of(const LinkedProgram& linked, const FlowDecl& flow, const TalkDecl& decl) {
  const auto& program = linked.program();
  ProgramTalk talk{linked.number(flow.name),
                   {decl.label, program.name(decl.module), {}, {}},
                   decl.begin,
                   decl.end,
                   {},
                   {}};
  for (const auto& question : decl.questions) {
    talk.declared.questions.push_back(program.name(question.name));
    talk.questions.push_back({question.send, question.answer});
  }
  for (const auto& target : decl.targets) {
    talk.declared.targets.push_back(program.name(target.name));
    talk.targets.push_back(target.step);
  }
  return talk;
}

void add_unknown(std::vector<std::string>& known, const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (!find_by(known, [&](const std::string& it) { return it == name; })) known.push_back(name);
}

void merge_talk(std::vector<DeclaredTalk>& known, const DeclaredTalk& older) {
  auto* same = find_by(known, [&](const DeclaredTalk& it) { return it.label == older.label; });
  if (same == nullptr) {
    known.push_back(older);
    return;
  }
  add_unknown(same->questions, older.questions);
  add_unknown(same->targets, older.targets);
}

void merge_flow(DeclaredFlow& known, const DeclaredFlow& older) {
  for (const auto& goal : older.goals) {
    if (!find_by(known.goals, [&](const DeclaredGoal& it) { return it.name == goal.name; }))
      known.goals.push_back(goal);
  }
  add_unknown(known.steps, older.steps);
  for (const auto& talk : older.talks) merge_talk(known.talks, talk);
  for (const auto& experiment : older.experiments) {
    auto* same = find_by(known.experiments, [&](const DeclaredExperiment& it) {
      return it.number == experiment.number;
    });
    if (same) {
      merge_experiment(*same, experiment);
    } else {
      known.experiments.push_back(experiment);
    }
  }
  std::stable_partition(known.experiments.begin(), known.experiments.end(),
                        [](const DeclaredExperiment& it) { return !it.outlets; });
}

}  // namespace

void merge_declared(Declared& known, const Declared& older) {
  known.steps.insert(older.steps.begin(), older.steps.end());
  known.talks.insert(older.talks.begin(), older.talks.end());
  known.costs.insert(older.costs.begin(), older.costs.end());
  known.tags.insert(older.tags.begin(), older.tags.end());
  for (const auto& flow : older.flows) {
    auto* same = find_by(known.flows, [&](const DeclaredFlow& it) { return it.flow == flow.flow; });
    if (same) {
      merge_flow(*same, flow);
    } else {
      known.flows.push_back(flow);
    }
  }
}

Declared declared_by(const LinkedProgram& linked) {
  Declared declared;
  const auto& program = linked.program();
  for (std::uint32_t i = 0; i < program.flows.size(); ++i) {
    const auto& decl = program.flows[i];
    DeclaredFlow flow{linked.number(decl.name), program.name(decl.name), decl.kind, {}, {}, {}, {}};
    for (const auto& goal : decl.goals) {
      flow.goals.push_back({linked.number(goal.name), std::nullopt});
      if (goal.within != Duration{}) flow.goals.back().within = goal.within;
    }
    for (std::uint32_t k = 0; k < decl.experiments.size(); ++k)
      flow.experiments.push_back(experiment_of(linked, i, k));
    if (decl.per_outlet) flow.experiments.push_back(outlets_of(linked, i));
    for (const auto& step : program.steps) {
      if (step.flow == i) flow.steps.push_back(step.label);
    }
    for (const auto& talk : decl.talks) {
      auto& in_program = declared.talks[linked.store_number()];
      in_program.push_back(talk_of(linked, decl, talk));
      flow.talks.push_back(in_program.back().declared);
    }
    if (decl.costs != kNone)
      declared.costs[{linked.store_number(), flow.flow}] = program.constants[decl.costs];
    if (!decl.tags.empty()) declared.tags[{linked.store_number(), flow.flow}] = linked.flow_tags(i);
    declared.flows.push_back(std::move(flow));
  }
  auto& labels = declared.steps[linked.store_number()];
  for (const auto& step : program.steps) labels.push_back(step.label);
  return declared;
}

Result<Declared> declared_by_all(ProgramShelf& programs, std::uint32_t next_program) {
  Declared declared;
  for (auto number = next_program; number-- > 1;) {
    CAMP_ASSIGN(auto program, programs.get(number));
    merge_declared(declared, declared_by(*program));
  }
  return declared;
}

}  // namespace camp
