#include "runtime/engine/contact_changes.h"

#include <algorithm>
#include <utility>

#include "runtime/state/confirm_link.h"

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

// ---- the contact

void ContactChanges::create(ContactSlot& slot, std::int64_t now_ms) {
  slot.row.created_ms = now_ms;
  slot.row.ordinal = tick_.row_of(slot).next_ordinal++;
  ++tick_.counters(slot).contacts;
  slot.ask_all = true;
  note(slot, kSelf);
}

void ContactChanges::erase(ContactSlot& slot) {
  auto& row = slot.row;
  CAMP_ASSERT(row.held.empty());
  row.places.clear();
  row.caps_of = 0;
  row.attributes.clear();
  row.lists.clear();
  row.list_words.clear();
  row.subscriptions.clear();
  row.opt_ins.clear();
  row.instances.clear();
  row.past.clear();
  row.ask_ms = 0;
  row.segments.clear();
  slot.older.clear();
  slot.older_exposures.clear();
  slot.conversions.clear();
  row.flags = (row.flags | kContactErased) &
              ~(kPastBeside | kTouchesBeside | kExposuresBeside | kConversionsBeside);
  --tick_.counters(slot).contacts;
  note(slot, kSelf);
}

bool ContactChanges::set_attributes(ContactSlot& slot, const By& by, std::string_view given) {
  if (!merge_attributes(slot.row.attributes, given, &merged_, &difference_)) return false;
  slot.row.attributes.swap(merged_);
  note(slot, kAttributes);
  if (!slot.row.held.empty()) slot.ask_held = true;  // it may be day where the contact is now
  tick_.journal(slot, {by.at_ms, by.subject, AttributesEntry{difference_}});
  return true;
}

bool ContactChanges::set_list(ContactSlot& slot, const By& by, std::uint32_t list, bool member,
                              std::int64_t said_ms) {
  if (slot.row.set_list(list, member, said_ms) == ConsentChange::kNothing) return false;
  note(slot, kLists);
  tick_.journal(slot, {by.at_ms, by.subject, ListEntry{list, member, said_ms}});
  return true;
}

bool ContactChanges::ask(ContactSlot& slot, const By& by, const Subscription& word,
                         std::uint64_t address) {
  auto& row = slot.row;
  if (camp::ask(row.opt_ins, row.subscriptions, word, address, by.at_ms) == ConsentChange::kNothing)
    return false;
  note(slot, kConsents);
  tick_.journal(slot, {by.at_ms, by.subject, OptInEntry{word}});
  return true;
}

void ContactChanges::note_confirmation(ContactSlot& slot, std::uint32_t conversation,
                                       Channel channel, const Hash128& ledger_id,
                                       std::uint64_t address, std::int64_t now_ms) {
  auto* asked = find_opt_in(slot.row.opt_ins, conversation, channel);
  CAMP_ASSERT(asked != nullptr);  // else the gate lets nothing pass
  note_sent(*asked, ledger_id, address, now_ms);
  note(slot, kMessages);
}

bool ContactChanges::hear(ContactSlot& slot, const By& by, const Subscription& word) {
  if (!word.subscribed && object(slot.row.opt_ins, word)) note(slot, kConsents);
  if (camp::hear(slot.row.subscriptions, word) == ConsentChange::kNothing) return false;
  note(slot, kConsents);
  tick_.journal(slot, {by.at_ms, by.subject, ConsentEntry{word}});
  return true;
}

// Assigned before: to an arm that this program does not have any more. A contact is in one arm
// only.
void ContactChanges::assign(const Work& work, const AssignedEntry& entry) {
  const auto& assignment = entry.assigned;
  auto& exposures = work.instance().exposures;
  const bool known = std::any_of(exposures.begin(), exposures.end(), [&](const Exposure& it) {
    return it.experiment == assignment.experiment;
  });
  if (!known) {
    exposures.push_back({assignment.experiment, work.now_ms});
    note(work.slot, kInstances);
  }
  auto& assignments = work.slot.row.assignments;
  if (std::find(assignments.begin(), assignments.end(), assignment) != assignments.end()) return;
  std::erase_if(assignments,
                [&](const Assignment& old) { return old.experiment == assignment.experiment; });
  assignments.push_back(assignment);
  note(work.slot, kAssignments);
  tick_.journal(work.slot, entry_of(work, entry));
}

void ContactChanges::note_talk(const Work& work, const TalkEntry& entry) {
  tick_.journal(work.slot, entry_of(work, entry));
}

void ContactChanges::note_event(const Work& work, const EventEntry& entry) {
  tick_.journal(work.slot, entry_of(work, entry));
}

// ---- conditions

