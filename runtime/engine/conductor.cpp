#include "runtime/engine/conductor.h"

#include <algorithm>

#include "lang/base/hash.h"
#include "runtime/vm/calendar.h"

namespace camp {
namespace {

// A wait that looks back can find its event at once and lead to the next such wait; a flow has no
// more of them than arms, so more is a program gone wrong.
constexpr int kLookBacks = 64;

StopKind stop_kind(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kParked:
      return StopKind::kParked;
    case Outcome::Kind::kFinished:
      return StopKind::kFinished;
    case Outcome::Kind::kExited:
      return StopKind::kExited;
    case Outcome::Kind::kIncident:
      return StopKind::kIncident;
  }
  return StopKind::kIncident;
}

// The event that started an instance is none "since start". It is known by its kind and its moment.
bool may_have_started(const LinkedProgram& program, std::uint32_t flow, const Instance& instance,
                      const EventAtHand& event) {
  const auto& starts = program.program().flows[flow].starts;
  return event.time_ms == instance.started_ms &&
         std::any_of(starts.begin(), starts.end(), [&](const EventArm& start) {
           return program.number(start.event) == event.name;
         });
}

bool uses_locals(const GoalDecl& goal) { return goal.on.where != kNone || goal.worth != kNone; }

}  // namespace

Situation Conductor::situation(ContactSlot& slot, std::int64_t now_ms) {
  history_.set_contact(slot.id(), &slot.events);
  Situation s;
  s.contact.id = slot.id();
  s.contact.attributes = slot.row.attributes;
  s.contact.lists = &slot.row.lists;
  s.contact.subscriptions = &slot.row.subscriptions;
  s.contact.assignments = &slot.row.assignments;
  s.contact.flags = slot.row.flags;
  s.history = &history_;
  s.now_ms = now_ms;
  return s;
}

// ---- waking

void Conductor::start_run(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                          std::uint32_t run, std::string_view run_key, std::int64_t now_ms) {
  auto& instance = new_instance(slot, *program, flow, run, now_ms);
  run_instance(slot, *program, flow, instance, run_key, {WakeKind::kStart, 0, nullptr, now_ms});
}

Result<void> Conductor::wake_by_timer(ContactSlot& slot, std::uint32_t number, std::uint32_t token,
                                      std::int64_t due_ms, std::int64_t now_ms) {
  auto* instance = slot.row.find_instance(number);
  if (!instance || instance->state != InstanceState::kWaiting || instance->token != token)
    return {};
  CAMP_ASSERT(instance->due_ms == due_ms);
  CAMP_ASSIGN(auto program, programs_.get(instance->program));
  auto flow = program->flow_by_number(instance->flow);
  CAMP_ASSERT(flow != kNone);
  auto offset = instance->wait == kNone
                    ? instance->resume
                    : program->program().flows[flow].waits[instance->wait].otherwise;
  run_instance(slot, *program, flow, *instance, runs_.key_of(instance->run),
               {WakeKind::kTimer, offset, nullptr, now_ms});
  return {};
}

Result<void> Conductor::apply_event(ContactSlot& slot, const ProgramPtr& current,
                                    const EventAtHand& event, std::int64_t now_ms) {
  CAMP_TRY(apply_goals(slot, event, now_ms));
  CAMP_TRY(apply_exits(slot, event, now_ms));
  CAMP_TRY(apply_waits(slot, event, now_ms));
  apply_starts(slot, current, event, now_ms);
  return {};
}

// ---- one transition

