// The loop: one function, one case per instruction. A verified program keeps within its stack,
// locals and code, so nothing of that is checked here; what a value is, is checked where it is
// used.
#include "runtime/vm/operands.h"
#include "runtime/vm/transition.h"

namespace camp {
namespace {

// The fuel in a register while the loop runs; written back however it is left.
struct Meter {
  std::uint32_t& kept;
  std::uint32_t left;
  ~Meter() { kept = left; }
};

}  // namespace

// The one read that a segment's scan is made of: placed straight into the stack, a Value being too
// large to copy about for nothing.
inline bool Transition::attribute(NameIndex name, Value* sp) {
  const auto number = linked_->number(name);
  if (effects_ == nullptr || effects_->empty()) [[likely]] {
    new (sp) Value(find_attribute(contact_->attributes, number, arena_));
  } else {
    new (sp) Value(find_contact_attribute(number));
  }
  if (sp->is_absent()) {
    if (const auto* otherwise = linked_->default_of_name(name)) *sp = *otherwise;
  } else if (!linked_->fits(name, sp->tag)) [[unlikely]] {
    return fail_former_type(name, *sp);
  }
  return arena_.allocated() <= limits::kArenaBytes || room(0);
}

// The macros are for this function only: CAMP_NEED leaves it when an operator has failed,
// CAMP_LIQUID as well, unless the template's guard takes the error,
// CAMP_ORDER replaces the two on top by the answer of a comparison.
#define CAMP_NEED(operation)     \
  if (!(operation)) [[unlikely]] \
  return failed_at(at)
#define CAMP_LIQUID(operation)             \
  if (!(operation)) [[unlikely]] {         \
    if (!caught(at)) return failed_at(at); \
    sp = base;                             \
    pc = begin + template_.guard.target;   \
    break;                                 \
  }
#define CAMP_ORDER(relation)                    \
  {                                             \
    const auto order = compare(sp[-2], sp[-1]); \
    if (!order) [[unlikely]] {                  \
      fail_comparison(sp[-2], sp[-1]);          \
      return failed_at(at);                     \
    }                                           \
    --sp;                                       \
    sp[-1] = Value::boolean(*order relation 0); \
    break;                                      \
  }

template <bool kWatched>
Transition::Stop Transition::loop_of(const Function& function, std::uint32_t offset, Value* sp) {
  const char* const begin = program_->code.data() + function.begin;
  const Value* const constants = program_->constants.data();
  const char* pc = begin + offset;
  Value* const base = sp;
  Meter fuel{fuel_, fuel_};
  for (;;) {
    const char* at = pc;
    if (fuel.left == 0) [[unlikely]] {
      fail_fuel();
      return failed_at(at);
    }
    --fuel.left;
    if constexpr (kWatched)
      watch_->at(*linked_, static_cast<std::uint32_t>(at - program_->code.data()), sp, locals_);
    switch (static_cast<Op>(static_cast<std::uint8_t>(*pc++))) {
      // stack
      case Op::kConst:
        *sp++ = constants[only<Op::kConst>(pc)];
        break;
      case Op::kAbsent:
        *sp++ = Value::absent();
        break;
      case Op::kPop:
        --sp;
        break;
      case Op::kDuplicate:
        sp[0] = sp[-1];
        ++sp;
        break;
      case Op::kLoadLocal:
        *sp++ = locals_[only<Op::kLoadLocal>(pc)];
        break;
      case Op::kArgument:
        CAMP_NEED(argument(only<Op::kArgument>(pc), sp++));
        break;
      case Op::kStoreLocal:
        locals_[only<Op::kStoreLocal>(pc)] = rounded(*--sp);
        break;

      // what a transition reads
      case Op::kAttribute:
        CAMP_NEED(attribute(only<Op::kAttribute>(pc), sp));
        ++sp;
        break;
      case Op::kEventField:
        CAMP_NEED(event_field(only<Op::kEventField>(pc), sp));
        ++sp;
        break;
      case Op::kNow:
        *sp++ = Value::datetime(situation_->now_ms);
        break;
      case Op::kInList:
        *sp++ = Value::boolean(contact_->on_list(linked_->number(only<Op::kInList>(pc))));
        break;
      case Op::kNextTime:
        CAMP_NEED(next_time(only<Op::kNextTime>(pc), sp));
        break;
      case Op::kOutletName:
        *sp++ = outlet_name();
        break;
      case Op::kContactId:
        *sp++ = Value::string(contact_->id);
        break;
      case Op::kField:
        CAMP_NEED(field(only<Op::kField>(pc), sp));
        break;
      case Op::kEventTime:
        *sp++ = event_ == nullptr ? Value::absent() : Value::datetime(event_->time_ms);
        break;

      // operators
      case Op::kNot:
        CAMP_NEED(logical_not(sp));
        break;
      case Op::kNegate:
        CAMP_NEED(negate(sp));
        break;
      case Op::kEqual:
        CAMP_NEED(equality(sp, true));
        --sp;
        break;
      case Op::kNotEqual:
        CAMP_NEED(equality(sp, false));
        --sp;
        break;
      case Op::kLess:
        CAMP_ORDER(<)
      case Op::kLessEqual:
        CAMP_ORDER(<=)
      case Op::kGreater:
        CAMP_ORDER(>)
      case Op::kGreaterEqual:
        CAMP_ORDER(>=)
      case Op::kAdd:
        CAMP_NEED(arithmetic_on(Arithmetic::kAdd, sp));
        --sp;
        break;
      case Op::kSubtract:
        CAMP_NEED(arithmetic_on(Arithmetic::kSubtract, sp));
        --sp;
        break;
      case Op::kMultiply:
        CAMP_NEED(arithmetic_on(Arithmetic::kMultiply, sp));
        --sp;
        break;
      case Op::kDivide:
        CAMP_NEED(arithmetic_on(Arithmetic::kDivide, sp));
        --sp;
        break;
      case Op::kRemainder:
        CAMP_NEED(arithmetic_on(Arithmetic::kRemainder, sp));
        --sp;
        break;
      case Op::kIn:
        CAMP_NEED(in_list(sp));
        --sp;
        break;
      case Op::kContains:
        CAMP_NEED(contains(sp));
        --sp;
        break;
      case Op::kStartsWith:
        CAMP_NEED(starts_with(sp));
        --sp;
        break;
      case Op::kEndsWith:
        CAMP_NEED(ends_with(sp));
        --sp;
        break;
      case Op::kMatches:
        CAMP_NEED(matches_pattern(only<Op::kMatches>(pc), sp));
        break;
      case Op::kIsPresent:
        sp[-1] = Value::boolean(!sp[-1].is_absent());
        break;
      case Op::kInRange:
        CAMP_NEED(in_range(sp));
        sp -= 2;
        break;
      case Op::kMakeList: {
        const auto count = only<Op::kMakeList>(pc);
        CAMP_NEED(make_list(count, sp));
        sp = sp - count + 1;
        break;
      }
      case Op::kMakeRecord: {
        const auto [names, count] = operands<Op::kMakeRecord>(pc);
        CAMP_NEED(make_record(names, count, sp));
        sp = sp - count + 1;
        break;
      }
      case Op::kJoin: {
        const auto count = only<Op::kJoin>(pc);
        CAMP_NEED(join(count, sp));
        sp = sp - count + 1;
        break;
      }
      case Op::kCallFunction: {
        const auto [number, count] = operands<Op::kCallFunction>(pc);
        CAMP_LIQUID(call_function(number, count, sp));
        sp = sp - count + 1;
        break;
      }
      case Op::kToDecimal:
        CAMP_NEED(to_decimal(sp));
        break;
      case Op::kAnswer: {
        const auto [form, options] = operands<Op::kAnswer>(pc);
        CAMP_NEED(answer(form, options, sp));
        break;
      }

      // the contact's past
      case Op::kEventsBegin: {
        const auto [event, aggregate] = operands<Op::kEventsBegin>(pc);
        CAMP_NEED(events_begin(event, aggregate, sp));
        --sp;
        break;
      }
      case Op::kEventsNext: {
        const auto target = only<Op::kEventsNext>(pc);
        bool more = false;
        CAMP_NEED(events_next(&more));
        if (!more) pc = begin + target;
        break;
      }
      case Op::kEventsAdd:
        CAMP_NEED(events_add(*--sp));
        break;
      case Op::kEventsEnd:
        CAMP_NEED(events_end(sp));
        ++sp;
        break;
      case Op::kEventsAtLeast:
        events_at_least(only<Op::kEventsAtLeast>(pc), sp++);
        break;

      // control
      case Op::kJump:
        pc = begin + only<Op::kJump>(pc);
        break;
      case Op::kJumpIfFalse: {
        const auto target = only<Op::kJumpIfFalse>(pc);
        CAMP_NEED((--sp)->tag == Tag::kBool || fail_truth(*sp));
        if (sp->num == 0) pc = begin + target;
        break;
      }
      case Op::kJumpIfTrue: {
        const auto target = only<Op::kJumpIfTrue>(pc);
        CAMP_NEED((--sp)->tag == Tag::kBool || fail_truth(*sp));
        if (sp->num != 0) pc = begin + target;
        break;
      }
      case Op::kJumpIfPresent: {
        const auto target = only<Op::kJumpIfPresent>(pc);
        if (!sp[-1].is_absent()) pc = begin + target;
        break;
      }
      case Op::kReturn:
        result_ = sp[-1];
        return Stop::kReturned;
      case Op::kFail:
        fail(std::string(constants[only<Op::kFail>(pc)].text()));
        return failed_at(at);

      // flow
      case Op::kWait: {
        const auto step = only<Op::kWait>(pc);
        CAMP_NEED(park(sp[-1], step, kNone));
        return Stop::kParked;
      }
      case Op::kWaitUntil: {
        const auto step = only<Op::kWaitUntil>(pc);
        bool passed = false;
        CAMP_NEED(park_until(*--sp, step, &passed));
        if (passed) break;
        return Stop::kParked;
      }
      case Op::kWaitEvents: {
        const auto [step, wait] = operands<Op::kWaitEvents>(pc);
        CAMP_NEED(park(sp[-1], step, wait));
        return Stop::kParked;
      }
      case Op::kSend: {
        const auto [step, row, count] = operands<Op::kSend>(pc);
        sp -= count;
        CAMP_NEED(spending(fuel.left, [&, step = step, row = row, count = count] {
          return send(step, row, count, sp++, kNone);
        }));
        break;
      }
      case Op::kTalk: {
        const auto [step, row, count, local] = operands<Op::kTalk>(pc);
        sp -= count;
        CAMP_NEED(spending(fuel.left, [&, step = step, row = row, count = count, local = local] {
          return send(step, row, count, sp++, local);
        }));
        break;
      }
      case Op::kSetAttribute: {
        const auto [step, name] = operands<Op::kSetAttribute>(pc);  // its step: for people
        CAMP_NEED(set_attribute(name, *--sp));
        break;
      }
      case Op::kSetList: {
        const auto [step, list, member] = operands<Op::kSetList>(pc);
        CAMP_NEED(set_list(step, list, member != 0));
        break;
      }
      case Op::kEmit: {
        const auto [step, event] = operands<Op::kEmit>(pc);
        CAMP_NEED(emit(step, event, *--sp));
        break;
      }
      case Op::kSayConsent: {
        const auto [step, row] = operands<Op::kSayConsent>(pc);
        CAMP_NEED(say_consent(step, row));
        break;
      }
      case Op::kConfirmUrl:
        *sp++ = confirm_url();
        break;
      case Op::kRequest: {
        const auto [step, call, count, local] = operands<Op::kRequest>(pc);
        sp -= count;
        CAMP_NEED(request(step, call, {sp, count}, &locals_[local]));
        break;
      }
      case Op::kNote: {
        const auto [step, point] = operands<Op::kNote>(pc);
        CAMP_NEED(note(step, point));
        break;
      }
      case Op::kAwaitDecision: {
        const auto [step, row] = operands<Op::kAwaitDecision>(pc);
        bool goes_on = false;
        CAMP_NEED(await_decision(step, row, &goes_on));
        if (goes_on) break;
        return Stop::kParked;
      }
      case Op::kExperiment: {
        const auto [step, row] = operands<Op::kExperiment>(pc);  // its step: for people
        std::uint32_t target = 0;
        CAMP_NEED(spending(fuel.left, [&, row = row] { return experiment(row, sp, &target); }));
        pc = begin + target;
        break;
      }
      case Op::kExit:
        CAMP_NEED(leave(sp[-1], only<Op::kExit>(pc)));
        return Stop::kExited;
      case Op::kEnd:
        return Stop::kFinished;

      // templates
      default: {
        Cursor cursor{at, sp, begin, fuel.left};
        const bool done = template_loop(&cursor);
        pc = cursor.pc;
        sp = cursor.sp;
        fuel.left = cursor.fuel;
        if (!done) at = pc;
        CAMP_LIQUID(done);
        break;
      }
    }
  }
}

#undef CAMP_NEED
#undef CAMP_LIQUID
#undef CAMP_ORDER

template Transition::Stop Transition::loop_of<false>(const Function&, std::uint32_t, Value*);
template Transition::Stop Transition::loop_of<true>(const Function&, std::uint32_t, Value*);

}  // namespace camp