void ContactChanges::ask_at(ContactSlot& slot, std::int64_t at_ms) {
  auto& known_ms = slot.row.ask_ms;
  if (at_ms == INT64_MAX || (known_ms != 0 && known_ms <= at_ms)) return;
  known_ms = at_ms;
  note(slot, kInstances);
  tick_.set_timer(slot.id(), kNoInstance, kConditions, at_ms);
}

bool ContactChanges::take_asking(ContactSlot& slot, std::int64_t due_ms) {
  if (slot.row.ask_ms != due_ms) return false;
  slot.row.ask_ms = 0;
  slot.ask_all = true;
  note(slot, kInstances);
  return true;
}

bool ContactChanges::set_segment(ContactSlot& slot, std::uint32_t segment, bool member) {
  auto& segments = slot.row.segments;
  const auto at = std::lower_bound(segments.begin(), segments.end(), segment);
  const bool known = at != segments.end() && *at == segment;
  if (known == member) return false;
  if (member)
    segments.insert(at, segment);
  else
    segments.erase(at);
  note(slot, kInstances);
  return true;
}

bool ContactChanges::hold_goal(const Work& work, std::size_t goal, bool holds) {
  auto& held = work.instance().goals_held;
  const auto bit = 1u << goal;
  if (((held & bit) != 0) == holds) return false;
  held ^= bit;
  note(work.slot, kInstances);
  return true;
}

// ---- instances

std::uint32_t ContactChanges::enter(const Work& outside, std::uint64_t key,
                                    std::int64_t start_event_ms, std::uint64_t start_arrival) {
  auto& row = outside.slot.row;
  Instance instance;
  instance.number = row.next_instance++;
  instance.flow = outside.program.number(outside.decl().name);
  instance.run = outside.run;
  instance.program = outside.program.store_number();
  instance.key = key;
  instance.outlet = outside.outlet;
  instance.started_ms = outside.now_ms;
  instance.start_event_ms = start_event_ms;
  instance.start_arrival = start_arrival;
  row.instances.push_back(std::move(instance));
  ++tick_.counters(outside.slot).entered;
  note(outside.slot, kInstances);
  return row.instances.back().number;
}

void ContactChanges::stop(const Work& work, const Outcome& outcome, TransitionEntry entry,
                          const Failure& failure) {
  auto& instance = work.instance();
  auto& counters = tick_.counters(work.slot);
  if (instance.state == InstanceState::kWaiting) --counters.waiting;
  if (instance.state == InstanceState::kIncident) --counters.incidents;
  instance.failure = {};
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
      instance.shifted_ms = 0;
      instance.locals = outcome.locals;
      entry.due_ms = outcome.due_ms;
      ++counters.waiting;
      tick_.set_timer(work.slot.id(), instance.number, instance.token, instance.due_ms);
      break;
    case Outcome::Kind::kIncident:
      instance.state = InstanceState::kIncident;
      instance.failure = failure;
      ++counters.incidents;
      break;
    case Outcome::Kind::kFinished:
    case Outcome::Kind::kExited:
      entry.text = outcome.reason;
      instance.state = InstanceState::kEnded;
      instance.ended_ms = work.now_ms;
      instance.taken_out = entry.wake == WakeKind::kExitEvent || entry.wake == WakeKind::kOperator;
      instance.locals = outcome.locals;
      // What it sent before an `exit` of its own goes its way.
      if (instance.taken_out)
        leave_messages(work.slot,
                       [&](const HeldMessage& held) { return held.instance == work.number; });
      break;
  }
  note_transition(work, entry);
}

void ContactChanges::note_transition(const Work& work, const TransitionEntry& entry) {
  note(work.slot, kInstances);
  tick_.journal(work.slot, entry_of(work, entry));
  tick_.count_transition();
  ++tick_.counters(work.slot).transitions;
}

void ContactChanges::shift_wait(const Work& work, std::int64_t from_ms, std::int64_t to_ms) {
  auto& instance = work.instance();
  CAMP_ASSERT(from_ms < to_ms && instance.shifted_ms < to_ms);
  instance.due_ms += to_ms - from_ms;
  instance.shifted_ms = to_ms;
  // A request or a parked event that stands for the wait stands for it still: it keeps its token.
  if (instance.state == InstanceState::kWaiting)
    tick_.set_timer(work.slot.id(), instance.number, instance.token, instance.due_ms);
  note(work.slot, kInstances);
  tick_.journal(work.slot, entry_of(work, ShiftedEntry{work.program.store_number(), instance.step,
                                                       from_ms, to_ms, instance.due_ms}));
}

