// One broken rule at a time, in code: instructions, jumps, stacks, aggregates, what may stand
// where.
#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "lang/program/verifier.h"
#include "sample.h"

namespace camp {
namespace {

using test::Assembler;
using test::kCampaignStep;

// The rule that the error names, without its preamble; empty when the program is sound.
std::string broken_rule(const Program& program) {
  auto verified = verify(program);
  if (verified) return {};
  const std::string preamble = "the program cannot be run: ";
  REQUIRE(verified.error().message.starts_with(preamble));
  return verified.error().message.substr(preamble.size());
}
std::string in_expression(const Assembler& assembler, std::uint8_t locals = 0) {
  auto program = test::with_expression(assembler.code(), locals);
  // Somebody with locals must use it: an exit of the journey, which has two.
  if (locals > 0) {
    program.flows[0].exits[0].on.where = program.segments[0].condition;
    program.segments.clear();
    program.flows[1].audience.condition = kNone;
    program.flows[1].cohorts.clear();
  }
  return broken_rule(program);
}
std::string in_flow(const Assembler& assembler) {
  return broken_rule(test::with_flow(assembler.code()));
}

NameIndex name_of(const std::string& text) {
  auto program = test::sample_program();
  for (std::size_t i = 0; i < program.names.size(); ++i) {
    if (program.names[i] == text) return static_cast<NameIndex>(i);
  }
  FAIL("no name " << text);
  return kNone;
}

constexpr std::uint32_t kText = 0;  // constant 0 is a string
constexpr std::uint32_t kInt = 2;   // constants 2 and 3 are ints

TEST_CASE("an error names function, offset, instruction and source") {
  auto program = test::sample_program();
  auto body = program.functions[program.flows[0].body].begin;
  program.code[body + 6] = 100;  // the step of the first wait
  auto verified = verify(program);
  REQUIRE_FALSE(verified);
  CHECK(verified.error().where ==
        "function 3 (flow 'cart'), offset 5 Wait, from flows/cart.camp:12:5");
  CHECK(verified.error().message == "the program cannot be run: its step is not in the table");
}

TEST_CASE("sound code is accepted") {
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kReturn)) == "");
  CHECK(in_expression(Assembler().op(Op::kFail, {kText})) == "");
  CHECK(in_expression(Assembler().op(Op::kLoadLocal, {1}).op(Op::kReturn), 2) == "");
  CHECK(in_flow(Assembler().op(Op::kEnd)) == "");
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kStoreLocal, {0}).op(Op::kEnd)) == "");
  // A loop without end is sound: fuel ends it.
  CHECK(in_expression(Assembler().label("a").jump(Op::kJump, "a")) == "");
  // Code that nothing reaches may have any stack.
  CHECK(in_flow(Assembler().op(Op::kEnd).op(Op::kPop).op(Op::kEnd)) == "");
}

TEST_CASE("instructions are known and whole") {
  const std::string rule = "there is no whole, known instruction";
  for (auto code : {std::string("\x00", 1), std::string("\xFF"), std::string("\x01\x00\x00\x00", 4),
                    std::string("\x02\x54\x01", 3)}) {
    CHECK(broken_rule(test::with_expression(code)) == rule);
  }
}

TEST_CASE("jumps go to instructions of their own function") {
  const std::string rule = "its target is not an instruction of this function";
  for (auto target : {1u, 2u, 6u, 7u, 10u, 1000u, UINT32_MAX})
    CHECK(in_expression(Assembler().op(Op::kJump, {target}).op(Op::kFail, {kText})) == rule);
  CHECK(in_expression(Assembler().op(Op::kJump, {5}).op(Op::kFail, {kText})) == "");
}

TEST_CASE("every path ends") {
  const std::string rule = "the path goes on behind the function's end";
  CHECK(in_expression(Assembler().op(Op::kAbsent)) == rule);
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kWait, {kCampaignStep})) == rule);
  CHECK(in_expression(Assembler()
                          .op(Op::kAbsent)
                          .jump(Op::kJumpIfTrue, "b")
                          .op(Op::kFail, {kText})
                          .label("b")
                          .op(Op::kAbsent)) == rule);
}

