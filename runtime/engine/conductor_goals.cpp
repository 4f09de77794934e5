// What an event is to the goals of the flows that a contact is or was in.
//
// Two questions, one answer in the journal. Which message it is thanks to: the contact's last one
// of the flow within the goal's window. And which arms it counts for: those of every experiment
// that an instance reached within that window before it, with a message or without, so that arms
// are compared by what was assigned and never by what was sent.
#include <algorithm>

#include "runtime/engine/conductor.h"
#include "runtime/vm/calendar.h"

namespace camp {

Result<void> Conductor::apply_goals(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  // A flow's goals are judged once, by the program of its newest instance that counts.
  std::vector<std::uint32_t> judged;
  const auto counts = [&](const Instance& instance) {
    return !instance.exposures.empty() ||
           std::any_of(slot.row.touches.begin(), slot.row.touches.end(),
                       [&](const Touch& touch) { return touch.instance == instance.number; });
  };
  for (auto it = slot.row.instances.rbegin(); it != slot.row.instances.rend(); ++it) {
    if (std::find(judged.begin(), judged.end(), it->flow) != judged.end() || !counts(*it)) continue;
    judged.push_back(it->flow);
    CAMP_ASSIGN(auto work, work_on(slot, *it, now_ms));
    for (const auto& goal : work.decl().goals)
      if (work.program.number(goal.on.event) == event.name) convert(work, goal, event);
  }
  return {};
}

// `newest` is the flow's newest instance that counts.
void Conductor::convert(const Work& newest, const GoalDecl& goal, const EventAtHand& event) {
  Work work = newest;
  ConvertedEntry entry;
  entry.goal = newest.program.number(goal.name);
  entry.cause = {event.name, event.id};
  entry.event_ms = event.time_ms;
  const bool credited = credit(work, goal, event, &entry);
  auto runs = credited ? std::vector<std::uint32_t>{work.run} : std::vector<std::uint32_t>{};
  if (credited) journal_conversion(work, goal, event, entry);
  entry.ledger_id = {};
  entry.message = 0;
  const auto& instances = newest.slot.row.instances;
  for (auto it = instances.rbegin(); it != instances.rend(); ++it) {
    const bool other = it->flow != newest.instance().flow ||
                       std::find(runs.begin(), runs.end(), it->run) != runs.end();
    if (other || !is_exposed(newest, *it, goal, event)) continue;
    work.run = it->run;
    work.number = it->number;
    if (!agrees(work, goal, event, &entry.worth)) continue;
    runs.push_back(it->run);
    journal_conversion(work, goal, event, entry);
  }
}

// Looks for the contact's last message of the flow that lies within the goal's window and whose
// instance agrees; `work` is then that instance.
bool Conductor::credit(Work& work, const GoalDecl& goal, const EventAtHand& event,
                       ConvertedEntry* entry) {
  const auto& row = work.slot.row;
  const auto flow_number = work.instance().flow;
  for (auto touch = row.touches.rbegin(); touch != row.touches.rend(); ++touch) {
    const auto* instance = row.find_instance(touch->instance);
    if (!instance || instance->flow != flow_number || touch->at_ms > event.time_ms) continue;
    if (!within(work, goal, touch->at_ms, event)) return false;  // older ones lie further back
    work.run = instance->run;
    work.number = instance->number;
    if (!agrees(work, goal, event, &entry->worth)) continue;
    entry->ledger_id = touch->ledger_id;
    entry->message = touch->message;
    return true;
  }
  return false;
}

// Both ends are inside.
bool Conductor::within(const Work& work, const GoalDecl& goal, std::int64_t from_ms,
                       const EventAtHand& event) {
  if (from_ms > event.time_ms) return false;
  if (goal.within == Duration{}) return true;
  const auto* zone = work.program.zone_of(work.slot.row.attributes, tick_.arena());
  return calendar::add(from_ms, goal.within, zone) >= event.time_ms;
}

bool Conductor::is_exposed(const Work& work, const Instance& instance, const GoalDecl& goal,
                           const EventAtHand& event) {
  return std::any_of(
      instance.exposures.begin(), instance.exposures.end(),
      [&](const Exposure& exposure) { return within(work, goal, exposure.at_ms, event); });
}

bool Conductor::agrees(const Work& work, const GoalDecl& goal, const EventAtHand& event,
                       Value* worth) {
  const auto now = situation(work, &event);
  Incident incident;
  *worth = Value::absent();
  auto match = machine_.matches(work.program, goal.on, now, &incident);
  if (match == Machine::Match::kYes && goal.worth != kNone &&
      !machine_.evaluate(work.program, goal.worth, now, worth, &incident))
    match = Machine::Match::kIncident;
  if (match == Machine::Match::kIncident) report_incident(work, incident);
  return match == Machine::Match::kYes;
}

// For the arms of every experiment that an instance of this run reached within the window.
void Conductor::journal_conversion(const Work& work, const GoalDecl& goal, const EventAtHand& event,
                                   const ConvertedEntry& entry) {
  auto journaled = entry_of(work, entry);
  std::erase_if(journaled.subject.arms, [&](const Assignment& arm) {
    const auto reached = [&](const Instance& instance) {
      return instance.flow == work.instance().flow && instance.run == work.run &&
             std::any_of(
                 instance.exposures.begin(), instance.exposures.end(), [&](const Exposure& it) {
                   return it.experiment == arm.experiment && within(work, goal, it.at_ms, event);
                 });
    };
    const auto& instances = work.slot.row.instances;
    return std::none_of(instances.begin(), instances.end(), reached);
  });
  tick_.journal(work.slot, std::move(journaled));
}

}  // namespace camp
