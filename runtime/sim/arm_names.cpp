#include "runtime/sim/arm_names.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "runtime/vm/assignment.h"

namespace camp::sim {
namespace {

constexpr std::string_view kNames[] = {"ben",  "cleo", "dan", "eva",   "finn", "greta",
                                       "hugo", "ida",  "jon", "kim",   "lea",  "max",
                                       "nora", "otto", "pia", "quinn", "rosa", "sam"};
constexpr std::size_t kTried = 2'000;  // an arm of a tenth of a percent is found, mostly

std::string name_at(std::size_t index) {
  constexpr auto kCount = std::size(kNames);
  const auto round = index / kCount;
  const std::string name(kNames[index % kCount]);
  return round == 0 ? name : fmt::format("{}{}", name, round + 1);
}

using Arms = std::set<std::pair<std::string, std::uint32_t>>;

Arms arms_of(const Program& program, const std::vector<std::string>& flows,
             std::string_view contact) {
  Arms arms;
  for (const auto& name : flows) {
    const auto* flow = program.flow(name);
    for (const auto& experiment : flow->experiments) {
      if (experiment.by != kNone) continue;
      auto drawn = experiment_name(program, *flow, experiment);
      const auto arm = assign_by_hash(experiment, drawn, contact);
      arms.emplace(std::move(drawn), arm);
    }
  }
  return arms;
}

}  // namespace

std::vector<std::string> names_for_arms(const Program& program,
                                        const std::vector<std::string>& flows,
                                        std::string_view first) {
  std::vector<std::string> names = {std::string(first)};
  auto known = arms_of(program, flows, first);
  if (known.empty()) return names;
  for (std::size_t i = 0; i < kTried; ++i) {
    auto name = name_at(i);
    const auto before = known.size();
    known.merge(arms_of(program, flows, name));
    if (known.size() > before) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace camp::sim
