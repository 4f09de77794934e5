#include "runtime/vm/machine.h"

#include <algorithm>

#include "runtime/vm/transition.h"

namespace camp {

Machine::Machine() : transition_(std::make_unique<Transition>()) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

Outcome Machine::run(const LinkedProgram& program, const InstanceFacts& instance,
                     std::uint32_t offset, const Situation& situation, Effects& effects) {
  return transition_->run(program, instance, offset, situation, effects);
}

bool Machine::evaluate(const LinkedProgram& program, FunctionIndex function,
                       const Situation& situation, Value* result, Incident* incident) {
  return transition_->evaluate(program, function, situation, result, incident);
}

bool Machine::start_locals(const LinkedProgram& program, std::uint32_t flow,
                           const Situation& situation, std::string* locals, Incident* incident) {
  return transition_->start_locals(program, flow, situation, locals, incident);
}

Machine::Match Machine::matches(const LinkedProgram& program, const EventArm& arm,
                                const Situation& situation, Incident* incident) {
  return transition_->matches(program, arm, situation, incident);
}

std::optional<Hash128> Machine::find_handle(const LinkedProgram& program, std::uint32_t handle,
                                            const Situation& situation) {
  return transition_->find_handle(program, handle, situation);
}

bool Machine::render(const LinkedProgram& program, const TemplateUnit& unit, const Value& data,
                     const Situation& situation, const RenderAllowance& allowance,
                     RenderedText* out, Incident* incident) {
  return transition_->render(program, unit, data, situation, allowance, out, incident);
}

bool Machine::render(const LinkedProgram& program, const MessageDecl& message, Channel channel,
                     std::span<const Value> arguments, const AssumedReader* assumed,
                     const Situation& situation, RenderedMessage* out, Incident* incident) {
  return transition_->render(program, message, channel, arguments, assumed, situation, out,
                             incident);
}

void Machine::watch(MachineWatch* watch) { transition_->watch(watch); }

std::int64_t Machine::next_change_ms() const { return transition_->next_change_ms(); }

std::uint64_t Machine::instructions() const { return transition_->instructions(); }

bool goals_read_locals(const FlowDecl& flow) {
  return std::any_of(flow.goals.begin(), flow.goals.end(), [](const GoalDecl& goal) {
    return goal.on.where != kNone || goal.worth != kNone;
  });
}

// ---- one call

void Transition::begin(const LinkedProgram& linked, const Situation& situation) {
  linked_ = &linked;
  program_ = &linked.program();
  situation_ = &situation;
  contact_ = &situation.contact;
  instance_ = nullptr;
  effects_ = nullptr;
  event_ = situation.event;
  zone_ = nullptr;
  fuel_ = limits::kFuel;
  work_ = 0;
  set_off_ = 0;
  next_change_ms_ = INT64_MAX;
  locals_known_ = 0;
  message_ = nullptr;
  arguments_ = {};
  aggregate_open_ = false;
  failure_code_ = kNone;
  reached_.clear();
  arena_.reset();
}

bool Transition::evaluate(const LinkedProgram& linked, FunctionIndex index,
                          const Situation& situation, Value* result, Incident* incident) {
  begin(linked, situation);
  const auto& function = program_->functions[index];
  bool done = function.locals == 0 || restore_locals(function.locals);
  if (done) done = loop(function, 0, stack_) == Stop::kReturned;
  instructions_ += limits::kFuel - fuel_;
  if (done) {
    *result = result_;
    if (watch_ != nullptr) watch_->answered(linked, index, situation, *result);
  } else {
    if (aggregate_open_) note_leaving(first_seen_ms_);  // without it, it may go well
    *incident = {failure_, failure_code_ == kNone ? function.begin : failure_code_};
  }
  return done;
}

Machine::Match Transition::matches(const LinkedProgram& linked, const EventArm& arm,
                                   const Situation& situation, Incident* incident) {
  using Match = Machine::Match;
  if (situation.event == nullptr || situation.event->name != linked.number(arm.event))
    return Match::kNo;
  if (arm.handle != kNone) {
    begin(linked, situation);
    if (!restore_locals(arm.handle + 1)) {
      *incident = {failure_, 0};
      return Match::kIncident;
    }
    if (!is_about(arm.handle)) return Match::kNo;
  }
  if (arm.where == kNone) return Match::kYes;
  Value answer;
  if (!evaluate(linked, arm.where, situation, &answer, incident)) return Match::kIncident;
  if (answer.tag == Tag::kBool) return answer.truth() ? Match::kYes : Match::kNo;
  fail_truth(answer);
  *incident = {failure_, program_->functions[arm.where].begin};
  return Match::kIncident;
}

std::optional<Hash128> Transition::find_handle(const LinkedProgram& linked, std::uint32_t handle,
                                               const Situation& situation) {
  begin(linked, situation);
  if (!restore_locals(handle + 1) || locals_[handle].tag != Tag::kHandle) return std::nullopt;
  const auto id = locals_[handle].text();
  Hash128 message;
  if (id.size() != message.bytes.size()) return std::nullopt;
  std::copy(id.begin(), id.end(), message.bytes.begin());
  return message;
}

// A flow's body begins with what it keeps of its starting event.
bool Transition::start_locals(const LinkedProgram& linked, std::uint32_t flow,
                              const Situation& situation, std::string* locals, Incident* incident) {
  begin(linked, situation);
  const auto& body = program_->functions[program_->flows[flow].body];
  clear_locals_up_to(body.locals);
  Value kept;
  for (std::size_t at = body.begin; at < body.end;) {
    const auto instruction = decode_instruction(program_->code, at);
    CAMP_ASSERT(instruction);  // the program was verified
    const auto op = instruction->info->op;
    const auto operand = instruction->operands[0];
    if (op == Op::kEventTime)
      kept = event_ == nullptr ? Value::absent() : Value::datetime(event_->time_ms);
    else if (op == Op::kStoreLocal)
      locals_[operand] = kept;
    else if (op != Op::kEventField)
      break;
    else if (!event_field(operand, &kept))
      return *incident = {failure_, body.begin}, false;
    at = instruction->end;
  }
  if (save_locals(body.locals, locals)) return true;
  *incident = {failure_, body.begin};
  return false;
}

Outcome Transition::run(const LinkedProgram& linked, const InstanceFacts& instance,
                        std::uint32_t offset, const Situation& situation, Effects& effects) {
  Outcome outcome;
  begin(linked, situation);
  effects.clear();
  instance_ = &instance;
  effects_ = &effects;
  outcome_ = &outcome;
  withheld_ = instance.withheld;
  const auto& body = program_->functions[program_->flows[instance.flow].body];
  if (watch_ != nullptr) watch_->begins(linked, instance, situation);
  auto stop = Stop::kIncident;
  if (!linked.is_entry(instance.flow, offset)) {
    fail("the flow cannot go on at offset " + std::to_string(offset) +
         ": no wait of this program ends there");
  } else if (restore_locals(body.locals)) {
    stop = loop(body, offset, stack_);
  }
  instructions_ += limits::kFuel - fuel_;
  end_flow(stop, body, &outcome);
  if (watch_ != nullptr) watch_->ends(outcome);
  return outcome;
}

void Transition::end_flow(Stop stop, const Function& body, Outcome* outcome) {
  const bool keep = stop == Stop::kParked || ((stop == Stop::kFinished || stop == Stop::kExited) &&
                                              goals_read_locals(program_->flows[instance_->flow]));
  if (keep && !save_locals(body.locals, &outcome->locals)) stop = Stop::kIncident;
  outcome->withheld = withheld_;
  switch (stop) {
    case Stop::kParked:
      outcome->kind = Outcome::Kind::kParked;
      return;
    case Stop::kFinished:
      outcome->kind = Outcome::Kind::kFinished;
      return;
    case Stop::kExited:
      outcome->kind = Outcome::Kind::kExited;
      return;
    case Stop::kReturned:
    case Stop::kIncident:
      break;
  }
  *outcome = Outcome();
  outcome->kind = Outcome::Kind::kIncident;
  outcome->withheld = instance_->withheld;
  outcome->incident = {failure_, failure_code_ == kNone ? body.begin : failure_code_};
  effects_->clear();
}

bool Transition::call(FunctionIndex index, Value* sp, Value* result) {
  const auto& function = program_->functions[index];
  clear_locals_up_to(function.locals);
  if (loop(function, 0, sp) != Stop::kReturned) return false;
  *result = result_;
  return true;
}

// ---- locals

void Transition::clear_locals_up_to(std::uint32_t count) {
  for (; locals_known_ < count; ++locals_known_) locals_[locals_known_] = Value::absent();
}

// An expression may know fewer locals than its flow has saved: the first of them.
bool Transition::restore_locals(std::uint32_t count) {
  const auto unreadable = "the instance's saved state cannot be read";
  if (situation_->locals.size() > limits::kInstanceBytes) return fail(unreadable);
  Reader in(situation_->locals);
  const auto saved = situation_->locals.empty() ? 0 : in.count();
  for (std::size_t i = 0; i < saved && in.ok(); ++i) {
    const auto value = decode_value(in, arena_);
    if (i < count) locals_[i] = value;
  }
  if (!in.at_end()) restore_reached(in);
  if (!in.ok() || !in.at_end()) return fail(unreadable);
  locals_known_ = static_cast<std::uint32_t>(std::min<std::size_t>(saved, count));
  clear_locals_up_to(count);
  return true;
}

void Transition::restore_reached(Reader& in) {
  constexpr std::size_t kReachedBytesMin = 2;
  reached_.resize(in.count(kReachedBytesMin));
  if (reached_.empty()) in.fail();  // then nothing is written
  for (auto& one : reached_) {
    one.step = in.varint32();
    one.times = in.varint32();
  }
}

// Absent ones at the end are not written: a sleeping instance is as small as what it remembers.
bool Transition::save_locals(std::uint32_t count, std::string* out) {
  while (count > 0 && locals_[count - 1].is_absent()) --count;
  out->clear();
  if (count == 0 && reached_.empty()) return true;
  put_varint(*out, count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!weigh(locals_[i])) return false;
    encode_value(*out, locals_[i]);
    if (out->size() > limits::kInstanceBytes)
      return fail("over the limit kInstanceBytes: an instance may keep " +
                  std::to_string(limits::kInstanceBytes) + " bytes while it waits");
  }
  if (reached_.empty()) return true;
  put_varint(*out, reached_.size());
  for (const auto& one : reached_) {
    put_varint(*out, one.step);
    put_varint(*out, one.times);
  }
  return true;
}

