// What a flow does besides sending: it waits, leaves, changes attributes and lists, assigns to
// experiments and notes what came of talks.
#include <algorithm>

#include "runtime/state/trial_row.h"
#include "runtime/vm/assignment.h"
#include "runtime/vm/transition.h"

namespace camp {

bool Transition::room_for_effect() {
  if (effects_->size() < limits::kEffects) return true;
  std::string kinds;
#define CAMP_EFFECT(Kind, plural) kinds += (kinds.empty() ? "" : ", ") + std::string(plural);
#include "runtime/vm/effects.def"
#undef CAMP_EFFECT
  return fail("over the limit kEffects: a transition may have " + std::to_string(limits::kEffects) +
              " effects (" + kinds + ")");
}

// One change per attribute: the last one counts.
bool Transition::set_attribute(NameIndex name, const Value& value) {
  const auto number = linked_->number(name);
  if (!weigh(value)) return false;
  text_.clear();
  encode_value(text_, value);
  if (text_.size() > limits::kStringBytes)
    return fail("over the limit kStringBytes: '" + program_->name(name) + "' may have " +
                std::to_string(limits::kStringBytes) + " bytes");
  if (linked_->tells_zone(number)) zone_ = nullptr;
  if (!room(text_.size())) return false;
  auto* before = effects_->latest<AttributeEffect>(
      [&](const AttributeEffect& change) { return change.name == number; });
  if (before == nullptr && !room_for_effect()) return false;
  const AttributeEffect change{number, effects_->keep(text_)};
  if (before != nullptr) {
    *before = change;
  } else {
    effects_->add(change);
  }
  return true;
}

// With who is held out nobody talked: she is in no count of talks.
bool Transition::note(std::uint32_t step, std::uint8_t point) {
  if (withheld_) return true;
  if (!room_for_effect()) return false;
  effects_->add(TalkEffect{step, static_cast<TalkPoint>(point)});
  return true;
}

bool Transition::may_wait_until(std::int64_t due_ms) {
  if (due_ms - situation_->now_ms <= limits::kWaitDays * kMsPerDay) return true;
  return fail("over the limit kWaitDays: a wait may take " + std::to_string(limits::kWaitDays) +
              " days");
}

bool Transition::park(const Value& duration, std::uint32_t step, std::uint32_t wait) {
  if (duration.tag != Tag::kDuration) return fail("a wait is not given a duration");
  outcome_->step = step;
  outcome_->wait = wait;
  // What lies in the past is due at once: a timer never goes backwards.
  const auto now_ms = situation_->now_ms;
  outcome_->due_ms = std::max(now_ms, calendar::add(now_ms, duration.as_duration(), zone()));
  return may_wait_until(outcome_->due_ms);
}

// An instant that has passed is nothing to wait for.
bool Transition::park_until(const Value& instant, std::uint32_t step, bool* passed) {
  if (instant.tag != Tag::kDatetime) return fail("a wait is not given an instant");
  *passed = instant.num <= situation_->now_ms;
  if (*passed) return true;
  outcome_->step = step;
  outcome_->wait = kNone;
  outcome_->due_ms = instant.num;
  return may_wait_until(instant.num);
}

// The first such moment behind now. A time that a day's change of clocks skips comes right behind
// the gap; of one that comes twice the first counts, so it happens once a day.
bool Transition::next_time(std::uint32_t weekdays, Value* sp) {
  constexpr std::int64_t kDaysAhead = 8;  // today's may have passed
  constexpr std::int64_t kWeek = 7;
  if (sp[-1].tag != Tag::kTime) return fail("a time of day is not a time");
  const auto now_ms = situation_->now_ms;
  const auto today = calendar::local_time(zone(), now_ms).date_days;
  for (std::int64_t day = today; day <= today + kDaysAhead; ++day) {
    const auto weekday = ((day + 3) % kWeek + kWeek) % kWeek;  // day 0 was a Thursday
    if ((weekdays >> weekday & 1u) == 0) continue;
    const auto instant_ms = calendar::instant_of(day, sp[-1].num, zone());
    if (instant_ms <= now_ms) continue;
    sp[-1] = Value::datetime(instant_ms);
    return true;
  }
  return fail("a wait for no weekday never ends");
}

// ---- lists

// What follows in the transition finds done what was asked for before.
ContactFacts& Transition::changing_contact() {
  if (contact_ != &changed_contact_) {
    changed_contact_ = *contact_;
    contact_ = &changed_contact_;
  }
  return changed_contact_;
}

// One change per list: the last one counts.
bool Transition::set_list(std::uint32_t step, NameIndex name, bool member) {
  const auto number = linked_->number(name);
  auto& lists = changed_lists_;
  auto& contact = changing_contact();
  if (contact.lists != &lists) {
    CAMP_ASSERT(contact.lists != nullptr);  // a flow's contact is a row
    lists = *contact.lists;
    contact.lists = &lists;
  }
  const auto at = std::lower_bound(lists.begin(), lists.end(), number);
  const bool known = at != lists.end() && *at == number;
  if (known == member) return true;
  if (member) {
    lists.insert(at, number);
  } else {
    lists.erase(at);
  }
  auto* before =
      effects_->latest<ListEffect>([&](const ListEffect& one) { return one.list == number; });
  if (before != nullptr) return before->member = member, true;
  if (!room_for_effect() || !may_set_off()) return false;
  effects_->add(ListEffect{id_at(step), number, member});
  return true;
}

// ---- what happens when the transition is over

bool Transition::may_set_off() {
  if (set_off_ < instance_->may_set_off) return ++set_off_, true;
  return fail("over the limit kSetOff: one event, timer or start may set off " +
              std::to_string(limits::kSetOff) +
              " events and changes of lists and consents; do flows start each other in circles?");
}

bool Transition::emit(std::uint32_t step, NameIndex event, const Value& fields) {
  if (!fields.is_absent() && fields.tag != Tag::kRecord)
    return fail("an event's fields are not a record");
  if (!room_for_effect() || !may_set_off() || !weigh(fields)) return false;
  const auto number = linked_->number(event);
  std::vector<NamedValue> values;
  if (fields.tag == Tag::kRecord) {
    for (const auto& declared : linked_->event_by_number(number)->fields) {
      const auto* value = fields.field(program_->name(declared.name));
      if (value != nullptr) values.push_back({linked_->number(declared.name), *value});
    }
  }
  text_.clear();
  encode_attributes(text_, std::move(values));
  if (text_.size() > limits::kEventBytes)
    return fail("over the limit kEventBytes: the event '" + program_->name(event) + "' may have " +
                std::to_string(limits::kEventBytes) + " bytes");
  if (!room(text_.size())) return false;
  effects_->add(EventEffect{id_at(step), step, number, effects_->keep(text_)});
  return true;
}

// What has to be confirmed is no permission yet, also not for the rest of the transition.
bool Transition::asks_to_confirm(const Subscription& word) const {
  const auto& rules = instance_->current != nullptr ? *instance_->current : *linked_;
  return rules.confirming_flow(word.conversation, *word.channel) != kNone;
}

// Said now; of one instant an objection stands.
bool Transition::say_consent(std::uint32_t step, std::uint16_t row) {
  const auto& decl = program_->flows[instance_->flow].consents[row];
  Subscription word;
  if (decl.conversation != kNone)
    word.conversation = linked_->number(program_->conversations[decl.conversation].name);
  word.channel = decl.channel;
  word.subscribed = decl.subscribed;
  word.since_ms = situation_->now_ms;
  if (word.subscribed && asks_to_confirm(word)) {
    if (!room_for_effect() || !may_set_off()) return false;
    effects_->add(ConsentEffect{id_at(step), word});
    return true;
  }
  auto& consents = changed_consents_;
  auto& contact = changing_contact();
  if (contact.subscriptions != &consents) {
    CAMP_ASSERT(contact.subscriptions != nullptr);  // a flow's contact is a row
    consents = *contact.subscriptions;
    contact.subscriptions = &consents;
  }
  if (hear(consents, word) == ConsentChange::kNothing) return true;
  if (!room_for_effect() || !may_set_off()) return false;
  effects_->add(ConsentEffect{id_at(step), word});
  return true;
}

bool Transition::request(std::uint32_t step, std::uint16_t call, std::span<const Value> arguments,
                         Value* handle) {
  if (!room_for_effect()) return false;
  text_.clear();
  put_varint(text_, arguments.size());
  for (const auto& argument : arguments) {
    if (!weigh(argument)) return false;
    encode_value(text_, rounded(argument));
  }
  if (text_.size() > limits::kRequestBytes)
    return fail("over the limit kRequestBytes: what '" +
                program_->name(program_->calls[call].name) + "' is asked may have " +
                std::to_string(limits::kRequestBytes) + " bytes");
  if (!room(text_.size())) return false;
  const auto id = id_at(step);
  *handle = Value::handle(arena_.copy(id.view()));
  effects_->add(RequestEffect{id, step, call, effects_->keep(text_)});
  return true;
}

bool Transition::leave(const Value& reason, std::uint32_t step) {
  if (!reason.is_absent() && reason.tag != Tag::kString)
    return fail("an exit's reason is not a text");
  outcome_->step = step;
  if (!reason.is_absent()) outcome_->reason = reason.text();
  return true;
}

// ---- experiments

// The arm that the contact was given before, here or in an earlier transition; kNone: never, or an
// arm that this program no longer has.
std::uint32_t Transition::kept_arm(const ExperimentDecl& decl, std::uint32_t number) const {
  std::uint32_t arm_name = Names::kUnknown;
  if (contact_->assignments != nullptr) {
    for (const auto& kept : *contact_->assignments)
      if (kept.experiment == number) arm_name = kept.arm;
  }
  const auto* now = effects_->latest<AssignedEffect>(
      [&](const AssignedEffect& one) { return one.experiment == number; });
  if (now != nullptr) arm_name = now->arm;
  if (arm_name == Names::kUnknown) return kNone;
  for (std::uint32_t i = 0; i < decl.arms.size(); ++i)
    if (linked_->number(decl.arms[i].name) == arm_name) return i;
  return kNone;
}

bool Transition::arm_by_value(const ExperimentDecl& decl, std::string_view name, Value* sp,
                              std::uint32_t* arm) {
  Value wanted;
  if (!call(decl.by, sp, &wanted)) return false;
  for (std::uint32_t i = 0; i < decl.arms.size(); ++i) {
    if (decl.arms[i].values.empty()) *arm = i;  // everyone else, unless a later arm has the value
    for (auto value : decl.arms[i].values) {
      const auto answer = same(program_->constants[value], wanted);
      if (!answer) return fail_comparison(program_->constants[value], wanted);
      if (!*answer) continue;
      *arm = i;
      return true;
    }
  }
  if (*arm != kNone) return true;
  text_.clear();
  if (!append_local_text(text_, wanted)) return false;
  return fail("the experiment '" + std::string(name) + "' has no arm for " +
              (wanted.is_absent() ? "an absent value" : "'" + text_.substr(0, 80) + "'"));
}

TrialState Transition::trial(std::uint32_t experiment) const {
  return instance_->trials == nullptr ? TrialState() : instance_->trials->find(experiment);
}

// Of a bandit's arm.
std::uint32_t Transition::share_in_force(const ArmDecl& arm, const TrialDecision* decision) const {
  return arm.holdout || decision == nullptr ? arm.share_ppm
                                            : decision->share_of(linked_->number(arm.name));
}

std::uint32_t Transition::draw_by_hash(const ExperimentDecl& decl, std::string_view name,
                                       const TrialDecision* decision) const {
  std::vector<std::uint32_t> shares_ppm;
  if (decl.is_bandit())
    for (const auto& arm : decl.arms) shares_ppm.push_back(share_in_force(arm, decision));
  return assign_by_hash(decl, name, contact_->id, shares_ppm);
}

// Who comes when the winner is known gets it, unless she is held out.
bool Transition::draw_arm(const ExperimentDecl& decl, std::uint32_t number, std::string_view name,
                          std::uint32_t* arm) {
  const auto* decision = decl.decision ? trial(number).decision : nullptr;
  *arm = draw_by_hash(decl, name, decision);
  if (!decl.has_winner() || (*arm != kNone && decl.arms[*arm].holdout)) return true;
  if (decision != nullptr) {
    for (std::uint32_t i = 0; i < decl.arms.size(); ++i)
      if (linked_->number(decl.arms[i].name) == decision->winner) *arm = decl.arm_of_winner(i);
  }
  return *arm != kNone || fail("the experiment '" + std::string(name) + "' is not decided yet");
}

// Whoever comes first sets the time of a decision; who is not in the test sleeps until then.
bool Transition::await_decision(std::uint32_t step, std::uint16_t index, bool* goes_on) {
  const auto& flow = program_->flows[instance_->flow];
  const auto& decl = flow.experiments[index];
  const auto number = linked_->experiment_number(instance_->flow, index);
  auto state = trial(number);
  auto arm = kept_arm(decl, number);
  if (arm == kNone)
    arm = draw_by_hash(decl, experiment_name(*program_, flow, decl), state.decision);
  const bool is_won = decl.has_winner() && state.decision != nullptr;
  *goes_on = arm != kNone || is_won;
  if (is_won || (arm != kNone && decl.arms[arm].holdout)) return true;
  const auto now_ms = situation_->now_ms;
  if (state.decide_ms == 0)
    state.decide_ms = calendar::add(now_ms, decl.decision->after, linked_->default_zone());
  if (!room_for_effect()) return false;
  effects_->add(TrialEffect{number, state.decide_ms});
  if (*goes_on) return true;
  outcome_->step = step;
  outcome_->wait = kNone;
  outcome_->due_ms = std::max(now_ms, state.decide_ms);
  return true;
}

bool Transition::choose_arm(const ExperimentDecl& decl, std::uint32_t number, std::string_view name,
                            Value* sp, std::uint32_t* arm) {
  std::uint32_t share_ppm = 0;
  *arm = kept_arm(decl, number);
  if (*arm == kNone && decl.by == kNone) {
    if (!draw_arm(decl, number, name, arm)) return false;
    if (decl.is_bandit()) share_ppm = share_in_force(decl.arms[*arm], trial(number).decision);
  } else if (*arm == kNone && !arm_by_value(decl, name, sp, arm)) {
    return false;
  }
  // Who is held out already gets nothing of this experiment: for its arms she does not count.
  if (withheld_) return true;
  if (!room_for_effect()) return false;
  effects_->add(AssignedEffect{number, linked_->number(decl.arms[*arm].name), share_ppm});
  return true;
}

// A held-out contact walks a variant's path from here on, and no message of the instance leaves; of
// a transactional flow every message does, unless the holdout is one for all, which is everywhere.
bool Transition::experiment(std::uint16_t index, Value* sp, std::uint32_t* target) {
  const auto& flow = program_->flows[instance_->flow];
  const auto& decl = flow.experiments[index];
  const auto number = linked_->experiment_number(instance_->flow, index);
  const auto name = experiment_name(*program_, flow, decl);
  std::uint32_t arm = kNone;
  if (!choose_arm(decl, number, name, sp, &arm)) return false;
  if (watch_ != nullptr) watch_->assigned(*linked_, instance_->flow, index, arm);
  if (decl.arms[arm].holdout) {
    withheld_ = withheld_ || decl.everywhere || flow.category != Category::kTransactional;
    arm = shadow_variant(decl, name, contact_->id);
    CAMP_ASSERT(arm != kNone);  // the verifier demands a variant
  }
  *target = decl.arms[arm].target;
  return true;
}

}  // namespace camp
