// Programs that the verifier accepts and no compiler would make: they end, within their limits,
// without a crash. Build with CAMP_SANITIZE=address to see more than "it came back". Also prints
// what an evaluation and a run cost.
#include <catch2/catch.hpp>
#include <ctime>
#include <iostream>
#include <random>

#include "lang/program/instruction.h"
#include "lang/program/verifier.h"
#include "program_builder.h"
#include "tests/support/contents.h"

using namespace camp;
using namespace camp::test;

namespace {

Value text(std::string_view t) { return Value::string(t); }

// A bit of everything: all operand kinds, a history, a record, an experiment, waits, sends.
void make_rich(Builder& b) {
  auto& p = b.program();
  Value items[] = {text("FI"), text("SE")};
  auto list = b.constant(Value::list(items, 2));
  auto day = b.constant(Value::duration({0, 1, 0}));
  auto one = b.constant(Value::integer(1));
  auto pattern = b.text("s.op");
  b.constant(Value::money(500, currency("EUR")));
  b.constant(Value::datetime(kNow));
  b.constant(Value::date(20'000));
  b.constant(Value::decimal(1'500'000));
  b.constant(Value::boolean(true));
  auto condition =
      Code().op32(Op::kAttribute, b.name("country")).op32(Op::kConst, list).op(Op::kIn);
  condition.op(Op::kDuplicate)
      .op8(Op::kMakeList, 2)
      .op32(Op::kConst, one)
      .op(Op::kContains)
      .op(Op::kNot)
      .op(Op::kReturn);
  auto where = b.expression(condition);
  auto label = Code().op32(Op::kAttribute, b.name("email")).op(Op::kNow).op8(Op::kJoin, 2);
  label.op(Op::kCallFunction).u16(2).u8(1).op(Op::kReturn);
  Value names[] = {text("at"), text("sku")};
  auto record = Code().op(Op::kNow).op32(Op::kAttribute, b.name("country"));
  b.constant(Value::list(names, 1));
  record.op32(Op::kMakeRecord, b.constant(Value::list(names, 2))).u8(2);
  record.op(Op::kDuplicate).op8(Op::kMakeList, 2).op(Op::kReturn);
  MessageDecl hello;
  hello.name = b.name("hello");
  hello.contents.push_back(testing::content_decl(
      Channel::kEmail, {{ContentPart::kSubject, b.one_slot("a", record)},
                        {ContentPart::kText, b.one_slot("b", label, SlotForm::kEscaped)}}));
  hello.contents.push_back(
      testing::content_decl(Channel::kSms, {{ContentPart::kText, b.one_slot("c", label)}}));
  p.messages = {hello};
  b.flow().sends = {{0, {Channel::kEmail, Channel::kSms}, 0}};
  auto step = b.step("s");
  auto pause = b.step("wait");
  Code code;
  code.op(Op::kSend).u32(step).u16(0).u8(0).jump(Op::kJumpIfFalse, 0).place(0);
  code.op32(Op::kConst, day)
      .op32(Op::kEventsBegin, b.name("purchase"))
      .u8(1)
      .place(1)
      .jump(Op::kEventsNext, 2);
  code.op32(Op::kEventField, b.name("total"))
      .op(Op::kEventsAdd)
      .jump(Op::kJump, 1)
      .place(2)
      .op(Op::kEventsEnd);
  code.op8(Op::kStoreLocal, 1)
      .op8(Op::kLoadLocal, 1)
      .op32(Op::kConst, one)
      .op(Op::kAdd)
      .op(Op::kSetAttribute)
      .u32(step)
      .u32(b.name("spent"));
  code.op32(Op::kConst, pattern)
      .op32(Op::kMatches, pattern)
      .op(Op::kIsPresent)
      .jump(Op::kJumpIfTrue, 3)
      .place(3);
  code.op32(Op::kConst, day).op(Op::kWait).u32(pause);
  code.op(Op::kExperiment).u32(step).u16(0);
  ExperimentDecl experiment;
  experiment.name = b.name("x");
  experiment.arms.push_back({b.name("a"), false, 900'000, {}, code.here()});
  code.op32(Op::kConst, day).op(Op::kWaitEvents).u32(step).u16(0);
  experiment.arms.push_back({b.name("holdout"), true, 100'000, {}, kNone});
  b.flow().experiments = {experiment};
  WaitDecl wait;
  wait.arms.push_back({b.name("purchase"), kNone, where, code.here()});
  code.op32(Op::kEventField, b.name("order")).op(Op::kExit).u32(step);
  wait.otherwise = code.here();
  code.op(Op::kEnd);
  b.flow().waits = {wait};
  b.body(code, 4);
}

struct World {
  Names names;
  Person person;
  MemoryHistory history;
  std::string data;
  EventAtHand event;

  World() {
    person.attributes = {{"email", text("a@example.com")},
                         {"country", text("FI")},
                         {"timezone", text("Asia/Gaza")},
                         {"spent", Value::money(100, currency("EUR"))}};
    Value pairs[] = {text("sku"), text("a1")};
    auto record = Value::record(pairs, 1);
    data = encode_fields(
        names, {{"order", Value::list(&record, 1)}, {"total", Value::money(1, currency("EUR"))}});
    event = {names.number("purchase"), "e", data, kNow, {}};
    for (int i = 0; i < 20; ++i) history.rows.push_back({event.name, kNow - i, data});
  }
  Situation situation() {
    person.subscriptions = {{names.number("newsletter"), Channel::kEmail, true, 0}};
    Situation all;
    all.contact = person.facts(names);
    all.event = &event;
    all.history = &history;
    all.now_ms = kNow;
    return all;
  }
};

}  // namespace

TEST_CASE("a program that keeps its starting event is begun without one") {
  Builder b;
  Code code;
  code.op(Op::kEventTime).op8(Op::kStoreLocal, 0);
  code.op32(Op::kEventField, b.name("total")).op8(Op::kStoreLocal, 1).op(Op::kEnd);
  b.body(code, 2);
  World world;
  const auto linked = *LinkedProgram::link(b.program(), 1, world.names);
  auto situation = world.situation();
  Machine machine;
  Incident incident;
  std::string by_event, by_run;
  REQUIRE(machine.start_locals(*linked, 0, situation, &by_event, &incident));
  situation.event = nullptr;
  REQUIRE(machine.start_locals(*linked, 0, situation, &by_run, &incident));
  CHECK(by_run.size() < by_event.size());
}

TEST_CASE("mutated programs that pass the verifier run to an end") {
  Builder base;
  make_rich(base);
  REQUIRE(verify(base.program()));
  std::mt19937 random(7);
  auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < base.program().code.size();) {
    places.push_back(at);
    at = decode_instruction(base.program().code, at)->end;
  }
  Machine machine;
  Effects effects;
  int accepted = 0;
  for (int round = 0; round < 30'000; ++round) {
    auto program = base.program();
    for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) {
      auto at = places[below(places.size())];
      auto size = decode_instruction(base.program().code, at)->end - at;
      if (below(2) == 0) {
        program.code[at] = static_cast<char>(below(0x68));
      } else if (size > 1) {
        program.code[at + 1 + below(size - 1)] = static_cast<char>(below(40));
      }
    }
    if (!verify(program)) continue;
    World world;
    auto linked = LinkedProgram::link(program, 1, world.names);
    if (!linked) continue;  // a pattern
    ++accepted;
    auto situation = world.situation();
    InstanceFacts instance{0, "", 1, false};
    auto outcome = machine.run(**linked, instance, 0, situation, effects);
    std::string locals;
    for (int go_on = 0; go_on < 3 && outcome.kind == Outcome::Kind::kParked; ++go_on) {
      locals = outcome.locals;
      situation.locals = locals;
      auto offset = outcome.wait == kNone ? (*linked)->resume_of(outcome.step)
                                          : program.flows[0].waits[outcome.wait].arms[0].target;
      outcome = machine.run(**linked, instance, offset, situation, effects);
    }
    Incident incident;
    machine.matches(**linked, program.flows[0].waits[0].arms[0], situation, &incident);
  }
  CHECK(accepted > 1000);
}

TEST_CASE("saved locals survive a round trip, and any bytes are taken") {
  std::mt19937 random(11);
  Builder b;
  auto step = b.step("wait");
  auto ms = b.constant(Value::duration({0, 0, 1}));
  Code code;
  auto again = code.here();
  code.op32(Op::kConst, ms).op(Op::kWait).u32(step);
  auto behind = code.here();
  code.op(Op::kJump).u32(again);
  b.body(code, 8);
  auto linked = b.link();
  World world;
  Machine machine;
  Effects effects;
  auto situation = world.situation();
  InstanceFacts instance{0, "", 1, false};
  Value pairs[] = {text("sku"), text("a1"), text("at"), Value::datetime(-1)};
  Value record = Value::record(pairs, 2);
  Value values[] = {Value::absent(), Value::integer(INT64_MIN),   Value::money(-5, currency("JPY")),
                    record,          Value::list(&record, 1),     Value::handle("0123456789abcdef"),
                    text("ä"),       Value::duration({-1, 2, -3})};
  std::string saved;
  put_varint(saved, 8);
  for (const auto& value : values) encode_value(saved, value);
  situation.locals = saved;
  CHECK(machine.run(*linked, instance, behind, situation, effects).locals == saved);
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = saved;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    bytes.resize(random() % (bytes.size() + 1));
    situation.locals = bytes;
    auto outcome = machine.run(*linked, instance, behind, situation, effects);
    if (outcome.kind == Outcome::Kind::kIncident)
      CHECK(outcome.incident.message == "the instance's saved state cannot be read");
  }
}

TEST_CASE("what it costs") {
  Builder b;
  make_rich(b);
  Value items[] = {text("SE"), text("NO"), text("FI")};
  auto list = b.constant(Value::list(items, 3));
  auto limit = b.constant(Value::money(50, currency("EUR")));
  auto adult = b.constant(Value::integer(18));
  Code code;
  code.op32(Op::kAttribute, b.name("spent"))
      .op32(Op::kConst, limit)
      .op(Op::kGreaterEqual)
      .jump(Op::kJumpIfFalse, 0);
  code.op32(Op::kAttribute, b.name("country"))
      .op32(Op::kConst, list)
      .op(Op::kIn)
      .jump(Op::kJumpIfFalse, 0);
  code.op32(Op::kAttribute, b.name("age"))
      .op32(Op::kConst, adult)
      .op(Op::kGreaterEqual)
      .jump(Op::kJump, 1);
  code.place(0).op32(Op::kConst, b.constant(Value::boolean(false))).place(1).op(Op::kReturn);
  auto segment = b.expression(code);
  World world;
  auto linked = *LinkedProgram::link(b.program(), 1, world.names);
  auto situation = world.situation();
  Machine machine;
  Value result;
  Incident incident;
  // The processor's time of this thread: the machine is shared.
  auto now = [] {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  };
  auto nanoseconds = [&](double from, int rounds) { return (now() - from) / rounds; };
  constexpr int kEvaluations = 1'000'000;
  auto from = now();
  for (int i = 0; i < kEvaluations; ++i)
    machine.evaluate(*linked, segment, situation, &result, &incident);
  std::cout << "segment of three conditions: " << nanoseconds(from, kEvaluations) << " ns\n";
  CHECK(result.truth());
  constexpr int kRuns = 100'000;
  Effects effects;
  from = now();
  for (int i = 0; i < kRuns; ++i) machine.run(*linked, {0, "", 1, false}, 0, situation, effects);
  std::cout << "send, 20 past events, set, wait: " << nanoseconds(from, kRuns) << " ns a run\n";
}
