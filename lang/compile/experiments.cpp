// Experiments and holdouts to bytecode: who is shared out how, and how that is decided.
#include <fmt/format.h>

#include <algorithm>

#include "lang/compile/flow.h"
#include "lang/sema/constants.h"

namespace camp::compile {

ArmDecl FlowCompiler::experiment_arm(const ast::ExperimentArm& arm) {
  ArmDecl row;
  row.name = context_.program.name(arm.holdout ? std::string_view("holdout")
                                               : std::string_view(arm.name.text));
  row.holdout = arm.holdout;
  if (const auto* share = model_.arm_shares.find(arm.id)) row.share_ppm = *share;
  for (const auto& one : arm.values)
    row.values.push_back(context_.program.constant(*sema::constant_of(*one, context_.arena)));
  return row;
}

// Holdouts are experiments around the whole flow, whose other arm is what everyone else goes
// through. Those of all flows come first, by name; a transactional flow has those `for all`.
void FlowCompiler::hold_out() {
  for (const auto* holdout : model_.holdouts)
    if (holdout->for_all || !info_.transactional) hold_out(holdout->name.text, *holdout, true);
  if (flow_.holdout) hold_out(sema::kHoldoutName, *flow_.holdout, false);
}

void FlowCompiler::hold_out(std::string_view name, const ast::Holdout& holdout, bool everywhere) {
  const auto held_ppm = static_cast<std::uint32_t>(holdout.share->value.num);
  decl_.experiments.emplace_back();
  const auto table = table_row(decl_.experiments.size(), "experiments");
  out_.op(Op::kExperiment, step(fmt::format("holdout {}", name)), table);
  auto& row = decl_.experiments[table];
  row.name = context_.program.name(name);
  row.everywhere = everywhere;
  if (holdout.salt) row.salt = context_.program.text(holdout.salt->text);
  ArmDecl treated;
  treated.name = context_.program.name("treated");
  treated.share_ppm = kWholePpm - held_ppm;
  treated.target = out_.enter();
  ArmDecl held;
  held.name = context_.program.name("holdout");
  held.holdout = true;
  held.share_ppm = held_ppm;
  row.arms = {treated, held};
}

void FlowCompiler::experiment(const ast::Experiment& experiment) {
  decl_.experiments.emplace_back();
  auto table = table_row(decl_.experiments.size(), "experiments");
  decl_.experiments[table].name = context_.program.name(experiment.name.text);
  if (experiment.by != nullptr)
    decl_.experiments[table].by = compile_expression(context_, *experiment.by, &slots_, nullptr);
  const auto place = step("experiment " + experiment.name.text);
  if (experiment.winner || experiment.bandit) out_.op(Op::kAwaitDecision, place, table);
  out_.op(Op::kExperiment, place, table);
  Label end;
  for (const auto& arm : experiment.arms) {
    auto row = experiment_arm(arm);
    if (!arm.holdout) row.target = out_.enter();
    decl_.experiments[table].arms.push_back(row);
    if (arm.holdout) continue;
    out_.at(arm.span);
    inside(fmt::format("{}{}/{}", prefix_, experiment.name.text, arm.name.text),
           [&] { block(*arm.body); });
    out_.jump(Op::kJump, end);
  }
  out_.bind(end);
  if (experiment.winner) choose_winner(experiment, decl_.experiments[table]);
  if (experiment.bandit) share_out_again(*experiment.bandit, decl_.experiments[table]);
}

DecisionDecl FlowCompiler::decision_by(const ast::MetricUse& use, const ast::Literal& after) {
  DecisionDecl decision;
  decision.metric = model_.metrics.at(use.id);
  if (is_of_goal(decision.metric))
    decision.goal = context_.program.name(use.of ? use.of->text : use.name.text);
  decision.after = after.value.as_duration();
  return decision;
}

void FlowCompiler::share_out_again(const ast::Bandit& bandit, ExperimentDecl& row) {
  row.decision = decision_by(bandit.metric, *bandit.every);
  row.decision->repeats = true;
}

// Of a test on some of all, the variants' shares are of those; what is beyond them waits.
void FlowCompiler::choose_winner(const ast::Experiment& experiment, ExperimentDecl& row) {
  const auto& winner = *experiment.winner;
  if (experiment.on) {
    const auto on_ppm = static_cast<std::uint64_t>(experiment.on->value.num);
    std::uint64_t sum_ppm = 0;
    std::uint64_t given_ppm = 0;
    for (auto& arm : row.arms) {
      if (arm.holdout) continue;
      sum_ppm += arm.share_ppm;
      const auto until_ppm = on_ppm * sum_ppm / kWholePpm;  // so that together they are all of it
      arm.share_ppm = static_cast<std::uint32_t>(until_ppm - given_ppm);
      given_ppm = until_ppm;
    }
  }
  row.decision = decision_by(winner.metric, *winner.after);
  auto& decision = *row.decision;
  decision.confidence_ppm = static_cast<std::uint32_t>(winner.confidence->value.num);
  decision.at_least = static_cast<std::uint64_t>(winner.at_least->value.num);
  const auto drawn = row.arms.size();
  for (std::uint32_t i = 0; i < drawn; ++i) {
    auto won = row.arms[i];
    if (won.holdout) continue;
    const auto name = context_.program.program.name(won.name);
    if (name == winner.otherwise.text) decision.otherwise = i;
    won.name = context_.program.name(name + " (winner)");
    won.share_ppm = 0;
    won.winner_of = i;
    row.arms.push_back(won);
  }
}

}  // namespace camp::compile
