// What will run by itself, and when: the schedules of the program that runs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/store_view.h"
#include "runtime/schedule/occurrences.h"

namespace camp {

struct ScheduleLine {
  std::string campaign;
  std::string schedule;  // as a script says it
  std::string zone;      // whose clocks it goes by; empty: every contact's own
  std::string held;      // why it does not begin by itself: its approval; empty: it does
  bool begun = false;    // false: it counts from the next tick on
  std::vector<Occurrence> next;
};
// By campaign, each with so many occurrences at most. `campaign` empty: of all; kNotFound or
// kInvalid (it has no schedule) when it names none.
Result<std::vector<ScheduleLine>> read_schedules(StoreView& view, const std::string& campaign,
                                                 std::size_t count);

// When the first of all is due; nothing: none ever again.
Result<std::optional<std::int64_t>> next_run_ms(StoreView& view);

}  // namespace camp
