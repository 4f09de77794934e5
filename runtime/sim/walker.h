// One way at work: a run of a contact's beginning and of what happens to her, each looked at with
// all that must hold. For the explorer, and for who walks a found way again.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/sim/explorer.h"
#include "runtime/sim/scenario_run.h"
#include "runtime/sim/ways.h"

namespace camp::sim {

class Walker {
 public:
  // `watch` may be null. From the beginning, or from where another one stood.
  Walker(const ScenarioStage& stage, const Choices& choices, const Beginning& beginning,
         MachineWatch* watch);
  Walker(const ScenarioStage& stage, const Choices& choices, const Beginning& beginning,
         MachineWatch* watch, const Standing& from);

  Result<void> begin();
  Result<void> resume();
  // Time goes by, up to the full second.
  Result<void> pass_until(std::int64_t at_ms);
  // False: it cannot happen here.
  Result<bool> happen(std::uint32_t happening);
  // Reads what has become of the contact: behind begin(), and behind what follows it, before what
  // is asked here.
  Result<void> look();

  // What was broken since the last time; what the journal has, each time anew.
  std::vector<Breach> take_breaches();
  bool has_no_breach() const { return breaches_.empty(); }
  std::vector<Breach> endless();
  Hash128 state(const Listeners& listeners);
  bool can_happen(const Happening& happening, const Listeners& listeners);
  const std::vector<SentMessage>& sent() const { return sent_; }
  void note_reached(Reached& reached) const;
  // Whether anything of her goes on by itself: an instance, a message that is held, a condition
  // that will be another though nothing happens.
  bool is_under_way() const;
  // Rounded up to the full second. Nothing: nothing is due any more.
  Result<std::optional<std::int64_t>> next_due_ms();
  std::int64_t now_ms() { return run_.now_ms(); }
  ScenarioRun& run() { return run_; }

 private:
  // An invariant that is broken is no error here; what the world cannot do is.
  Result<bool> take(const plan::Step& step, const Result<void>& done);
  Result<void> read();

  const ScenarioStage& stage_;
  const Choices& choices_;
  const Beginning& beginning_;
  plan::Scenario scenario_;
  ScenarioRun run_;
  ContactRow row_;
  std::optional<ContactHistory> history_;
  Looked looked_;
  std::vector<SentMessage> sent_;
  std::vector<Breach> breaches_;
  plan::Step time_;  // what an invariant that time breaks is told of
};

}  // namespace camp::sim
