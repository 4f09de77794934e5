// What one event does to a contact, in the one order: refunds (conductor_refunds.cpp), goals
// (conductor_goals.cpp), exits, waits, new entries.
#include <algorithm>

#include "lang/catalog/events.h"
#include "runtime/engine/conductor.h"

namespace camp {
namespace {

bool is_waiting(const Instance& it) { return it.state == InstanceState::kWaiting; }

// Also who failed behind a wait leaves by an exit; who failed before the first has kept nothing yet
// that one could ask about.
bool may_leave(const Instance& it) {
  return is_waiting(it) || (it.state == InstanceState::kIncident && it.token != 0);
}

// Ended, and something of it may still be on its way: an exit takes that back.
bool may_still_send(const ContactRow& row, const Instance& it, std::int64_t now_ms) {
  if (it.state != InstanceState::kEnded || it.taken_out) return false;
  return std::any_of(row.held.begin(), row.held.end(),
                     [&](const HeldMessage& held) { return held.instance == it.number; }) ||
         std::any_of(row.touches.begin(), row.touches.end(), [&](const Touch& touch) {
           return touch.instance == it.number && touch.seen == 0 && !touch.withheld &&
                  touch.at_ms > now_ms - limits::kTakeBackMs;
         });
}

// By number: acting on one may move or add others.
template <class Is>
std::vector<std::uint32_t> numbers_of(const ContactRow& row, Is is) {
  std::vector<std::uint32_t> numbers;
  for (const auto& instance : row.instances)
    if (is(instance)) numbers.push_back(instance.number);
  return numbers;
}

}  // namespace

Result<void> Conductor::happen(ContactSlot& slot, EventAtHand event, Arrival arrival,
                               std::int64_t now_ms) {
  AssertContext context;
  context.contact = slot.id();
  context.tick = tick_.number(slot);
  context.event = event.name;
  const AssertScope scope(context);
  auto& latest_ms = tick_.row_of(slot).last_event_ms;
  const bool newest = event.time_ms > latest_ms;
  latest_ms = std::max(latest_ms, event.time_ms);
  tick_.add_event(slot, {event.name, event.time_ms, event.id, event.data, event.ledger_id,
                         now_ms, arrival.late, arrival.history});
  event.arrival = slot.events.back().arrival;
  ++tick_.counters(slot).events;
  const auto program = programs_.current();
  if (!program) return {};
  CAMP_TRY(apply_refunds(slot, event, now_ms));
  CAMP_TRY(apply_goals(slot, event, now_ms));
  if (arrival.history) return {};
  CAMP_TRY(apply_exits(slot, event, now_ms));
  // Asked for before the waits' transitions set off anything: an event is done with first.
  queue_starts(slot, program, event, arrival, newest, now_ms);
  return apply_waits(slot, event, now_ms);
}

// It happens when the transition at work is over.
void Conductor::set_off(const Work& work, const EventAtHand& event) {
  ++set_off_;
  Next next{&work.slot, nullptr, kNone, event, {}, false, work.now_ms};
  next.event.id = tick_.keep(event.id);
  next.event.data = tick_.keep(event.data);
  queue_.push_back(std::move(next));
}

std::optional<EventAtHand> Conductor::hear(ContactSlot& slot, const By& by,
                                           const Subscription& word, std::string_view id,
                                           std::int64_t event_ms) {
  const auto& known = slot.row.subscriptions;
  const bool stands = word.subscribed && consents_to(known, word.conversation, *word.channel);
  if (!hear(slot, by, word, id) || stands) return std::nullopt;
  return event_of(word, word.subscribed ? "subscribed" : "unsubscribed", id, event_ms);
}

EventAtHand Conductor::event_of(const Subscription& word, std::string_view name,
                                std::string_view id, std::int64_t event_ms) {
  std::vector<NamedValue> fields;
  if (word.conversation != kEveryConversation)
    fields.push_back({names_.find("conversation"), Value::string(names_.text(word.conversation))});
  if (word.channel)
    fields.push_back({names_.find("channel"), Value::string(info_of(*word.channel).word)});
  std::string data;
  encode_attributes(data, std::move(fields));
  return {names_.find(name), tick_.keep(id), tick_.keep(data), event_ms, {}};
}

Result<void> Conductor::apply_exits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  const auto concerned = [&](const Instance& it) {
    return may_leave(it) || may_still_send(slot.row, it, now_ms);
  };
  for (auto number : numbers_of(slot.row, concerned)) {
    const auto* instance = slot.row.find_instance(number);
    if (instance == nullptr || !concerned(*instance)) continue;
    CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
    exit_by(work, event);
  }
  return {};
}

// What happened before the instance's start is no reason to leave.
void Conductor::exit_by(const Work& work, const EventAtHand& event) {
  if (event.time_ms < work.instance().start_event_ms) return;
  for (const auto& exit : work.decl().exits) {
    if (!concerns(work.program, exit.on, event)) continue;
    Incident incident;
    const auto match = asks(work, exit.on, situation(work, &event), &incident);
    if (match == Machine::Match::kNo) continue;
    if (work.instance().state == InstanceState::kEnded) {
      if (match == Machine::Match::kIncident) report_incident(work, incident);
      changes_.forbid_messages(work);
      return;
    }
    // Who stands at a failure already stays there.
    if (match == Machine::Match::kIncident && !is_waiting(work.instance())) continue;
    stop_by_match(work, {WakeKind::kExitEvent, 0, &event}, match, std::move(incident));
    return;
  }
}

