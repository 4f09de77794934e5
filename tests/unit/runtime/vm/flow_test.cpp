// Flows: waits, locals, sends past the gate, experiments, attribute changes, and their limits.
#include <catch2/catch.hpp>

#include "lang/value/civil.h"
#include "program_builder.h"
#include "runtime/vm/assignment.h"
#include "tests/support/contents.h"

using namespace camp;
using namespace camp::test;

namespace {

Value text(std::string_view t) { return Value::string(t); }

struct Fixture {
  Builder builder;
  Person person;
  MemoryHistory history;
  Machine machine;
  Effects effects;
  InstanceFacts instance{0, "", 7, false};
  const EventAtHand* event = nullptr;
  std::string locals;
  std::int64_t now_ms = kNow;
  std::shared_ptr<const LinkedProgram> linked;

  Fixture() {
    person.attributes = {{"email", text("anna@example.com")}, {"phone", text("+358401234567")}};
  }

  Outcome run(std::uint32_t offset = 0) {
    if (linked == nullptr) linked = builder.link();
    Situation situation;
    situation.contact = person.facts(builder.names);
    situation.event = event;
    situation.history = &history;
    situation.now_ms = now_ms;
    situation.locals = locals;
    return machine.run(*linked, instance, offset, situation, effects);
  }
  void subscribe(Channel channel) {
    person.subscriptions.push_back({builder.names.number("newsletter"), channel, true, 0});
  }
  // message hello, sent at step "hello" by the channels given; the handle goes to local 0.
  void send_hello(std::vector<Channel> channels) {
    auto& program = builder.program();
    auto slot = Code().op32(Op::kAttribute, builder.name("email")).op(Op::kReturn);
    MessageDecl hello;
    hello.name = builder.name("hello");
    const auto now = Code().op(Op::kNow).op(Op::kReturn);
    hello.contents.push_back(testing::content_decl(
        Channel::kEmail, {{ContentPart::kSubject, builder.one_slot("To ", slot)},
                          {ContentPart::kText, builder.plain("hi")},
                          {ContentPart::kHtml, builder.one_slot("<b>", now, SlotForm::kEscaped)}}));
    hello.contents.push_back(testing::content_decl(
        Channel::kSms, {{ContentPart::kText, builder.one_slot("Hi ", slot)}}));
    program.messages = {hello};
    builder.flow().sends = {{0, std::move(channels), 0}};
  }
  Code send_code(std::uint32_t step) { return Code().op(Op::kSend).u32(step).u16(0).u8(0); }
};

// The effects of one kind, in their order.
template <class Kind>
std::vector<Kind> all(const Effects& effects) {
  std::vector<Kind> found;
  for (const auto& effect : effects.list())
    if (const auto* kind = std::get_if<Kind>(&effect)) found.push_back(*kind);
  return found;
}

std::vector<std::string> slots_of(const MessageEffect& effect) {
  Reader in(effect.slots);
  std::vector<std::string> slots(in.count());
  for (auto& slot : slots) slot = in.bytes();
  CHECK((in.ok() && in.at_end()));
  return slots;
}

}  // namespace

TEST_CASE("a wait parks the instance with its locals, and it goes on behind it") {
  Fixture f;
  auto day = f.builder.constant(Value::duration({0, 1, 0}));
  auto step = f.builder.step("wait");
  Code code;
  code.op32(Op::kConst, f.builder.text("remembered")).op8(Op::kStoreLocal, 1).op32(Op::kConst, day);
  code.op(Op::kWait).u32(step);
  auto behind = code.here();
  code.op8(Op::kLoadLocal, 1).op(Op::kExit).u32(step);
  f.builder.body(code, 3);
  f.person.attributes.push_back({"timezone", text("America/New_York")});
  f.now_ms = *parse_instant("2026-03-07T14:00:00Z");
  auto parked = f.run();
  REQUIRE(parked.kind == Outcome::Kind::kParked);
  CHECK(parked.step == step);
  CHECK(f.linked->resume_of(parked.step) == behind);
  CHECK(parked.wait == kNone);
  CHECK(instant_text(parked.due_ms) == "2026-03-08T13:00:00Z");  // 09:00 EDT
  std::string expected;
  put_varint(expected, 2);  // the third local is absent and not written
  encode_value(expected, Value::absent());
  encode_value(expected, text("remembered"));
  CHECK(parked.locals == expected);

  f.locals = parked.locals;
  auto done = f.run(f.linked->resume_of(parked.step));
  CHECK(done.kind == Outcome::Kind::kExited);
  CHECK(done.reason == "remembered");
  CHECK(done.step == step);
}

