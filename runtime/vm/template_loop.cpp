// The loop of a template's own instructions: one case each. Apart from the machine's loop, which
// expressions and flows keep short and fast; what the instructions do is in rendering.cpp and
// loops.cpp.
#include "runtime/vm/operands.h"
#include "runtime/vm/transition.h"
#include "stdlib/functions/liquid.h"

namespace camp {

// The macro is for this function only: it leaves it when an operator has failed.
#define CAMP_NEED(operation)                 \
  if (!(operation)) [[unlikely]] {           \
    *cursor = {at, sp, cursor->begin, fuel}; \
    return false;                            \
  }

// Runs from one of them to the first instruction that is none, or the fuel's end.
bool Transition::template_loop(Cursor* cursor) {
  const Value* const constants = program_->constants.data();
  const char* pc = cursor->pc;
  Value* sp = cursor->sp;
  auto fuel = cursor->fuel;
  for (;;) {
    const char* const at = pc;
    switch (static_cast<Op>(static_cast<std::uint8_t>(*pc++))) {
      case Op::kPrint:
        CAMP_NEED(print(only<Op::kPrint>(pc), *--sp));
        break;
      case Op::kPrintText:
        CAMP_NEED(print_text(only<Op::kPrintText>(pc)));
        break;
      case Op::kGuard: {
        const auto [quiet, target] = operands<Op::kGuard>(pc);
        template_.guard = {target, quiet != 0, true};
        break;
      }
      case Op::kLoadVariable: {
        const auto [variable, name] = operands<Op::kLoadVariable>(pc);
        load_variable(variable, name, sp++);
        break;
      }
      case Op::kAssign:
        assign(only<Op::kAssign>(pc), *--sp);
        break;
      case Op::kRoot:
        CAMP_NEED(root(sp));
        break;
      case Op::kItem:
        CAMP_NEED(item(sp));
        --sp;
        break;
      case Op::kMember:
        CAMP_NEED(member(only<Op::kMember>(pc), sp));
        break;
      case Op::kRange:
        CAMP_NEED(range(sp));
        --sp;
        break;
      case Op::kTruth:
        sp[-1] = Value::boolean(stdlib::liquid::is_true(sp[-1]));
        break;
      case Op::kAlike:
        CAMP_NEED(alike(sp));
        --sp;
        break;
      case Op::kIsEmpty:
        sp[-1] = Value::boolean(stdlib::liquid::is_empty(sp[-1]));
        break;
      case Op::kIsBlank:
        sp[-1] = Value::boolean(stdlib::liquid::is_blank(sp[-1]));
        break;
      case Op::kOrdered:
        CAMP_NEED(ordered(only<Op::kOrdered>(pc), sp));
        --sp;
        break;
      case Op::kHolds:
        CAMP_NEED(holds(sp));
        --sp;
        break;
      case Op::kCaptureBegin:
        template_.captures.push_back(template_.printed.size());
        break;
      case Op::kCaptureEnd:
        CAMP_NEED(capture_end(sp++));
        break;
      case Op::kPrintChanged:
        CAMP_NEED(print_changed(*--sp));
        break;
      case Op::kLoopBegin: {
        const auto [variable, name, flags] = operands<Op::kLoopBegin>(pc);
        CAMP_NEED(loop_begin(variable, name, flags, sp));
        sp -= 3;
        break;
      }
      case Op::kLoopNext: {
        const auto target = only<Op::kLoopNext>(pc);
        bool more = false;
        CAMP_NEED(loop_next(&more));
        if (!more) pc = cursor->begin + target;
        break;
      }
      case Op::kInterrupt:
        template_.interrupted = only<Op::kInterrupt>(pc) == 1 ? TemplateRun::Interrupted::kBreak
                                                              : TemplateRun::Interrupted::kContinue;
        break;
      case Op::kJumpIfInterrupted: {
        const auto target = only<Op::kJumpIfInterrupted>(pc);
        if (template_.interrupted != TemplateRun::Interrupted::kNot) pc = cursor->begin + target;
        break;
      }
      case Op::kCount: {
        const auto [variable, name, down] = operands<Op::kCount>(pc);
        CAMP_NEED(count(variable, name, down != 0));
        break;
      }
      case Op::kCycle: {
        const auto count = only<Op::kCycle>(pc);
        CAMP_NEED(cycle(count, sp));
        sp = sp - count + 1;
        break;
      }
      case Op::kPartialArgument:
        template_.arguments.emplace_back(only<Op::kPartialArgument>(pc), sp[-1]);
        --sp;
        break;
      case Op::kPartial: {
        const auto [variable, flags] = operands<Op::kPartial>(pc);
        CAMP_NEED(spending(fuel, [&, variable = variable, flags = flags] {
          return partial(variable, flags, sp);
        }));
        sp -= 2;
        break;
      }
      case Op::kRaise:
        CAMP_NEED(raise(std::string(constants[only<Op::kRaise>(pc)].text())));
        break;
      case Op::kProse:
        in_message_ = only<Op::kProse>(pc) != 0;
        break;
      default:
        if (at == cursor->pc) return fail("there is no such instruction");
        *cursor = {at, sp, cursor->begin, fuel + 1};
        return true;
    }
    if (fuel == 0) break;
    --fuel;
  }
  *cursor = {pc, sp, cursor->begin, fuel};
  return true;
}

#undef CAMP_NEED

}  // namespace camp
