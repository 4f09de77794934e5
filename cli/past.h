// The past of a store, read and lived once more: for `replay`, and for `simulate --past`.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/session.h"
#include "runtime/sim/replay.h"

namespace camp::cli {

// --stand-in, --every; contacts are the verb's arguments.
void add_past_options(po::options_description& options);

struct Past {
  std::unique_ptr<const sim::Recording> recording;  // which the replay holds
  std::unique_ptr<sim::Replay> replay;              // it ran
  std::unique_ptr<StoreView> view;                  // of the world in which it did
  std::optional<CompiledProject> sources;           // of the program that stood in
  sim::StandIn stand_in{};
  bool is_same_program = false;  // the one that ran last stood in for itself
};

// Something, or the exit code with which the verb ends.
struct OpenedPast {
  std::optional<Past> past;
  int code = kDone;
};
// Shows how far a scan is, which Ctrl-C ends.
ScanProgress shown_by(ProgressLine& line);
// How a verb ends that was stopped by Ctrl-C, or could not.
int stopped_or_failed(const Invocation& call, const Error& error);
OpenedPast live_past_again(const Invocation& call, Reading& reading);

// "12 contacts lived once more, from 2026-03-02T10:00:00Z to ...; the working copy in place of what
// ran last", and what it could not know.
std::string past_text(const Past& past, Reading& reading);
// What came in then and is about nothing now; "": nothing. At most so many of them.
std::string unmet_text(const sim::Replay& replay, std::size_t most);

}  // namespace camp::cli
