// Conditions that are reacted to: `exit when`, `goal when`, `start when`, and the arms of waits
// that have one. They are asked when something that they read has changed (its name is in
// Changed), when an instance begins or comes to such a wait, and when what they count runs out by
// itself (ContactRow::ask_ms); never because time passes.
//
// To the rest of the conductor a change is an event without fields that is no history: it comes to
// exits, goals, waits and starts as any other, in the same order.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/base/hash.h"
#include "lang/catalog/events.h"
#include "runtime/engine/conductor.h"

namespace camp {
namespace {

bool meet(const std::vector<std::uint32_t>& sorted, const std::vector<std::uint32_t>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::uint32_t name) {
    return std::binary_search(sorted.begin(), sorted.end(), name);
  });
}

}  // namespace

Result<void> Conductor::apply_changes(ContactSlot& slot, std::int64_t now_ms) {
  set_off_ = 0;
  return run_queue(slot, {}, now_ms);
}

Result<void> Conductor::ask_again(ContactSlot& slot, std::int64_t due_ms, std::int64_t now_ms) {
  if (!changes_.take_asking(slot, due_ms)) return {};
  return apply_changes(slot, now_ms);
}

Result<void> Conductor::take_stock(ContactSlot& slot, std::int64_t now_ms) {
  const auto program = programs_.current();
  if (!program) return status();
  Changed all;
  all.all = true;
  changed_ = &all;
  Arrival silent;
  silent.history = true;
  ask_segments(slot, program, a_change(now_ms), silent, now_ms);
  changed_ = nullptr;
  return status();
}

void Conductor::note_standing(ContactSlot& slot, const SegmentStanding& standing) {
  for (const auto segment : standing.in) changes_.set_segment(slot, segment, true);
  for (const auto segment : standing.out) changes_.set_segment(slot, segment, false);
  changes_.ask_at(slot, standing.ask_ms);
}

EventAtHand Conductor::a_change(std::int64_t now_ms) const {
  EventAtHand change;
  change.name = names_.find(kContactChanged);
  change.time_ms = now_ms;
  return change;
}

// What is new since it was last asked. An event of the future counts when its time has come.
Conductor::Changed Conductor::take_changes(ContactSlot& slot, std::int64_t now_ms) {
  Changed changed;
  changed.all = std::exchange(slot.ask_all, false);
  std::vector<NamedValue> values;
  for (; slot.asked_entries < slot.entries.size(); ++slot.asked_entries) {
    const auto& what = slot.entries[slot.asked_entries].what;
    if (const auto* list = std::get_if<ListEntry>(&what)) changed.lists.push_back(list->list);
    const auto* attributes = std::get_if<AttributesEntry>(&what);
    if (attributes == nullptr) continue;
    values.clear();
    decode_attributes(attributes->attributes, tick_.arena(), &values);
    for (const auto& value : values) changed.attributes.push_back(value.name);
  }
  for (; slot.asked_events < slot.events.size(); ++slot.asked_events) {
    const auto& event = slot.events[slot.asked_events];
    changed.events.push_back(event.name);
    if (event.time_ms > now_ms) changes_.ask_at(slot, event.time_ms);
  }
  return changed;
}

bool Conductor::is_condition(const LinkedProgram& program, const EventArm& arm) const {
  return program.number(arm.event) == program.changed_number();
}

bool Conductor::is_touched(const LinkedProgram& program, const EventArm& arm) const {
  if (changed_ == nullptr || changed_->all) return true;
  const auto& reads = program.reads(arm.where);
  return meet(reads.attributes, changed_->attributes) || meet(reads.lists, changed_->lists) ||
         meet(reads.events, changed_->events);
}

// Whether an arm is asked because of an event: it is one on it, or a condition that reads what is
// new.
bool Conductor::concerns(const LinkedProgram& program, const EventArm& arm,
                         const EventAtHand& event) const {
  return program.number(arm.event) == event.name &&
         (!is_condition(program, arm) || is_touched(program, arm));
}

// As matches(), and of a condition notes when it is to be asked again.
Machine::Match Conductor::asks(const Work& work, const EventArm& arm, const Situation& now,
                               Incident* incident) {
  const auto match = machine_.matches(work.program, arm, now, incident);
  if (is_condition(work.program, arm)) changes_.ask_at(work.slot, machine_.next_change_ms());
  return match;
}

// Until nothing changes any more: what one wakes may be what another waits for.
Result<void> Conductor::ask_conditions(ContactSlot& slot, const Arrival& arrival,
                                       std::int64_t now_ms) {
  const auto program = programs_.current();
  if (!program) return {};
  CAMP_ASSIGN(const bool any, programs_.any_conditions());
  if (!any) return {};
  const auto change = a_change(now_ms);
  for (;;) {
    const auto changed = take_changes(slot, now_ms);
    if (changed.none()) return {};
    changed_ = &changed;
    const auto asked = [&]() -> Result<void> {
      if (!arrival.history) {
        CAMP_TRY(ask_goals(slot, change, now_ms));
        CAMP_TRY(apply_exits(slot, change, now_ms));
      }
      ask_segments(slot, program, change, arrival, now_ms);
      return arrival.history ? Result<void>{} : apply_waits(slot, change, now_ms);
    }();
    changed_ = nullptr;
    CAMP_TRY(asked);
  }
}

