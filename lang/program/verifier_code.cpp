// The code's half of the verifier.
//
// Each function is read three times: its bytes are cut into instructions, every operand is checked
// (also of code that nothing reaches), then all paths are followed. A place in the code has one
// state (stack depth, aggregate open or not); the first path to reach it sets that, later ones must
// agree, so every instruction is followed once and the work is linear. A list of places to go on
// from stands for recursion.
//
// Every target of a flow's waits and experiments is an entry of its body, whether an instruction
// names the table or not: an instance read from a store can then only resume where the stack is
// empty.
#include "lang/base/limits.h"
#include "lang/catalog/answers.h"
#include "lang/catalog/functions.h"
#include "lang/catalog/talk_points.h"
#include "lang/program/instruction.h"
#include "lang/program/template_unit.h"
#include "lang/program/verifier_parts.h"

namespace camp {
namespace {

struct State {
  std::uint32_t depth = 0;
  bool aggregate_open = false;
  friend bool operator==(const State&, const State&) = default;
};

// One byte of code: not the begin of an instruction, or one not reached yet, or the state it is
// reached in.
using Mark = std::uint16_t;
constexpr Mark kNoInstruction = 0xFFFF;
constexpr Mark kNotReached = 0xFFFE;
static_assert(limits::kStackSlots * 2 + 1 < kNotReached);

Mark mark_of(const State& state) {
  return static_cast<Mark>(state.depth * 2 + (state.aggregate_open ? 1 : 0));
}
State state_of(Mark mark) { return {static_cast<std::uint32_t>(mark / 2), mark % 2 == 1}; }

class FunctionVerifier {
 public:
  FunctionVerifier(const Program& program, const ProgramFacts& facts)
      : program_(program), facts_(facts), waits_at_(program.steps.size(), false) {}

  Result<void> run(std::size_t function) {
    number_ = function;
    function_ = &program_.functions[function];
    flow_ = facts_.flow_of[function] == kNone ? nullptr : &program_.flows[facts_.flow_of[function]];
    code_ =
        std::string_view(program_.code).substr(function_->begin, function_->end - function_->begin);
    CAMP_TRY(cut());
    CAMP_TRY(check_operands());
    CAMP_TRY(enter());
    while (!pending_.empty()) {
      auto at = pending_.back();
      pending_.pop_back();
      CAMP_TRY(follow(*decode_instruction(code_, at)));
    }
    return {};
  }

 private:
  Error broken(std::size_t at, std::string_view rule) const {
    std::string place = "function " + std::to_string(number_);
    if (flow_ != nullptr) place += " (flow '" + program_.name(flow_->name) + "')";
    place += ", offset " + std::to_string(at);
    auto instruction = decode_instruction(code_, at);
    if (instruction) place += " " + std::string(instruction->info->name);
    auto source = source_place(program_, function_->begin + static_cast<std::uint32_t>(at));
    if (!source.empty()) place += ", from " + source;
    return rule_broken(std::move(place), std::string(rule));
  }

  Result<void> cut() {
    marks_.assign(code_.size(), kNoInstruction);
    for (std::size_t at = 0; at < code_.size();) {
      auto instruction = decode_instruction(code_, at);
      if (!instruction) return broken(at, "there is no whole, known instruction");
      marks_[at] = kNotReached;
      at = instruction->end;
    }
    return {};
  }

  bool is_instruction(std::size_t at) const {
    return at < marks_.size() && marks_[at] != kNoInstruction;
  }

  Result<void> check_operands() {
    for (std::size_t at = 0; at < code_.size();) {
      auto instruction = *decode_instruction(code_, at);
      const auto& info = *instruction.info;
      if (info.is(op_flags::kFlowOnly) && flow_ == nullptr)
        return broken(at, "it belongs into a flow's body");
      if (info.is(op_flags::kExpressionOnly) && flow_ != nullptr)
        return broken(at, "it belongs into an expression");
      if (info.is(op_flags::kTemplateOnly) && function_->kind != FunctionKind::kTemplate)
        return broken(at, "it belongs into a template");
      for (std::size_t i = 0; i < info.operands.size(); ++i) {
        auto rule = operand_rule(instruction, info.operands[i], instruction.operands[i]);
        if (!rule.empty()) return broken(at, rule);
      }
      at = instruction.end;
    }
    return {};
  }

