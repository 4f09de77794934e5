// What `camp prove` tells: what was explored, what is broken and by which scenario, how much one
// contact can get, and what nothing came to.
#pragma once
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/prove/proof.h"
#include "cli/scenario_report.h"

namespace camp::cli {

// The counter-examples' scenarios, laid out, one for each breach.
std::vector<std::string> scenarios_of(const Proof& proof);
bool holds(const Proof& proof);
bool was_stopped(const Proof& proof);
std::string proof_text(const Proof& proof, bool colour);
Json proof_json(const Proof& proof);

}  // namespace camp::cli