void Conductor::run_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                             Instance& instance, std::string_view run_key, Waking waking) {
  EventAtHand found;
  for (int look_backs = 0;; ++look_backs) {
    auto situation_now = situation(slot, waking.now_ms);
    situation_now.event = waking.event;
    situation_now.locals = instance.locals;
    InstanceFacts facts{flow, run_key, instance.number, instance.withheld};
    effects_.clear();
    auto outcome = machine_.run(program, facts, waking.offset, situation_now, effects_);
    if (look_backs > kLookBacks) {
      effects_.clear();
      outcome.kind = Outcome::Kind::kIncident;
      outcome.incident = {"the flow goes round in circles over past events", 0};
    }
    instance.withheld = instance.withheld || outcome.withheld;
    apply_effects(slot, program, flow, instance, waking.now_ms);
    apply_stop(slot, program, flow, instance, waking, outcome);
    std::uint32_t arm = 0;
    if (instance.state != InstanceState::kWaiting ||
        !look_back(slot, program, flow, instance, waking.now_ms, &found, &arm))
      return;
    auto target = program.program().flows[flow].waits[instance.wait].arms[arm].target;
    waking = {WakeKind::kEvent, target, &found, waking.now_ms};
  }
}

void Conductor::apply_effects(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                              const Instance& instance, std::int64_t now_ms) {
  auto& row = slot.row;
  for (const auto& assigned : effects_.assigned) {
    // Assigned before: to an arm that this program does not have any more. A contact is in one arm
    // only.
    std::erase_if(row.assignments,
                  [&](const Assignment& old) { return old.experiment == assigned.experiment; });
    row.assignments.push_back({assigned.experiment, assigned.arm});
    JournalEntry entry;
    entry.kind = EntryKind::kAssigned;
    entry.at_ms = now_ms;
    entry.subject = subject_of(slot, program, flow, instance);
    entry.assigned = row.assignments.back();
    tick_.journal(slot, std::move(entry));
  }
  for (const auto& message : effects_.messages) {
    JournalEntry entry;
    entry.kind = EntryKind::kMessage;
    entry.at_ms = now_ms;
    entry.subject = subject_of(slot, program, flow, instance);
    entry.program = program.store_number();
    entry.ledger_id = message.ledger_id;
    entry.message = program.number(program.program().messages[message.message].name);
    entry.step = message.step;
    entry.channel = message.channel;
    entry.verdict = message.verdict;
    entry.tried = message.tried;
    entry.address = message.address;
    entry.slots = message.slots;
    bool skipped = message.verdict.decision == Decision::kSkipped;
    if (!skipped) {
      if (row.touches.size() == limits::kTouchesPerContact) row.touches.erase(row.touches.begin());
      row.touches.push_back({message.ledger_id, instance.number, entry.message, message.channel,
                             message.verdict.decision == Decision::kWithheld, 0, now_ms});
    }
    auto& counters = row_.counters;
    ++(skipped                                           ? counters.skipped
       : message.verdict.decision == Decision::kWithheld ? counters.withheld
                                                         : counters.queued);
    tick_.journal(slot, std::move(entry));
  }
  // Values may be views into the attributes that are about to change, so each is copied first.
  std::string encoded;
  for (const auto& change : effects_.attributes) {
    encoded.clear();
    encode_value(encoded, change.value);
    Reader in(encoded);
    set_attribute(row.attributes, change.name, decode_value(in, tick_.arena()));
    slot.dirty = true;
  }
}

void Conductor::apply_stop(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                           Instance& instance, const Waking& waking, const Outcome& outcome) {
  JournalEntry entry;
  entry.kind = EntryKind::kTransition;
  entry.at_ms = waking.now_ms;
  entry.subject = subject_of(slot, program, flow, instance);
  entry.program = program.store_number();
  entry.wake = waking.kind;
  entry.stop = stop_kind(outcome.kind);
  entry.from_step = waking.kind == WakeKind::kStart ? kNone : instance.step;
  entry.to_step = outcome.step;
  if (waking.event) {
    entry.event_id = waking.event->id;
    entry.event = waking.event->name;
  }
  bool was_waiting = instance.state == InstanceState::kWaiting && waking.kind != WakeKind::kStart;
  if (was_waiting) --row_.counters.waiting;

  if (outcome.kind == Outcome::Kind::kParked) {
    instance.state = InstanceState::kWaiting;
    instance.step = outcome.step;
    instance.resume = outcome.resume;
    instance.wait = outcome.wait;
    instance.token += 1;
    instance.since_ms = waking.now_ms;
    instance.due_ms = outcome.due_ms;
    instance.locals = outcome.locals;
    entry.due_ms = outcome.due_ms;
    ++row_.counters.waiting;
    tick_.set_timer(slot.id(), instance.number, instance.token, instance.due_ms);
  } else if (outcome.kind == Outcome::Kind::kIncident) {
    report_incident(slot, program, flow, instance, outcome.incident, waking.now_ms);
    instance.state = InstanceState::kIncident;
    ++row_.counters.incidents;
  } else {
    entry.text = outcome.reason;
    end_instance(slot, program, flow, instance, waking.now_ms);
  }
  tick_.journal(slot, std::move(entry));
  tick_.count_transition();
  ++row_.counters.transitions;
}

