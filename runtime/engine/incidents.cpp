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
      if (instance->token == 0 || failure.wake == WakeKind::kTimer)
        return MendFate::kNothingAwaited;
      changes_.put_back(work);
      catch_up(work, failure);
      CAMP_TRY(run_queue(slot, {}, now_ms));
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
  if (failure.event == 0) {
    begin_again(work, nullptr);
    return {};
  }
  ParkedWake woken;
  woken.event = failure.event;
  woken.time_ms = failure.event_ms;
  woken.arrival = failure.arrival;
  CAMP_ASSIGN(const auto event, parked_event(work.slot, woken, work.now_ms));
  if (work.instance().token == 0) {
    begin_again(work, &event);
    return {};
  }
  changes_.put_back(work);
  meet_again(work, failure.wake, event);
  catch_up(work, failure);
  return {};
}

// As the event met the instance then: exits first. What had been an exit may be none any more.
void Conductor::meet_again(const Work& work, WakeKind wake, const EventAtHand& event) {
  const auto waits = [&] { return work.instance().state == InstanceState::kWaiting; };
  if (wake == WakeKind::kExitEvent) exit_by(work, event);
  if (waits() && work.instance().wait != kNone) wake_by(work, event);
}

// The first event that came behind the one that failed, in the wait's time, and that the wait is
// for. Exits have met them all.
void Conductor::catch_up(const Work& work, const Failure& failure) {
  const auto& instance = work.instance();
  if (instance.state != InstanceState::kWaiting || instance.wait == kNone) return;
  const auto& wait = work.decl().waits[instance.wait];
  std::optional<EventAtHand> first;
  for (const auto& arm : wait.arms) {
    if (is_condition(work.program, arm)) continue;  // asked when something changes
    const bool counts_before = wait.since_start || arm.handle != kNone;
    walked_.set_contact(work.slot.id(), &work.slot.events);
    walked_.open(work.program.number(arm.event),
                 counts_before ? instance.start_event_ms : instance.since_ms, instance.due_ms);
    EventAtHand candidate;
    while (walked_.next(&candidate)) {
      const bool is_later = failure.arrival != 0 ? candidate.arrival > failure.arrival
                                                 : candidate.time_ms >= failure.at_ms;
      if (!is_later || (first && candidate.arrival >= first->arrival)) continue;
      Incident incident;
      if (machine_.matches(work.program, arm, situation(work, &candidate), &incident) !=
          Machine::Match::kYes)
        continue;
      first = kept(candidate);
    }
  }
  if (first) wake_by(work, *first);
}

// Nothing of it had happened.
void Conductor::begin_again(const Work& work, const EventAtHand* event) {
  const Waking waking{WakeKind::kOperator, 0, event};
  auto since = event != nullptr ? *event : EventAtHand();
  since.time_ms = work.instance().start_event_ms;
  Incident incident;
  if (exits_already(work, event, &incident) || exits_since(work, since, &incident)) {
    leave_at_once(work, waking, std::move(incident));
  } else {
    run_instance(work, waking);
  }
}

}  // namespace camp
