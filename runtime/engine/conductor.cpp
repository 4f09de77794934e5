#include "runtime/engine/conductor.h"

#include <fmt/format.h>

#include <algorithm>

namespace camp {
namespace {

// A wait that looks back can find its event at once and lead to the next such wait; a flow has no
// more of them than arms, so more is a program gone wrong.
constexpr int kLookBacks = 64;

// The event that started an instance is none "since start". It is known by its kind and its moment.
bool may_have_started(const Work& work, const EventAtHand& event) {
  const auto& starts = work.decl().starts;
  return event.time_ms == work.instance().started_ms &&
         std::any_of(starts.begin(), starts.end(), [&](const EventArm& start) {
           return work.program.number(start.event) == event.name;
         });
}

bool uses_locals(const GoalDecl& goal) { return goal.on.where != kNone || goal.worth != kNone; }

Error misfit(const ContactSlot& slot, const Instance& instance) {
  return {ErrorKind::kCorrupt,
          fmt::format("instance {} of contact '{}' does not fit its program", instance.number,
                      slot.id()),
          "", "stop, keep a copy of the store and restore a backup"};
}

}  // namespace

Situation Conductor::situation(const Work& work, const EventAtHand* event) {
  history_.set_contact(work.slot.id(), &work.slot.events);
  Situation s;
  s.contact = facts_of(work.slot.id(), work.slot.row);
  s.event = event;
  s.history = &history_;
  s.now_ms = work.now_ms;
  if (work.number != 0) s.locals = work.instance().locals;
  return s;
}

Result<Work> Conductor::work_on(ContactSlot& slot, const Instance& instance, std::int64_t now_ms) {
  CAMP_ASSIGN(auto program, programs_.get(instance.program));
  const auto flow = program->flow_by_number(instance.flow);
  if (flow == kNone) return misfit(slot, instance);
  const auto& waits = program->program().flows[flow].waits;
  if (instance.wait != kNone && instance.wait >= waits.size()) return misfit(slot, instance);
  if (instance.run != 0) CAMP_TRY(runs_.know(instance.run));  // from here on key_of() has it
  return Work{slot, *program, flow, instance.run, instance.number, now_ms};
}

// ---- waking

Result<void> Conductor::start_run(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                                  std::uint32_t run, std::int64_t now_ms) {
  Work work{slot, *program, flow, run, 0, now_ms};
  CAMP_ASSIGN(work.number, new_instance(work, 0));
  run_instance(work, {WakeKind::kStart, 0, nullptr});
  return run_queue();
}

Result<void> Conductor::wake_by_timer(ContactSlot& slot, std::uint32_t number, std::uint32_t token,
                                      std::int64_t due_ms, std::int64_t now_ms) {
  const auto* instance = slot.row.find_instance(number);
  if (!instance || instance->state != InstanceState::kWaiting || instance->token != token)
    return {};
  if (instance->due_ms != due_ms) return misfit(slot, *instance);
  CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
  run_instance(work, {WakeKind::kTimer, work.program.resume_of(instance->step), nullptr});
  return run_queue();
}

Result<void> Conductor::apply_event(ContactSlot& slot, const ProgramPtr& current,
                                    const EventAtHand& event, std::int64_t now_ms) {
  AssertContext context;
  context.contact = slot.id();
  context.tick = tick_.number(slot);
  context.event = event.name;
  const AssertScope scope(context);
  CAMP_TRY(apply_goals(slot, event, now_ms));
  CAMP_TRY(apply_exits(slot, event, now_ms));
  // Asked for before the waits' transitions set off anything: an event is done with first.
  queue_starts(slot, current, event, now_ms);
  CAMP_TRY(apply_waits(slot, event, now_ms));
  return run_queue();
}

// What an entry sets off goes to the end.
Result<void> Conductor::run_queue() {
  while (!queue_.empty()) {
    auto next = std::move(queue_.front());
    queue_.pop_front();
    CAMP_TRY(try_to_enter(next));
  }
  return {};
}

// ---- one transition

void Conductor::run_instance(const Work& work, Waking waking) {
  CAMP_ASSERT(!at_work_);
  at_work_ = true;
  EventAtHand found;
  for (int look_backs = 0;; ++look_backs) {
    const AssertScope scope({work.slot.id(), tick_.number(work.slot),
                             waking.event ? waking.event->name : 0, work.program.store_number(),
                             work.number, waking.offset});
    InstanceFacts facts{work.flow, runs_.key_of(work.run), work.number, work.instance().withheld,
                        store_id_};
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
  changes_.assign(work, {effect.experiment, effect.arm});
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
  changes_.decide(work, entry);
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
  entry.from_step = waking.kind == WakeKind::kStart ? kNone : work.instance().step;
  if (waking.event) entry.cause = {waking.event->name, waking.event->id};
  if (outcome.kind == Outcome::Kind::kIncident) report_incident(work, outcome.incident);
  const auto& goals = work.decl().goals;
  const bool keep_locals = std::any_of(goals.begin(), goals.end(), uses_locals);
  changes_.stop(work, outcome, keep_locals, entry);
}

void Conductor::stop_by_match(const Work& work, const Waking& waking, Machine::Match match,
                              Incident incident) {
  Outcome outcome;
  outcome.kind = match == Machine::Match::kYes ? Outcome::Kind::kExited : Outcome::Kind::kIncident;
  outcome.step = work.instance().step;
  outcome.incident = std::move(incident);
  apply_stop(work, waking, outcome);
}

// For `since start`: the earliest event since the instance began that an arm of the new wait
// matches.
bool Conductor::look_back(const Work& work, EventAtHand* event, std::uint32_t* arm_index) {
  const auto& instance = work.instance();
  if (instance.wait == kNone) return false;
  const auto& wait = work.decl().waits[instance.wait];
  if (!wait.since_start) return false;
  bool found = false;
  for (std::uint32_t i = 0; i < wait.arms.size(); ++i) {
    // A history of its own: evaluating `where` may walk the conductor's.
    StoredEventHistory past(store_);
    past.set_contact(work.slot.id(), &work.slot.events);
    past.open(work.program.number(wait.arms[i].event), instance.started_ms, work.now_ms);
    EventAtHand candidate;
    while (past.next(&candidate)) {
      if (found && candidate.time_ms >= event->time_ms) break;
      if (may_have_started(work, candidate)) continue;
      Incident incident;
      if (machine_.matches(work.program, wait.arms[i], situation(work, &candidate), &incident) !=
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

void Conductor::report_incident(const Work& work, const Incident& incident) {
  ++incidents_;
  const IncidentEntry entry{work.program.store_number(), incident.code, incident.message};
  tick_.journal(work.slot, entry_of(work, entry));
}

}  // namespace camp