TEST_CASE("stacks") {
  CHECK(in_expression(Assembler().op(Op::kPop).op(Op::kAbsent).op(Op::kReturn)) ==
        "it takes more than is on the stack");
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kAdd).op(Op::kReturn)) ==
        "it takes more than is on the stack");
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kMakeList, {2}).op(Op::kReturn)) ==
        "it takes more than is on the stack");
  CHECK(in_expression(Assembler().op(Op::kMakeList, {0}).op(Op::kReturn)) == "");
  CHECK(in_expression(Assembler().op(Op::kReturn)) == "the result is not alone on the stack");
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kAbsent).op(Op::kReturn)) ==
        "the result is not alone on the stack");
}

TEST_CASE("the stack's limit") {
  for (bool over : {false, true}) {
    Assembler a;
    for (std::size_t i = 0; i < limits::kStackSlots + (over ? 1 : 0); ++i) a.op(Op::kAbsent);
    a.op(Op::kFail, {kText});
    CHECK(in_expression(a) == (over ? "the stack is deeper than kStackSlots" : ""));
  }
}

TEST_CASE("paths meet with one state") {
  Assembler depth;
  depth.op(Op::kAbsent)
      .jump(Op::kJumpIfFalse, "b")
      .op(Op::kAbsent)
      .label("b")
      .op(Op::kFail, {kText});
  CHECK(in_expression(depth) == "it is reached with two stack depths");

  Assembler growing;  // a loop that pushes
  growing.label("a").op(Op::kAbsent).jump(Op::kJump, "a");
  CHECK(in_expression(growing) == "it is reached with two stack depths");

  Assembler aggregate;
  aggregate.op(Op::kAbsent).jump(Op::kJumpIfFalse, "b").op(Op::kAbsent);
  aggregate.op(Op::kEventsBegin, {name_of("purchase"), 0}).label("b").op(Op::kFail, {kText});
  CHECK(in_expression(aggregate) == "it is reached with and without an open aggregate");
}

TEST_CASE("aggregates are opened, stepped and closed in a nest of one") {
  const auto purchase = name_of("purchase");
  CHECK(in_expression(Assembler().jump(Op::kEventsNext, "b").label("b").op(Op::kFail, {kText})) ==
        "no aggregate is open");
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kEventsAdd).op(Op::kFail, {kText})) ==
        "no aggregate is open");
  CHECK(in_expression(Assembler().op(Op::kEventsEnd).op(Op::kReturn)) == "no aggregate is open");
  CHECK(in_expression(Assembler().op(Op::kEventsAtLeast, {1}).op(Op::kReturn)) ==
        "no aggregate is open");
  for (const std::uint32_t wanted : {std::uint32_t{0}, kAtLeastMax + std::uint32_t{1}})
    CHECK(in_expression(Assembler()
                            .op(Op::kAbsent)
                            .op(Op::kEventsBegin, {purchase, 0})
                            .op(Op::kEventsAtLeast, {wanted})
                            .op(Op::kReturn)) == "no count comes to its number");
  CHECK(in_expression(Assembler()
                          .op(Op::kAbsent)
                          .op(Op::kEventsBegin, {purchase, 0})
                          .op(Op::kEventsAtLeast, {kAtLeastMax})
                          .op(Op::kReturn)) == "");
  Assembler twice;
  twice.op(Op::kAbsent).op(Op::kEventsBegin, {purchase, 0}).op(Op::kAbsent);
  CHECK(in_expression(twice.op(Op::kEventsBegin, {purchase, 0}).op(Op::kFail, {kText})) ==
        "an aggregate is open already");
  Assembler left_open;
  left_open.op(Op::kAbsent).op(Op::kEventsBegin, {purchase, 0}).op(Op::kAbsent).op(Op::kReturn);
  CHECK(in_expression(left_open) == "an aggregate is still open");
  for (auto op : {Op::kSend, Op::kWait, Op::kExit, Op::kSetAttribute, Op::kEnd}) {
    Assembler flow;
    flow.op(Op::kAbsent).op(Op::kEventsBegin, {purchase, 0}).op(Op::kAbsent);
    if (op == Op::kSend)
      flow.op(op, {kCampaignStep, 0, 1});
    else if (op == Op::kSetAttribute)
      flow.op(op, {kCampaignStep, name_of("stage")});
    else if (op == Op::kEnd)
      flow.op(op);
    else
      flow.op(op, {kCampaignStep});
    CHECK(in_flow(flow.op(Op::kEnd)) == "an aggregate is still open");
  }
  CHECK(in_expression(Assembler()
                          .op(Op::kAbsent)
                          .op(Op::kEventsBegin, {purchase, kAggregateCount})
                          .op(Op::kFail, {kText})) == "its aggregate is unknown");
}