// What a condition sees when an instance begins by an event, or by a run: what the flow keeps of
// that event, and a change at hand. Views into both arguments; empty with the incident.
std::optional<Situation> Conductor::at_its_start(const Work& work, const EventAtHand* event,
                                                 const EventAtHand& change, std::string* locals,
                                                 Incident* incident) {
  auto now = situation(work, event);
  if (!machine_.start_locals(work.program, work.flow, now, locals, incident)) return std::nullopt;
  now.event = &change;
  now.locals = *locals;
  return now;
}

// ---- goals

// A goal is judged by the newest instance of its flow. It converts on becoming true, so what held
// before is kept with the instance.
Result<void> Conductor::ask_goals(ContactSlot& slot, const EventAtHand& change,
                                  std::int64_t now_ms) {
  std::vector<std::uint32_t> flows, newest;
  const auto& instances = slot.row.instances;
  for (auto it = instances.rbegin(); it != instances.rend(); ++it) {
    if (std::find(flows.begin(), flows.end(), it->flow) != flows.end()) continue;
    flows.push_back(it->flow);
    newest.push_back(it->number);
  }
  for (const auto number : newest) {
    CAMP_ASSIGN(const auto work, work_on(slot, *slot.row.find_instance(number), now_ms));
    if (!work.program.has_conditions(work.flow)) continue;
    const auto& goals = work.decl().goals;
    for (std::size_t i = 0; i < goals.size(); ++i) {
      const auto& goal = goals[i];
      if (!is_condition(work.program, goal.on) || !is_touched(work.program, goal.on)) continue;
      Incident incident;
      const auto match = asks(work, goal.on, situation(work, &change), &incident);
      if (match == Machine::Match::kIncident) {
        report_incident(work, incident);
        continue;
      }
      const bool holds = match == Machine::Match::kYes;
      if (!changes_.hold_goal(work, i, holds) || !holds) continue;
      auto event = change;
      const auto id = xxh3_128(fmt::format("{}\n{}\n{}\n{}", slot.id(), number, i, now_ms));
      event.id = tick_.keep(to_hex(id.view()));
      CAMP_TRY(reached_.gather(slot, event.name, event.time_ms, programs_));
      CAMP_TRY(convert(work, goal, event));
    }
  }
  return {};
}

// What holds when an instance begins has not become true by it.
void Conductor::hold_goals(const Work& work, const EventAtHand* event) {
  if (!work.program.has_conditions(work.flow)) return;
  const auto change = a_change(work.now_ms);
  std::string locals;
  Incident incident;
  const auto now = at_its_start(work, event, change, &locals, &incident);
  if (!now) return;
  const auto& goals = work.decl().goals;
  for (std::size_t i = 0; i < goals.size(); ++i) {
    if (!is_condition(work.program, goals[i].on)) continue;
    const auto match = asks(work, goals[i].on, *now, &incident);
    changes_.hold_goal(work, i, match == Machine::Match::kYes);
  }
}

// ---- exits

// Whether a condition that ends the flow holds already. One that cannot be asked does so, too.
bool Conductor::exits_already(const Work& work, const EventAtHand* event, Incident* incident) {
  if (!work.program.has_conditions(work.flow)) return false;
  const auto change = a_change(work.now_ms);
  std::string locals;
  const auto now = at_its_start(work, event, change, &locals, incident);
  if (!now) return true;
  for (const auto& exit : work.decl().exits) {
    if (!is_condition(work.program, exit.on)) continue;
    if (asks(work, exit.on, *now, incident) != Machine::Match::kNo) return true;
  }
  return false;
}

// ---- segments

void Conductor::ask_segments(ContactSlot& slot, const ProgramPtr& current,
                             const EventAtHand& change, const Arrival& arrival,
                             std::int64_t now_ms) {
  const bool silent = arrival.history || arrival.old;
  auto start = change;  // by an event of this very instant it was set off, and comes behind it
  start.arrival = tick_.last_arrival(slot);
  std::vector<std::uint32_t> entered;
  for (const auto& reaction : current->starts_on(change.name)) {
    const Work outside{slot, *current, reaction.flow, 0, 0, now_ms};
    if (!starts_by_segment(outside, reaction.index, change, silent, &entered)) continue;
    enter_later(slot, current, reaction.flow, start, {}, false, now_ms);
    queue_.back().start = reaction.index;
  }
}

// Several journeys may start by one segment: it is asked once, and they all do.
bool Conductor::starts_by_segment(const Work& outside, std::uint32_t start,
                                  const EventAtHand& change, bool silent,
                                  std::vector<std::uint32_t>* entered) {
  const auto& decl = outside.decl().starts[start];
  if (!is_touched(outside.program, decl.on)) return false;
  const auto segment = outside.program.number(decl.segment);
  const bool again = std::find(entered->begin(), entered->end(), segment) != entered->end();
  if (!again) {
    Incident incident;
    const auto match = asks(outside, decl.on, situation(outside, &change), &incident);
    if (match == Machine::Match::kIncident) return report_incident(outside, incident), false;
    const bool member = match == Machine::Match::kYes;
    if (!changes_.set_segment(outside.slot, segment, member) || !member || silent) return false;
    entered->push_back(segment);
  }
  if (set_off_ < limits::kSetOff) return ++set_off_, true;
  report_incident(outside, {"over the limit kSetOff: journeys start each other in circles", 0});
  return false;
}

}  // namespace camp
