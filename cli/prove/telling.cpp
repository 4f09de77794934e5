#include "cli/prove/telling.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/format/format.h"

namespace camp::cli {
namespace {

using Kind = sim::Breach::Kind;

struct BreachFound {
  const Exploration* exploration = nullptr;
  const sim::CounterExample* example = nullptr;
};

// Each breach once: of a flow by itself rather than of all together.
std::vector<BreachFound> all_found(const Proof& proof) {
  std::vector<BreachFound> all;
  for (const auto& one : proof.explorations) {
    for (const auto& example : one.explored.examples) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const BreachFound& it) {
        return it.example->breach.is_same(example.breach);
      });
      if (!known) all.push_back({&one, &example});
    }
  }
  return all;
}

std::string scenario_of(const Proof& proof, const BreachFound& found) {
  return laid_out(scenario_text(proof, *found.exploration, *found.example));
}

// The steps and arms that no way came to, of the flows that were explored to the end: what was
// stopped might still have come there.
std::vector<Covered> never_reached(const Proof& proof) {
  const auto& program = proof.stage->program();
  auto reached = proof.stage->nothing_reached();
  std::vector<std::string> flows;
  for (const auto& one : proof.explorations) {
    reached.add(one.explored.reached);
    if (one.explored.stopped) continue;
    flows.insert(flows.end(), one.flows.begin(), one.flows.end());
  }
  auto all = coverage_of(program, reached, proof.compiled.analysis.sources()).project;
  std::erase_if(all, [&](const Covered& one) {
    return one.reached || one.what.starts_with("condition") ||
           std::find(flows.begin(), flows.end(), one.flow) == flows.end();
  });
  return all;
}

std::string names_text(const std::vector<std::string>& names) {
  if (names.size() > 1) return "all together";
  return names.front();
}

// "3 (at most 2 by email, 2 by sms)"
std::string load_text(const sim::Load& load) {
  auto text = std::to_string(load.most);
  std::string by;
  std::size_t channels = 0;
  for (std::size_t i = 0; i < load.by_channel.size(); ++i) {
    if (load.by_channel[i] == 0) continue;
    ++channels;
    by += fmt::format("{}{} by {}", by.empty() ? "" : ", ", load.by_channel[i],
                      info_of(static_cast<Channel>(i)).word);
  }
  if (channels == 0) return text;
  return channels > 1 ? fmt::format("{} (at most {})", text, by) : by;
}

std::string explored_text(const Proof& proof, const Exploration& one) {
  const auto& found = one.explored;
  auto text = fmt::format("{}: explored {}{}", names_text(one.flows), counted(found.paths, "path"),
                          found.stopped ? " until it was stopped" : "");
  if (found.cut > 0)
    text += fmt::format(", at least {} cut at the bound: not a proof beyond it",
                        counted(found.cut, "path"));
  if (one.text.sampled) text += "; of what a contact can bring not everything with everything";
  text += fmt::format("\n  at most {} to one contact in a day, {} in a week\n",
                      load_text(found.day), load_text(found.week));
  if (found.week.most > 0)
    text += "  by: " + printable(way_text(proof, one, found.week.way)) + "\n";
  return text;
}

std::string headline(const sim::Breach& breach) {
  const auto place = breach.place.is_known()
                         ? fmt::format("\n  {}:{}", breach.place.file, breach.place.line)
                         : std::string();
  return breach.told + place + "\n";
}

std::string found_text(const Proof& proof, const BreachFound& found, bool colour) {
  const auto& breach = found.example->breach;
  auto text =
      styled("broken", Style::kBad, colour) + " " + printable(headline(breach), Lines::kMany);
  if (breach.kind == Kind::kInvariant) {
    sim::Failure failure;
    failure.values = breach.values;
    failure.span = failure.values.back().span;
    failure.message = failure.values.back().text;
    failure.values.pop_back();
    text += failure_places(failure, proof.compiled.analysis.sources(), colour);
  }
  return text + "\n" + scenario_of(proof, found);
}

