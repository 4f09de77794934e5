// Which ways a program's flows have gone: what coverage counts.
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/vm/machine_watch.h"

namespace camp {

inline constexpr std::uint8_t kWentOn = 1, kJumped = 2;
// By offset in Program::code: of a conditional jump the ways that it went, of what a step does
// kJumped when it was done. Sized by whoever watches; what lies outside is not noted.
using BranchHits = std::vector<std::uint8_t>;

class BranchWatch final : public MachineWatch {
 public:
  // `hits` outlives it.
  explicit BranchWatch(BranchHits& hits) : hits_(hits) {}
  void at(const LinkedProgram& program, std::uint32_t offset, const Value* top,
          const Value* locals) override;

 private:
  BranchHits& hits_;
};

}  // namespace camp
