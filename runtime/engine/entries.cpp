// Into a flow: who may enter, with which number, and which ended instances are forgotten.
#include <algorithm>

#include "lang/base/hash.h"
#include "runtime/engine/conductor.h"
#include "runtime/state/keys.h"
#include "runtime/state/older_rows.h"
#include "runtime/vm/calendar.h"

namespace camp {
namespace {

// Whether a wait of the flow looks back for the kind of event that starts it.
bool may_meet_start_again(const Work& work) {
  const auto& flow = work.decl();
  return std::any_of(flow.waits.begin(), flow.waits.end(), [&](const WaitDecl& wait) {
    return wait.since_start &&
           std::any_of(wait.arms.begin(), wait.arms.end(), [&](const EventArm& arm) {
             return std::any_of(flow.starts.begin(), flow.starts.end(),
                                [&](const StartDecl& it) { return it.on.event == arm.event; });
           });
  });
}

}  // namespace

void Conductor::enter_later(ContactSlot& slot, const ProgramPtr& current, std::uint32_t flow,
                            const EventAtHand& event, const Arrival& arrival, bool newest,
                            std::int64_t now_ms) {
  queue_.push_back({&slot, current, flow, event, arrival, newest, now_ms});
}

// The first start on this event that agrees, or cannot be evaluated, decides.
Result<void> Conductor::try_to_enter(const Next& entry) {
  const Work work{*entry.slot, *entry.program, entry.flow, 0, 0, entry.now_ms};
  const auto& starts = work.decl().starts;
  for (std::uint32_t i = 0; i < starts.size(); ++i) {
    const auto& start = starts[i];
    if (work.program.number(start.on.event) != entry.event.name) continue;
    if (entry.start != kNone && entry.start != i) continue;
    Incident incident;
    const auto match = asks(work, start.on, situation(work, &entry.event), &incident);
    if (match == Machine::Match::kNo) continue;
    if (match == Machine::Match::kIncident) {
      report_incident(work, incident);
    } else if (const auto refused = refuse_confirmation(work)) {
      note_refusal(work, *refused);
    } else if (entry.arrival.old && !start.even_late) {
      note_refusal(work, Refusal::kOld);
    } else if (exits_already(work, &entry.event, &incident)) {
      refuse_exited(work, incident);
    } else if (entry.newest || !has_exited(work, entry.event)) {
      if (parks(work, ParkedKind::kStart, entry.event, entry.start)) return {};
      return enter(work, entry.event);
    }
    break;
  }
  return {};
}

// What would take the contact out again is known already. One that cannot be asked lets nobody in.
bool Conductor::has_exited(const Work& outside, const EventAtHand& event) {
  Incident incident;
  if (!exits_since(outside, event, &incident)) return false;
  refuse_exited(outside, incident);
  return true;
}

// Something takes the contact out at once, or nobody can tell.
void Conductor::refuse_exited(const Work& outside, const Incident& incident) {
  const bool is_known = incident.message.empty();
  if (!is_known) report_incident(outside, incident);
  note_refusal(outside, is_known ? Refusal::kExitedFirst : Refusal::kExitUnknown);
}

// Whether an event behind the starting one would take out who starts by that; of one instant, one
// that arrived behind it. One that cannot be asked does so, too. Of exits' conditions:
// exits_already().
bool Conductor::exits_since(const Work& work, const EventAtHand& event, Incident* incident) {
  const auto& exits = work.decl().exits;
  if (exits.empty()) return false;
  std::string locals;
  if (!machine_.start_locals(work.program, work.flow, situation(work, &event), &locals, incident))
    return true;
  for (const auto& exit : exits) {
    if (is_condition(work.program, exit.on)) continue;
    walked_.set_contact(work.slot.id(), &work.slot.events);
    walked_.open(work.program.number(exit.on.event), event.time_ms, INT64_MAX);
    EventAtHand candidate;
    while (walked_.next(&candidate)) {
      if (candidate.time_ms == event.time_ms && candidate.arrival <= event.arrival) continue;
      auto at_exit = situation(work, &candidate);
      at_exit.locals = locals;
      if (machine_.matches(work.program, exit.on, at_exit, incident) != Machine::Match::kNo)
        return true;
    }
  }
  return false;
}

void Conductor::note_refusal(const Work& outside, Refusal why) {
  ++entries_.refused[why];
  tick_.journal(outside.slot, entry_of(outside, RefusedEntry{why}));
}

Result<void> Conductor::enter(const Work& outside, const EventAtHand& event) {
  if (!approvals_.admit(outside.program, outside.flow)) {
    note_refusal(outside, Refusal::kNotApproved);
    return {};
  }
  std::uint64_t key = 0;
  if (outside.decl().key != kNone) {
    Value value;
    Incident incident;
    if (!machine_.evaluate(outside.program, outside.decl().key, situation(outside, &event), &value,
                           &incident)) {
      report_incident(outside, incident);
      return {};
    }
    std::string bytes;
    encode_value(bytes, value);
    key = std::max<std::uint64_t>(xxh3_64(bytes), 1);  // 0 means "without a key"
  }
  Refusal why{};
  // By the clock, or by an event's own time that lies ahead of it.
  const auto at_ms = std::max(outside.now_ms, event.time_ms);
  CAMP_ASSIGN(const bool refused, refuse(outside, key, at_ms, &why));
  if (refused) {
    note_refusal(outside, why);
    return {};
  }
  Work work = outside;
  if (!find_outlet(work)) {
    note_refusal(work, Refusal::kNoOutlet);
    return {};
  }
  const bool met_again = may_meet_start_again(outside);
  CAMP_ASSIGN(work.number, new_instance(work, key, event.time_ms, met_again ? event.arrival : 0));
  hold_goals(work, &event);
  ++entries_.entered[{outside.program.number(outside.decl().name), event.name}];
  run_instance(work, {WakeKind::kStart, 0, &event});
  return {};
}

// Of which outlet the instance that is about to begin will be. False: of none, though its flow is
// per outlet.
bool Conductor::find_outlet(Work& work) {
  if (!work.decl().per_outlet) return true;
  const auto outlet = work.program.outlet_of(work.slot.row.attributes, tick_.arena());
  if (outlet == kNone) return false;
  work.outlet = work.program.number(work.program.program().outlets[outlet].name);
  return true;
}

Result<bool> Conductor::refuse(const Work& work, std::uint64_t key, std::int64_t at_ms,
                               Refusal* why) {
  const auto& decl = work.decl();
  const auto flow_number = work.program.number(decl.name);
  std::size_t live = 0;
  std::size_t bytes = 0;
  for (const auto& instance : work.slot.row.instances) {
    if (instance.state == InstanceState::kEnded) continue;
    ++live;
    bytes += instance.locals.size();
    if (instance.flow != flow_number || instance.key != key) continue;
    *why = decl.reentry == Reentry::kOnce ? Refusal::kOnce : Refusal::kStillIn;
    return true;
  }
  CAMP_ASSIGN(const auto past, past_of(work, key));
  if (past && decl.reentry == Reentry::kOnce) {
    *why = Refusal::kOnce;
    return true;
  }
  // By `again` alone nothing has to pass, also where the clock stands before that end.
  if (past && decl.again_after != Duration{} &&
      calendar::add(past->ended_ms, decl.again_after,
                    work.program.zone_of(work.slot.row.attributes, tick_.arena())) > at_ms) {
    *why = Refusal::kTooSoon;
    return true;
  }
  *why = Refusal::kTooMany;
  return live >= limits::kInstancesPerContact || bytes > limits::kContactLocalsBytes;
}

// The last time that the contact was in the flow with this key: an ended instance, or what was
// kept of one, in the row or beside it.
Result<std::optional<PastEntry>> Conductor::past_of(const Work& work, std::uint64_t key) {
  const auto& row = work.slot.row;
  const auto flow = work.program.number(work.decl().name);
  std::optional<PastEntry> last;
  const auto offer = [&](const PastEntry& candidate) {
    if (!last || candidate.ended_ms > last->ended_ms) last = candidate;
  };
  for (const auto& it : row.instances)
    if (it.state == InstanceState::kEnded && it.flow == flow && it.key == key)
      offer({flow, key, it.ended_ms, 0});
  for (const auto& it : row.past)
    if (it.flow == flow && it.key == key) offer(it);
  if (last || (row.flags & kPastBeside) == 0) return last;
  std::string sealed;
  CAMP_ASSIGN(const bool found,
              store_.get(Family::kIndex, keys::past(work.slot.id(), flow, key), &sealed));
  if (!found) return last;
  PastEntry beside{flow, key, 0, 0};
  if (!decode_past(sealed, &beside)) return unreadable_older_row(work.slot.id(), sealed);
  last = beside;
  return last;
}

Result<std::uint32_t> Conductor::new_instance(const Work& work, std::uint64_t key,
                                              std::int64_t start_event_ms,
                                              std::uint64_t start_arrival) {
  CAMP_TRY(forget_ended(work.slot, work.now_ms));
  return changes_.enter(work, key, start_event_ms, start_arrival);
}

// An ended instance stays for as long as receipts and goals can ask for it (by its touches, what is
// held of it, and the last ones that reached an experiment); then, of a journey, only what re-entry
// asks for.
Result<void> Conductor::forget_ended(ContactSlot& slot, std::int64_t now_ms) {
  changes_.forget_past(slot, now_ms);
  const auto& row = slot.row;
  std::vector<std::uint32_t> forgettable;
  std::size_t exposed = 0;
  for (auto it = row.instances.rbegin(); it != row.instances.rend(); ++it) {
    const auto& instance = *it;
    if (!instance.exposures.empty() && ++exposed <= kExposedInstances) continue;
    const auto is_its = [&](const auto& message) { return message.instance == instance.number; };
    const bool touched = std::any_of(row.touches.begin(), row.touches.end(), is_its) ||
                         std::any_of(row.held.begin(), row.held.end(), is_its);
    if (instance.state == InstanceState::kEnded && !touched) forgettable.push_back(instance.number);
  }
  for (auto number : forgettable) {
    const auto& instance = *row.find_instance(number);
    std::optional<PastEntry> past;
    if (instance.run == 0) {
      CAMP_ASSIGN(const auto work, work_on(slot, instance, now_ms));
      past = past_entry(work, instance);
    }
    changes_.forget_instance(slot, number, past);
  }
  return {};
}

// Nothing when nobody asks any more.
std::optional<PastEntry> Conductor::past_entry(const Work& work, const Instance& ended) {
  PastEntry past{ended.flow, ended.key, ended.ended_ms, 0};
  if (work.decl().reentry == Reentry::kOnce) return past;
  past.until_ms = calendar::add(ended.ended_ms, work.decl().again_after,
                                work.program.zone_of(work.slot.row.attributes, tick_.arena()));
  if (past.until_ms <= work.now_ms) return std::nullopt;
  return past;
}

}  // namespace camp
