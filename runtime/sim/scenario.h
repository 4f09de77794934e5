// Scenarios run: each in a world of its own that begins where the project was just installed.
//
// A stage is made once and then shared: run() may be called from any number of threads. A scenario
// ends at its first failure, which says what was expected, the values that led to it, and what the
// contact did instead.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/program/scenario_plan.h"
#include "runtime/store/mem_store.h"
#include "runtime/vm/branch_watch.h"
#include "runtime/vm/linked_program.h"

namespace camp::sim {

struct Failure {
  Span span;            // of the step
  std::string message;  // "anna has not left cart_recovery"
  struct Value {
    Span span;  // of the expression
    std::string text;
  };
  std::vector<Value> values;
  const plan::Invariant* invariant = nullptr;  // that is broken; null: it is something else
  std::string about;                           // the contact; "" when it is about none
  // What she did, oldest first: "2026-03-02 10:00  entered cart_recovery by cart_updated; ..."
  std::vector<std::string> story;
};

// What scenarios have reached of the flows, as coverage counts it.
struct Reached {
  std::vector<bool> steps;  // by the program's steps
  std::vector<bool> arms;   // by flow, experiment and arm, in the program's order
  BranchHits branches;      // by offset in the program's code

  void add(const Reached& other);  // of the same program
};

// What a `show` saw: the value, and those of what it is made of.
struct Shown {
  Span span;  // of the step
  std::string text;
  std::vector<Failure::Value> parts;
};

struct ScenarioResult {
  std::uint32_t steps = 0;  // that were done
  std::vector<Shown> shown;
  std::optional<Failure> failure;
};

class ScenarioStage {
 public:
  // Errors: what Engine::install says of a program that does not verify.
  // `invariants` are of the expressions.
  static Result<std::unique_ptr<ScenarioStage>> make(Program program, Program expressions,
                                                     std::vector<plan::Invariant> invariants = {});

  ScenarioResult run(const plan::Scenario& scenario, Reached* reached) const;

  const LinkedProgram& program() const { return *program_; }
  const LinkedProgram& expressions() const { return *expressions_; }
  const std::vector<plan::Invariant>& invariants() const { return invariants_; }
  const MemStore::Snapshot& start() const { return start_; }
  Reached nothing_reached() const;

 private:
  ScenarioStage() = default;

  std::shared_ptr<const LinkedProgram> program_;
  std::shared_ptr<const LinkedProgram> expressions_;
  std::vector<plan::Invariant> invariants_;
  MemStore::Snapshot start_;
};

}  // namespace camp::sim
