// Who failed stands where the last good stop was, with nothing of the failed transition done. An
// operator tries it again, lets it wait on, or ends it.
#include "runtime/engine/conductor.h"

namespace camp {

Result<MendFate> Conductor::mend(ContactSlot& slot, std::uint32_t number, const MendOrder& order,
                                 std::int64_t now_ms) {
  const auto* instance = slot.row.find_instance(number);
  CAMP_ASSERT(instance != nullptr && instance->state == InstanceState::kIncident);
  CAMP_ASSIGN(const auto work, work_on(slot, *instance, now_ms));
  const auto failure = instance->failure;
  set_off_ = 0;
  switch (order.what) {
    case Mending::kEnd: {
      Outcome outcome;
      outcome.kind = Outcome::Kind::kExited;
      outcome.step = instance->step;
      outcome.reason = order.reason;
      if (goals_read_locals(work.decl())) outcome.locals = instance->locals;
      apply_stop(work, {WakeKind::kOperator, 0, nullptr}, outcome);
      return MendFate::kMended;
    }
    case Mending::kResolve:
      if (instance->token == 0 || instance->wait == kNone || failure.wake == WakeKind::kTimer)
        return MendFate::kNothingAwaited;
      changes_.put_back(work);
      return MendFate::kMended;
    case Mending::kRetry:
      break;
  }
  if (failure.wake == WakeKind{}) return MendFate::kNotKnown;
  if (pauses_.hold_flow(instance->flow)) return MendFate::kPaused;
  CAMP_TRY(retry(work, failure));
  CAMP_TRY(run_queue(slot, {}, now_ms));
  instance = slot.row.find_instance(number);
  const bool failed = instance != nullptr && instance->state == InstanceState::kIncident;
  return failed ? MendFate::kFailedAgain : MendFate::kMended;
}

Result<void> Conductor::retry(const Work& work, const Failure& failure) {
  if (failure.wake == WakeKind::kTimer) {
    changes_.put_back(work);
    run_instance(work, {WakeKind::kTimer, work.program.resume_of(work.instance().step), nullptr});
    return {};
  }
  if (failure.event == 0) return begin_again(work, nullptr);
  ParkedWake kept;
  kept.event = failure.event;
  kept.time_ms = failure.event_ms;
  kept.arrival = failure.arrival;
  CAMP_ASSIGN(const auto event, parked_event(work.slot, kept, work.now_ms));
  if (work.instance().token == 0) return begin_again(work, &event);
  changes_.put_back(work);
  meet_again(work, failure.wake, event);
  return {};
}

// As the event met the instance then: exits first. What had been an exit may be none any more.
void Conductor::meet_again(const Work& work, WakeKind wake, const EventAtHand& event) {
  const auto waits = [&] { return work.instance().state == InstanceState::kWaiting; };
  if (wake == WakeKind::kExitEvent) exit_by(work, event);
  if (waits() && work.instance().wait != kNone) wake_by(work, event);
}

// Nothing of it had happened, so it begins with the program of today where that has the flow.
Result<void> Conductor::begin_again(const Work& work, const EventAtHand* event) {
  auto program = programs_.current();
  auto flow = program ? program->flow_by_number(work.instance().flow) : kNone;
  if (flow == kNone) {
    CAMP_ASSIGN(program, programs_.get(work.instance().program));
    flow = work.flow;
  }
  const Work anew{work.slot, *program, flow, work.run, work.number, work.now_ms};
  changes_.change_program(anew);
  const Waking waking{WakeKind::kOperator, 0, event};
  auto since = event != nullptr ? *event : EventAtHand();
  since.time_ms = work.instance().start_event_ms;
  Incident incident;
  if (exits_already(anew, event, &incident) || exits_since(anew, since, &incident)) {
    leave_at_once(anew, waking, std::move(incident));
  } else {
    run_instance(anew, waking);
  }
  return {};
}

}  // namespace camp
