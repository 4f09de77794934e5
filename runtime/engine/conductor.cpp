#include "runtime/engine/conductor.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/state/keys.h"

namespace camp {
namespace {

// A wait that looks back can find its event at once and lead to the next such wait; a flow has no
// more of them than arms, so more is a program gone wrong.
constexpr int kLookBacks = 64;

// The event that started an instance is none "since start". In rows of old it is known by its kind
// and its moment alone.
bool has_started(const Work& work, const EventAtHand& event) {
  const auto& instance = work.instance();
  const auto& starts = work.decl().starts;
  return event.time_ms == instance.start_event_ms &&
         (instance.start_arrival == 0 || event.arrival == instance.start_arrival) &&
         std::any_of(starts.begin(), starts.end(), [&](const StartDecl& start) {
           return work.program.number(start.on.event) == event.name;
         });
}

}  // namespace

Error misfit(const ContactSlot& slot, std::uint32_t instance) {
  return {ErrorKind::kCorrupt,
          fmt::format("instance {} of contact '{}' does not fit its program", instance, slot.id()),
          "", "stop, keep a copy of the store and restore a backup"};
}

Situation Conductor::situation(const Work& work, const EventAtHand* event) {
  history_.set_contact(work.slot.id(), &work.slot.events);
  Situation s;
  s.contact = facts_of(work.slot.id(), work.slot.row);
  s.event = event;
  s.history = &history_;
  s.now_ms = work.now_ms;
  s.outlet = work.outlet;
  if (work.number != 0) s.locals = work.instance().locals;
  if (work.number != 0 && work.decl().confirms) {
    confirm_url_ = confirm_url_for(work);
    s.confirm_url = confirm_url_;
  }
  return s;
}

bool Conductor::is_in(const Work& outside, FunctionIndex condition) {
  Value answer;
  Incident incident;
  return machine_.evaluate(outside.program, condition, situation(outside, nullptr), &answer,
                           &incident) &&
         answer.tag == Tag::kBool && answer.truth();
}

Result<Work> Conductor::work_on(ContactSlot& slot, const Instance& instance, std::int64_t now_ms) {
  CAMP_ASSIGN(const auto work, work_of(slot, Reached::giver_of(instance), now_ms));
  const auto& waits = work.decl().waits;
  if (instance.wait != kNone && instance.wait >= waits.size()) return misfit(slot, instance.number);
  return work;
}

Result<Work> Conductor::work_on(ContactSlot& slot, const OlderTouch& older, std::int64_t now_ms) {
  return work_of(slot, Reached::giver_of(older.sender), now_ms);
}

Result<Work> Conductor::work_of(ContactSlot& slot, const Reached::Giver& giver,
                                std::int64_t now_ms) {
  CAMP_ASSIGN(auto program, programs_.get(giver.program));
  const auto flow = program->flow_by_number(giver.flow);
  if (flow == kNone) return misfit(slot, giver.instance);
  if (giver.run != 0) CAMP_TRY(runs_.know(giver.run));  // from here on key_of() has it
  return Work{slot, *program, flow, giver.run, giver.instance, now_ms, giver.outlet};
}

// ---- waking

Result<void> Conductor::start_run(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                                  std::uint32_t run, std::int64_t now_ms) {
  CAMP_TRY(runs_.know(run));
  Work work{slot, *program, flow, run, 0, now_ms};
  const bool has_outlet = find_outlet(work);  // it may have gone since the audience was drawn
  CAMP_ASSIGN(work.number, new_instance(work, 0, now_ms, 0));
  set_off_ = 0;
  Incident incident;
  hold_goals(work, nullptr);
  if (!has_outlet || exits_already(work, nullptr, &incident)) {
    leave_at_once(work, {WakeKind::kStart, 0, nullptr}, std::move(incident),
                  has_outlet ? std::string_view() : info_of(Refusal::kNoOutlet).word);
  } else {
    run_instance(work, {WakeKind::kStart, 0, nullptr});
  }
  return run_queue(slot, {}, now_ms);
}

Result<void> Conductor::wake_by_timer(ContactSlot& slot, std::uint32_t number, std::uint32_t token,
                                      std::int64_t due_ms, std::int64_t now_ms) {
  const auto* instance = slot.row.find_instance(number);
  if (!instance || instance->state != InstanceState::kWaiting || instance->token != token)
    return {};
  // Of a wait whose end was put off another timer has it now.
  if (instance->shifted_ms != 0 && due_ms < instance->due_ms) return {};
  if (instance->due_ms != due_ms) return misfit(slot, number);
  CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
  if (parks(work, {ParkedKind::kTimer, slot.id(), number, token, due_ms})) return {};
  set_off_ = 0;
  // Woken late: what has come to hold meanwhile, though nothing happened, is asked first.
  if (now_ms > due_ms && work.program.has_conditions(work.flow)) exit_by(work, a_change(now_ms));
  if (work.instance().state == InstanceState::kWaiting)
    run_instance(work, {WakeKind::kTimer, work.program.resume_of(work.instance().step), nullptr});
  return run_queue(slot, {}, now_ms);
}

Result<void> Conductor::apply_event(ContactSlot& slot, EventAtHand event, Arrival arrival,
                                    std::int64_t now_ms) {
  set_off_ = 0;
  // Of the past: what its word has left open is asked about when the contact asks again.
  if (arrival.history) queue_.clear();
  CAMP_TRY(happen(slot, event, arrival, now_ms));
  return run_queue(slot, arrival, now_ms);
}

// What these set off goes to the end. Each is done with before the next, and so is what it changed
// for those who wait for a change.
Result<void> Conductor::run_queue(ContactSlot& slot, const Arrival& arrival, std::int64_t now_ms) {
  CAMP_TRY(ask_conditions(slot, arrival, now_ms));
  while (!queue_.empty()) {
    auto next = std::move(queue_.front());
    queue_.pop_front();
    CAMP_TRY(next.program ? try_to_enter(next)
                          : happen(*next.slot, next.event, next.arrival, next.now_ms));
    CAMP_TRY(ask_conditions(slot, {}, now_ms));
  }
  return {};
}

// ---- one transition

void Conductor::run_instance(const Work& work, Waking waking) {
  CAMP_ASSERT(!at_work_);
  at_work_ = true;
  const auto run_key = runs_.key_of(work.run);
  CAMP_ASSERT(run_key.ok());  // the run is known to who made the work
  const TrialsOf trials(trials_, work.run, work.program.store_number());
  // Only a flow that says consents asks by whose double opt-ins.
  const auto current = work.decl().consents.empty() ? ProgramPtr() : programs_.current();
  EventAtHand found;
  for (int look_backs = 0;; ++look_backs) {
    const AssertScope scope({work.slot.id(), tick_.number(work.slot),
                             waking.event ? waking.event->name : 0, work.program.store_number(),
                             work.number, waking.offset});
    InstanceFacts facts{work.flow,   *run_key,
                        work.number, work.instance().withheld,
                        store_id_,   limits::kSetOff - set_off_,
                        &trials,     current.get()};
    auto outcome =
        machine_.run(work.program, facts, waking.offset, situation(work, waking.event), effects_);
    if (look_backs > kLookBacks) {
      effects_.clear();
      outcome.kind = Outcome::Kind::kIncident;
      outcome.incident = {"the flow goes round in circles over past events", 0};
    }
    if (outcome.withheld && !work.instance().withheld) changes_.withhold(work);
    apply_effects(work);
    apply_stop(work, waking, outcome);
    queue_requests(work);
    std::uint32_t arm = 0;
    if (work.instance().state != InstanceState::kWaiting || !look_back(work, &found, &arm)) break;
    auto target = work.decl().waits[work.instance().wait].arms[arm].target;
    waking = {WakeKind::kEvent, target, &found};
  }
  at_work_ = false;
}

void Conductor::apply_effects(const Work& work) {
  for (const auto& effect : effects_.list())
    std::visit([&](const auto& one) { apply(work, one); }, effect);
  apply_attributes(work);
}

void Conductor::apply(const Work& work, const AssignedEffect& effect) {
  changes_.assign(work, {{effect.experiment, effect.arm}, effect.share_ppm});
}

void Conductor::apply(const Work& work, const TrialEffect& effect) {
  const auto key =
      TrialsOf(trials_, work.run, work.program.store_number()).key_of(effect.experiment);
  const auto partition = work.slot.partition();
  if (const auto begun = trials_.begin(key, partition, effect.decide_ms))
    tick_.batch().put(Family::kRunParts, keys::trial_begun(partition, key),
                      encode_trial_begun(*begun));
}

void Conductor::apply(const Work& work, const TalkEffect& effect) {
  changes_.note_talk(work, {work.program.store_number(), effect.step, effect.point});
}

void Conductor::apply(const Work& work, const MessageEffect& effect) {
  MessageEntry entry;
  entry.program = work.program.store_number();
  entry.ledger_id = effect.ledger_id;
  entry.message = work.program.number(work.program.program().messages[effect.message].name);
  entry.step = effect.step;
  entry.content = effect.content;
  entry.transactional = work.decl().category == Category::kTransactional;
  entry.channel = effect.channel;
  entry.verdict = effect.verdict;
  entry.tried = effect.tried;
  entry.address = effect.address;
  entry.slots = effect.slots;
  changes_.decide(work, entry, effect.send);
  const auto& confirms = work.decl().confirms;
  if (!confirms || effect.verdict.decision != Decision::kQueued) return;
  const auto& conversation = work.program.program().conversations[work.decl().conversation];
  changes_.note_confirmation(work.slot, work.program.number(conversation.name), *confirms,
                             effect.ledger_id, address_mark(effect.address), work.now_ms);
}

// The flow knew what was said last, so its word comes after that, be it of the same moment. What it
// has taken back in the same transition is nothing, but for what it has sent in between.
void Conductor::apply(const Work& work, const ListEffect& effect) {
  if (work.slot.row.on_list(effect.list) == effect.member) return changes_.ask_messages(work.slot);
  auto said_ms = work.now_ms;
  for (const auto& word : work.slot.row.list_words)
    if (word.list == effect.list) said_ms = std::max(said_ms, word.since_ms + 1);
  const By by{subject_of(work), work.now_ms};
  if (!changes_.set_list(work.slot, by, effect.list, effect.member, said_ms)) return;
  const auto name = names_.find(effect.member ? "list.added" : "list.removed");
  std::string data;
  encode_attributes(data, {{names_.find("list"), Value::string(names_.text(effect.list))}});
  set_off(work, {name, to_hex(effect.event_id.view()), data, work.now_ms, {}});
}

void Conductor::apply(const Work& work, const EventEffect& effect) {
  const auto id = to_hex(effect.id.view());
  changes_.note_event(work, {work.program.store_number(), effect.step, {effect.event, id}});
  set_off(work, {effect.event, id, effect.data, work.now_ms, {}});
}

// Who says again what was said before changes nothing by it.
void Conductor::apply(const Work& work, const ConsentEffect& effect) {
  const By by{subject_of(work), work.now_ms};
  if (effect.word.subscribed && has_to_confirm(effect.word)) {
    const auto id = to_hex(effect.event_id.view());
    if (const auto asked = ask(work.slot, by, effect.word, id, work.now_ms)) set_off(work, *asked);
    return;
  }
  auto known = work.slot.row.subscriptions;
  const bool changes = camp::hear(known, effect.word) == ConsentChange::kChanged;
  const auto event = hear(work.slot, by, effect.word, to_hex(effect.event_id.view()), work.now_ms);
  if (event && changes) set_off(work, *event);
}

void Conductor::apply(const Work& work, const RequestEffect& effect) {
  const auto& call = work.program.program().calls[effect.call];
  const RequestedEntry entry{work.program.store_number(), effect.step,
                             work.program.number(call.name), effect.id, effect.arguments};
  tick_.journal(work.slot, entry_of(work, entry));
  new_requests_.push_back(effect);
}

// Behind the stop, which says at which wait the answer is awaited, and for how long.
void Conductor::queue_requests(const Work& work) {
  for (const auto& effect : std::exchange(new_requests_, {})) {
    const auto& instance = work.instance();
    RequestRow row;
    row.contact_id = work.slot.id();
    row.instance = work.number;
    row.token = instance.token;
    row.program = work.program.store_number();
    row.call = work.program.number(work.program.program().calls[effect.call].name);
    row.arguments = effect.arguments;
    row.requested_ms = work.now_ms;
    row.expires_ms = instance.due_ms;
    tick_.set_request(work.slot.partition(), effect.id, work.now_ms, row);
  }
}

// Gathered: those of one transition are one change.
void Conductor::apply(const Work&, const AttributeEffect& effect) {
  new_attributes_.push_back(effect);
}

void Conductor::apply_attributes(const Work& work) {
  if (new_attributes_.empty()) return;
  std::sort(new_attributes_.begin(), new_attributes_.end(),
            [](const AttributeEffect& a, const AttributeEffect& b) { return a.name < b.name; });
  std::string given;
  put_varint(given, new_attributes_.size());
  for (const auto& one : new_attributes_) {
    put_varint(given, one.name);
    given.append(one.value);
  }
  changes_.set_attributes(work.slot, {subject_of(work), work.now_ms}, given);
  new_attributes_.clear();
}

void Conductor::apply_stop(const Work& work, const Waking& waking, const Outcome& outcome) {
  TransitionEntry entry;
  entry.program = work.program.store_number();
  entry.wake = waking.kind;
  entry.from_step = work.instance().token == 0 ? kNone : work.instance().step;
  Failure failure{waking.kind, work.now_ms, 0, 0, 0};
  if (const auto* event = waking.event) {
    entry.cause = {event->name, event->id};
    failure.event = event->name;
    failure.event_ms = event->time_ms;
    failure.arrival = event->arrival;
  }
  if (outcome.kind == Outcome::Kind::kIncident) report_incident(work, outcome.incident);
  changes_.stop(work, outcome, entry, failure);
}

void Conductor::stop_by_match(const Work& work, const Waking& waking, Machine::Match match,
                              Incident incident) {
  Outcome outcome;
  outcome.kind = match == Machine::Match::kYes ? Outcome::Kind::kExited : Outcome::Kind::kIncident;
  outcome.step = work.instance().step;
  outcome.incident = std::move(incident);
  if (goals_read_locals(work.decl())) outcome.locals = work.instance().locals;
  apply_stop(work, waking, outcome);
}

// Whether the instance may have sent a message before the transition at work, whose entry is the
// last. By an event one may follow another in the same moment.
bool Conductor::has_sent(const Work& work) const {
  const auto& row = work.slot.row;
  const auto* at_work = work.slot.entries.back().transition();
  CAMP_ASSERT(at_work != nullptr);
  const auto until_ms = at_work->wake == WakeKind::kEvent ? work.now_ms : work.now_ms - 1;
  return (row.flags & kTouchesBeside) != 0 ||
         std::any_of(row.touches.begin(), row.touches.end(), [&](const Touch& touch) {
           return touch.instance == work.number && touch.at_ms <= until_ms;
         });
}

// Its views live until the tick's end.
EventAtHand Conductor::kept(const EventAtHand& event) {
  return {event.name,    tick_.keep(event.id),        tick_.keep(event.data),
          event.time_ms, tick_.keep(event.ledger_id), event.arrival};
}

// What has happened already and counts for the new wait: for `since start` everything since the
// instance began, else what concerns a message that it sent before. The earliest that matches.
bool Conductor::look_back(const Work& work, EventAtHand* event, std::uint32_t* arm_index) {
  const auto& instance = work.instance();
  if (instance.wait == kNone) return false;
  const auto& wait = work.decl().waits[instance.wait];
  const bool sent_before = !wait.since_start && has_sent(work);
  bool found = false;
  for (std::uint32_t i = 0; i < wait.arms.size(); ++i) {
    if (is_condition(work.program, wait.arms[i])) {
      const auto change = a_change(work.now_ms);
      Incident incident;
      const auto match = asks(work, wait.arms[i], situation(work, &change), &incident);
      if (found || match != Machine::Match::kYes) continue;
      *event = change;
      *arm_index = i;
      found = true;
      continue;
    }
    if (!wait.since_start && (!sent_before || wait.arms[i].handle == kNone)) continue;
    walked_.set_contact(work.slot.id(), &work.slot.events);
    walked_.open(work.program.number(wait.arms[i].event), instance.start_event_ms, work.now_ms);
    EventAtHand candidate;
    while (walked_.next(&candidate)) {
      const auto when = std::pair(candidate.time_ms, candidate.arrival);
      if (found && when >= std::pair(event->time_ms, event->arrival)) break;
      if (has_started(work, candidate)) continue;
      Incident incident;
      if (machine_.matches(work.program, wait.arms[i], situation(work, &candidate), &incident) !=
          Machine::Match::kYes)
        continue;
      *event = kept(candidate);
      *arm_index = i;
      found = true;
      break;
    }
  }
  return found;
}

// An exit's condition holds before the first step, or the contact cannot be in the flow.
void Conductor::leave_at_once(const Work& work, const Waking& waking, Incident incident,
                              std::string_view reason) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.kind = incident.message.empty() ? Outcome::Kind::kExited : Outcome::Kind::kIncident;
  outcome.incident = std::move(incident);
  apply_stop(work, waking, outcome);
}

Result<std::size_t> Conductor::take_out(ContactSlot& slot, std::uint32_t flow,
                                        std::int64_t now_ms) {
  std::size_t ended = 0;
  for (const auto& instance : slot.row.instances) {  // none comes or goes by being stopped
    if (instance.flow != flow || instance.taken_out) continue;
    CAMP_ASSIGN(const auto work, work_on(slot, instance, now_ms));
    if (instance.state == InstanceState::kEnded) {
      changes_.forbid_messages(work);
      continue;
    }
    stop_by_match(work, {WakeKind::kOperator, 0, nullptr}, Machine::Match::kYes, {});
    ++ended;
  }
  changes_.leave_messages(slot, [&](const HeldMessage& held) { return held.flow == flow; });
  return ended;
}

// ---- journal

void Conductor::report_incident(const Work& work, const Incident& incident) {
  const IncidentEntry entry{work.program.store_number(), incident.code, incident.message};
  tick_.journal(work.slot, entry_of(work, entry));
}

}  // namespace camp
