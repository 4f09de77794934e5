#include "runtime/engine/contact_changes.h"

#include <algorithm>
#include <utility>

namespace camp {
namespace {

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

}  // namespace

JournalEntry ContactChanges::entry_of(EntryKind kind, const By& by) const {
  JournalEntry entry;
  entry.kind = kind;
  entry.at_ms = by.at_ms;
  entry.subject = by.subject;
  return entry;
}

// ---- the contact

void ContactChanges::create(ContactSlot& slot, std::int64_t now_ms) {
  slot.row.created_ms = now_ms;
  ++row_.counters.contacts;
  note(slot, kSelf);
}

void ContactChanges::erase(ContactSlot& slot) {
  auto& row = slot.row;
  row.attributes.clear();
  row.lists.clear();
  row.subscriptions.clear();
  row.instances.clear();
  row.flags |= kContactErased;
  --row_.counters.contacts;
  note(slot, kSelf);
}

bool ContactChanges::set_attributes(ContactSlot& slot, const By& by, std::string_view given) {
  if (!merge_attributes(slot.row.attributes, given, &merged_, &difference_)) return false;
  slot.row.attributes.swap(merged_);
  note(slot, kAttributes);
  auto entry = entry_of(EntryKind::kAttributes, by);
  entry.attributes = difference_;
  tick_.journal(slot, std::move(entry));
  return true;
}

bool ContactChanges::set_list(ContactSlot& slot, const By& by, std::uint32_t list, bool member) {
  if (slot.row.on_list(list) == member) return false;
  slot.row.set_list(list, member);
  note(slot, kLists);
  auto entry = entry_of(EntryKind::kList, by);
  entry.list = list;
  entry.member = member;
  tick_.journal(slot, std::move(entry));
  return true;
}

bool ContactChanges::set_consent(ContactSlot& slot, const By& by, std::uint32_t conversation,
                                 Channel channel, bool subscribed) {
  if (!slot.row.set_subscription(conversation, channel, subscribed, by.at_ms)) return false;
  note(slot, kConsents);
  auto entry = entry_of(EntryKind::kConsent, by);
  entry.conversation = conversation;
  entry.channel = channel;
  entry.subscribed = subscribed;
  tick_.journal(slot, std::move(entry));
  return true;
}

// Assigned before: to an arm that this program does not have any more. A contact is in one arm
// only.
void ContactChanges::assign(const Work& work, const Assignment& assignment) {
  auto& assignments = work.slot.row.assignments;
  std::erase_if(assignments,
                [&](const Assignment& old) { return old.experiment == assignment.experiment; });
  assignments.push_back(assignment);
  note(work.slot, kAssignments);
  auto entry = entry_of(EntryKind::kAssigned, {subject_of(work), work.now_ms});
  entry.assigned = assignment;
  tick_.journal(work.slot, std::move(entry));
}

// ---- instances

std::uint32_t ContactChanges::enter(const Work& outside, std::uint64_t key) {
  auto& row = outside.slot.row;
  Instance instance;
  instance.number = row.next_instance++;
  instance.flow = outside.program.number(outside.decl().name);
  instance.run = outside.run;
  instance.program = outside.program.store_number();
  instance.key = key;
  instance.started_ms = outside.now_ms;
  row.instances.push_back(std::move(instance));
  ++row_.counters.entered;
  note(outside.slot, kInstances);
  return row.instances.back().number;
}

void ContactChanges::stop(const Work& work, const Outcome& outcome, bool keep_locals,
                          JournalEntry entry) {
  auto& instance = work.instance();
  auto& counters = row_.counters;
  if (instance.state == InstanceState::kWaiting) --counters.waiting;
  if (instance.state == InstanceState::kIncident) --counters.incidents;
  entry.stop = stop_kind(outcome.kind);
  entry.to_step = outcome.step;
  switch (outcome.kind) {
    case Outcome::Kind::kParked:
      instance.state = InstanceState::kWaiting;
      instance.step = outcome.step;
      instance.wait = outcome.wait;
      instance.token += 1;
      instance.since_ms = work.now_ms;
      instance.due_ms = outcome.due_ms;
      instance.locals = outcome.locals;
      entry.due_ms = outcome.due_ms;
      ++counters.waiting;
      tick_.set_timer(work.slot.id(), instance.number, instance.token, instance.due_ms);
      break;
    case Outcome::Kind::kIncident:
      instance.state = InstanceState::kIncident;
      ++counters.incidents;
      break;
    case Outcome::Kind::kFinished:
    case Outcome::Kind::kExited:
      entry.text = outcome.reason;
      instance.state = InstanceState::kEnded;
      instance.ended_ms = work.now_ms;
      if (!keep_locals) instance.locals.clear();
      break;
  }
  note(work.slot, kInstances);
  tick_.journal(work.slot, std::move(entry));
  tick_.count_transition();
  ++counters.transitions;
}

void ContactChanges::withhold(const Work& work) {
  work.instance().withheld = true;
  note(work.slot, kInstances);
}

// ---- messages

void ContactChanges::decide(const Work& work, JournalEntry message) {
  auto& counters = row_.counters;
  const auto decision = message.verdict.decision;
  if (decision == Decision::kSkipped) {
    ++counters.skipped;
  } else {
    const bool withheld = decision == Decision::kWithheld;
    ++(withheld ? counters.withheld : counters.queued);
    auto& touches = work.slot.row.touches;
    if (touches.size() == limits::kTouchesPerContact) touches.erase(touches.begin());
    touches.push_back({message.ledger_id, work.number, message.message, message.channel, withheld,
                       0, message.at_ms});
    note(work.slot, kMessages);
  }
  tick_.journal(work.slot, std::move(message));
}

void ContactChanges::receive(ContactSlot& slot, Touch& touch, std::uint8_t seen,
                             JournalEntry receipt) {
  touch.seen |= seen;
  note(slot, kMessages);
  tick_.journal(slot, std::move(receipt));
}

}  // namespace camp
