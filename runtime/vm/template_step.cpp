// The instructions of templates: one case each. Apart from the loop, which expressions and flows
// keep short and fast; what they do is in rendering.cpp and loops.cpp.
#include "runtime/vm/operands.h"
#include "runtime/vm/transition.h"
#include "stdlib/functions/liquid.h"

namespace camp {

#define CAMP_NEED(operation)     \
  if (!(operation)) [[unlikely]] \
  return false

bool Transition::step_of_template(Op op, Cursor* cursor) {
  const char*& pc = cursor->pc;
  Value*& sp = cursor->sp;
  const Value* const constants = program_->constants.data();
  switch (op) {
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
      CAMP_NEED(spending(cursor->fuel, [&, variable = variable, flags = flags] {
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
      return fail("there is no such instruction");
  }
  return true;
}

#undef CAMP_NEED

}  // namespace camp
