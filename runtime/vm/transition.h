// One call of the Machine at work: the loop, and the operators, aggregates and sends behind its
// instructions. Internal to runtime/vm; machine.h is the folder's face.
//
// An operator works on the stack it is given (`sp` points behind the top) and gives false when it
// cannot: fail() has then written down why, and the loop adds where. Strings that outlive an
// instruction are copied into the arena where their owner could change them (addresses, past
// events), and what an effect has into the effects' memory.
//
// What a transition may cost is bounded twice: every instruction takes fuel, and what an
// instruction does on large values is charged as work, in the same unit and up to the same limit
// (kFuel).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/limits.h"
#include "lang/program/contents.h"
#include "lang/program/program.h"
#include "runtime/vm/calendar.h"
#include "runtime/vm/linked_program.h"
#include "runtime/vm/machine.h"
#include "runtime/vm/template.h"
#include "stdlib/functions/functions.h"

namespace camp {

class Transition {
 public:
  Outcome run(const LinkedProgram& linked, const InstanceFacts& instance, std::uint32_t offset,
              const Situation& situation, Effects& effects);
  bool evaluate(const LinkedProgram& linked, FunctionIndex function, const Situation& situation,
                Value* result, Incident* incident);
  bool start_locals(const LinkedProgram& linked, std::uint32_t flow, const Situation& situation,
                    std::string* locals, Incident* incident);
  Machine::Match matches(const LinkedProgram& linked, const EventArm& arm,
                         const Situation& situation, Incident* incident);
  std::optional<Hash128> find_handle(const LinkedProgram& linked, std::uint32_t handle,
                                     const Situation& situation);
  bool render(const LinkedProgram& linked, const TemplateUnit& unit, const Value& data,
              const Situation& situation, const RenderAllowance& allowance, RenderedText* out,
              Incident* incident);
  bool render(const LinkedProgram& linked, const MessageDecl& message, Channel channel,
              std::span<const Value> arguments, const AssumedReader* assumed,
              const Situation& situation, RenderedMessage* out, Incident* incident);
  std::uint64_t instructions() const { return instructions_; }
  std::int64_t next_change_ms() const { return next_change_ms_; }
  void watch(MachineWatch* watch) { watch_ = watch; }

 private:
  // How the loop was left.
  enum class Stop : std::uint8_t { kReturned, kParked, kFinished, kExited, kIncident };

  // -- machine.cpp: the loop and its frame
  void begin(const LinkedProgram& linked, const Situation& situation);
  Stop loop(const Function& function, std::uint32_t offset, Value* sp) {
    return watch_ == nullptr ? loop_of<false>(function, offset, sp)
                             : loop_of<true>(function, offset, sp);
  }
  template <bool kWatched>
  Stop loop_of(const Function& function, std::uint32_t offset, Value* sp);
  bool call(FunctionIndex function, Value* sp, Value* result);  // an expression inside of a flow
  template <class Operation>
  bool spending(std::uint32_t& fuel,
                Operation operation);  // one that may call(): both burn the same fuel
  bool restore_locals(std::uint32_t count);
  void restore_reached(Reader& in);
  bool save_locals(std::uint32_t count, std::string* out);
  void clear_locals_up_to(std::uint32_t count);
  void end_flow(Stop stop, const Function& body, Outcome* outcome);
  bool caught(const char* at);
  bool is_about(
      std::uint32_t handle) const;  // whether the event at hand is about the message in this local

  // -- machine.cpp: failures
  bool fail(std::string message);
  bool fail_fuel();
  Stop failed_at(const char* instruction);
  bool fail_work();
  bool charge(std::size_t work);
  bool fail_room();
  bool room(std::size_t bytes);  // in arena and effects together, for so many more

  // -- reading.cpp: what a transition sees
  bool attribute(NameIndex name, Value* sp);  // loop.cpp, inline
  bool event_field(NameIndex name, Value* sp);
  Value find_contact_attribute(std::uint32_t number);
  bool field(ConstIndex name, Value* sp);
  const calendar::Zone* zone();
  std::uint32_t contacts_outlet();
  Value outlet_name();
  std::string_view language();