  // The rule that an operand breaks; empty when all is well. A letter without a case is refused.
  std::string_view operand_rule(const Instruction& instruction, char letter, std::uint32_t value) {
    const auto op = instruction.info->op;
    switch (letter) {
      case 'c':
        if (value >= program_.constants.size()) return "its constant is not in the table";
        if (op == Op::kMakeRecord) return names_rule(program_.constants[value]);
        if (op == Op::kAnswer)
          return program_.constants[value].tag == Tag::kList ? "" : "its constant is not a list";
        if (op != Op::kConst && program_.constants[value].tag != Tag::kString)
          return "its constant is not a string";
        return {};
      case 'n':
        return name_rule(op, value);
      case 'l':
        return value < function_->locals ? "" : "its local is not there";
      case 'j':
        return is_instruction(value) ? "" : "its target is not an instruction of this function";
      case 's':
        return step_rule(*instruction.info, value);
      case 'x':
        return table_rule(op, value);
      case 'b':
        return small_rule(instruction, value);
      default:
        return "its kind of operand is unknown to the verifier";
    }
  }

  static std::string_view names_rule(const Value& names) {
    if (names.tag != Tag::kList) return "its constant is not a list";
    for (std::uint32_t i = 0; i < names.aux; ++i)
      if (names.items[i].tag != Tag::kString) return "its constant has an item that is no string";
    return {};
  }

  // Where an instance goes on is found by the step it stands at, so no two waits share one.
  std::string_view step_rule(const OpInfo& info, std::uint32_t value) {
    if (value >= program_.steps.size()) return "its step is not in the table";
    if (program_.steps[value].flow != facts_.flow_of[number_]) return "its step is another flow's";
    if (!info.is(op_flags::kSuspends)) return {};
    if (waits_at_[value]) return "its step is another wait's";
    waits_at_[value] = true;
    return {};
  }

  std::string_view name_rule(Op op, std::uint32_t value) const {
    if (value >= program_.names.size()) return "its name is not in the table";
    const auto uses = facts_.name_uses[value];
    switch (op) {
      case Op::kAttribute:
      case Op::kSetAttribute:
        return (uses & kNamesAttribute) != 0 ? "" : "its attribute is not declared";
      case Op::kInList:
      case Op::kSetList:
        return (uses & kNamesList) != 0 ? "" : "its list is not declared";
      case Op::kEventsBegin:
      case Op::kEmit:
        return (uses & kNamesEvent) != 0 ? "" : "its event is not declared";
      default:
        return {};
    }
  }

  std::string_view table_rule(Op op, std::uint32_t value) const {
    switch (op) {
      case Op::kCallFunction:
        return function_by_number(static_cast<std::uint16_t>(value)) != nullptr
                   ? ""
                   : "its function is not in the catalog";
      case Op::kWaitEvents:
        return value < flow_->waits.size() ? "" : "its wait is not in the flow's table";
      case Op::kSend:
      case Op::kTalk:
        return value < flow_->sends.size() ? "" : "its send is not in the flow's table";
      case Op::kSayConsent:
        return value < flow_->consents.size() ? "" : "its consent is not in the flow's table";
      case Op::kRequest:
        return value < program_.calls.size() ? "" : "its call is not in the table";
      case Op::kAwaitDecision:
        if (value < flow_->experiments.size() && !flow_->experiments[value].decision)
          return "its experiment has no decision";
        [[fallthrough]];
      case Op::kExperiment:
        return value < flow_->experiments.size() ? "" : "its experiment is not in the flow's table";
      case Op::kPartial:
        if (value == kNoVariable) return {};
        [[fallthrough]];
      case Op::kLoadVariable:
      case Op::kAssign:
      case Op::kLoopBegin:
      case Op::kCount:
      case Op::kPartialArgument:
        return value < limits::kTemplateVariables ? "" : "no template has so many variables";
      default:
        return "its table is unknown to the verifier";
    }
  }

  std::string_view small_rule(const Instruction& instruction, std::uint32_t value) const {
    switch (instruction.info->op) {
      case Op::kArgument:
        return value < limits::kMessageParameters ? "" : "no message has so many arguments";
      case Op::kAnswer:
        return value < answers().size() ? "" : "its form of answer is unknown";
      case Op::kSend:
      case Op::kTalk: {
        const auto& row = flow_->sends[instruction.operand('x')];
        return value == program_.messages[row.message].parameters.size()
                   ? ""
                   : "its arguments are not as many as its message takes";
      }
      case Op::kRequest:
        return value == program_.calls[instruction.operand('x')].parameters.size()
                   ? ""
                   : "its arguments are not as many as its call takes";
      case Op::kNote:
        return is_talk_point(value) ? "" : "its point of a talk is unknown";
      case Op::kMakeRecord:
        return value == program_.constants[instruction.operand('c')].aux
                   ? ""
                   : "its values are not as many as its names";
      case Op::kEventsBegin:
        return value < kAggregateCount ? "" : "its aggregate is unknown";
      case Op::kEventsAtLeast:
        return value > 0 && value <= kAtLeastMax ? "" : "no count comes to its number";
      case Op::kPrint:
        return value < kSlotForms ? "" : "its form is unknown";
      case Op::kOrdered:
        return value < 4 ? "" : "its relation is unknown";
      case Op::kCycle:
        return value > 0 ? "" : "it has no key";
      case Op::kCallFunction:
        return value <= kFunctionParametersMax + 1
                   ? ""
                   : "it has more arguments than any function takes";
      default:
        return {};
    }
  }

