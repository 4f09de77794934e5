// What one event does to a contact, in the one order: goals, exits, waits, new entries.
#include <algorithm>

#include "lang/base/hash.h"
#include "runtime/engine/conductor.h"
#include "runtime/vm/calendar.h"

namespace camp {

Result<void> Conductor::apply_goals(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  // A flow's goals are judged once, by the program of its newest instance that sent something.
  std::vector<std::uint32_t> judged;
  for (auto touch = slot.row.touches.rbegin(); touch != slot.row.touches.rend(); ++touch) {
    const auto* instance = slot.row.find_instance(touch->instance);
    if (!instance || std::find(judged.begin(), judged.end(), instance->flow) != judged.end())
      continue;
    judged.push_back(instance->flow);
    CAMP_ASSIGN(auto program, programs_.get(instance->program));
    auto flow = program->flow_by_number(instance->flow);
    for (const auto& goal : program->program().flows[flow].goals) {
      if (program->number(goal.on.event) == event.name)
        convert(slot, *program, flow, goal, event, now_ms);
    }
  }
  return {};
}

// Credits the contact's last message of the flow that lies within the goal's window and whose
// instance agrees.
void Conductor::convert(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                        const GoalDecl& goal, const EventAtHand& event, std::int64_t now_ms) {
  auto flow_number = program.number(program.program().flows[flow].name);
  for (auto touch = slot.row.touches.rbegin(); touch != slot.row.touches.rend(); ++touch) {
    const auto* instance = slot.row.find_instance(touch->instance);
    if (!instance || instance->flow != flow_number || touch->at_ms > event.time_ms) continue;
    bool endless = goal.within == Duration{};
    if (!endless &&
        calendar::add(touch->at_ms, goal.within,
                      program.zone_of(slot.row.attributes, tick_.arena())) < event.time_ms)
      return;  // older ones lie further back still
    auto situation_now = situation(slot, now_ms);
    situation_now.event = &event;
    situation_now.locals = instance->locals;
    Incident incident;
    auto match = machine_.matches(program, goal.on, situation_now, &incident);
    Value worth;
    if (match == Machine::Match::kYes && goal.worth != kNone &&
        !machine_.evaluate(program, goal.worth, situation_now, &worth, &incident))
      match = Machine::Match::kIncident;
    if (match == Machine::Match::kIncident)
      report_incident(slot, program, flow, *instance, incident, now_ms);
    if (match != Machine::Match::kYes) continue;
    JournalEntry entry;
    entry.kind = EntryKind::kConverted;
    entry.at_ms = now_ms;
    entry.subject = subject_of(slot, program, flow, *instance);
    entry.goal = program.number(goal.name);
    entry.ledger_id = touch->ledger_id;
    entry.message = touch->message;
    entry.event_id = event.id;
    entry.event = event.name;
    entry.event_ms = event.time_ms;
    entry.worth = worth;
    tick_.journal(slot, std::move(entry));
    return;
  }
}

Result<void> Conductor::apply_exits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  for (auto& instance : slot.row.instances) {
    if (instance.state != InstanceState::kWaiting) continue;
    CAMP_ASSIGN(auto program, programs_.get(instance.program));
    auto flow = program->flow_by_number(instance.flow);
    for (const auto& exit : program->program().flows[flow].exits) {
      if (program->number(exit.on.event) != event.name) continue;
      auto situation_now = situation(slot, now_ms);
      situation_now.event = &event;
      situation_now.locals = instance.locals;
      Incident incident;
      auto match = machine_.matches(*program, exit.on, situation_now, &incident);
      if (match == Machine::Match::kNo) continue;
      Outcome outcome;
      outcome.kind =
          match == Machine::Match::kYes ? Outcome::Kind::kExited : Outcome::Kind::kIncident;
      outcome.step = instance.step;
      outcome.incident = std::move(incident);
      apply_stop(slot, *program, flow, instance, {WakeKind::kExitEvent, 0, &event, now_ms},
                 outcome);
      break;
    }
  }
  return {};
}

Result<void> Conductor::apply_waits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  for (auto& instance : slot.row.instances) {
    if (instance.state != InstanceState::kWaiting || instance.wait == kNone) continue;
    CAMP_ASSIGN(auto program, programs_.get(instance.program));
    auto flow = program->flow_by_number(instance.flow);
    const auto& wait = program->program().flows[flow].waits[instance.wait];
    // A late event lies before the wait began: it undoes nothing that was decided since.
    if (event.time_ms < (wait.since_start ? instance.started_ms : instance.since_ms)) continue;
    for (const auto& arm : wait.arms) {
      if (program->number(arm.event) != event.name) continue;
      auto situation_now = situation(slot, now_ms);
      situation_now.event = &event;
      situation_now.locals = instance.locals;
      Incident incident;
      auto match = machine_.matches(*program, arm, situation_now, &incident);
      if (match == Machine::Match::kNo) continue;
      Waking waking{WakeKind::kEvent, arm.target, &event, now_ms};
      if (match == Machine::Match::kYes) {
        run_instance(slot, *program, flow, instance, runs_.key_of(instance.run), waking);
      } else {
        Outcome outcome;
        outcome.kind = Outcome::Kind::kIncident;
        outcome.step = instance.step;
        outcome.incident = std::move(incident);
        apply_stop(slot, *program, flow, instance, waking, outcome);
      }
      break;
    }
  }
  return {};
}