  // -- operators.cpp
  bool negate(Value* sp);
  bool logical_not(Value* sp);
  bool equality(Value* sp, bool wanted);
  bool fail_former_type(NameIndex name, const Value& value);
  bool fail_comparison(const Value& a, const Value& b);
  bool fail_truth(const Value& value);
  bool arithmetic_on(Arithmetic op, Value* sp);
  bool in_list(Value* sp);
  bool charge_folding(const Value& text, const Value& part);
  bool contains(Value* sp);
  bool starts_with(Value* sp);
  bool ends_with(Value* sp);
  bool matches_pattern(ConstIndex pattern, Value* sp);
  bool in_range(Value* sp);
  bool to_decimal(Value* sp);
  bool add_strings(Value* sp);
  bool shift_datetime(Arithmetic op, Value* sp);

  // -- composites.cpp: lists, texts, functions
  bool make_list(std::uint8_t count, Value* sp);
  bool make_record(ConstIndex names, std::uint8_t count, Value* sp);
  bool join(std::uint8_t count, Value* sp);
  bool call_function(std::uint16_t number, std::uint8_t count, Value* sp);
  bool call_by_own_rules(std::uint16_t number, std::span<const Value> arguments,
                         stdlib::Context context, Value* result);
  bool instant_at(std::span<const Value> arguments, Value* result);
  bool own(const Value& value, std::size_t depth, Value* copy);
  bool own_item(const Value& item, Value* into);
  bool weigh_if_heavy(const Value& value);
  bool weigh(const Value& value);  // charges what a walk through the value costs
  stdlib::Context context_of_call(std::string* failure);
  bool append_local_text(std::string& out, const Value& value);
  bool answer(std::uint8_t form, ConstIndex options, Value* sp);

  // -- aggregates.cpp
  bool events_begin(NameIndex event, std::uint8_t aggregate, Value* sp);
  bool events_next(bool* more);
  bool events_add(const Value& value);
  void note_leaving(std::int64_t event_ms);
  void close_aggregate();
  void events_at_least(std::uint8_t wanted, Value* sp);
  bool fold(const Value& value);
  bool events_end(Value* sp);

  // -- flow.cpp: stops, experiments, attributes, talks
  bool room_for_effect();
  bool set_attribute(NameIndex name, const Value& value);
  bool note(std::uint32_t step, std::uint8_t point);
  bool may_wait_until(std::int64_t due_ms);
  bool park(const Value& duration, std::uint32_t step, std::uint32_t wait);
  bool park_until(const Value& instant, std::uint32_t step, bool* passed);
  bool next_time(std::uint32_t weekdays, Value* sp);
  bool set_list(std::uint32_t step, NameIndex name, bool member);
  bool emit(std::uint32_t step, NameIndex event, const Value& fields);
  bool asks_to_confirm(const Subscription& word) const;
  Value confirm_url() const {
    const auto url = situation_->confirm_url;
    return url.empty() ? Value::absent() : Value::string(url);
  }
  bool say_consent(std::uint32_t step, std::uint16_t row);
  bool request(std::uint32_t step, std::uint16_t call, std::span<const Value> arguments,
               Value* handle);
  bool may_set_off();
  ContactFacts& changing_contact();
  bool leave(const Value& reason, std::uint32_t step);
  bool experiment(std::uint16_t index, Value* sp, std::uint32_t* target);
  std::uint32_t share_in_force(const ArmDecl& arm, const TrialDecision* decision) const;
  std::uint32_t draw_by_hash(const ExperimentDecl& decl, std::string_view name,
                             const TrialDecision* decision) const;
  bool await_decision(std::uint32_t step, std::uint16_t index, bool* goes_on);
  bool draw_arm(const ExperimentDecl& decl, std::uint32_t number, std::string_view name,
                std::uint32_t* arm);
  TrialState trial(std::uint32_t experiment) const;
  bool choose_arm(const ExperimentDecl& decl, std::uint32_t number, std::string_view name,
                  Value* sp, std::uint32_t* arm);
  bool arm_by_value(const ExperimentDecl& decl, std::string_view name, Value* sp,
                    std::uint32_t* arm);
  std::uint32_t kept_arm(const ExperimentDecl& decl, std::uint32_t number) const;

