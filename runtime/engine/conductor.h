// Takes instances from stop to stop: the only place where a transition's outcome becomes state.
//
// The machine decides (pure), the conductor applies: to the contact's row, the journal and the
// timers of the tick at hand. Everything that wakes an instance goes through it: a start, a timer,
// an event, a run. One thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/engine/tick.h"
#include "runtime/shelf/event_history.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"
#include "runtime/vm/machine.h"

namespace camp {

class Conductor {
 public:
  Conductor(Store& store, ProgramShelf& programs, RunBook& runs, Tick& tick, EngineRow& row)
      : programs_(programs), runs_(runs), tick_(tick), row_(row), store_(store), history_(store) {}

  // A contact begins a run of a campaign.
  void start_run(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                 std::uint32_t run, std::string_view run_key, std::int64_t now_ms);

  // A timer came due. Does nothing when its instance no longer waits for it.
  Result<void> wake_by_timer(ContactSlot& slot, std::uint32_t instance, std::uint32_t token,
                             std::int64_t due_ms, std::int64_t now_ms);

  // An event of this contact: goals, then exits, then waits, then new entries. An entry that is
  // refused is a journal entry, not an error.
  Result<void> apply_event(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                           std::int64_t now_ms);

  // A failure outside of any instance: an audience's or a start's condition that could not be
  // evaluated.
  void report_outside_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                               std::uint32_t run, const Incident& incident, std::int64_t now_ms);

  std::uint64_t incidents() const { return incidents_; }  // reported since construction

  // Whose doing an entry about this instance is.
  Subject subject_of(const ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                     const Instance& instance) const;

 private:
  struct Waking {
    WakeKind kind{};
    std::uint32_t offset = 0;
    const EventAtHand* event = nullptr;
    std::int64_t now_ms = 0;
  };
  void run_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                    Instance& instance, std::string_view run_key, Waking waking);
  void apply_effects(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                     const Instance& instance, std::int64_t now_ms);
  void apply_stop(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                  Instance& instance, const Waking& waking, const Outcome& outcome);
  bool look_back(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                 const Instance& instance, std::int64_t now_ms, EventAtHand* event,
                 std::uint32_t* arm);
  void end_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                    Instance& instance, std::int64_t now_ms);

  Result<void> apply_goals(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  void convert(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
               const GoalDecl& goal, const EventAtHand& event, std::int64_t now_ms);
  Result<void> apply_exits(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  Result<void> apply_waits(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  void apply_starts(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                    std::int64_t now_ms);
  void enter(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
             const EventAtHand& event, std::int64_t now_ms);
  bool refuse(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
              std::uint64_t key, std::int64_t now_ms, Refusal* why);
  void forget_ended(ContactRow& row, std::int64_t now_ms);

  Instance& new_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                         std::uint32_t run, std::int64_t now_ms);
  // A situation without an event, with the contact as this tick sees it.
  Situation situation(ContactSlot& slot, std::int64_t now_ms);
  void report_incident(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                       const Instance& instance, const Incident& incident, std::int64_t now_ms);

  ProgramShelf& programs_;
  RunBook& runs_;
  Tick& tick_;
  EngineRow& row_;
  Store& store_;
  StoredEventHistory history_;
  Machine machine_;
  Effects effects_;
  std::uint64_t incidents_ = 0;
};

}  // namespace camp