TEST_CASE("expressions neither act nor wait nor store") {
  const std::string rule = "it belongs into a flow's body";
  const Assembler cases[] = {
      Assembler().op(Op::kSend, {0, 0, 0}),
      Assembler().op(Op::kAbsent).op(Op::kWait, {0}),
      Assembler().op(Op::kAbsent).op(Op::kWaitEvents, {0, 0}),
      Assembler().op(Op::kAbsent).op(Op::kSetAttribute, {0, name_of("stage")}),
      Assembler().op(Op::kExperiment, {0, 0}),
      Assembler().op(Op::kAbsent).op(Op::kExit, {0}),
      Assembler().op(Op::kEnd),
      Assembler().op(Op::kAbsent).op(Op::kStoreLocal, {0}),
  };
  for (auto one : cases) CHECK(in_expression(one.op(Op::kFail, {kText})) == rule);
  CHECK(in_expression(Assembler().op(Op::kAbsent).op(Op::kStoreLocal, {0}).op(Op::kFail, {kText}),
                      1) == rule);
}

TEST_CASE("what is noted of a talk is known") {
  const auto notes = [](std::uint32_t point) {
    return Assembler().op(Op::kNote, {kCampaignStep, point}).op(Op::kEnd);
  };
  CHECK(in_flow(notes(1)) == "");
  CHECK(in_flow(notes(4)) == "");
  CHECK(in_flow(notes(0)) == "its point of a talk is unknown");
  CHECK(in_flow(notes(5)) == "its point of a talk is unknown");
}

TEST_CASE("a send gives its message what it takes") {
  const std::string rule = "its arguments are not as many as its message takes";
  const auto sends = [](std::uint32_t count) {
    Assembler flow;
    for (std::uint32_t i = 0; i < count; ++i) flow.op(Op::kAbsent);
    return flow.op(Op::kSend, {kCampaignStep, 0, count}).op(Op::kPop).op(Op::kEnd);
  };
  CHECK(in_flow(sends(1)) == "");
  CHECK(in_flow(sends(0)) == rule);
  CHECK(in_flow(sends(2)) == rule);
  const auto argument = [](std::uint32_t number) {
    return Assembler().op(Op::kArgument, {number}).op(Op::kReturn);
  };
  CHECK(in_expression(argument(limits::kMessageParameters - 1)) == "");
  CHECK(in_expression(argument(limits::kMessageParameters)) == "no message has so many arguments");
  CHECK(in_flow(Assembler().op(Op::kArgument, {0}).op(Op::kPop).op(Op::kEnd)) ==
        "it belongs into an expression");
}

TEST_CASE("no two waits stand at one step") {
  CHECK(in_flow(Assembler()
                    .op(Op::kAbsent)
                    .op(Op::kWait, {kCampaignStep})
                    .op(Op::kAbsent)
                    .op(Op::kWait, {kCampaignStep})
                    .op(Op::kEnd)) == "its step is another wait's");
}

TEST_CASE("flows have no result, and sleep with an empty stack") {
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kReturn)) == "it belongs into an expression");
  const std::string rule = "the stack is not empty";
  CHECK(in_flow(Assembler()
                    .op(Op::kAbsent)
                    .op(Op::kAbsent)
                    .op(Op::kWait, {kCampaignStep})
                    .op(Op::kEnd)) == rule);
  auto program = test::sample_program();
  auto& body = program.functions[program.flows[0].body];
  Assembler wait;
  wait.op(Op::kAbsent).op(Op::kAbsent).op(Op::kWaitEvents, {2, 0}).label("end").op(Op::kEnd);
  body.begin = static_cast<std::uint32_t>(program.code.size());
  program.code += wait.code();
  body.end = static_cast<std::uint32_t>(program.code.size());
  program.flows[0].experiments.clear();
  program.flows[0].locals.clear();
  program.flows[0].waits[0].otherwise = wait.at("end");
  program.flows[0].waits[0].arms[0].target = wait.at("end");
  CHECK(broken_rule(program) == rule);
}

TEST_CASE(
    "the arms of waits and experiments go to instructions of the body, with nothing on the stack") {
  auto check = [](auto change, const std::string& rule) {
    auto program = test::sample_program();
    change(program.flows[0]);
    CHECK(broken_rule(program) == rule);
  };
  auto rule = [](std::uint32_t target) {
    return "the target " + std::to_string(target) +
           " of an arm is not an instruction of the flow's body";
  };
  check([](FlowDecl& f) { f.waits[0].otherwise = 1; }, rule(1));
  check([](FlowDecl& f) { f.waits[0].otherwise = kNone; }, rule(kNone));
  check([](FlowDecl& f) { f.waits[0].arms[0].target = kNone; }, rule(kNone));
  check([](FlowDecl& f) { f.experiments[0].arms[1].target = 9999; }, rule(9999));
  // Offset 5 is the first wait: it needs its duration.
  check([](FlowDecl& f) { f.experiments[0].arms[1].target = 5; },
        "it takes more than is on the stack");
}