void ContactChanges::put_back(const Work& work) {
  auto& instance = work.instance();
  CAMP_ASSERT(instance.state == InstanceState::kIncident && instance.token != 0);
  auto& counters = tick_.counters(work.slot);
  --counters.incidents;
  ++counters.waiting;
  instance.state = InstanceState::kWaiting;
  instance.failure = {};
  // The same wait, for which a request or a parked wake may stand; of two timers of one token the
  // first moves it on.
  tick_.set_timer(work.slot.id(), instance.number, instance.token, instance.due_ms);
  TransitionEntry entry;
  entry.program = work.program.store_number();
  entry.wake = WakeKind::kOperator;
  entry.stop = StopKind::kParked;
  entry.from_step = entry.to_step = instance.step;
  entry.due_ms = instance.due_ms;
  note_transition(work, entry);
}

void ContactChanges::forget_instance(ContactSlot& slot, std::uint32_t number,
                                     const std::optional<PastEntry>& past) {
  auto& row = slot.row;
  const auto* instance = row.find_instance(number);
  CAMP_ASSERT(instance != nullptr);
  for (const auto& exposure : instance->exposures) {
    slot.older_exposures.push_back({exposure, sender_of(*instance)});
    row.flags |= kExposuresBeside;
  }
  std::erase_if(row.instances, [&](const Instance& it) { return it.number == number; });
  if (past) {
    std::erase_if(row.past, [&](const PastEntry& it) {
      return it.flow == past->flow && it.key == past->key;
    });
    row.past.push_back(*past);
  }
  note(slot, kInstances);
}

void ContactChanges::forget_past(ContactSlot& slot, std::int64_t now_ms) {
  const auto forgotten = std::erase_if(slot.row.past, [&](const PastEntry& it) {
    return it.until_ms != 0 && it.until_ms <= now_ms;
  });
  if (forgotten != 0) note(slot, kInstances);
}

void ContactChanges::forbid_messages(const Work& work) {
  work.instance().taken_out = true;
  note(work.slot, kInstances);
  leave_messages(work.slot, [&](const HeldMessage& held) { return held.instance == work.number; });
}

void ContactChanges::withhold(const Work& work) {
  work.instance().withheld = true;
  note(work.slot, kInstances);
}

// ---- goals

void ContactChanges::keep_conversion(ContactSlot& slot, OpenConversion conversion) {
  conversion.tick = tick_.number(slot);
  conversion.ordinal = static_cast<std::uint32_t>(slot.entries.size());
  slot.conversions.push_back({std::move(conversion), false, false});
  slot.row.flags |= kConversionsBeside;
  note(slot, kHistory);
}

void ContactChanges::refund(ContactSlot& slot, KeptConversion& conversion, JournalEntry entry) {
  conversion.refunded = true;
  note(slot, kHistory);
  tick_.journal(slot, std::move(entry));
}

// ---- messages

void ContactChanges::decide(const Work& work, const MessageEntry& message, std::uint32_t send) {
  auto& slot = work.slot;
  auto& counters = tick_.counters(slot);
  const auto decision = message.verdict.decision;
  if (decision == Decision::kSkipped) {
    ++counters.skipped;
  } else {
    const bool withheld = decision == Decision::kWithheld;
    ++(withheld ? counters.withheld : counters.queued);
    add_touch(slot, {message.ledger_id, work.number, message.message, message.channel, withheld, 0,
                     work.now_ms});
    if (!withheld) slot.decided.push_back({slot.entries.size(), &work.program, work.flow, send});
  }
  tick_.journal(slot, entry_of(work, message));
}

void ContactChanges::add_touch(ContactSlot& slot, const Touch& touch) {
  auto& row = slot.row;
  row.touches.push_back(touch);
  if (row.touches.size() > limits::kTouchesPerContact) {
    const auto& oldest = row.touches.front();
    const auto* sender = row.find_instance(oldest.instance);
    CAMP_ASSERT(sender != nullptr);  // it stays in the row for as long as its touches do
    const auto of_its_moment =
        std::count_if(row.touches.begin(), row.touches.end(),
                      [&](const Touch& it) { return it.at_ms == oldest.at_ms; });
    slot.older.push_back(
        {oldest, sender_of(*sender), static_cast<std::uint32_t>(of_its_moment - 1)});
    row.touches.erase(row.touches.begin());
    row.flags |= kTouchesBeside;
  }
  note(slot, kMessages);
}

