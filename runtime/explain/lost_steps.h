// What a deployment would leave behind: steps at which somebody stands and that the next program no
// longer has.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runtime/explain/status.h"

namespace camp {

struct LostStep {
  std::string flow;
  std::string step;            // its label; `its start`: the flow itself is gone
  std::uint64_t contacts = 0;  // who wait there or were parked there by a failure
  std::string example;         // one of them
};
// By flow and label, whatever program the contacts began with. Goes through all contacts; `stopped`
// is set when `progress` gave false: then nothing is known.
Result<std::vector<LostStep>> find_lost_steps(StoreView& view, const Program& next,
                                              const ScanProgress& progress, bool* stopped);

}  // namespace camp