TEST_CASE("operands name what is there") {
  auto push = [](Op op, std::initializer_list<std::uint32_t> operands) {
    return Assembler().op(op, operands).op(Op::kReturn);
  };
  auto on_one = [](Op op, std::initializer_list<std::uint32_t> operands) {
    return Assembler().op(Op::kAbsent).op(op, operands).op(Op::kReturn);
  };
  CHECK(in_expression(push(Op::kConst, {999})) == "its constant is not in the table");
  CHECK(in_expression(push(Op::kConst, {kInt})) == "");
  CHECK(in_expression(on_one(Op::kField, {kInt})) == "its constant is not a string");
  CHECK(in_expression(on_one(Op::kMatches, {kInt})) == "its constant is not a string");
  CHECK(in_expression(Assembler().op(Op::kFail, {kInt})) == "its constant is not a string");
  CHECK(in_expression(push(Op::kMakeRecord, {kInt, 0})) == "its constant is not a list");
  CHECK(in_expression(push(Op::kEventField, {999})) == "its name is not in the table");
  CHECK(in_expression(push(Op::kEventField, {0})) == "");
  CHECK(in_expression(push(Op::kAttribute, {name_of("purchase")})) ==
        "its attribute is not declared");
  CHECK(in_expression(push(Op::kInList, {name_of("stage")})) == "its list is not declared");
  CHECK(in_expression(Assembler()
                          .op(Op::kAbsent)
                          .op(Op::kEventsBegin, {name_of("stage"), 0})
                          .op(Op::kFail, {kText})) == "its event is not declared");
  CHECK(in_expression(push(Op::kLoadLocal, {0})) == "its local is not there");
  CHECK(in_expression(push(Op::kLoadLocal, {2}), 2) == "its local is not there");
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kStoreLocal, {1}).op(Op::kEnd)) ==
        "its local is not there");
  CHECK(in_expression(on_one(Op::kCallFunction, {0, 1})) == "its function is not in the catalog");
  CHECK(in_expression(on_one(Op::kCallFunction, {0xFFFF, 1})) ==
        "its function is not in the catalog");
  CHECK(in_expression(on_one(Op::kCallFunction, {1, 7})) ==
        "it has more arguments than any function takes");
}

TEST_CASE("a flow's instructions name rows of its own tables") {
  CHECK(in_flow(Assembler().op(Op::kSend, {kCampaignStep, 1}).op(Op::kEnd)) ==
        "its send is not in the flow's table");
  CHECK(in_flow(Assembler().op(Op::kExperiment, {kCampaignStep, 0})) ==
        "its experiment is not in the flow's table");
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kWaitEvents, {kCampaignStep, 0})) ==
        "its wait is not in the flow's table");
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kExit, {0})) == "its step is another flow's");
  CHECK(in_flow(Assembler().op(Op::kAbsent).op(Op::kExit, {999})) ==
        "its step is not in the table");
  CHECK(in_flow(Assembler()
                    .op(Op::kAbsent)
                    .op(Op::kSetAttribute, {kCampaignStep, name_of("cart")})
                    .op(Op::kEnd)) == "its attribute is not declared");
}

TEST_CASE("operands of code that nothing reaches are checked as well") {
  CHECK(in_flow(Assembler().op(Op::kEnd).op(Op::kConst, {999}).op(Op::kEnd)) ==
        "its constant is not in the table");
}

TEST_CASE("a megabyte of jumps is verified without deep recursion, in time") {
  std::string code;
  constexpr std::uint32_t kJumps = 200'000;
  for (std::uint32_t i = 0; i < kJumps; ++i) {
    // ContactId, JumpIfFalse to the next pair: 2^200,000 paths
    code += Assembler().op(Op::kContactId).op(Op::kJumpIfFalse, {(i + 1) * 6}).code();
  }
  code += Assembler().op(Op::kAbsent).op(Op::kReturn).code();
  CHECK(broken_rule(test::with_expression(code)) == "");
}

}  // namespace
}  // namespace camp