void Conductor::end_instance(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                             Instance& instance, std::int64_t now_ms) {
  instance.state = InstanceState::kEnded;
  instance.ended_ms = now_ms;
  const auto& goals = program.program().flows[flow].goals;
  if (std::none_of(goals.begin(), goals.end(), uses_locals)) instance.locals.clear();
  slot.dirty = true;
}

// For `since start`: the earliest event since the instance began that an arm of the new wait
// matches.
bool Conductor::look_back(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                          const Instance& instance, std::int64_t now_ms, EventAtHand* event,
                          std::uint32_t* arm_index) {
  if (instance.wait == kNone) return false;
  const auto& wait = program.program().flows[flow].waits[instance.wait];
  if (!wait.since_start) return false;
  bool found = false;
  for (std::uint32_t i = 0; i < wait.arms.size(); ++i) {
    // A history of its own: evaluating `where` may walk the conductor's.
    StoredEventHistory past(store_);
    past.set_contact(slot.id(), &slot.events);
    past.open(program.number(wait.arms[i].event), instance.started_ms, now_ms);
    EventAtHand candidate;
    while (past.next(&candidate)) {
      if (found && candidate.time_ms >= event->time_ms) break;
      if (may_have_started(program, flow, instance, candidate)) continue;
      auto situation_then = situation(slot, now_ms);
      situation_then.event = &candidate;
      situation_then.locals = instance.locals;
      Incident incident;
      if (machine_.matches(program, wait.arms[i], situation_then, &incident) !=
          Machine::Match::kYes)
        continue;
      *event = {candidate.name, tick_.keep(candidate.id), tick_.keep(candidate.data),
                candidate.time_ms, tick_.keep(candidate.ledger_id)};
      *arm_index = i;
      found = true;
      break;
    }
  }
  return found;
}

// ---- journal

Subject Conductor::subject_of(const ContactSlot& slot, const LinkedProgram& program,
                              std::uint32_t flow, const Instance& instance) const {
  const auto& decl = program.program().flows[flow];
  Subject subject;
  subject.flow = program.number(decl.name);
  subject.run = instance.run;
  subject.instance = instance.number;
  for (std::uint32_t i = 0; i < decl.experiments.size(); ++i) {
    auto experiment = program.experiment_number(flow, i);
    for (const auto& assignment : slot.row.assignments) {
      if (assignment.experiment == experiment) subject.arms.push_back(assignment);
    }
  }
  return subject;
}

void Conductor::report_incident(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                                const Instance& instance, const Incident& incident,
                                std::int64_t now_ms) {
  ++incidents_;
  JournalEntry entry;
  entry.kind = EntryKind::kIncident;
  entry.at_ms = now_ms;
  entry.subject = subject_of(slot, program, flow, instance);
  entry.program = program.store_number();
  entry.text = incident.message;
  entry.code = incident.code;
  tick_.journal(slot, std::move(entry));
}

void Conductor::report_outside_instance(ContactSlot& slot, const LinkedProgram& program,
                                        std::uint32_t flow, std::uint32_t run,
                                        const Incident& incident, std::int64_t now_ms) {
  Instance nobody;
  nobody.run = run;
  report_incident(slot, program, flow, nobody, incident, now_ms);
}

}  // namespace camp