// ---- failures

bool Transition::fail(std::string message) {
  failure_ = std::move(message);
  return false;
}

Transition::Stop Transition::failed_at(const char* instruction) {
  if (failure_code_ == kNone)
    failure_code_ = static_cast<std::uint32_t>(instruction - program_->code.data());
  return Stop::kIncident;
}

bool Transition::fail_fuel() {
  if (own_rules_)
    return fail("over the limit kRenderFuel: a file's rendering may run " +
                std::to_string(work_limit_) + " instructions");
  return fail("over the limit kFuel: a transition may run " + std::to_string(limits::kFuel) +
              " instructions");
}

bool Transition::fail_work() {
  if (own_rules_)
    return fail("over the limit kRenderFuel: a file's rendering may look at " +
                std::to_string(work_limit_) + " items or pieces of text");
  return fail("over the limit kFuel: a transition may look at " + std::to_string(limits::kFuel) +
              " items or pieces of text");
}

bool Transition::fail_room() {
  if (own_rules_)
    return fail("over the limit kRenderBytes: a file's rendering may use " +
                std::to_string(bytes_limit_) + " bytes of memory");
  return fail("over the limit kArenaBytes: a transition may use " +
              std::to_string(limits::kArenaBytes) + " bytes of memory");
}

}  // namespace camp
