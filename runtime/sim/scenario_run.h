// One scenario at work: its world, its contacts, its steps. See scenario.h for the face of whole
// runs; the debugger (debugger.h) walks through one.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/sim/scenario.h"
#include "runtime/sim/scripted_services.h"
#include "runtime/sim/standing.h"
#include "runtime/sim/values.h"
#include "runtime/sim/weather.h"
#include "runtime/sim/world.h"

namespace camp::sim {

// Of the steps and arms what a contact's journal has.
void note_reached(const ContactHistory& history, const LinkedProgram& program, Reached& reached);

class ScenarioRun {
 public:
  // `watch` looks on; null: nobody.
  ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario, MachineWatch* watch);

  // Goes on from where another run stood: resume() instead of begin().
  ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario, MachineWatch* watch,
              const Standing& from);

  using Done = Result<void>;
  // All of it.
  ScenarioResult run();

  // Or piece by piece: begin(), then the steps in their order. An expectation that is not met is an
  // error, of which tell_failure() says more.
  Done begin();
  Done resume();
  Standing standing();
  Done step(const plan::Step& step);
  // After each moment of a step in which time goes by, whether to stand still there. Then the step
  // is under way until go_on() has come to its end.
  void stop_at(std::function<bool()> stop) { stop_ = std::move(stop); }
  bool is_under_way() { return until_ms_ > now_ms(); }
  Done go_on();
  // Everything due until then happens.
  Done advance_to(std::int64_t until_ms);
  Failure tell_failure(const plan::Step& step, const Error& error);
  const std::vector<Shown>& shown() const { return result_.shown; }

  Engine& engine() { return world_.engine(); }
  World& world() { return world_; }
  std::int64_t now_ms() { return world_.clock().now_ms(); }
  const std::vector<std::string>& contacts() const { return contacts_; }
  Result<ContactHistory> history_of(const std::string& contact);

 private:
  ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario, MachineWatch* watch,
              MemStore::Snapshot from);
  Done open();
  // What comes to be broken is told once, until it holds again.
  Done check_invariants();
  Done check_invariant(const plan::Invariant& invariant, const std::string& contact);
  // An expectation that is not met ends the step like an error of the world's: with its text.
  static Error unmet(std::string message);

  // scenario_run.cpp: what happens
  std::int64_t first_moment();
  Done act(const plan::Step& step, const plan::MakeContact& node);
  Done act(const plan::Step& step, const plan::At& node);
  Done act(const plan::Step& step, const plan::After& node);
  Done act(const plan::Step& step, const plan::Jump& node);
  Done act(const plan::Step& step, const plan::Kill& node);
  Done act(const plan::Step& step, const plan::RunStarts& node);
  Done act(const plan::Step& step, const plan::Operates& node);
  Done act(const plan::Step& step, const plan::NextMessage& node);
  Done act(const plan::Step& step, const plan::Does& node);
  Done act(const plan::Step& step, const plan::ServiceDoes& node);
  Done act(const plan::Step& step, const plan::Reacts& node);
  Done act(const plan::Step& step, const plan::Confirms& node);
  Result<std::int64_t> time_of(const plan::Does& node);
  Done apply_event(const std::string& contact, std::string_view event, std::int64_t time_ms,
                   std::vector<NamedValue> fields);
  // Of a world that has this weather.
  static WorldOptions options_in(Weather& weather, ServiceScript& script,
                                 WeatherTransport::Now now_ms);

  // expectations.cpp: what is expected
  Done act(const plan::Step& step, const plan::WasSent& node);
  Done act(const plan::Step& step, const plan::WasNotSent& node);
  Done act(const plan::Step& step, const plan::Entered& node);
  Done act(const plan::Step& step, const plan::LeftFlow& node);
  Done act(const plan::Step& step, const plan::IsAtStep& node);
  Done act(const plan::Step& step, const plan::Reached& node);
  Done act(const plan::Step& step, const plan::ReachedTarget& node);
  Done act(const plan::Step& step, const plan::IsIn& node);
  Done act(const plan::Step& step, const plan::Holds& node);
  Done act(const plan::Step& step, const plan::Shows& node);
  Done act(const plan::Step& step, const plan::MessagesSent& node);
  Done act(const plan::Step& step, const plan::NothingMore& node);
  std::string standing_text(const Instance& instance, std::string_view contact);
  std::string where_she_is(const ContactRow& row, std::string_view contact, std::string_view flow);
  std::string missing_text(const MessageEntry& message, const std::vector<std::string>& texts);
  Result<std::vector<std::string>> sent_lines(World& world, std::int64_t after_ms);

  Result<std::int64_t> moment_after(FunctionIndex duration);
  Result<std::int64_t> moment_before(FunctionIndex duration);

  std::string name(std::uint32_t number) { return std::string(engine().names().text(number)); }
  Result<bool> has_got(const std::string& contact, std::string_view message);

  const ScenarioStage& stage_;
  const plan::Scenario& scenario_;
  MachineWatch* watch_;
  Weather weather_;       // outlives the processes
  ServiceScript script_;  // the same
  World world_;
  Evaluator evaluator_;
  std::vector<std::string> contacts_;
  Broken broken_;
  std::uint64_t minted_ = 0;
  const plan::Step* last_ = nullptr;  // nothing comes behind it; piece by piece: not known
  std::function<bool()> stop_;
  std::int64_t until_ms_ = 0;  // to where the last step lets time go by
  ScenarioResult result_;
  Failure failure_;
};

}  // namespace camp::sim