TEST_CASE("a flow goes on only where it can have stopped, with state that can be read") {
  Fixture f;
  auto step = f.builder.step("wait");
  Code code;
  code.op32(Op::kConst, f.builder.constant(Value::duration({0, 0, 1000})))
      .op(Op::kWait)
      .u32(step)
      .op(Op::kEnd);
  f.builder.body(code, 1);
  CHECK(f.run(0).kind == Outcome::Kind::kParked);
  CHECK(f.run(10).kind == Outcome::Kind::kFinished);
  for (std::uint32_t offset : {1u, 3u, 8u, 11u, 100'000u, kNone}) {
    auto outcome = f.run(offset);
    CHECK(outcome.kind == Outcome::Kind::kIncident);
    CHECK(outcome.incident.message == "the flow cannot go on at offset " + std::to_string(offset) +
                                          ": no wait of this program ends there");
  }
  for (std::string bad :
       {std::string("\x05"), std::string("\x01\x63"), std::string("\x01\x00\x00", 3),
        std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")}) {
    f.locals = bad;
    auto outcome = f.run(10);
    CHECK(outcome.kind == Outcome::Kind::kIncident);
    CHECK(outcome.incident.message == "the instance's saved state cannot be read");
  }
}

TEST_CASE("a wait in the past is due now; a wait without a duration is an incident") {
  Fixture f;
  auto step = f.builder.step("wait");
  f.builder.body(Code()
                     .op32(Op::kConst, f.builder.constant(Value::duration({0, -3, 0})))
                     .op(Op::kWait)
                     .u32(step)
                     .op(Op::kEnd));
  CHECK(f.run().due_ms == kNow);
  Fixture g;
  step = g.builder.step("wait");
  g.builder.body(Code().op(Op::kAbsent).op(Op::kWait).u32(step).op(Op::kEnd));
  CHECK(g.run().incident.message == "a wait is not given a duration");
}

TEST_CASE("waiting for events: the engine wakes an arm, whose event is at hand") {
  Fixture f;
  auto step = f.builder.step("wait");
  auto& b = f.builder;
  Code code;
  code.op32(Op::kConst, b.constant(Value::duration({0, 2, 0})))
      .op(Op::kWaitEvents)
      .u32(step)
      .u16(0);
  auto arm = code.here();
  code.op32(Op::kEventField, b.name("order")).op(Op::kExit).u32(step);
  auto otherwise = code.here();
  code.op(Op::kEnd);
  b.body(code);
  auto big = Code()
                 .op32(Op::kEventField, b.name("total"))
                 .op32(Op::kConst, b.constant(Value::money(5000, currency("EUR"))))
                 .op(Op::kGreater)
                 .op(Op::kReturn);
  WaitDecl wait;
  wait.arms.push_back({b.name("purchase"), kNone, b.expression(big), arm});
  wait.otherwise = otherwise;
  b.flow().waits = {wait};
  auto parked = f.run();
  REQUIRE(parked.kind == Outcome::Kind::kParked);
  CHECK(parked.wait == 0);
  CHECK(f.linked->resume_of(parked.step) == otherwise);

  auto match = [&](std::int64_t minor, Currency c) {
    auto data = encode_fields(b.names, {{"order", text("o9")}, {"total", Value::money(minor, c)}});
    EventAtHand event{b.names.number("purchase"), "e1", data, kNow, {}};
    Situation situation;
    situation.contact = f.person.facts(b.names);
    situation.event = &event;
    Incident incident;
    auto result = f.machine.matches(*f.linked, f.linked->program().flows[0].waits[0].arms[0],
                                    situation, &incident);
    if (result == Machine::Match::kIncident)
      CHECK(incident.message == "mixed currencies: USD and EUR");
    return result;
  };
  CHECK(match(5001, currency("EUR")) == Machine::Match::kYes);
  CHECK(match(5000, currency("EUR")) == Machine::Match::kNo);
  CHECK(match(1, currency("USD")) == Machine::Match::kIncident);

  auto data = encode_fields(b.names, {{"order", text("o9")}});
  EventAtHand event{b.names.number("purchase"), "e1", data, kNow, {}};
  f.event = &event;
  CHECK(f.run(arm).reason == "o9");
  CHECK(f.run(otherwise).kind == Outcome::Kind::kFinished);
}

TEST_CASE("an arm with a handle matches the receipts of that message only") {
  Fixture f;
  f.send_hello({Channel::kEmail});
  f.builder.flow().category = Category::kTransactional;
  auto step = f.builder.step("hello");
  auto code = f.send_code(step).op(Op::kPop).op32(Op::kConst,
                                                  f.builder.constant(Value::duration({0, 1, 0})));
  code.op(Op::kWaitEvents).u32(step).u16(0);
  WaitDecl wait;
  wait.arms.push_back({f.builder.name("message.clicked"), 0, kNone, code.here()});
  wait.otherwise = code.here();
  f.builder.body(code.op(Op::kEnd), 1);
  f.builder.flow().waits = {wait};
  auto parked = f.run();
  REQUIRE(parked.kind == Outcome::Kind::kParked);
  REQUIRE(all<MessageEffect>(f.effects).size() == 1);
  auto id = all<MessageEffect>(f.effects)[0].ledger_id;
  auto match = [&](std::string_view event_name, std::string_view about, std::string_view saved) {
    EventAtHand event{f.builder.names.number(event_name), "e", {}, kNow, about};
    Situation situation;
    situation.contact = f.person.facts(f.builder.names);
    situation.event = &event;
    situation.locals = saved;
    Incident incident;
    return f.machine.matches(*f.linked, f.linked->program().flows[0].waits[0].arms[0], situation,
                             &incident);
  };
  CHECK(match("message.clicked", id.view(), parked.locals) == Machine::Match::kYes);
  CHECK(match("purchase", id.view(), parked.locals) == Machine::Match::kNo);
  CHECK(match("message.clicked", Hash128().view(), parked.locals) == Machine::Match::kNo);
  CHECK(match("message.clicked", {}, parked.locals) == Machine::Match::kNo);
  CHECK(match("message.clicked", {}, {}) == Machine::Match::kNo);  // nothing was sent
  CHECK(match("message.clicked", id.view(), "\x09") == Machine::Match::kIncident);
}

TEST_CASE("a send takes the first channel that the gate lets pass") {
  Fixture f;
  f.send_hello({Channel::kEmail, Channel::kSms});
  auto step = f.builder.step("hello");
  f.builder.body(f.send_code(step).op(Op::kPop).op(Op::kEnd), 1);
  SECTION("subscribed by e-mail") {
    f.subscribe(Channel::kEmail);
    f.run();
    REQUIRE(all<MessageEffect>(f.effects).size() == 1);
    const auto message = all<MessageEffect>(f.effects)[0];
    CHECK(message.verdict == Verdict{Decision::kQueued, Gate::kPassed});
    CHECK(message.channel == Channel::kEmail);
    CHECK(message.tried == 0);
    CHECK(message.address == "anna@example.com");
    // The datetime is Helsinki's, by the schema's default zone.
    CHECK(slots_of(message) ==
          std::vector<std::string>{"anna@example.com", "2026-03-02T12:00:00+02:00"});
    CHECK(message.ledger_id == ledger_id({}, "welcome", "", 7, "hello", 1, "anna"));
  }
  SECTION("subscribed by text message") {
    f.subscribe(Channel::kSms);
    f.run();
    const auto message = all<MessageEffect>(f.effects).at(0);
    CHECK(message.channel == Channel::kSms);
    CHECK(message.content == 1);
    CHECK(message.tried == 1u << static_cast<unsigned>(Channel::kEmail));
    CHECK(slots_of(message) == std::vector<std::string>{"anna@example.com"});
  }
  SECTION("not at all: the first channel's reason, one entry") {
    f.run();
    REQUIRE(all<MessageEffect>(f.effects).size() == 1);
    const auto message = all<MessageEffect>(f.effects)[0];
    CHECK(message.verdict == Verdict{Decision::kSkipped, Gate::kConsent});
    CHECK(message.channel == Channel::kEmail);
    CHECK(message.tried == 1u << static_cast<unsigned>(Channel::kSms));
    CHECK(message.address.empty());
    CHECK(message.slots.empty());
  }
  SECTION("suppressed goes before consent") {
    f.subscribe(Channel::kEmail);
    f.person.lists = {f.builder.names.number("employees")};
    f.run();
    CHECK(all<MessageEffect>(f.effects).at(0).verdict ==
          Verdict{Decision::kSkipped, Gate::kSuppressed});
  }
  SECTION("erased goes before everything") {
    f.subscribe(Channel::kEmail);
    f.person.flags = kContactErased;
    f.run();
    CHECK(all<MessageEffect>(f.effects).at(0).verdict ==
          Verdict{Decision::kSkipped, Gate::kErased});
  }
  SECTION("an address that is none") {
    f.subscribe(Channel::kEmail);
    f.person.attributes = {{"email", text("anna@example.com\r\nBcc: all@example.com")}};
    f.run();
    CHECK(all<MessageEffect>(f.effects).at(0).verdict ==
          Verdict{Decision::kSkipped, Gate::kAddress});
  }
  SECTION("held out: withheld, evaluated, without texts") {
    f.subscribe(Channel::kEmail);
    f.instance.withheld = true;
    auto outcome = f.run();
    CHECK(outcome.withheld);
    CHECK(all<MessageEffect>(f.effects).at(0).verdict ==
          Verdict{Decision::kWithheld, Gate::kHoldout});
    CHECK(all<MessageEffect>(f.effects)[0].slots.empty());
  }
}

TEST_CASE("send tells whether a channel was reachable, and leaves a handle when one was") {
  for (bool reachable : {true, false}) {
    Fixture f;
    f.send_hello({Channel::kSms});
    auto step = f.builder.step("hello");
    auto code = f.send_code(step);
    code.jump(Op::kJumpIfTrue, 0)
        .op32(Op::kConst, f.builder.text("unreachable"))
        .op(Op::kExit)
        .u32(step);
    code.place(0).op8(Op::kLoadLocal, 0).op(Op::kIsPresent).jump(Op::kJumpIfTrue, 1);
    code.op32(Op::kFail, f.builder.text("no handle")).place(1).op(Op::kEnd);
    f.builder.body(code, 1);
    if (reachable) f.subscribe(Channel::kSms);
    auto outcome = f.run();
    CHECK(outcome.kind == (reachable ? Outcome::Kind::kFinished : Outcome::Kind::kExited));
    if (!reachable) CHECK(outcome.reason == "unreachable");
  }
}

TEST_CASE("what is too large or says nothing is skipped, at the edge") {
  auto verdict = [](Channel channel, std::size_t size) {
    Fixture f;
    f.builder.flow().category = Category::kTransactional;
    MessageDecl message;
    message.name = f.builder.name("hello");
    message.contents.push_back(testing::content_decl(
        channel, {{ContentPart::kSubject, f.builder.plain("Hi")},
                  {ContentPart::kText, f.builder.plain(std::string(size, 'x'))}}));
    if (channel == Channel::kSms)
      message.contents[0].parts.erase(message.contents[0].parts.begin());
    f.builder.program().messages = {message};
    f.builder.flow().sends = {{0, {channel}, kNone}};
    f.builder.body(f.send_code(f.builder.step("hello")).op(Op::kPop).op(Op::kEnd));
    f.run();
    return all<MessageEffect>(f.effects).at(0).verdict;
  };
  Verdict queued{Decision::kQueued, Gate::kPassed};
  Verdict too_large{Decision::kSkipped, Gate::kTooLarge};
  CHECK(verdict(Channel::kSms, limits::kSmsChars) == queued);
  CHECK(verdict(Channel::kSms, limits::kSmsChars + 1) == too_large);
  CHECK(verdict(Channel::kEmail, limits::kMailBytes - 2) == queued);
  CHECK(verdict(Channel::kEmail, limits::kMailBytes - 1) == too_large);
  CHECK(verdict(Channel::kSms, 0) == Verdict{Decision::kSkipped, Gate::kEmpty});
}

TEST_CASE("an argument is what the send gives, and of no other place") {
  Fixture f;
  auto& b = f.builder;
  b.flow().category = Category::kTransactional;
  MessageDecl message;
  message.name = b.name("hello");
  message.parameters = {{b.name("a"), TypeKind::kString, kNone},
                        {b.name("b"), TypeKind::kString, kNone}};
  auto slot = Code().op8(Op::kArgument, 1).op(Op::kReturn);
  message.contents.push_back(
      testing::content_decl(Channel::kSms, {{ContentPart::kText, b.one_slot("Hi ", slot)}}));
  b.program().messages = {message};
  b.flow().sends = {{0, {Channel::kSms}, kNone}};
  Code code;
  code.op32(Op::kConst, b.text("below"));  // what lies on the stack stays there
  code.op32(Op::kConst, b.text("first")).op32(Op::kConst, b.text("second"));
  code.op(Op::kSend).u32(b.step("hello")).u16(0).u8(2).op(Op::kPop);
  b.body(code.op(Op::kSetAttribute).u32(b.step("set")).u32(b.name("country")).op(Op::kEnd));
  REQUIRE(f.run().kind == Outcome::Kind::kFinished);
  CHECK(all<MessageEffect>(f.effects).at(0).slots == std::string("\x01\x06") + "second");
  Reader below(all<AttributeEffect>(f.effects).at(0).value);
  Arena arena;
  CHECK(decode_value(below, arena).text() == "below");

  Fixture outside;
  auto& o = outside.builder;
  o.flow().experiments.push_back({o.name("x"), o.expression(slot), {}});
  Code by;
  by.op(Op::kExperiment).u32(o.step("x")).u16(0);
  o.flow().experiments[0].arms.push_back({o.name("a"), false, 0, {}, by.here()});
  o.body(by.op(Op::kEnd));
  auto outcome = outside.run();
  REQUIRE(outcome.kind == Outcome::Kind::kIncident);
  CHECK(outcome.incident.message == "there is no message with an argument 1 here");
}

TEST_CASE("attribute changes are seen by what follows, once per attribute") {
  Fixture f;
  auto& b = f.builder;
  auto step = b.step("set");
  Code code;
  for (const char* country : {"FI", "SE"})
    code.op32(Op::kConst, b.text(country)).op(Op::kSetAttribute).u32(step).u32(b.name("country"));
  code.op32(Op::kConst, b.text("Asia/Tokyo"))
      .op(Op::kSetAttribute)
      .u32(step)
      .u32(b.name("timezone"));
  code.op(Op::kNow)
      .op32(Op::kAttribute, b.name("country"))
      .op8(Op::kJoin, 2)
      .op(Op::kExit)
      .u32(step);
  b.body(code);
  auto outcome = f.run();
  CHECK(outcome.reason == "2026-03-02T19:00:00+09:00SE");
  REQUIRE(all<AttributeEffect>(f.effects).size() == 2);
  CHECK(all<AttributeEffect>(f.effects)[0].name == b.names.number("country"));
  std::string sweden;
  encode_value(sweden, text("SE"));
  CHECK(all<AttributeEffect>(f.effects)[0].value == sweden);
}

TEST_CASE(
    "effects are one list in their order, whole while the machine goes on with other things") {
  Fixture f;
  auto& b = f.builder;
  f.subscribe(Channel::kEmail);
  f.send_hello({Channel::kEmail});
  auto step = b.step("hello");
  Code code;
  code.op32(Op::kConst, b.text("Europe/Oslo"))
      .op(Op::kSetAttribute)
      .u32(step)
      .u32(b.name("timezone"));
  code.op(Op::kSend).u32(step).u16(0).u8(0).op(Op::kPop);
  code.op32(Op::kConst, b.text("FI")).op(Op::kSetAttribute).u32(step).u32(b.name("country"));
  code.op32(Op::kConst, b.text("done")).op(Op::kExit).u32(step);
  b.body(code, 1);
  auto noisy = b.expression(Code()
                                .op32(Op::kConst, b.text(std::string(60'000, 'x')))
                                .op32(Op::kConst, b.text("y"))
                                .op(Op::kAdd)
                                .op(Op::kReturn));
  auto outcome = f.run();
  Situation situation;
  situation.contact = f.person.facts(b.names);
  Value value;
  Incident incident;
  Effects others;
  for (const auto& effect : f.effects.list()) {  // as the conductor walks them
    REQUIRE(f.machine.evaluate(*f.linked, noisy, situation, &value, &incident));
    f.machine.run(*f.linked, {0, "", 8, false}, 0, situation, others);
    CHECK(effect.index() ==
          others.list()[static_cast<std::size_t>(&effect - &f.effects.list()[0])].index());
  }
  REQUIRE(f.effects.size() == 3);
  CHECK(outcome.reason == "done");
  std::string oslo;
  encode_value(oslo, text("Europe/Oslo"));
  CHECK(std::get<AttributeEffect>(f.effects.list()[0]).value == oslo);
  const auto& message = std::get<MessageEffect>(f.effects.list()[1]);
  CHECK(message.address == "anna@example.com");
  CHECK(slots_of(message)[0] == "anna@example.com");
  CHECK(std::get<AttributeEffect>(f.effects.list()[2]).name == b.names.number("country"));
}

TEST_CASE("a message of a loop has another id each time, also behind a wait; others cost nothing") {
  Fixture f;
  f.subscribe(Channel::kEmail);
  f.send_hello({Channel::kEmail});
  auto& program = f.builder.program();
  f.builder.flow().sends.push_back({0, {Channel::kEmail}, kNone});
  auto before = f.builder.step("before");
  auto hello = f.builder.step("hello");
  auto wait = f.builder.step("wait");
  auto first_wait = f.builder.step("first wait");
  auto day = f.builder.constant(Value::duration({0, 1, 0}));
  Code code;
  code.op(Op::kSend).u32(before).u16(1).u8(0).op(Op::kPop);
  code.op32(Op::kConst, day).op(Op::kWait).u32(first_wait);
  auto behind_first = code.here();
  code.place(0).op(Op::kSend).u32(hello).u16(1).u8(0).op(Op::kPop);
  code.op32(Op::kConst, day).op(Op::kWait).u32(wait);
  auto behind = code.here();
  code.jump(Op::kJump, 0);
  f.builder.body(code, 1);
  auto parked = f.run();
  CHECK(program.steps[before].label == "before");
  CHECK(all<MessageEffect>(f.effects)[0].ledger_id ==
        ledger_id({}, "welcome", "", 7, "before", 1, "anna"));
  CHECK(parked.locals.empty());
  std::uint32_t offset = behind_first;
  for (std::uint32_t n = 1; n <= 3; ++n) {
    parked = f.run(offset);
    REQUIRE(parked.kind == Outcome::Kind::kParked);
    CHECK(all<MessageEffect>(f.effects)[0].ledger_id ==
          ledger_id({}, "welcome", "", 7, "hello", n, "anna"));
    f.locals = parked.locals;
    CHECK(f.locals == std::string{'\0', '\1', static_cast<char>(hello), static_cast<char>(n)});
    offset = behind;
  }
}

TEST_CASE("an incident takes all effects with it") {
  Fixture f;
  auto step = f.builder.step("set");
  auto one = f.builder.constant(Value::integer(1));
  auto zero = f.builder.constant(Value::integer(0));
  Code code;
  code.op32(Op::kConst, one).op(Op::kSetAttribute).u32(step).u32(f.builder.name("age"));
  code.op32(Op::kConst, one).op32(Op::kConst, zero).op(Op::kDivide).op(Op::kPop).op(Op::kEnd);
  f.builder.body(code);
  auto outcome = f.run();
  CHECK(outcome.kind == Outcome::Kind::kIncident);
  CHECK(outcome.incident.message == "division by zero");
  CHECK(static_cast<Op>(f.linked->program().code[outcome.incident.code]) == Op::kDivide);
  CHECK(f.effects.empty());
}

TEST_CASE("limits of a transition, at their edges") {
  auto sends = [](std::size_t count) {
    Fixture f;
    f.send_hello({Channel::kEmail});
    auto step = f.builder.step("hello");
    Code code;
    for (std::size_t i = 0; i < count; ++i) code.op(Op::kSend).u32(step).u16(0).u8(0).op(Op::kPop);
    f.builder.body(code.op(Op::kEnd), 1);
    return f.run();
  };
  CHECK(sends(limits::kEffects).kind == Outcome::Kind::kFinished);
  CHECK(sends(limits::kEffects + 1).incident.message ==
        "over the limit kEffects: a transition may have 64 effects (messages, attribute changes, "
        "assignments, beginnings of tests, points of talks, list changes, events, consents, requests)");

  auto saved = [](std::size_t size) {
    Fixture f;
    auto step = f.builder.step("wait");
    Code code;
    code.op32(Op::kConst, f.builder.text(std::string(size, 'x'))).op8(Op::kStoreLocal, 0);
    code.op32(Op::kConst, f.builder.constant(Value::duration({0, 0, 1})))
        .op(Op::kWait)
        .u32(step)
        .op(Op::kEnd);
    f.builder.body(code, 1);
    return f.run();
  };
  const std::size_t around = 1 + 1 + 3;  // how many, tag, length
  auto full = saved(limits::kInstanceBytes - around);
  CHECK(full.kind == Outcome::Kind::kParked);
  CHECK(full.locals.size() == limits::kInstanceBytes);
  CHECK(saved(limits::kInstanceBytes - around + 1).incident.message ==
        "over the limit kInstanceBytes: an instance may keep 65536 bytes while it waits");
}

// ---- experiments

namespace {

// mens 45 %, womens 45 %, holdout 10 %; every arm exits with its name, after a send.
void make_experiment(Fixture& f, bool by_attribute) {
  auto& b = f.builder;
  f.send_hello({Channel::kEmail});
  auto step = b.step("collection");
  Code code;
  code.op(Op::kExperiment).u32(step).u16(0);
  ExperimentDecl decl;
  decl.name = b.name("collection");
  for (const char* arm : {"mens", "womens"}) {
    decl.arms.push_back({b.name(arm), false, by_attribute ? 0u : 450'000u, {}, code.here()});
    if (by_attribute) decl.arms.back().values = {b.text(std::string("No ") + arm), b.text(arm)};
    code.op(Op::kSend)
        .u32(step)
        .u16(0)
        .u8(0)
        .op(Op::kPop)
        .op32(Op::kConst, b.text(arm))
        .op(Op::kExit)
        .u32(step);
  }
  decl.arms.push_back({b.name("holdout"), true, by_attribute ? 0u : 100'000u, {}, kNone});
  if (by_attribute) {
    decl.arms.back().values = {b.text("none")};
    decl.by = b.expression(Code().op32(Op::kAttribute, b.name("country")).op(Op::kReturn));
  }
  b.flow().experiments = {decl};
  b.body(code, 1);
  f.subscribe(Channel::kEmail);
}

}  // namespace

TEST_CASE("an experiment assigns by hash, for ever") {
  Fixture f;
  make_experiment(f, false);
  f.run();
  auto number = f.builder.names.find("welcome/collection");
  REQUIRE(number != Names::kUnknown);
  int withheld = 0;
  for (int i = 0; i < 200; ++i) {
    f.person.id = "contact" + std::to_string(i);
    auto outcome = f.run();
    REQUIRE(outcome.kind == Outcome::Kind::kExited);
    const auto& decl = f.builder.flow().experiments[0];
    auto arm = assign_by_hash(decl, "welcome/collection", f.person.id);
    REQUIRE(all<AssignedEffect>(f.effects).size() == 1);
    CHECK(all<AssignedEffect>(f.effects)[0].experiment == number);
    CHECK(all<AssignedEffect>(f.effects)[0].arm ==
          f.builder.names.find(f.builder.program().name(decl.arms[arm].name)));
    CHECK(outcome.withheld == (arm == 2));
    if (arm == 2) {
      ++withheld;
      auto shadow = shadow_variant(decl, "welcome/collection", f.person.id);
      CHECK(outcome.reason == f.builder.program().name(decl.arms[shadow].name));
      CHECK(all<MessageEffect>(f.effects).at(0).verdict ==
            Verdict{Decision::kWithheld, Gate::kHoldout});
    } else {
      CHECK(outcome.reason == f.builder.program().name(decl.arms[arm].name));
    }
  }
  CHECK(withheld > 5);
  // Whatever the hash says now, an arm that was given stays; one that the program no longer has
  // does not.
  for (const char* arm : {"womens", "mens", "gone"}) {
    f.person.assignments = {{number, f.builder.names.number(arm)}};
    auto outcome = f.run();
    if (std::string_view(arm) != "gone") CHECK(outcome.reason == arm);
    CHECK(all<AssignedEffect>(f.effects).size() == 1);  // also when she was in it before
  }
  f.person.assignments = {{number, f.builder.names.number("holdout")}};
  CHECK(f.run().withheld);
}

TEST_CASE("an experiment assigned elsewhere") {
  Fixture f;
  make_experiment(f, true);
  f.person.attributes.push_back({"country", text("No womens")});
  CHECK(f.run().reason == "womens");
  CHECK(all<AssignedEffect>(f.effects).at(0).arm == f.builder.names.find("womens"));
  f.person.attributes.back().second = text("none");
  CHECK(f.run().withheld);
  f.person.attributes.back().second = text("other");
  CHECK(f.run().incident.message == "the experiment 'welcome/collection' has no arm for 'other'");
  f.person.attributes.pop_back();
  CHECK(f.run().incident.message ==
        "the experiment 'welcome/collection' has no arm for an absent value");
}

TEST_CASE("the same inputs give the same bytes") {
  auto once = [] {
    Fixture f;
    make_experiment(f, false);
    auto outcome = f.run();
    const auto message = all<MessageEffect>(f.effects).at(0);
    return std::string(outcome.reason) + std::string(message.slots) +
           to_hex(message.ledger_id.view()) + std::string(message.address);
  };
  CHECK(once() == once());
}

TEST_CASE("ledger ids are pinned") {
  const auto store = xxh3_128("a store");
  const auto hashed = [&](std::string_view rest) {
    return xxh3_128(std::string(store.view()) + std::string(rest));
  };
  using namespace std::string_view_literals;
  CHECK(ledger_id(store, "spring", "2026-03", 1, "send hello", 1, "anna") ==
        hashed("spring\0002026-03\0send hello\0001\0anna"sv));
  CHECK(ledger_id(store, "a", "", 12, "s", 1, "x") == hashed("a\00012\0s\0001\0x"sv));
  CHECK(ledger_id(store, "a", "", 12, "s", 2, "x") != ledger_id(store, "a", "", 12, "s", 1, "x"));
  CHECK(ledger_id({}, "a", "", 12, "s", 1, "x") != ledger_id(store, "a", "", 12, "s", 1, "x"));
}
