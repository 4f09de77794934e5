// Statements to nodes, branches and ways on.
#include <fmt/format.h>

#include "lang/graph/graph_maker.h"

namespace camp {
namespace {

// As `camp report --steps` says it.
constexpr std::string_view kTimeIsUp = "time is up";
// Of no channel that is asked for.
constexpr std::string_view kNotSent = "cannot be sent";

const ast::Block* block_of(const std::optional<ast::Block>& block) {
  return block ? &*block : nullptr;
}

std::string share_text(std::uint32_t ppm) { return fmt::format("{:.4g}%", ppm / 10'000.0); }

}  // namespace

void GraphMaker::add_block(const ast::Block& block) {
  for (const auto& one : block.statements) {
    if (ways_.empty()) return;  // nobody comes here; the checker has warned
    const auto* around = std::exchange(statement_, &one);
    std::visit([&](const auto& node) { add(node); }, one.node);
    statement_ = around;
  }
}

void GraphMaker::add_action() { make_step(GraphKind::kAction, source_of(statement_->span)); }

void GraphMaker::add(const ast::Exit&) {
  make_step(GraphKind::kExit, source_of(statement_->span));
  ways_.clear();
}

// ---- waits

void GraphMaker::add(const ast::Wait& wait) {
  const auto node = make_step(GraphKind::kWait, "wait " + source_of(wait.duration->span));
  name_step(node, wait.as);
}

void GraphMaker::add(const ast::WaitUntil& wait) {
  const auto day = wait.weekday ? wait.weekday->text + " " : "";
  const auto node = make_step(GraphKind::kWait, "wait until " + day + source_of(wait.when->span));
  name_step(node, wait.as);
}

// Without the name that the event has inside.
std::string GraphMaker::clause_words(const ast::EventClause& clause) const {
  if (clause.when != nullptr) return "when " + source_of(clause.when->span);
  auto words = "on " + source_of(clause.event.span);
  if (clause.where != nullptr) words += " where " + source_of(clause.where->span);
  return words;
}

void GraphMaker::add(const ast::WaitUpTo& wait) {
  const auto time = "up to " + source_of(wait.duration->span);
  const auto node =
      make_step(GraphKind::kWait, wait.until ? "wait until " + source_of(wait.arms[0].on.when->span)
                                             : "wait " + time);
  if (wait.until) detail(node, time);
  if (wait.since_start) detail(node, "since start");
  name_step(node, wait.as);
  std::vector<Way> ends;
  for (const auto& arm : wait.arms)
    branch(node, wait.until ? "it holds" : clause_words(arm.on), arm.body, ends);
  if (wait.otherwise)
    branch(node, std::string(kTimeIsUp), *wait.otherwise, ends);
  else
    branch_past(node, std::string(kTimeIsUp), ends);
  ways_ = std::move(ends);
}

// ---- choices

void GraphMaker::add(const ast::If& choice) {
  const auto node = make_step(GraphKind::kChoice, "if " + source_of(choice.condition->span));
  std::vector<Way> ends;
  branch(node, "yes", choice.then, ends);
  if (choice.otherwise)
    branch(node, "no", *choice.otherwise, ends);
  else
    branch_past(node, "no", ends);
  ways_ = std::move(ends);
}

void GraphMaker::add(const ast::Match& match) {
  const auto node = make_step(GraphKind::kChoice, "match " + source_of(match.subject->span));
  std::vector<Way> ends;
  for (const auto& arm : match.arms) {
    std::string words;
    for (const auto& value : arm.values)
      words += (words.empty() ? "" : ", ") + source_of(value->span);
    branch(node, std::move(words), arm.body, ends);
  }
  if (match.otherwise)
    branch(node, "else", *match.otherwise, ends);  // else the arms are all there is
  ways_ = std::move(ends);
}

// Of what a share is stands there only where two shares are of different things.
std::string GraphMaker::arm_words(const ast::Experiment& experiment,
                                  const ast::ExperimentArm& arm) const {
  auto words = arm.holdout ? "holdout" : arm.name.text;
  const auto* ppm = model_.arm_shares.find(arm.id);
  if (arm.share)
    words += " " + source_of(arm.share->span);
  else if (arm.equally && ppm != nullptr)
    words += " " + share_text(*ppm);
  if (experiment.on && (arm.share || arm.equally))
    words += arm.holdout ? " of all" : " of the test";
  for (const auto& value : arm.values)
    words += (&value == &arm.values[0] ? " for " : ", ") + source_of(value->span);
  if (arm.otherwise) words += ", all others";
  return words;
}

void GraphMaker::add_withheld() {
  const auto* around = std::exchange(statement_, nullptr);
  make_step(GraphKind::kWithheld, "messages withheld");
  statement_ = around;
}

void GraphMaker::add(const ast::Experiment& experiment) {
  const auto node = make_step(GraphKind::kExperiment, "experiment " + experiment.name.text);
  if (experiment.by != nullptr) detail(node, "by " + source_of(experiment.by->span));
  if (experiment.on) detail(node, "on " + source_of(experiment.on->span) + ", the others wait");
  if (experiment.winner) detail(node, source_of(experiment.winner->span));
  if (experiment.bandit) detail(node, source_of(experiment.bandit->span));
  std::vector<Way> ends;
  for (const auto& arm : experiment.arms) {
    if (arm.holdout)
      branch(node, arm_words(experiment, arm), "", ends, [&] { add_withheld(); });
    else
      branch(node, arm_words(experiment, arm), *arm.body, ends);
  }
  ways_ = std::move(ends);
}

// ---- messages and what else may fail

std::string GraphMaker::channels_words(const ast::Name& what) const {
  std::string words;
  const auto* channels = model_.send_channels.find(what.id);
  if (channels == nullptr) return words;
  for (const auto channel : *channels) {
    words += words.empty() ? "via " : " or ";
    words += info_of(channel).word;
  }
  return words;
}

void GraphMaker::add(const ast::Send& send) {
  const auto node = make_step(GraphKind::kSend, "send " + send.message.text);
  graph_.nodes[node].source = head_of(*statement_, block_of(send.otherwise));
  detail(node, channels_words(send.message));
  if (send.best_within) detail(node, "at best time within " + source_of(send.best_within->span));
  name_step(node, send.as);
  if (!send.otherwise) return;
  std::vector<Way> ends = {{node, "", ""}};
  branch(node, std::string(kNotSent), *send.otherwise, ends);
  ways_ = std::move(ends);
}

std::string GraphMaker::questions_words(const ast::Do& use) const {
  std::string words;
  const ast::Ask* before = nullptr;  // one that may be put again is there twice
  for (const auto* spoken : model_.find(use.module.text)->module->spoken) {
    if (spoken->ask != nullptr && spoken->ask != before)
      words += (words.empty() ? "asks " : ", ") + spoken->ask->name.text;
    before = spoken->ask;
  }
  return words;
}

void GraphMaker::add(const ast::Do& use) {
  const auto node = make_step(GraphKind::kModule, "do " + use.module.text);
  graph_.nodes[node].source = head_of(*statement_, block_of(use.otherwise));
  detail(node, channels_words(use.module));
  detail(node, questions_words(use));
  name_step(node, use.as);
  if (!use.otherwise) return;
  std::vector<Way> ends = {{node, "", ""}};
  branch(node, std::string(kNotSent), *use.otherwise, ends);
  ways_ = std::move(ends);
}

void GraphMaker::add(const ast::Request& request) {
  const auto node =
      make_step(GraphKind::kRequest, "request " + request.service.text + "." + request.call.text);
  graph_.nodes[node].source = head_of(*statement_, block_of(request.otherwise));
  detail(node, "up to " + source_of(request.duration->span));
  name_step(node, request.as);
  if (!request.otherwise) return;
  std::vector<Way> ends = {{node, "", ""}};
  branch(node, "no answer", *request.otherwise, ends);
  ways_ = std::move(ends);
}

// ---- loops

void GraphMaker::add(const ast::Repeat& repeat) {
  const auto node =
      make_step(GraphKind::kLoop, "repeat up to " + source_of(repeat.times->span) + " times");
  std::vector<Way> ends = {{node, "no more", ""}};
  std::vector<Way> rounds;
  auto* around = std::exchange(loop_ends_, &ends);
  branch(node, "each time", repeat.body, rounds);
  loop_ends_ = around;
  for (auto& way : rounds) way.is_back = true;
  ways_ = std::move(rounds);
  connect(node);
  ways_ = std::move(ends);
}

void GraphMaker::add(const ast::Stop&) {
  make_step(GraphKind::kStop, "stop");
  for (auto& way : ways_) loop_ends_->push_back(std::move(way));
  ways_.clear();
}

}  // namespace camp
