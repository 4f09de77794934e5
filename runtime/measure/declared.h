// What the store's programs declare and a report needs: flows, goals, experiments and their arms,
// in source order.
//
// Several versions of a project may have run: declarations are merged, the newest version's come
// first and its shares count. Where an arm's share has changed there is no one ratio to check
// against (`shares_changed`).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lang/base/result.h"
#include "lang/program/program.h"

namespace camp {

class LinkedProgram;
class ProgramShelf;

struct DeclaredArm {
  std::uint32_t name = 0;  // all names are the store's numbers
  std::string label;       // for `by EXPR` the values that mean it, else its name
  bool holdout = false;
  std::uint32_t share_ppm = 0;
};
struct DeclaredExperiment {
  std::uint32_t number = 0;  // "campaign/experiment"
  std::string name;
  bool by_value = false;  // assigned `by EXPR`: there is no declared ratio
  bool shares_changed = false;
  std::vector<DeclaredArm> arms;
};
struct DeclaredGoal {
  std::uint32_t name = 0;
  std::optional<Duration> within;  // none: it never closes
};
struct DeclaredFlow {
  std::uint32_t flow = 0;
  std::string name;
  FlowKind kind{};
  std::vector<DeclaredGoal> goals;
  std::vector<DeclaredExperiment> experiments;
  std::vector<std::string> steps;  // labels
};
struct Declared {
  std::vector<DeclaredFlow> flows;
  std::map<std::uint32_t, std::vector<std::string>> steps;  // labels by program, then step
};

// Adds what an older version declared beyond what is known.
void merge_declared(Declared& known, const Declared& older);
Declared declared_by(const LinkedProgram& program);
// All programs with numbers below next_program, the newest first. Errors: those of
// ProgramShelf::get.
Result<Declared> declared_by_all(ProgramShelf& programs, std::uint32_t next_program);

}  // namespace camp
