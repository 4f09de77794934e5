#include "runtime/sim/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/catalog/events.h"
#include "lang/program/instruction.h"
#include "runtime/sim/story.h"

namespace camp::sim {
namespace {

// What an instruction reads, as a script says it; "": it reads nothing by itself.
std::string name_of(const Program& program, const FlowDecl* flow, const Instruction& instruction,
                    std::uint32_t offset_in_function) {
  const auto first = instruction.operands[0];
  switch (instruction.info->op) {
    case Op::kAttribute:
      return "contact." + program.name(first);
    case Op::kEventField:
      return "event." + program.name(first);
    case Op::kEventTime:
      return "event.time";
    case Op::kInList:
      return "contact in " + program.name(first);
    case Op::kNow:
      return "now";
    case Op::kOutletName:
      return "outlet";
    case Op::kLoadLocal:
      if (flow == nullptr) return "";
      for (const auto& local : flow->locals) {
        const bool there = local.begin <= offset_in_function && offset_in_function < local.end;
        if (local.slot == first && there) return local.name;
      }
      return "";
    default:
      return "";
  }
}

bool is_branch(Op op) {
  return op == Op::kJumpIfFalse || op == Op::kJumpIfTrue || op == Op::kExperiment;
}

// What a statement does; what it reads comes before.
bool is_statement(const LinkedProgram& program, std::uint32_t offset) {
  const auto instruction = decode_instruction(program.program().code, offset);
  return instruction &&
         (instruction->info->op == Op::kExit ||
          (instruction->info->flags & (op_flags::kEffect | op_flags::kSuspends)) != 0);
}

std::string text_of(const LinkedProgram& program, const Value& value) {
  return value_text(value, program.default_zone());
}

// By which of its flow's waits a transition begins here, an offset of the body: what came. "": by
// none that had a choice.
std::string what_came(const Program& program, const FlowDecl& flow, std::uint32_t offset) {
  for (const auto& wait : flow.waits) {
    for (const auto& arm : wait.arms) {
      if (arm.target != offset) continue;
      const auto& event = program.name(arm.event);
      return event == kContactChanged ? "its condition came true" : event + " came";
    }
    if (wait.otherwise == offset && !wait.arms.empty()) return "the wait's time was up";
  }
  return {};
}

}  // namespace

Place place_of(const Program& program, std::uint32_t code) {
  const auto known = source_position(program, code);
  return known ? Place{std::string(known->file), known->line, known->column} : Place();
}

void TraceWatch::begins(const LinkedProgram& program, const InstanceFacts& instance,
                        const Situation& situation) {
  const auto& flow = program.program().flows[instance.flow];
  walk_ = {&program.program().functions[flow.body], &flow, kNone};
  frame_ = {};
  frame_.at_ms = situation.now_ms;
  frame_.contact = situation.contact.id;
  frame_.flow = program.program().name(flow.name);
  frame_.instance = instance.number;
  asked_.clear();
  last_ = kNone;
}

void TraceWatch::ends(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::kIncident && !points_.empty())
    points_.back().problem = outcome.incident.message;
  walk_ = {};
  last_ = kNone;
}

void TraceWatch::answered(const LinkedProgram& program, std::uint32_t function,
                          const Situation& situation, const Value& answer) {
  const auto read = std::exchange(asked_, {});
  last_ = kNone;
  if (answer.tag != Tag::kBool) return;
  TracePoint point;
  point.kind = TracePoint::Kind::kQuestion;
  point.place = place_of(program.program(), program.program().functions[function].begin);
  point.at_ms = situation.now_ms;
  point.contact = situation.contact.id;
  point.read = read;
  point.answer = text_of(program, answer);
  points_.push_back(std::move(point));
}

