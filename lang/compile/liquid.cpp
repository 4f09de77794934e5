#include "lang/compile/liquid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "lang/base/hash.h"
#include "lang/program/template_unit.h"
#include "lang/program/verifier.h"

namespace camp::compile {
namespace {

bool is_word(const liquid::Expression& expression) {
  return std::holds_alternative<liquid::Word>(expression.node);
}

bool is_literal(const liquid::Expression& expression) {
  return std::holds_alternative<Value>(expression.node);
}

// A float without what is behind its point, where 64 bits hold it.
std::optional<std::int64_t> whole_of(const Value& value) {
  constexpr double kBeyond = 9.2e18;
  if (value.tag != Tag::kFloat || !(std::fabs(value.as_real()) < kBeyond)) return std::nullopt;
  return static_cast<std::int64_t>(value.as_real());
}

// Of a literal, for the key of a cycle: its type and its text.
std::string literal_key(const Value& value) {
  if (value.tag == Tag::kString) return fmt::format("s{}:{}", value.aux, value.text());
  if (value.tag == Tag::kFloat) return fmt::format("f{}", value.as_real());
  return fmt::format("{}:{}", static_cast<int>(value.tag), value.num);
}

// Literals of one kind, no two the same.
bool are_different(const std::vector<liquid::Expression>& values) {
  std::set<std::string> keys;
  std::set<Tag> kinds;
  for (const auto& value : values) {
    const auto* literal = std::get_if<Value>(&value.node);
    if (literal == nullptr || literal->tag == Tag::kFloat) return false;
    keys.insert(literal_key(*literal));
    kinds.insert(literal->tag);
  }
  return keys.size() == values.size() && kinds.size() == 1;
}

}  // namespace

void call_filter(ProgramBuilder& program, FunctionBuilder& out, const FunctionInfo& info,
                 const liquid::Filter& filter,
                 const std::function<void(const liquid::Expression&)>& push) {
  auto given = static_cast<std::uint32_t>(filter.arguments.size() + 1);
  for (const auto& argument : filter.arguments) push(argument);
  std::vector<Value> names;
  for (const auto& [name, value] : filter.keywords) {
    names.push_back(Value::string(name.text));
    push(value);
  }
  if (!names.empty()) {
    const auto count = static_cast<std::uint32_t>(names.size());
    out.op(Op::kMakeRecord, program.constant(Value::list(names.data(), count)), count);
    ++given;
  }
  out.op(Op::kCallFunction, info.number, given);
}

void LiquidCompiler::body(const liquid::Block& whole) {
  Label end;
  ways_out_.push_back(&end);
  block(whole);
  ways_out_.pop_back();
  out_.bind(end);
  out_.op(Op::kAbsent);
  out_.op(Op::kReturn);
}

void LiquidCompiler::block(const liquid::Block& block) {
  for (const auto& one : block.nodes) node(one);
}

void LiquidCompiler::node(const liquid::Node& node) {
  out_.at(node.span);
  if (auto* text = std::get_if<std::string>(&node.what))
    host_.print(*text, program_.text(*text));
  else if (auto* output = std::get_if<liquid::Output>(&node.what))
    this->output(*output);
  else
    std::visit([&](const auto& tag) { this->tag(node, tag); },
               *std::get<std::unique_ptr<liquid::Tag>>(node.what));
}

void LiquidCompiler::guard(const liquid::Node& node, Label& end) {
  out_.at(node.span);
  if (host_.prints_errors()) out_.jump(Op::kGuard, end, node.is_blank() ? 1 : 0);
}

void LiquidCompiler::leave_if_interrupted() {
  out_.jump(Op::kJumpIfInterrupted, *ways_out_.back());
}

// ---- expressions

void LiquidCompiler::expression(const liquid::Expression& expression) {
  if (auto* value = std::get_if<Value>(&expression.node)) {
    if (value->is_absent()) return out_.op(Op::kAbsent);
    return out_.constant(*value);
  }
  if (is_word(expression)) return out_.constant(Value::string(""));
  if (auto* range = std::get_if<liquid::RangeOf>(&expression.node)) {
    const bool literals = is_literal(*range->first) && is_literal(*range->last);
    for (const auto* end : {range->first.get(), range->last.get()}) {
      if (const auto cut = literals ? whole_of(std::get<Value>(end->node)) : std::nullopt)
        out_.constant(Value::integer(*cut));
      else
        this->expression(*end);
    }
    return out_.op(Op::kRange);
  }
  host_.lookup(expression, std::get<liquid::Lookup>(expression.node));
}

void LiquidCompiler::steps(const liquid::Lookup& lookup, std::size_t from) {
  for (std::size_t i = from; i < lookup.steps.size(); ++i) {
    const auto& step = lookup.steps[i];
    if (step.key == nullptr) {
      out_.op(Op::kMember, program_.text(step.name.text));
      continue;
    }
    expression(*step.key);
    out_.op(Op::kItem);
  }
}

void LiquidCompiler::optional(const std::optional<liquid::Expression>& given) {
  if (given)
    expression(*given);
  else
    out_.op(Op::kAbsent);
}

void LiquidCompiler::piped(const liquid::Piped& piped) {
  expression(piped.expression);
  for (const auto& filter : piped.filters) host_.filter(filter);
}

void LiquidCompiler::output(const liquid::Output& output) {
  Label end;
  if (host_.prints_errors()) out_.jump(Op::kGuard, end, 0);
  host_.print(output, [&] { piped(output); });
  out_.bind(end);
}

// ---- conditions

void LiquidCompiler::alike(const liquid::Expression& left, const liquid::Expression& right) {
  const bool words[] = {is_word(left), is_word(right)};
  if (words[0] && words[1]) return out_.constant(Value::boolean(false));
  if (!words[0] && !words[1]) {
    expression(left);
    expression(right);
    return out_.op(Op::kAlike);
  }
  expression(words[0] ? right : left);
  const auto word = std::get<liquid::Word>((words[0] ? left : right).node);
  out_.op(word == liquid::Word::kEmpty ? Op::kIsEmpty : Op::kIsBlank);
}

void LiquidCompiler::test(const liquid::Test& test) {
  using liquid::Comparison;
  switch (test.comparison) {
    case Comparison::kTruth:
      expression(test.left);
      return out_.op(Op::kTruth);
    case Comparison::kEqual:
      return alike(test.left, test.right);
    case Comparison::kNotEqual:
      alike(test.left, test.right);
      return out_.op(Op::kNot);
    case Comparison::kContains:
      expression(test.left);
      expression(test.right);
      return out_.op(Op::kHolds);
    case Comparison::kUnknown:
      return out_.op(Op::kRaise, program_.text("Unknown operator " + test.written));
    default:
      break;
  }
  if (is_word(test.left) || is_word(test.right)) return out_.constant(Value::boolean(false));
  expression(test.left);
  expression(test.right);
  out_.op(Op::kOrdered, static_cast<std::uint32_t>(test.comparison) -
                            static_cast<std::uint32_t>(Comparison::kLess));
}

// Jumps when the tests from `from` on are `when`, else goes on; grouped to the right.
void LiquidCompiler::branch(const liquid::Condition& condition, std::size_t from, bool when,
                            Label& label) {
  const auto& first = condition.tests[from];
  test(first);
  if (from + 1 == condition.tests.size())
    return out_.jump(when ? Op::kJumpIfTrue : Op::kJumpIfFalse, label);
  // `and` is decided by false, `or` by true.
  const bool decides = !first.and_next;
  const auto jump = decides ? Op::kJumpIfTrue : Op::kJumpIfFalse;
  if (decides == when) {
    out_.jump(jump, label);
    return branch(condition, from + 1, when, label);
  }
  Label decided;
  out_.jump(jump, decided);
  branch(condition, from + 1, when, label);
  out_.bind(decided);
}

// ---- tags

void LiquidCompiler::tag(const liquid::Node& node, const liquid::If& tag) {
  Label end;
  for (const auto& branch : tag.branches) {
    Label next;
    if (branch.condition) {
      guard(node, end);
      this->branch(*branch.condition, 0, branch.negated, next);
    }
    block(branch.body);
    if (&branch != &tag.branches.back()) out_.jump(Op::kJump, end);
    out_.bind(next);
  }
  out_.bind(end);
}

// Every branch that matches is taken; `else` when none before it was. Whether any was is kept in a
// variable that no template can name.
void LiquidCompiler::tag(const liquid::Node& node, const liquid::Case& tag) {
  Label end;
  const bool has_else = std::any_of(tag.branches.begin(), tag.branches.end(),
                                    [](const liquid::When& branch) { return branch.otherwise; });
  const auto taken = has_else ? host_.hidden_variable() : kNoVariable;
  note_taken(taken, false);
  for (const auto& branch : tag.branches) {
    if (!branch.otherwise) {
      when(node, tag.subject, branch, taken, end);
      continue;
    }
    Label next;
    out_.op(Op::kLoadVariable, taken, program_.name("case"));
    out_.jump(Op::kJumpIfTrue, next);
    block(branch.body);
    out_.bind(next);
  }
  out_.bind(end);
}

void LiquidCompiler::note_taken(std::uint16_t variable, bool taken) {
  if (variable == kNoVariable) return;
  out_.constant(Value::boolean(taken));
  out_.op(Op::kAssign, variable);
}

// A value that stands there twice prints twice, so only where no two can be equal is the body there
// once.
void LiquidCompiler::when(const liquid::Node& node, const liquid::Expression& subject,
                          const liquid::When& branch, std::uint16_t taken, Label& end) {
  Label next;
  Label hit;
  const bool once = are_different(branch.values);
  for (const auto& value : branch.values) {
    Label other;
    guard(node, end);
    alike(subject, value);
    if (once) {
      out_.jump(Op::kJumpIfTrue, hit);
      continue;
    }
    out_.jump(Op::kJumpIfFalse, other);
    block(branch.body);
    note_taken(taken, true);
    out_.bind(other);
  }
  if (!once) return;
  out_.jump(Op::kJump, next);
  out_.bind(hit);
  block(branch.body);
  note_taken(taken, true);
  out_.bind(next);
}

// LoopBegin has pushed whether there are items.
void LiquidCompiler::loop(const liquid::Block& body,
                          const std::optional<liquid::Block>& otherwise) {
  Label none;
  Label end;
  Label next;
  out_.jump(Op::kJumpIfFalse, none);
  out_.bind(next);
  out_.jump(Op::kLoopNext, end);
  ways_out_.push_back(&next);
  block(body);
  ways_out_.pop_back();
  out_.jump(Op::kJump, next);
  out_.bind(none);
  if (otherwise) block(*otherwise);
  out_.bind(end);
}

void LiquidCompiler::tag(const liquid::Node& node, const liquid::For& tag) {
  Label end;
  guard(node, end);
  expression(tag.collection);
  out_.op(Op::kAbsent);
  optional(tag.limit);
  optional(tag.offset);
  const auto flags = (tag.reversed ? loop_flags::kReversed : 0) |
                     (tag.offset_continue ? loop_flags::kContinue : 0) |
                     (tag.limit ? loop_flags::kLimit : 0) | (tag.offset ? loop_flags::kOffset : 0);
  out_.op(Op::kLoopBegin, host_.variable(tag.variable), program_.text(tag.name),
          static_cast<std::uint32_t>(flags));
  loop(tag.body, tag.otherwise);
  out_.bind(end);
}

void LiquidCompiler::walk(const liquid::Expression& collection, const ast::Name& variable,
                          const liquid::Block& body) {
  expression(collection);
  out_.op(Op::kAbsent);
  out_.op(Op::kAbsent);
  out_.op(Op::kAbsent);
  out_.op(Op::kLoopBegin, host_.variable(variable), program_.text(variable.text), 0);
  loop(body, std::nullopt);
}

void LiquidCompiler::tag(const liquid::Node& node, const liquid::TableRow& tag) {
  Label end;
  guard(node, end);
  expression(tag.collection);
  optional(tag.cols);
  optional(tag.limit);
  optional(tag.offset);
  const auto flags = loop_flags::kTable | (tag.cols ? loop_flags::kColumns : 0) |
                     (tag.limit ? loop_flags::kLimit : 0) | (tag.offset ? loop_flags::kOffset : 0);
  out_.op(Op::kLoopBegin, host_.variable(tag.variable), program_.text(tag.name),
          static_cast<std::uint32_t>(flags));
  loop(tag.body, std::nullopt);
  out_.bind(end);
}

void LiquidCompiler::tag(const liquid::Node& node, const liquid::Assign& tag) {
  Label end;
  guard(node, end);
  piped(tag.value);
  out_.op(Op::kAssign, host_.variable(tag.variable));
  out_.bind(end);
}

// A break inside goes to the end of the capture, and on from there.
void LiquidCompiler::capture(const liquid::Block& body) {
  Label end;
  out_.op(Op::kCaptureBegin);
  ways_out_.push_back(&end);
  block(body);
  ways_out_.pop_back();
  out_.bind(end);
  out_.op(Op::kCaptureEnd);
}

void LiquidCompiler::tag(const liquid::Node&, const liquid::Capture& tag) {
  capture(tag.body);
  out_.op(Op::kAssign, host_.variable(tag.variable));
  leave_if_interrupted();
}

void LiquidCompiler::tag(const liquid::Node&, const liquid::IfChanged& tag) {
  capture(tag.body);
  out_.op(Op::kPrintChanged);
  leave_if_interrupted();
}

namespace {

// Any markup names a counter, none too; a name of a program is plain text.
std::string counter_name(std::string_view markup) {
  return is_plain_name(markup) ? std::string(markup) : "counter " + to_hex(markup);
}

}  // namespace

void LiquidCompiler::tag(const liquid::Node& node, const liquid::Count& tag) {
  Label end;
  guard(node, end);
  out_.op(Op::kCount, host_.variable(tag.variable), program_.name(counter_name(tag.variable.text)),
          tag.up ? 0 : 1);
  out_.bind(end);
}

void LiquidCompiler::tag(const liquid::Node& node, const liquid::Cycle& tag) {
  Label end;
  guard(node, end);
  bool literals = true;
  std::string key = "=";
  std::vector<const liquid::Expression*> values;
  for (const auto& value : tag.values) {
    const auto* literal = std::get_if<Value>(&value.node);
    if (literal != nullptr && literal->is_absent()) continue;  // dropped
    values.push_back(&value);
    literals = literals && literal != nullptr;
    if (literal != nullptr) key += literal_key(*literal) + ",";
  }
  host_.print(tag.printed, [&] {
    if (tag.group)
      expression(*tag.group);
    else
      out_.constant(
          Value::string(literals ? key : fmt::format("#{}:{}", node.span.source, node.span.begin)));
    constexpr std::size_t kValuesMax = 254;  // the instruction counts in one byte
    const auto count = std::min(values.size(), kValuesMax);
    for (std::size_t i = 0; i < count; ++i) expression(*values[i]);
    out_.op(Op::kCycle, static_cast<std::uint32_t>(count + 1));
  });
  out_.bind(end);
}

void LiquidCompiler::tag(const liquid::Node& node, const liquid::Partial& tag) {
  Label end;
  guard(node, end);
  host_.partial(tag);
  out_.bind(end);
}

void LiquidCompiler::tag(const liquid::Node&, const liquid::Interrupt& tag) {
  out_.op(Op::kInterrupt, tag.continues ? 2 : 1);
  out_.jump(Op::kJump, *ways_out_.back());
}

}  // namespace camp::compile
