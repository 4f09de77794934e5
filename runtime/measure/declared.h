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
  bool as_winner = false;  // of those who came when a variant had won
};
struct DeclaredExperiment {
  std::uint32_t number = 0;  // "campaign/experiment"
  std::string name;
  bool by_value = false;  // assigned `by EXPR`: there is no declared ratio
  bool shares_changed = false;
  std::vector<DeclaredArm> arms;
  std::string metric = {};  // by which it is decided; empty: it is not
  bool bandit = false;      // again and again
  bool outlets = false;     // no experiment: the outlets of a flow that is per outlet
};
struct DeclaredGoal {
  std::uint32_t name = 0;
  std::optional<Duration> within;  // none: it never closes
};
// One use of a module; its questions and targets by their names.
struct DeclaredTalk {
  std::string label;  // "do feedback"
  std::string module;
  std::vector<std::string> questions;
  std::vector<std::string> targets;
};
struct DeclaredFlow {
  std::uint32_t flow = 0;
  std::string name;
  FlowKind kind{};
  std::vector<DeclaredGoal> goals;
  std::vector<DeclaredExperiment> experiments;
  std::vector<std::string> steps;  // labels
  std::vector<DeclaredTalk> talks;
};
// A talk in one program: the steps of its body, of its questions and of its targets.
struct ProgramTalk {
  struct QuestionSteps {
    std::uint32_t send = 0;
    std::uint32_t answer = 0;
  };
  std::uint32_t flow = 0;
  DeclaredTalk declared;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<QuestionSteps> questions;
  std::vector<std::uint32_t> targets;
};
struct Declared {
  std::vector<DeclaredFlow> flows;
  std::map<std::uint32_t, std::vector<std::string>> steps;         // labels by program, then step
  std::map<std::uint32_t, std::vector<ProgramTalk>> talks;         // by program
  std::map<std::pair<std::uint32_t, std::uint32_t>, Value> costs;  // of a run: by program and flow
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> tags;  // likewise
};

// Adds what an older version declared beyond what is known.
void merge_declared(Declared& known, const Declared& older);
Declared declared_by(const LinkedProgram& program);
// All programs with numbers below next_program, the newest first. Errors: those of
// ProgramShelf::get.
Result<Declared> declared_by_all(ProgramShelf& programs, std::uint32_t next_program);

}  // namespace camp