// Asked for by the line that it stands at.
void TraceWatch::assigned(const LinkedProgram& linked, std::uint32_t flow, std::uint32_t experiment,
                          std::uint32_t arm) {
  if (points_.empty()) return;
  const auto& program = linked.program();
  const auto& decl = program.flows[flow].experiments[experiment];
  const auto won = decl.arms[arm].winner_of;
  const auto& name = program.name(decl.arms[won == kNone ? arm : won].name);
  points_.back().read.push_back(
      {"the arm of " + program.name(decl.name), won == kNone ? name : name + ", which has won"});
}

void TraceWatch::at(const LinkedProgram& program, std::uint32_t offset, const Value* top,
                    const Value* locals) {
  if (last_ != kNone) note_read(program, top);
  last_ = offset;
  const auto* body = walk_.body;
  if (body == nullptr || offset < body->begin || offset >= body->end) return;
  if (walk_.offset == kNone) walk_.base = top;
  come_to(program, offset, top == walk_.base, locals);
  const auto op = static_cast<Op>(static_cast<std::uint8_t>(program.program().code[offset]));
  if (is_branch(op) && !points_.empty()) points_.back().branches = true;
}

// A new point where the line is another, the same once more, or a statement behind on it. What a
// statement has begun with is not done yet: an arm's value belongs to its `match`. `between`: the
// stack is empty.
void TraceWatch::come_to(const LinkedProgram& program, std::uint32_t offset, bool between,
                         const Value* locals) {
  auto place = place_of(program.program(), offset);
  const bool begins = walk_.offset == kNone;
  const bool again = !begins && offset <= walk_.offset;
  walk_.offset = offset;
  if (!place.is_known()) return;
  const auto* last = begins || points_.empty() ? nullptr : &points_.back().place;
  const bool same_line = last != nullptr && last->line == place.line && last->file == place.file;
  const bool within =
      same_line && !again && is_statement(program, offset) && place.column > last->column;
  if (same_line ? !again && !within : !between && last != nullptr) return;
  auto& point = points_.emplace_back(frame_);
  if (begins) point.came = what_came(program.program(), *walk_.flow, offset - walk_.body->begin);
  point.place = std::move(place);
  point.within = within;
  const auto in_body = offset - walk_.body->begin;
  for (const auto& local : walk_.flow->locals) {
    if (in_body < local.begin || in_body >= local.end) continue;
    const auto& value = locals[local.slot];
    if (value.tag != Tag::kHandle) point.locals.push_back({local.name, text_of(program, value)});
  }
}

// What the last instruction has put on top.
void TraceWatch::note_read(const LinkedProgram& program, const Value* top) {
  const auto& code = program.program().code;
  const auto instruction = decode_instruction(code, last_);
  if (!instruction) return;
  const auto* body = walk_.body;
  const bool of_flow = body != nullptr && last_ >= body->begin && last_ < body->end;
  if (body != nullptr && !of_flow) return;  // an expression inside of a step
  auto& read = of_flow && !points_.empty() ? points_.back().read : asked_;
  const auto add = [&](std::string name) {
    NamedText one{std::move(name), text_of(program, top[-1])};
    if (std::find(read.begin(), read.end(), one) == read.end()) read.push_back(std::move(one));
  };
  if (instruction->info->op == Op::kEventsBegin) {
    counted_ = program.program().name(instruction->operands[0]);
  } else if (!counted_.empty() && (instruction->info->op == Op::kEventsEnd ||
                                   instruction->info->op == Op::kEventsAtLeast)) {
    const bool counts = instruction->info->op == Op::kEventsAtLeast;
    const auto name = std::exchange(counted_, {});
    add(counts ? fmt::format("{} {} times or more", name, instruction->operands[0])
               : fmt::format("of the events {}", name));
  } else if (counted_.empty()) {
    const auto begin = of_flow ? body->begin : 0;
    auto name =
        name_of(program.program(), of_flow ? walk_.flow : nullptr, *instruction, last_ - begin);
    if (!name.empty()) add(std::move(name));
  }
}

}  // namespace camp::sim