constexpr std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::kInvariant:
      return "invariant";
    case Kind::kConsent:
      return "consent";
    case Kind::kIncident:
      return "incident";
    case Kind::kNeverEnds:
      break;
  }
  return "never_ends";
}

Json load_json(const Proof& proof, const Exploration& one, const sim::Load& load) {
  Json channels = Json::object();
  for (std::size_t i = 0; i < load.by_channel.size(); ++i)
    if (load.by_channel[i] > 0)
      channels[std::string(info_of(static_cast<Channel>(i)).word)] = load.by_channel[i];
  Json json = {{"messages", load.most}, {"channels", std::move(channels)}};
  if (load.most > 0) json["way"] = way_text(proof, one, load.way);
  return json;
}

Json found_json(const Proof& proof, const BreachFound& found) {
  const auto& breach = found.example->breach;
  const auto& sources = proof.compiled.analysis.sources();
  Json json = {{"kind", word_of(breach.kind)},
               {"what", breach.what},
               {"contact", breach.contact},
               {"told", breach.told},
               {"scenario", scenario_of(proof, found)}};
  if (breach.place.is_known()) {
    json["file"] = breach.place.file;
    json["line"] = breach.place.line;
  }
  json["values"] = Json::array();
  for (const auto& value : breach.values)
    json["values"].push_back({{"expression", sources.text(value.span)}, {"value", value.text}});
  return json;
}

}  // namespace

std::vector<std::string> scenarios_of(const Proof& proof) {
  std::vector<std::string> all;
  for (const auto& found : all_found(proof)) all.push_back(scenario_of(proof, found));
  return all;
}

bool holds(const Proof& proof) { return all_found(proof).empty(); }

bool was_stopped(const Proof& proof) {
  return std::any_of(proof.explorations.begin(), proof.explorations.end(),
                     [](const Exploration& one) { return one.explored.stopped; });
}

std::string proof_text(const Proof& proof, bool colour) {
  std::string text;
  for (const auto& one : proof.explorations) text += explored_text(proof, one);
  for (const auto& one : never_reached(proof)) {
    const auto place =
        one.file.empty() ? std::string() : fmt::format("  {}:{}", one.file, one.line);
    text += fmt::format("  no path reaches {} {}{}\n", one.flow, printable(one.what), place);
  }
  const auto all = all_found(proof);
  for (const auto& found : all) text += "\n" + found_text(proof, found, colour);
  if (was_stopped(proof)) {
    text += "stopped: this is what was found until then\n";
    if (!proof.untried.empty())
      text += fmt::format("not tried: {}\n", fmt::join(proof.untried, ", "));
  }
  if (all.empty()) return text + (was_stopped(proof) ? "all held so far\n" : "all hold\n");
  return text + "\n" + counted(all.size(), "thing is", "things are") + " broken\n";
}

Json proof_json(const Proof& proof) {
  Json explored = Json::array(), broken = Json::array(), unreached = Json::array();
  for (const auto& one : proof.explorations) {
    explored.push_back({{"flows", one.flows},
                        {"paths", one.explored.paths},
                        {"states", one.explored.states},
                        {"merged", one.explored.merged},
                        {"cut", one.explored.cut},
                        {"sampled", one.text.sampled},
                        {"stopped", one.explored.stopped},
                        {"day", load_json(proof, one, one.explored.day)},
                        {"week", load_json(proof, one, one.explored.week)}});
  }
  for (const auto& found : all_found(proof)) broken.push_back(found_json(proof, found));
  auto never = coverage_json(never_reached(proof));
  for (auto& one : never) one.erase("reached");
  return {{"explored", std::move(explored)},
          {"broken", std::move(broken)},
          {"unreached", std::move(never)},
          {"stopped", was_stopped(proof)},
          {"untried", proof.untried}};
}

}  // namespace camp::cli
