#include "cli/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/session.h"
#include "cli/simulated_people.h"
#include "cli/simulated_rates.h"
#include "lang/base/counted.h"

namespace camp::cli {

void add_simulation_options(po::options_description& options) {
  options.add_options()(
      "rate", po::value<std::vector<std::string>>()->value_name("NAME=SHARE"),
      "what people do: message.opened=0.35 of the messages, checkout=0.1 of the contacts a day; of "
      "a service, shop.coupon=0.98 of the requests it answers (again for more)")(
      "seed", po::value<std::uint64_t>()->default_value(1)->value_name("N"),
      "by which people and what they do are drawn: the same gives the same")(
      "contacts", po::value<std::uint64_t>()->value_name("N"),
      "instead of a store's: so many people are drawn")(
      "share", po::value<std::vector<std::string>>()->value_name("NAME[:VALUE]=SHARE"),
      "of the drawn: phone=0.4 have one, country:fi=0.3 that value, news:email=0.6 subscribed, a "
      "list's name is on it (again for more)")("at", po::value<std::string>(),
                                               "of the drawn: they begin at this instant");
}

namespace {

constexpr std::string_view kSimulateFile = "(simulate).camp", kSimulateName = "(simulate)";
constexpr std::int64_t kFirstTimeMs = 10 * 3'600'000;  // of the first day

// Everything that is drawn from is a step: what fields can be, what happens, what services say.
std::string alphabet_text(const PopulationText& text) {
  auto out = fmt::format("scenario \"{}\" {{\n  contact someone {{ }}\n", kSimulateName);
  for (const auto& field : text.fields) {
    for (const auto& value : field.values)
      if (!value.empty()) out += fmt::format("  contact someone {{ {}: {} }}\n", field.name, value);
  }
  for (const auto& event : text.events) {
    for (const auto& form : event.forms) out += fmt::format("  someone does {}\n", form);
  }
  for (const auto& answer : text.answers) out += fmt::format("  {}\n", answer.step);
  return out + "  expect 0 messages were sent\n}\n";  // a scenario expects something
}

// The same steps, compiled, each in its place.
Alphabet compiled_alphabet(const PopulationText& text, const plan::Scenario& scenario) {
  Alphabet alphabet;
  auto next = scenario.steps.begin() + 1;
  for (const auto& field : text.fields) {
    auto& values = alphabet.fields.emplace_back();
    for (const auto& value : field.values) {
      if (value.empty()) {
        values.emplace_back();
        continue;
      }
      values.emplace_back(std::get<plan::MakeContact>((next++)->node).fields.front().value);
    }
  }
  for (const auto& event : text.events) {
    auto& forms = alphabet.events[event.name];
    for (std::size_t i = 0; i < event.forms.size(); ++i)
      forms.push_back(std::get<plan::Does>((next++)->node).fields);
  }
  for (const auto& answer : text.answers)
    alphabet.answers[answer.call] = std::get<plan::ServiceDoes>((next++)->node).fields;
  return alphabet;
}

Error cannot_be_drawn(const CompiledProject& compiled) {
  std::string told;
  for (const auto& finding : compiled.diagnostics.all()) {
    if (finding.severity() != Severity::kError) continue;
    told = fmt::format("{}: {}", compiled.analysis.sources().text(finding.primary.span),
                       finding.primary.text);
    break;
  }
  return {ErrorKind::kInvalid, "what was read from the project is no scenario's step", told,
          "this is a fault of camp: please report it"};
}

// In the project's own zone.
Result<std::int64_t> first_moment(const Invocation& call, const CompiledProject& compiled,
                                  const PopulationText& text) {
  if (call.has("at")) return parse_time_option("at", call.text("at"));
  const auto* zone = calendar::find_zone(compiled.analysis.model().default_zone);
  return calendar::instant_of(text.first_day, kFirstTimeMs,
                              zone != nullptr ? zone : calendar::utc());
}

}  // namespace

Result<Simulation> read_simulation(const Invocation& call, const Project& project,
                                   const CompiledProject& compiled,
                                   std::optional<std::int64_t> from_ms) {
  auto text = population_of(compiled.analysis);
  CAMP_ASSIGN(auto whole, compile(project, {{std::string(kSimulateFile), alphabet_text(text)}}));
  if (!whole.program) return cannot_be_drawn(whole);
  Simulation simulation{std::move(whole), std::move(text), std::make_unique<Arena>(), {}};
  auto& plan = simulation.plan;
  auto& suite = simulation.compiled.suite;
  const auto& scenarios = suite.scenarios;
  const auto scenario =
      std::find_if(scenarios.begin(), scenarios.end(),
                   [](const plan::Scenario& one) { return one.name == kSimulateName; });
  const auto alphabet = compiled_alphabet(simulation.text, *scenario);
  CAMP_ASSIGN(plan.from_ms, from_ms ? Result<std::int64_t>(*from_ms)
                                    : first_moment(call, simulation.compiled, simulation.text));
  plan.program = std::move(*simulation.compiled.program);
  plan.expressions = std::move(suite.expressions);
  plan.invariants = std::move(suite.invariants);
  CAMP_ASSIGN(plan.rates, read_rates(call, simulation.text, alphabet));
  if (!from_ms) {
    CAMP_ASSIGN(plan.people,
                read_people(call, plan.program, simulation.text, alphabet, *simulation.arena));
  }
  plan.go_on = [] { return !interrupted(); };
  return simulation;
}

}  // namespace camp::cli