void Conductor::apply_starts(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                             std::int64_t now_ms) {
  std::vector<std::uint32_t> entered;  // several `start on` of one journey enter it once
  for (auto reaction : current->starts_on(event.name)) {
    if (std::find(entered.begin(), entered.end(), reaction.flow) != entered.end()) continue;
    const auto& start = current->program().flows[reaction.flow].starts[reaction.index];
    auto situation_now = situation(slot, now_ms);
    situation_now.event = &event;
    Incident incident;
    auto match = machine_.matches(*current, start, situation_now, &incident);
    if (match == Machine::Match::kNo) continue;
    entered.push_back(reaction.flow);
    if (match == Machine::Match::kYes) {
      enter(slot, current, reaction.flow, event, now_ms);
    } else {
      report_outside_instance(slot, *current, reaction.flow, 0, incident, now_ms);
    }
  }
}

// ---- entries

void Conductor::enter(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                      const EventAtHand& event, std::int64_t now_ms) {
  const auto& decl = program->program().flows[flow];
  std::uint64_t key = 0;
  if (decl.key != kNone) {
    auto situation_now = situation(slot, now_ms);
    situation_now.event = &event;
    Value value;
    Incident incident;
    if (!machine_.evaluate(*program, decl.key, situation_now, &value, &incident)) {
      report_outside_instance(slot, *program, flow, 0, incident, now_ms);
      return;
    }
    std::string bytes;
    encode_value(bytes, value);
    key = std::max<std::uint64_t>(xxh3_64(bytes), 1);  // 0 means "without a key"
  }
  Refusal why{};
  if (refuse(slot, *program, flow, key, now_ms, &why)) {
    JournalEntry entry;
    entry.kind = EntryKind::kRefused;
    entry.at_ms = now_ms;
    entry.subject = subject_of(slot, *program, flow, Instance{});
    entry.refusal = why;
    entry.event = event.name;
    entry.event_id = event.id;
    tick_.journal(slot, std::move(entry));
    return;
  }
  auto& instance = new_instance(slot, *program, flow, 0, now_ms);
  instance.key = key;
  run_instance(slot, *program, flow, instance, {}, {WakeKind::kStart, 0, &event, now_ms});
}

bool Conductor::refuse(ContactSlot& slot, const LinkedProgram& program, std::uint32_t flow,
                       std::uint64_t key, std::int64_t now_ms, Refusal* why) {
  const auto& decl = program.program().flows[flow];
  auto flow_number = program.number(decl.name);
  std::size_t live = 0;
  for (const auto& instance : slot.row.instances) {
    if (instance.state != InstanceState::kEnded) ++live;
    if (instance.flow != flow_number || instance.key != key) continue;
    if (decl.reentry == Reentry::kOnce) {
      *why = Refusal::kOnce;
      return true;
    }
    if (instance.state != InstanceState::kEnded) {
      *why = Refusal::kStillIn;
      return true;
    }
    if (calendar::add(instance.ended_ms, decl.again_after,
                      program.zone_of(slot.row.attributes, tick_.arena())) > now_ms) {
      *why = Refusal::kTooSoon;
      return true;
    }
  }
  *why = Refusal::kTooMany;
  return live >= limits::kInstancesPerContact;
}

Instance& Conductor::new_instance(ContactSlot& slot, const LinkedProgram& program,
                                  std::uint32_t flow, std::uint32_t run, std::int64_t now_ms) {
  forget_ended(slot.row, now_ms);
  Instance instance;
  instance.number = slot.row.next_instance++;
  instance.flow = program.number(program.program().flows[flow].name);
  instance.run = run;
  instance.program = program.store_number();
  instance.started_ms = now_ms;
  slot.row.instances.push_back(std::move(instance));
  ++row_.counters.entered;
  slot.dirty = true;
  return slot.row.instances.back();
}

// An ended instance is kept for as long as something can still ask for it: receipts and goals (by
// its touches), and re-entry.
void Conductor::forget_ended(ContactRow& row, std::int64_t now_ms) {
  auto forgettable = [&](const Instance& instance) {
    if (instance.state != InstanceState::kEnded) return false;
    auto touched = std::any_of(row.touches.begin(), row.touches.end(), [&](const Touch& touch) {
      return touch.instance == instance.number;
    });
    if (touched) return false;
    if (instance.run != 0) return true;
    auto program = programs_.get(instance.program);
    if (!program.ok()) return false;
    auto flow = (*program)->flow_by_number(instance.flow);
    const auto& decl = (*program)->program().flows[flow];
    return decl.reentry == Reentry::kAgain &&
           calendar::add(instance.ended_ms, decl.again_after,
                         (*program)->zone_of(row.attributes, tick_.arena())) <= now_ms;
  };
  if (row.instances.empty()) return;
  std::erase_if(row.instances, forgettable);
}

}  // namespace camp
