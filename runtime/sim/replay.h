// A recorded past (recording.h), lived once more by the production engine in a world of its own,
// with the programs of then or with another one in their place. The store that it was read from is
// only read.
//
// Messages leave to nobody: providers and services say what they said then, and to what was not
// said then yes and nothing. Of a live store the process is at work when it was at work; what
// another program sets a time for happens at that time. Who was left out of the recording is not
// there: what hangs on others (limits of an audience, decisions of experiments, best times, rates)
// comes out as of those who are.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "runtime/sim/recording.h"
#include "runtime/sim/world.h"

namespace camp::sim {

// For which of the programs of then another one stands in.
enum class StandIn : std::uint8_t { kNone, kLast, kAll };

struct ReplayOptions {
  StandIn stand_in = StandIn::kNone;
  std::optional<Program> program;  // which; there unless kNone
  ScanProgress progress;           // of the inputs; no ends it: kRefused
};

// An input of then that the world of now refuses: a message was not sent, a campaign is gone.
struct Unmet {
  std::int64_t at_ms = 0;
  std::string contact;
  std::string what;
};

class Replay {
 public:
  // `recorded` and `recording` live longer.
  Replay(StoreView& recorded, const Recording& recording, ReplayOptions options);

  // Up to the recorded store's now.
  Result<void> run();

  World& world() { return world_; }
  const std::vector<Unmet>& unmet() const { return unmet_; }
  // Requests that the recording has no answer to.
  std::uint64_t unanswered() const { return unanswered_; }

 private:
  using Place = std::vector<RecordedInput>::const_iterator;

  Result<void> open();
  Result<void> go_to(std::int64_t at_ms);
  Result<void> work_at(std::int64_t at_ms);
  Result<void> catch_up(std::int64_t at_ms);
  Result<Place> take(Place first);
  Result<Place> take_events(Place first);
  Result<Place> take_imports(Place first);
  Result<void> take_refused(const RecordedInput& input, EventInput event, EventFate fate);
  Result<EventInput> confirmation_of(const RecordedInput& input, const RecordedConfirmation& link,
                                     std::deque<std::string>& tokens);
  Result<void> apply(const RecordedInput& input, const RecordedRun& it);
  Result<void> apply(const RecordedPause& it);
  Result<void> apply(const RecordedProgram& it);

  StoreView& recorded_;
  const Recording& recording_;
  ReplayOptions options_;
  World world_;
  bool installed_ = false;
  std::vector<Unmet> unmet_;
  std::uint64_t unanswered_ = 0;
};

}  // namespace camp::sim
