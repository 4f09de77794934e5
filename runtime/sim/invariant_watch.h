// A project's invariants, asked of contacts again and again: what was broken, by whom first, and by
// how many. Errors: kCorrupt, kIo. One thread.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "runtime/sim/values.h"

namespace camp::sim {

struct BrokenInvariant {
  Failure first;  // with what had happened to her
  std::int64_t at_ms = 0;
  std::set<std::string> contacts;  // all who ever broke it
};

class InvariantWatch {
 public:
  // All live longer.
  InvariantWatch(const std::vector<plan::Invariant>& invariants, Evaluator& evaluator, World& world)
      : invariants_(invariants), evaluator_(evaluator), world_(world), broken_(invariants.size()) {}

  Result<void> ask(const std::string& contact);
  // Those that were broken, in the project's order.
  std::vector<const BrokenInvariant*> broken() const;

 private:
  Result<void> tell_first(BrokenInvariant& broken, const plan::Invariant& invariant,
                          const std::string& contact, const Result<Value>& holds);

  const std::vector<plan::Invariant>& invariants_;
  Evaluator& evaluator_;
  World& world_;
  std::vector<BrokenInvariant> broken_;  // by invariant
};

}  // namespace camp::sim
