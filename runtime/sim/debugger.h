// Walking through a scenario, forwards and back: the engine of `camp repl`.
//
// A session is a program, a scenario that may grow, and how many moments of it have passed. A
// moment is a step, or, of a step in which time goes by, all that is due at one time. Going back is
// walking anew from the beginning to one moment less: the same moments do the same (README), so
// that nothing has to be undone and nothing can be undone wrongly. Inside a moment the walk stands
// at a line that the machine came to (trace.h); the world is the one behind the moment.
//
// Errors: what the engine says when it cannot go on. That an expectation is not met is no error:
// failure() has it, and the walk goes on behind it. One thread.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/sim/scenario_run.h"
#include "runtime/sim/trace.h"

namespace camp::sim {

struct Breakpoint {
  std::string file;  // a path, or its end; empty: any
  std::uint32_t line = 0;
  friend bool operator==(const Breakpoint&, const Breakpoint&) = default;
};
bool is_at(const Place& place, const Breakpoint& breakpoint);

// A line from which more than one way led, and the one that was taken; a line to which a wait led
// that had more than one; or a question and its answer.
struct Decision {
  TracePoint at;
  // Nothing: no other line of the instance ran in that moment, or the line is where it went on.
  std::optional<TracePoint> went_on;
};

// Why a walk stands still.
enum class Halt : std::uint8_t {
  kEnd,         // the scenario's steps are done
  kLine,        // at a line of a moment, as asked
  kMoment,      // a moment is over
  kBreakpoint,  // at a line with one
  kFailure,     // an expectation is not met
  kBeginning,   // nothing has happened yet
};

class Debugger {
 public:
  // Both are shared with nobody who changes them.
  static Result<std::unique_ptr<Debugger>> open(std::shared_ptr<const ScenarioStage> stage,
                                                plan::Scenario scenario);
  // The same session with another program, or with other steps behind those that are done: walks
  // anew to where it stood.
  Result<void> change(std::shared_ptr<const ScenarioStage> stage, plan::Scenario scenario);

  // To the next line; from a moment's last one to its end; then to the first line of the next.
  Result<Halt> step();
  // To the end of the moment at hand, or of the next.
  Result<Halt> next();
  // Over all steps that the scenario has, until a breakpoint, a failure, or when asked to.
  Result<Halt> go();
  // Asked after each moment that it goes over; the walk may go on from there.
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }
  // The reverse of step(), so many times; the reverse of next(); of go().
  Result<Halt> back(std::size_t lines);
  Result<Halt> back_over_moment();
  Result<Halt> go_back();
  // As if it began anew.
  Result<Halt> restart();

  std::vector<Breakpoint>& breakpoints() { return breakpoints_; }
  // Before which steps of the scenario the walk stands still, too.
  std::set<std::size_t>& step_breakpoints() { return step_breakpoints_; }

  // The lines of the moment at hand; at(): at which it stands, size(): the moment is over.
  const std::vector<TracePoint>& lines() const { return trace_.points(); }
  std::size_t at() const { return line_; }
  const TracePoint* point() const { return line_ < lines().size() ? &lines()[line_] : nullptr; }

  // The last one up to where it stands, in whichever moment, about that contact, or "" about
  // anybody; nothing: there was none.
  std::optional<Decision> last_decision(std::string_view contact) const;

  std::size_t moments() const { return moment_; }
  std::size_t steps_done() const { return done_; }  // whole ones
  bool is_under_way() { return run_->is_under_way(); }
  const plan::Scenario& scenario() const { return scenario_; }
  const ScenarioStage& stage() const { return *stage_; }
  ScenarioRun& run() { return *run_; }
  // Of the moment at hand.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  Debugger() = default;
  Result<void> begin();
  Result<void> walk_to(std::size_t moment);
  Result<bool> do_moment(bool stops);
  Result<Halt> stand_behind();
  void leave_moment();
  std::optional<Decision> decision_at(std::size_t line) const;
  bool is_asked_to_stop() const { return stop_ && stop_(); }
  std::size_t first_hit(std::size_t from) const;
  bool is_hit(const TracePoint& point) const;
  bool is_at_step_break() const;

  std::shared_ptr<const ScenarioStage> stage_;
  plan::Scenario scenario_;
  std::vector<Breakpoint> breakpoints_;
  std::set<std::size_t> step_breakpoints_;
  std::unique_ptr<ScenarioRun> run_;
  TraceWatch trace_;
  std::size_t moment_ = 0;  // so many have passed
  std::size_t done_ = 0;    // whole steps
  std::size_t line_ = 0;    // into the last moment's
  std::optional<Failure> failure_;
  std::map<std::string, Decision, std::less<>> earlier_;  // of the moments before: each one's last
  std::string decided_last_;                              // about whom the last of those was
  std::function<bool()> stop_;
};

}  // namespace camp::sim
