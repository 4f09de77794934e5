// Whoever looks on while a machine works: coverage (branch_watch.h) and the debugger. In production
// nobody does, and a machine that nobody watches has no code for it in its loop.
//
// What is handed over lives during the call. A watch may not use the machine that it watches.
#pragma once
#include <cstdint>

#include "lang/value/value.h"

namespace camp {

class LinkedProgram;
struct InstanceFacts;
struct Situation;
struct Outcome;

class MachineWatch {
 public:
  virtual ~MachineWatch() = default;
  // A transition of an instance begins at this offset of its flow's body, and ends; what is looked
  // at between the two belongs to it.
  virtual void begins(const LinkedProgram&, const InstanceFacts&, const Situation&) {}
  virtual void ends(const Outcome&) {}
  // An expression was evaluated outside of any transition: an arm's `where`, a condition.
  virtual void answered(const LinkedProgram&, std::uint32_t /*function*/, const Situation&,
                        const Value& /*answer*/) {}
  // The instance at hand has come to this arm of its flow's experiment: drawn, kept, or a winner's.
  virtual void assigned(const LinkedProgram&, std::uint32_t /*flow*/, std::uint32_t /*experiment*/,
                        std::uint32_t /*arm*/) {}
  // The instruction at this offset of the program's code comes next. `top`: behind the stack's top
  // value; `locals` as they are.
  virtual void at(const LinkedProgram& program, std::uint32_t offset, const Value* top,
                  const Value* locals) = 0;
};

}  // namespace camp