namespace {

RequestFate fate_of(AnswerKind kind) {
  if (kind == AnswerKind::kAnswered) return RequestFate::kAnswered;
  return kind == AnswerKind::kUnknown ? RequestFate::kUnknown : RequestFate::kFailed;
}

}  // namespace

// By the event of the call, or by the one that says why there is none.
Result<void> Conductor::apply_answer(ContactSlot& slot, const LinkedProgram& program,
                                     const CallDecl& call, const RequestRow& row,
                                     const ServiceAnswer& answer, std::int64_t now_ms) {
  const auto name = program.number(call.name);
  AnsweredEntry entry{name,         answer.id,     fate_of(answer.kind),
                      row.attempts, answer.status, answer.reason};
  std::string data;
  if (entry.fate == RequestFate::kAnswered) {
    std::vector<NamedValue> fields;
    for (const auto& [field, value] : answer.fields)
      fields.push_back({program.number(field), value});
    encode_attributes(data, std::move(fields));
    if (data.size() > limits::kEventBytes) {
      entry.fate = RequestFate::kFailed;
      entry.reason = "its answer is over the limit kEventBytes";
    }
  }
  const bool answered = entry.fate == RequestFate::kAnswered;
  if (!answered) {
    std::vector<NamedValue> fields = {
        {names_.find("call"), Value::string(program.program().name(call.name))},
        {names_.find("reason"), Value::string(entry.reason)}};
    if (entry.status != 0) fields.push_back({names_.find("status"), Value::integer(entry.status)});
    data.clear();
    encode_attributes(data, std::move(fields));
  }
  Subject subject;
  if (const auto* instance = slot.row.find_instance(row.instance)) {
    CAMP_ASSIGN(const auto work, work_on(slot, *instance, now_ms));
    subject = subject_of(work);
  }
  tick_.journal(slot, {now_ms, std::move(subject), entry});
  const EventAtHand event{answered ? name : names_.find(kServiceFailed),
                          tick_.keep(to_hex(answer.id.view())), tick_.keep(data), now_ms,
                          tick_.keep(answer.id.view())};
  return apply_event(slot, event, {}, now_ms);
}

Result<void> Conductor::apply_waits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  for (auto number : numbers_of(slot.row, is_waiting)) {
    const auto* instance = slot.row.find_instance(number);
    if (instance == nullptr || !is_waiting(*instance) || instance->wait == kNone) continue;
    CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
    wake_by(work, event);
  }
  return {};
}

void Conductor::wake_by(const Work& work, const EventAtHand& event) {
  const auto& instance = work.instance();
  const auto& wait = work.decl().waits[instance.wait];
  for (std::uint32_t i = 0; i < wait.arms.size(); ++i) {
    const auto& arm = wait.arms[i];
    if (!concerns(work.program, arm, event)) continue;
    // A late event lies before the wait began: it undoes nothing that was decided since. What a
    // handle's message is answered counts from the sending on, as when the wait looks back.
    const bool counts_before = wait.since_start || arm.handle != kNone;
    if (event.time_ms < (counts_before ? instance.start_event_ms : instance.since_ms)) continue;
    Incident incident;
    const auto match = asks(work, arm, situation(work, &event), &incident);
    if (match == Machine::Match::kNo) continue;
    if (match == Machine::Match::kYes && parks(work, ParkedKind::kEvent, event, i)) return;
    const Waking waking{WakeKind::kEvent, arm.target, &event};
    if (match == Machine::Match::kYes) {
      run_instance(work, waking);
    } else {
      stop_by_match(work, waking, match, std::move(incident));
    }
    return;
  }
}

Result<std::vector<Hash128>> Conductor::awaited(ContactSlot& slot, std::uint32_t event,
                                                std::int64_t now_ms) {
  std::vector<Hash128> messages;
  for (const auto& instance : slot.row.instances) {
    if (instance.state != InstanceState::kWaiting || instance.wait == kNone) continue;
    CAMP_ASSIGN(const auto work, work_on(slot, instance, now_ms));
    for (const auto& arm : work.decl().waits[instance.wait].arms) {
      if (arm.handle == kNone || work.program.number(arm.event) != event) continue;
      const auto message = machine_.find_handle(work.program, arm.handle, situation(work, nullptr));
      if (message) messages.push_back(*message);
    }
  }
  return messages;
}

void Conductor::queue_starts(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                             const Arrival& arrival, bool newest, std::int64_t now_ms) {
  const auto others = std::ssize(queue_);
  std::vector<std::uint32_t> asked;  // several `start on` of one journey enter it once
  for (auto reaction : current->starts_on(event.name)) {
    if (std::find(asked.begin(), asked.end(), reaction.flow) != asked.end()) continue;
    asked.push_back(reaction.flow);
    enter_later(slot, current, reaction.flow, event, arrival, newest, now_ms);
  }
  // Before what else is to happen: an event is done with before the next.
  std::rotate(queue_.begin(), queue_.begin() + others, queue_.end());
}

}  // namespace camp
