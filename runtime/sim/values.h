// Expressions of a suite, evaluated by the production machine over the contacts of a world as they
// are now; and whether invariants hold of them.
//
// Refers to the program and the world, which live longer. An expression that cannot be evaluated is
// an Error (kInvalid) that says why. Values live as long as this does. One thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/sim/scenario.h"
#include "runtime/sim/sent_log.h"
#include "runtime/sim/world.h"
#include "runtime/vm/machine.h"

namespace camp::sim {

class Evaluator {
 public:
  // `sent`: who got what; null: the journal says it.
  Evaluator(const LinkedProgram& expressions, World& world, SentLog* sent = nullptr)
      : expressions_(expressions), world_(world), sent_(sent) {}

  // About nobody when `contact` is "" or not there yet.
  Result<Value> evaluate(FunctionIndex function, const std::string& contact);
  Result<Value> value_of(const plan::Value& value, const std::string& contact);
  Result<std::vector<NamedValue>> fields_of(const plan::Fields& fields, const std::string& contact);
  // A part that cannot be evaluated says why.
  std::vector<Failure::Value> values_of(const std::vector<plan::Part>& parts,
                                        const std::string& contact);
  // What there is to say of an invariant that she breaks. `holds`: its condition's answer.
  Failure failure_of(const plan::Invariant& invariant, const std::string& contact,
                     const Result<Value>& holds);

 private:
  // Values of the machine live until its next call.
  Value keep(const Value& value) { return kept_in(arena_, value); }

  const LinkedProgram& expressions_;
  World& world_;
  SentLog* sent_;
  Arena arena_;
  Machine machine_;
};

}  // namespace camp::sim
