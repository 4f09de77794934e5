// What is going on in a store: counters, runs, who stands where.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/paced.h"
#include "runtime/explain/pauses.h"
#include "runtime/explain/store_view.h"

namespace camp {

// Whether nothing more can come of a run that was sent: nobody of it waits for anything (its flow
// has no waits), and the windows of all its goals are over.
Result<bool> run_is_complete(StoreView& view, const RunRow& run);
struct RunLine {
  std::string campaign;
  RunRow run;
  bool completed = false;  // run_is_complete()
  bool paused = false;     // its campaign is, or everything
};
// As people call it: `sending`, `paused`, `sent`, `completed`.
std::string_view run_line_state(const RunLine& line);
// By number. `campaign` empty: of all; kNotFound or kInvalid (a journey) when it names none.
Result<std::vector<RunLine>> read_runs(StoreView& view, const std::string& campaign);

// Contacts who stand at one step of a flow, whatever program they began with.
struct Standing {
  std::string flow;
  std::string step;
  std::uint64_t waiting = 0;
  std::uint64_t incidents = 0;
};

// A flow into which nobody comes for want of its approval.
struct HeldBack {
  std::string flow;
  bool journey = false;
  std::string lacks;  // in words
};

struct Status {
  bool virtual_time = false;
  std::int64_t now_ms = 0;
  std::string program;                      // the current one's hash in hex; empty: none yet
  std::optional<std::int64_t> deployed_ms;  // nothing: the working copy is taken as it is
  Counters counters;
  std::uint64_t pending = 0;  // messages in the outbox
  NextWake next;              // of timers and scheduled runs
  std::vector<RunLine> unfinished;
  std::vector<PauseLine> paused;
  std::vector<PacedLine> paced;
  std::vector<HeldBack> unapproved;                // journeys, and campaigns that are scheduled
  std::optional<std::vector<Standing>> standings;  // by flow and step, when asked for
};

// Asked between contacts; false stops, and the answer is of those that were seen.
using ScanProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;
// `standings`: goes through all contacts.
Result<Status> read_status(StoreView& view, bool standings, const ScanProgress& progress);

}  // namespace camp
