// What people and services do in a simulation, from `--rate`. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "lang/analysis/population.h"
#include "runtime/sim/rates.h"

namespace camp::cli {

// A population's texts, compiled, in the same order.
struct Alphabet {
  std::vector<std::vector<std::optional<plan::Value>>> fields;  // nothing: it is left out
  std::map<std::string, std::vector<plan::Fields>> events;      // by name, the forms
  std::map<std::string, plan::Fields> answers;                  // by call
};

// kInvalid: a share that is none, said twice, or of nothing that can happen: with what can.
Result<sim::Rates> read_rates(const Invocation& call, const PopulationText& text,
                              const Alphabet& alphabet);

}  // namespace camp::cli