  // -- send.cpp
  // `held`: the local that holds the channel of a talk, or kNone.
  bool send(std::uint32_t step, std::uint16_t index, std::uint8_t arguments, Value* sp,
            std::uint32_t held);
  bool first_channel(const SendDecl& decl, const Value* held, Value* sp, MessageEffect* effect,
                     bool* reached);
  bool argument(std::uint8_t number, Value* sp);
  bool try_channel(const SendDecl& decl, std::size_t which, Value* sp, MessageEffect* effect);
  Permission permission(Channel channel, std::string_view address) const;
  std::string_view address_for(Channel channel);
  bool check_place(SlotForm form, std::string_view text, std::string_view what);
  bool check_slot(const TemplatePart& part, const TemplateDecl& row, std::string_view text);
  bool render_pieces(FunctionIndex function, bool blanks_are_plain, Value* sp);
  std::string source_of(FunctionIndex function) const;
  struct Size {
    std::size_t bytes = 0, characters = 0;
    bool blank = true;
  };
  // What the gate asks of a rendered message.
  struct Shape {
    bool too_large = false, empty = false;
  };
  bool choose_content(Channel channel, std::uint32_t content, Value* sp, bool* has_any);
  bool find_segments(Channel channel, Value* sp);
  bool render(Channel channel, Value* sp, Shape* shape);
  bool render_part(Channel channel, const PartDecl& part, Value* sp, Size* size);
  bool check_value(const PartDecl& part, PartValue value);
  bool render_template(TemplateIndex index, bool blanks_are_plain, Value* sp);
  std::string_view encoded_slots(Channel channel);
  bool store_slots(MessageEffect* effect);
  std::uint32_t occurrence_of(std::uint32_t step);
  Hash128 id_at(std::uint32_t step);  // of what is decided there now: once

  // -- template_loop.cpp
  struct Cursor {
    const char* pc;  // of the instruction, or of the one that failed
    Value* sp;
    const char* begin;   // of the function
    std::uint32_t fuel;  // without what the first instruction takes
  };
  bool template_loop(Cursor* cursor);

  // -- rendering.cpp: templates
  bool raise(std::string message);
  stdlib::Context context_of_template(std::string* error);
  void load_variable(std::uint16_t variable, NameIndex name, Value* sp);
  void assign(std::uint16_t variable, const Value& value) {
    auto& row = template_.frame.at(variable);
    row.assigned = value;
    row.is_assigned = true;
  }
  Value variable_or_data(std::uint16_t variable, std::string_view name);
  Value from_data(std::string_view name) const;
  Value find_root(std::string_view name);
  bool root(Value* sp);
  bool member(ConstIndex name, Value* sp);
  bool item(Value* sp);
  bool range(Value* sp);
  bool ordered(std::uint8_t relation, Value* sp);
  bool alike(Value* sp);
  bool holds(Value* sp);
  bool print(std::uint8_t form, const Value& value);
  bool print_in_message(SlotForm form, const Value& value);
  bool print_text(ConstIndex text);
  bool capture_end(Value* sp);
  bool print_changed(const Value& value);
  bool count(std::uint16_t variable, NameIndex name, bool down);
  bool cycle(std::uint8_t count, Value* sp);

  // -- loops.cpp: loops of templates, partials
  struct LoopArguments {
    const Value& limit;
    const Value& offset;
    std::uint8_t flags;
    ConstIndex name;
  };
  using PartialArguments = std::vector<std::pair<std::uint16_t, Value>>;
  static Value item_of(const TemplateLoop& loop);
  bool window_of(const LoopArguments& arguments, std::uint64_t size, TemplateLoop* loop);
  void note_continue(std::uint32_t name, std::int64_t at);
  bool loop_begin(std::uint16_t variable, ConstIndex name, std::uint8_t flags, Value* sp);
  void open_loop(TemplateLoop* loop, std::uint16_t variable);
  void close_loop();
  bool loop_next(bool* more);
  bool partial(std::uint16_t alias, std::uint8_t flags, Value* sp);
  bool partial_for_each(FunctionIndex body, std::uint16_t variable, const Value& bound,
                        bool isolated, PartialArguments& arguments, Value* sp);
  bool run_partial(FunctionIndex body, bool isolated, const TemplateLoop* loop,
                   const PartialArguments& arguments, Value* sp);

