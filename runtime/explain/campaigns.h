// Every campaign and journey of the program that runs, in a line: what it is for, for whom, how far
// it is.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/status.h"
#include "runtime/schedule/occurrences.h"

namespace camp {

struct CampaignLine {
  std::string name;
  bool journey = false;
  std::vector<std::string> goals;
  std::string writer, reviewer;    // empty: not said
  bool lacks_goal = false;         // marketing without one
  std::string schedule;            // as a script says it; empty: it is started by hand
  std::optional<Occurrence> next;  // the next run
  std::optional<RunRow> last;      // the run that began last
  std::uint64_t runs = 0;
  ApprovalStanding approval;
  bool expired = false;                   // nothing more of it is sent to anybody
  bool completed = false;                 // the last run's, by run_is_complete()
  std::optional<std::int64_t> paused_ms;  // since when; also by a pause of everything
  // When it was asked for. Of a campaign: who would be in a run that began now; nobody of whom that
  // cannot be said. Of a journey: who is in it.
  std::optional<std::uint64_t> size;
};
// By name. `sizes`: goes through all contacts; of those of whom a run takes one each (`one per`) it
// keeps a hash of each value, as the run does. kNotFound: no program runs in this store yet.
Result<std::vector<CampaignLine>> read_campaigns(StoreView& view, bool sizes,
                                                 const ScanProgress& progress);

}  // namespace camp
