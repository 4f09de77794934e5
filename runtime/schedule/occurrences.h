// When the runs of a schedule are due: its nominal times (lang/schedule) by the clocks of a zone.
//
// A nominal time is due exactly once: one that a change of clocks skips is due at the first instant
// behind the gap, one that happens twice at the first of the two (runtime/vm/calendar.h). Pure.
#pragma once
#include <cstdint>
#include <optional>

#include "lang/schedule/schedule.h"
#include "runtime/vm/calendar.h"

namespace camp {

struct Occurrence {
  Nominal nominal;
  std::int64_t first_ms = 0;  // due from here on
  // With `contact time`: when the last zone of the world shows it; else as `first_ms`.
  std::int64_t last_ms = 0;
};

Occurrence occurrence_at(const Schedule& schedule, const calendar::Zone* zone, Nominal nominal);

// When the last zone of the world shows this time.
std::int64_t last_of_contact_time(const Nominal& nominal);

// The nominal time behind which everything is due at `since_ms` or later, and all that is.
Nominal before(const Schedule& schedule, const calendar::Zone* zone, std::int64_t since_ms);

// Goes over the occurrences of a checked schedule in order. Schedule and zone outlive it.
class Occurrences {
 public:
  Occurrences(const Schedule& schedule, const calendar::Zone* zone, Nominal after)
      : schedule_(schedule), zone_(zone), walk_(schedule, after) {}
  std::optional<Occurrence> next();

 private:
  const Schedule& schedule_;
  const calendar::Zone* zone_;
  ScheduleWalk walk_;
};

}  // namespace camp
