#include "cli/prove/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "runtime/sim/arm_names.h"

namespace camp::cli {
namespace {

constexpr std::string_view kProveFile = "(prove).camp";

std::string name_of_exploration(std::size_t index) { return fmt::format("(prove) {}", index + 1); }

const ast::Flow* find_flow(const Analysis& analysis, std::string_view name) {
  return &std::get<ast::Flow>(analysis.model().find(name)->declaration->node);
}

Exploration exploration_of(const CompiledProject& compiled, std::vector<std::string> names) {
  std::vector<const ast::Flow*> flows;
  for (const auto& name : names) flows.push_back(find_flow(compiled.analysis, name));
  const auto contacts = sim::names_for_arms(*compiled.program, names, ChoiceText::kWho);
  return {std::move(names), choices_of(compiled.analysis, flows, contacts), {}};
}

// Every choice is a step: the beginnings, the first moment, what happens.
std::string alphabet_text(const ChoiceText& text, std::size_t index) {
  auto out = fmt::format("scenario \"{}\" {{\n", name_of_exploration(index));
  for (const auto& one : text.beginnings) {
    out += "  " + person_text(one.contact, one.person) + "\n";
    for (const auto& step : one.steps) out += "  " + step + "\n";
  }
  out += "  at " + text.first_moment + "\n";
  for (const auto& one : text.happenings) out += "  " + one.step + "\n";
  return out + "  expect 0 messages were sent\n}\n";  // a scenario expects something
}

// The same steps, compiled, each in its place.
sim::Choices compiled_choices(const ChoiceText& text, const plan::Scenario& alphabet) {
  sim::Choices choices;
  choices.scheduled = text.scheduled;
  auto next = alphabet.steps.begin();
  for (const auto& one : text.beginnings) {
    auto& beginning = choices.beginnings.emplace_back();
    beginning.contact = one.contact;
    for (std::size_t i = 0; i < 1 + one.steps.size(); ++i) beginning.steps.push_back(*next++);
  }
  for (auto& beginning : choices.beginnings)
    beginning.steps.insert(beginning.steps.begin() + 1, *next);
  ++next;
  for (const auto& one : text.happenings)
    choices.happenings.push_back({*next++, one.event, one.message});
  return choices;
}

const plan::Scenario& find_alphabet(const plan::Suite& suite, std::size_t index) {
  return *std::find_if(suite.scenarios.begin(), suite.scenarios.end(),
                       [&](const auto& it) { return it.name == name_of_exploration(index); });
}

// Choices are made to be steps: one that is none is a bug, of which main() tells.
[[noreturn]] void cannot_be_said(const CompiledProject& compiled) {
  std::string told;
  for (const auto& finding : compiled.diagnostics.all()) {
    if (finding.severity() != Severity::kError) continue;
    told = fmt::format("{}: {}", compiled.analysis.sources().text(finding.primary.span),
                       finding.primary.text);
    break;
  }
  throw std::logic_error("a choice that was read from the flows is no scenario's step: " + told);
}

}  // namespace

Result<Proof> prove(const Project& project, const CompiledProject& compiled,
                    const std::vector<std::string>& flows, const sim::Bounds& bounds) {
  std::vector<Exploration> explorations;
  for (const auto& flow : flows) explorations.push_back(exploration_of(compiled, {flow}));
  if (flows.size() > 1) explorations.push_back(exploration_of(compiled, flows));
  std::string text;
  for (std::size_t i = 0; i < explorations.size(); ++i)
    text += alphabet_text(explorations[i].text, i);
  CAMP_ASSIGN(auto whole, compile(project, {{std::string(kProveFile), text}}));
  if (!whole.program) cannot_be_said(whole);
  Proof proof{std::move(whole), nullptr, std::move(explorations), {}};
  auto& suite = proof.compiled.suite;
  CAMP_ASSIGN(proof.stage,
              sim::ScenarioStage::make(std::move(*proof.compiled.program),
                                       std::move(suite.expressions), std::move(suite.invariants)));
  for (std::size_t i = 0; i < proof.explorations.size(); ++i) {
    auto& one = proof.explorations[i];
    const auto choices = compiled_choices(one.text, find_alphabet(suite, i));
    CAMP_ASSIGN(one.explored, sim::explore(*proof.stage, choices, bounds));
    if (!one.explored.stopped) continue;
    proof.explorations.resize(i + 1);
    break;
  }
  for (std::size_t i = proof.explorations.size(); i < flows.size(); ++i)
    proof.untried.push_back(flows[i]);
  return proof;
}

}  // namespace camp::cli