  // What the call is about.
  const LinkedProgram* linked_ = nullptr;
  const Program* program_ = nullptr;
  const Situation* situation_ = nullptr;
  const ContactFacts* contact_ = nullptr;  // the situation's, or with what the flow has changed
  ContactFacts changed_contact_;
  std::vector<std::uint32_t> changed_lists_;
  Consents changed_consents_;
  const InstanceFacts* instance_ = nullptr;  // null outside of run()
  Effects* effects_ = nullptr;               // null outside of run()
  const EventAtHand* event_ = nullptr;
  const calendar::Zone* zone_ = nullptr;  // null: not asked for yet

  // How it goes.
  std::uint32_t fuel_ = 0;
  std::uint32_t work_ = 0;
  std::uint32_t locals_known_ = 0;  // locals above are left over from earlier calls
  bool withheld_ = false;
  std::size_t set_off_ = 0;               // events and their like, in this transition
  bool in_message_ = false;               // what is evaluated is printed in a message's text
  const MessageDecl* message_ = nullptr;  // what is sent, while the send is at work ...
  std::span<const Value> arguments_;      // ... and what the send gives it
  Value result_;                          // after kReturned
  Outcome* outcome_ = nullptr;            // what park() and leave() fill
  std::string failure_;
  std::uint32_t failure_code_ = kNone;

  // A template at work.
  TemplateRun template_;
  bool own_rules_ = false;  // of a bare file
  std::size_t bytes_limit_ = limits::kArenaBytes;
  std::uint32_t work_limit_ = limits::kFuel;

  // The open aggregate.
  bool aggregate_open_ = false;
  bool history_open_ = false;
  Aggregate aggregate_{};
  std::uint64_t events_seen_ = 0;
  static constexpr std::int64_t kNoEvent = INT64_MAX;
  std::int64_t values_added_ = 0;
  std::array<std::int64_t, kAtLeastMax> added_ms_;  // of the last values: when their events were
  std::int64_t first_seen_ms_ = kNoEvent, decisive_ms_ = kNoEvent;
  Duration window_;                          // all zero: none
  std::int64_t next_change_ms_ = INT64_MAX;  // of what the call has counted
  Value running_;
  EventAtHand past_event_;
  const EventAtHand* event_before_ = nullptr;

  // Kept between calls.
  Arena arena_{16 << 10};
  std::uint64_t instructions_ = 0;
  MachineWatch* watch_ = nullptr;
  std::string text_;   // a text under construction
  std::string slots_;  // rendered slots of one message, one behind the other
  struct Slot {
    std::size_t begin = 0;
    std::size_t size = 0;
    bool is_prose = false;   // written in the contact's language
    bool in_pieces = false;  // a whole Liquid text
  };
  std::vector<Slot> slot_places_;
  ContentChoice choice_;          // of the message that is sent
  std::vector<bool> in_segment_;  // by content
  const AssumedReader* assumed_ = nullptr;
  std::vector<const PartDecl*> parts_;  // of the choice
  // How often the instance has reached the steps that can come again.
  struct Reached {
    std::uint32_t step, times;
  };
  std::vector<Reached> reached_;
  // An expression's stack stands on its flow's.
  Value stack_[2 * limits::kStackSlots + 1];
  Value locals_[limits::kLocals];
};

// ---- inline in the loop

template <class Operation>
bool Transition::spending(std::uint32_t& fuel, Operation operation) {
  fuel_ = fuel;
  const bool done = operation();
  fuel = fuel_;
  return done;
}

inline bool Transition::charge(std::size_t work) {
  if (work > work_limit_ - work_) [[unlikely]]
    return fail_work();
  work_ += static_cast<std::uint32_t>(work);
  return true;
}

inline bool Transition::room(std::size_t bytes) {
  const auto used = arena_.allocated() + (effects_ == nullptr ? 0 : effects_->bytes());
  if (used <= bytes_limit_ && bytes <= bytes_limit_ - used) [[likely]]
    return true;
  return fail_room();
}

// A value whose comparison is not a matter of nanoseconds.
inline bool is_heavy(const Value& value) {
  constexpr std::uint32_t kLightBytes = 4096;
  return value.tag >= Tag::kString && (value.tag != Tag::kString || value.aux > kLightBytes);
}

inline bool Transition::weigh_if_heavy(const Value& value) {
  return !is_heavy(value) || weigh(value);
}

}  // namespace camp
