// What an event is to the goals of the flows that a contact is or was in.
//
// Two questions, one answer in the journal. Which message it is thanks to: the contact's last one
// of the flow within the goal's window, or the first, or all of them. And which arms it counts for:
// those of every experiment that an instance reached within that window before it, with a message
// or without, so that arms are compared by what was assigned and never by what was sent.
#include <algorithm>
#include <iterator>

#include "runtime/engine/conductor.h"
#include "runtime/vm/calendar.h"

namespace camp {

Result<void> Conductor::apply_goals(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  CAMP_TRY(reached_.gather(slot, event.name, event.time_ms, programs_));
  if (reached_.may_lack_flows()) {
    CAMP_TRY(reached_.read_messages(store_));
    CAMP_TRY(reached_.read_arms(store_));
  }
  // A flow's goals are judged once, by the program of its newest instance that counts.
  for (std::size_t i = 0; i < reached_.flows().size(); ++i) {
    const auto newest = reached_.flows()[i];  // what is read meanwhile is of older instances
    CAMP_ASSIGN(const auto work, work_of(slot, newest, now_ms));
    for (const auto& goal : work.decl().goals)
      if (work.program.number(goal.on.event) == event.name) CAMP_TRY(convert(work, goal, event));
  }
  return {};
}

// `newest` is the flow's newest instance that counts.
Result<void> Conductor::convert(const Work& newest, const GoalDecl& goal,
                                const EventAtHand& event) {
  Work work = newest;
  ConvertedEntry entry;
  entry.goal = newest.program.number(goal.name);
  entry.cause = {event.name, event.id};
  entry.event_ms = event.time_ms;
  CAMP_ASSIGN(auto credited, credit(newest, goal, event));
  CAMP_TRY(reached_.read_arms(store_));
  std::vector<std::uint32_t> runs;
  for (const auto& it : credited) runs.push_back(it.work.run);
  journal_credited(std::move(credited), goal, event, entry);
  Agreed agreed;
  const auto flow = newest.program.number(newest.decl().name);
  std::uint32_t asked = 0;  // an instance is, once
  for (const auto& arm : reached_.arms()) {
    const auto& giver = arm.giver;
    const bool other = giver.flow != flow || giver.instance == asked ||
                       std::find(runs.begin(), runs.end(), giver.run) != runs.end();
    if (other || !within(newest, goal, arm.exposure.at_ms, event)) continue;
    asked = giver.instance;
    CAMP_ASSIGN(const bool counts, agrees(work, giver, goal, event, &agreed));
    if (!counts) continue;
    runs.push_back(giver.run);
    journal_conversion(work, goal, event, entry, agreed);
  }
  return {};
}

// Looks for the contact's messages of the flow within the goal's window whose instances agree: the
// last of them, the first or all, as the goal says.
Result<std::vector<Conductor::Credited>> Conductor::credit(const Work& newest, const GoalDecl& goal,
                                                           const EventAtHand& event) {
  const auto flow = newest.program.number(newest.decl().name);
  std::vector<Credited> credited;
  std::uint32_t found = 0;
  for (std::size_t i = 0; found < limits::kCreditShares; ++i) {
    if (i == reached_.messages().size()) CAMP_TRY(reached_.read_messages(store_));
    if (i == reached_.messages().size()) break;
    const auto message = reached_.messages()[i];
    const auto& touch = *message.touch;
    if (message.giver.flow != flow || touch.at_ms > event.time_ms) continue;
    if (!within(newest, goal, touch.at_ms, event)) break;  // older ones lie further back
    Work work = newest;
    Agreed agreed;
    CAMP_ASSIGN(const bool counts, agrees(work, message.giver, goal, event, &agreed));
    if (!counts) continue;
    if (goal.credit == Credit::kFirst) credited.clear();
    auto part = std::find_if(credited.begin(), credited.end(),
                             [&](const Credited& it) { return it.work.run == work.run; });
    if (part == credited.end()) {
      credited.push_back({work, std::move(agreed), {}});
      part = std::prev(credited.end());
    }
    part->messages.push_back({touch.ledger_id, touch.message, 0});
    if (goal.credit == Credit::kLast) break;
    if (goal.credit == Credit::kLinear) part->messages.back().place = found++;
  }
  return credited;
}

// What it is worth says the instance of the latest message, also where others share it.
void Conductor::journal_credited(std::vector<Credited> credited, const GoalDecl& goal,
                                 const EventAtHand& event, ConvertedEntry entry) {
  std::uint32_t count = 0;
  for (const auto& it : credited) count += static_cast<std::uint32_t>(it.messages.size());
  for (auto& it : credited) {
    entry.ledger_id = it.messages.front().ledger_id;
    entry.message = it.messages.front().message;
    it.agreed.worth = credited.front().agreed.worth;
    if (count > 1) {
      std::reverse(it.messages.begin(), it.messages.end());
      for (auto& message : it.messages) message.place = count - 1 - message.place;
      entry.shares = {count, false, std::move(it.messages)};
    }
    journal_conversion(it.work, goal, event, entry, it.agreed);
  }
}

// Both ends are inside.
bool Conductor::within(const Work& work, const GoalDecl& goal, std::int64_t from_ms,
                       const EventAtHand& event) {
  if (from_ms > event.time_ms) return false;
  if (goal.within == Duration{}) return true;
  const auto* zone = work.program.zone_of(work.slot.row.attributes, tick_.arena());
  return calendar::add(from_ms, goal.within, zone) >= event.time_ms;
}

// Whether the giver's own program says that this is the goal; `work` is then the giver.
Result<bool> Conductor::agrees(Work& work, const Reached::Giver& giver, const GoalDecl& goal,
                               const EventAtHand& event, Agreed* agreed) {
  CAMP_ASSIGN(auto asked, work_of(work.slot, giver, work.now_ms));
  const auto name = work.program.number(goal.name);
  const auto& goals = asked.decl().goals;
  const auto own = std::find_if(goals.begin(), goals.end(), [&](const GoalDecl& it) {
    return asked.program.number(it.name) == name && asked.program.number(it.on.event) == event.name;
  });
  if (own == goals.end()) return false;
  auto now = situation(
      {asked.slot, asked.program, asked.flow, asked.run, 0, asked.now_ms, asked.outlet}, &event);
  now.locals = giver.locals;
  Incident incident;
  *agreed = {Value::absent(), {}};
  auto match = machine_.matches(asked.program, own->on, now, &incident);
  if (match == Machine::Match::kYes && own->worth != kNone &&
      !machine_.evaluate(asked.program, own->worth, now, &agreed->worth, &incident))
    match = Machine::Match::kIncident;
  if (match == Machine::Match::kIncident) report_incident(asked, incident);
  if (match != Machine::Match::kYes) return false;
  if (own->refund) agreed->open = open_conversion(asked, giver, *own, event);
  work.run = asked.run;
  work.number = asked.number;
  work.outlet = asked.outlet;
  return true;
}

// For the arms of every experiment that an instance of this run reached within the window.
void Conductor::journal_conversion(const Work& work, const GoalDecl& goal, const EventAtHand& event,
                                   ConvertedEntry entry, const Agreed& agreed) {
  entry.worth = agreed.worth;
  const auto flow = work.program.number(work.decl().name);
  auto journaled = entry_of(work, EntryBody());
  const auto is_outlet = [&](const Assignment& assigned) {
    return work.outlet != 0 && assigned.experiment == work.program.outlet_dimension(work.flow);
  };
  auto& counted = journaled.subject.arms;
  std::erase_if(counted, [&](const Assignment& assigned) {
    if (is_outlet(assigned)) return false;
    const auto& arms = reached_.arms();
    return std::none_of(arms.begin(), arms.end(), [&](const Reached::Arm& arm) {
      return arm.giver.flow == flow && arm.giver.run == work.run &&
             arm.exposure.experiment == assigned.experiment &&
             within(work, goal, arm.exposure.at_ms, event);
    });
  });
  entry.shares.whole =
      entry.shares.of != 0 && !std::all_of(counted.begin(), counted.end(), is_outlet);
  if (agreed.open && entry.worth.tag == Tag::kMoney) {
    auto open = *agreed.open;
    open.arms = counted;
    open.message = entry.message;
    open.ledger_id = entry.ledger_id;
    open.worth = entry.worth;
    open.shares = entry.shares;
    changes_.keep_conversion(work.slot, std::move(open));
  }
  journaled.what = std::move(entry);
  tick_.journal(work.slot, std::move(journaled));
}

}  // namespace camp