void ContactChanges::hold(ContactSlot& slot, std::size_t entry, const Pressed& pressed,
                          std::uint32_t policy) {
  auto& [at_ms, subject, what] = slot.entries[entry];
  auto& message = std::get<MessageEntry>(what);
  HeldMessage held;
  held.ledger_id = message.ledger_id;
  held.instance = subject.instance;
  held.flow = subject.flow;
  held.run = subject.run;
  held.program = message.program;
  held.message = message.message;
  held.step = message.step;
  held.content = message.content;
  held.transactional = message.transactional;
  held.tried = message.tried;
  held.channel = message.channel;
  held.decided_ms = at_ms;
  held.address = message.address;
  held.slots = message.slots;
  // Its address and texts are in the row until it leaves, and then in the entry that says so.
  take_back(slot, message, pressed, policy);
  // Not before it leaves is it known where a confirmation goes.
  if (auto* asked = find_confirmed_by(slot.row.opt_ins, held.ledger_id)) asked->address = 0;
  ++tick_.counters(slot).held;
  hold_on(slot, slot.row.held.emplace_back(std::move(held)), pressed);
}

void ContactChanges::refuse(ContactSlot& slot, std::size_t entry, const Pressed& pressed,
                            std::uint32_t policy) {
  take_back(slot, std::get<MessageEntry>(slot.entries[entry].what), pressed, policy);
  note_skipped(slot.row.opt_ins, std::get<MessageEntry>(slot.entries[entry].what).ledger_id);
  ++tick_.counters(slot).skipped;
  tick_.count_skip(pressed.verdict.gate);
  note(slot, kMessages);
}

// What decide() noted of a message that does not leave now.
void ContactChanges::take_back(ContactSlot& slot, MessageEntry& message, const Pressed& pressed,
                               std::uint32_t policy) {
  message.blank();
  message.verdict = pressed.verdict;
  if (has_rules(pressed.verdict.gate)) {
    message.policy = policy;
    message.rule = pressed.rule;
  }
  message.until_ms = pressed.release_ms;
  std::erase_if(slot.row.touches,
                [&](const Touch& touch) { return touch.ledger_id == message.ledger_id; });
  std::erase_if(slot.older,
                [&](const OlderTouch& it) { return it.touch.ledger_id == message.ledger_id; });
  --tick_.counters(slot).queued;
}

void ContactChanges::hold_on(ContactSlot& slot, HeldMessage& held, const Pressed& pressed) {
  held.pressure = static_cast<std::uint8_t>(pressed.verdict.gate);
  held.release_ms = pressed.release_ms;
  if (pressed.stopped_by != 0)
    tick_.park(pressed.stopped_by,
               {ParkedKind::kMessages, slot.id(), kNoInstance, kHeldMessages, pressed.release_ms});
  else
    tick_.set_timer(slot.id(), kNoInstance, kHeldMessages, pressed.release_ms);
  note(slot, kMessages);
}

void ContactChanges::release(ContactSlot& slot, const HeldMessage& held, Subject subject,
                             const Pressed& pressed, std::uint32_t policy, std::int64_t now_ms) {
  const auto& verdict = pressed.verdict;
  MessageEntry entry;
  entry.program = held.program;
  entry.ledger_id = held.ledger_id;
  entry.message = held.message;
  entry.step = held.step;
  entry.content = held.content;
  entry.transactional = held.transactional;
  entry.channel = held.channel;
  entry.tried = held.tried;
  entry.verdict = verdict;
  entry.was_held = true;
  if (verdict.decision != Decision::kQueued && has_rules(verdict.gate)) {
    entry.policy = policy;
    entry.rule = pressed.rule;
  }
  auto& counters = tick_.counters(slot);
  --counters.held;
  if (verdict.decision == Decision::kQueued) {
    entry.address = held.address;
    entry.slots = held.slots;
    ++counters.queued;
    add_touch(slot, {held.ledger_id, held.instance, held.message, held.channel, false, 0, now_ms});
    if (auto* asked = find_confirmed_by(slot.row.opt_ins, held.ledger_id))
      asked->address = address_mark(held.address);
  } else {
    note_skipped(slot.row.opt_ins, held.ledger_id);
    ++counters.skipped;
  }
  note(slot, kMessages);
  tick_.journal(slot, {now_ms, std::move(subject), entry});
}

void ContactChanges::take_place(ContactSlot& slot, CapPlace place) {
  slot.row.places.push_back(std::move(place));
  note(slot, kMessages);
}

void ContactChanges::adopt_places(ContactSlot& slot, std::uint32_t program,
                                  std::vector<CapPlace> earlier) {
  auto& places = slot.row.places;
  places.insert(places.end(), std::make_move_iterator(earlier.begin()),
                std::make_move_iterator(earlier.end()));
  std::stable_sort(places.begin(), places.end(),
                   [](const CapPlace& a, const CapPlace& b) { return a.at_ms < b.at_ms; });
  slot.row.caps_of = program;
  note(slot, kMessages);
}

void ContactChanges::receive(ContactSlot& slot, Touch& touch, std::uint8_t seen,
                             JournalEntry receipt) {
  touch.seen |= seen;
  note(slot, kMessages);
  tick_.journal(slot, std::move(receipt));
}

}  // namespace camp