  Result<void> enter() {
    CAMP_TRY(reach(0, 0, State{}));
    if (flow_ == nullptr) return {};
    for (std::size_t i = 0; i < flow_->waits.size(); ++i) {
      for (const auto& arm : flow_->waits[i].arms) CAMP_TRY(enter_arm("wait", i, arm.target));
      CAMP_TRY(enter_arm("wait", i, flow_->waits[i].otherwise));
    }
    for (std::size_t i = 0; i < flow_->experiments.size(); ++i) {
      for (const auto& arm : flow_->experiments[i].arms) {
        if (!arm.holdout) CAMP_TRY(enter_arm("experiment", i, arm.target));
      }
    }
    return {};
  }

  Result<void> enter_arm(const char* table, std::size_t row, std::uint32_t target) {
    if (is_instruction(target)) return reach(target, target, State{});
    return rule_broken(
        "flow '" + program_.name(flow_->name) + "', " + table + " " + std::to_string(row),
        "the target " + std::to_string(target) +
            " of an arm is not an instruction of the flow's body");
  }

  // `from` is where the error is reported: the instruction that goes to `at`.
  Result<void> reach(std::size_t from, std::size_t at, const State& state) {
    if (!is_instruction(at)) return broken(from, "the path goes on behind the function's end");
    if (marks_[at] == kNotReached) {
      marks_[at] = mark_of(state);
      pending_.push_back(at);
      return {};
    }
    auto known = state_of(marks_[at]);
    if (known.depth != state.depth) return broken(at, "it is reached with two stack depths");
    if (known.aggregate_open != state.aggregate_open)
      return broken(at, "it is reached with and without an open aggregate");
    return {};
  }

  Result<void> follow(const Instruction& instruction) {
    const auto& info = *instruction.info;
    const auto at = instruction.begin;
    auto state = state_of(marks_[at]);
    if (info.op == Op::kReturn && state.depth != 1)
      return broken(at, "the result is not alone on the stack");
    if (state.depth < instruction.pops()) return broken(at, "it takes more than is on the stack");
    state.depth = state.depth - instruction.pops() + static_cast<std::uint32_t>(info.pushes);
    if (state.depth > limits::kStackSlots)
      return broken(at, "the stack is deeper than kStackSlots");
    auto rule = aggregate_rule(info, state);
    if (!rule.empty()) return broken(at, rule);
    if (info.is(op_flags::kEmptyStack) && state.depth != 0)
      return broken(at, "the stack is not empty");
    if (info.is(op_flags::kJumps)) CAMP_TRY(reach(at, instruction.operand('j'), state));
    return info.is(op_flags::kEnds) ? Result<void>() : reach(at, instruction.end, state);
  }

  static std::string_view aggregate_rule(const OpInfo& info, State& state) {
    const bool open = state.aggregate_open;
    switch (info.op) {
      case Op::kEventsBegin:
        state.aggregate_open = true;
        return open ? "an aggregate is open already" : "";
      case Op::kEventsNext:
      case Op::kEventsAdd:
        return open ? "" : "no aggregate is open";
      case Op::kEventsEnd:
      case Op::kEventsAtLeast:
        state.aggregate_open = false;
        return open ? "" : "no aggregate is open";
      default:
        return open && info.is(op_flags::kClosed) ? "an aggregate is still open" : "";
    }
  }

  const Program& program_;
  const ProgramFacts& facts_;
  std::vector<bool> waits_at_;  // per step of the program: whether a wait has it
  std::size_t number_ = 0;
  const Function* function_ = nullptr;
  const FlowDecl* flow_ = nullptr;  // null in expressions
  std::string_view code_;           // of this function
  std::vector<Mark> marks_;         // per byte of it
  std::vector<std::size_t> pending_;
};

}  // namespace

Result<void> verify_code(const Program& program, const ProgramFacts& facts) {
  FunctionVerifier verifier(program, facts);
  for (std::size_t i = 0; i < program.functions.size(); ++i) CAMP_TRY(verifier.run(i));
  return {};
}

}  // namespace camp
