// Every pure instruction: its value, and the incident when it has none.
#include <catch2/catch.hpp>

#include "lang/value/civil.h"
#include "program_builder.h"

using namespace camp;
using namespace camp::test;

namespace {

struct Fixture {
  Builder builder;
  Person person;
  MemoryHistory history;
  Machine machine;
  Incident incident;
  const EventAtHand* event = nullptr;
  std::shared_ptr<const LinkedProgram> linked;

  Value evaluate(const Code& code) {
    auto function = builder.expression(code);
    linked = builder.link();
    Situation situation;
    situation.contact = person.facts(builder.names);
    situation.event = event;
    situation.history = &history;
    situation.now_ms = kNow;
    incident = {};
    Value result;
    if (!machine.evaluate(*linked, function, situation, &result, &incident)) return Value::absent();
    CHECK(incident.message.empty());
    return result;
  }
  Code push(std::initializer_list<Value> values) {
    Code code;
    for (const auto& value : values)
      value.is_absent() ? code.op(Op::kAbsent) : code.op32(Op::kConst, builder.constant(value));
    return code;
  }
  Value apply(Op op, std::initializer_list<Value> values) {
    return evaluate(push(values).op(op).op(Op::kReturn));
  }
  std::string failure(Op op, std::initializer_list<Value> values) {
    CHECK(apply(op, values).is_absent());
    return incident.message;
  }
};

Value eur(std::int64_t minor) { return Value::money(minor, currency("EUR")); }
Value text(std::string_view t) { return Value::string(t); }
bool identical(const Value& a, const Value& b) { return a.tag == b.tag && equal(a, b); }

}  // namespace

TEST_CASE("stack instructions") {
  Fixture f;
  CHECK(identical(
      f.evaluate(f.push({Value::integer(1), Value::integer(2)}).op(Op::kPop).op(Op::kReturn)),
      Value::integer(1)));
  CHECK(identical(
      f.evaluate(f.push({Value::integer(3)}).op(Op::kDuplicate).op(Op::kAdd).op(Op::kReturn)),
      Value::integer(6)));
  CHECK(f.evaluate(f.push({Value::absent()}).op(Op::kReturn)).is_absent());
  CHECK(f.incident.message.empty());
}

TEST_CASE("what a transition reads") {
  Fixture f;
  f.person.attributes = {{"country", text("FI")}};
  f.person.lists = {f.builder.names.number("vip")};
  auto attribute = [&](const char* name) {
    return f.evaluate(Code().op32(Op::kAttribute, f.builder.name(name)).op(Op::kReturn));
  };
  CHECK(identical(attribute("country"), text("FI")));
  CHECK(identical(attribute("age"), Value::integer(18)));  // the schema's default
  CHECK(attribute("email").is_absent());
  auto on_list = [&](const char* name) {
    return f.evaluate(Code().op32(Op::kInList, f.builder.name(name)).op(Op::kReturn));
  };
  CHECK(on_list("vip").truth());
  CHECK(identical(on_list("employees"), Value::boolean(false)));
  CHECK(identical(f.evaluate(Code().op(Op::kContactId).op(Op::kReturn)), text("anna")));
  CHECK(identical(f.evaluate(Code().op(Op::kNow).op(Op::kReturn)), Value::datetime(kNow)));
  CHECK(f.evaluate(Code().op(Op::kEventTime).op(Op::kReturn)).is_absent());

  auto data = encode_fields(f.builder.names, {{"order", text("o1")}, {"total", eur(1999)}});
  EventAtHand event{f.builder.names.number("purchase"), "e1", data, kNow - 5, {}};
  f.event = &event;
  CHECK(identical(f.evaluate(Code().op32(Op::kEventField, f.builder.name("total")).op(Op::kReturn)),
                  eur(1999)));
  CHECK(f.evaluate(Code().op32(Op::kEventField, f.builder.name("message")).op(Op::kReturn))
            .is_absent());
  CHECK(
      identical(f.evaluate(Code().op(Op::kEventTime).op(Op::kReturn)), Value::datetime(kNow - 5)));
}

TEST_CASE("lists of a scan are read from their bytes") {
  Builder builder;
  auto function = builder.expression(Code().op32(Op::kInList, builder.name("vip")).op(Op::kReturn));
  auto linked = builder.link();
  std::string lists;
  put_varint(lists, 1);
  put_varint(lists, builder.names.find("vip"));
  Situation situation;
  situation.contact.encoded_lists = lists;
  Machine machine;
  Value result;
  Incident incident;
  REQUIRE(machine.evaluate(*linked, function, situation, &result, &incident));
  CHECK(result.truth());
}

TEST_CASE("fields of records") {
  Fixture f;
  Value pairs[] = {text("sku"), text("a1"), text("price"), eur(500)};
  auto get = [&](Value order, const char* name) {
    auto data = encode_fields(f.builder.names, {{"order", order}});
    EventAtHand event{f.builder.names.number("purchase"), "e1", data, kNow, {}};
    f.event = &event;
    auto value = f.evaluate(Code()
                                .op32(Op::kEventField, f.builder.name("order"))
                                .op32(Op::kField, f.builder.text(name))
                                .op(Op::kReturn));
    f.event = nullptr;
    return value;
  };
  CHECK(identical(get(Value::record(pairs, 2), "price"), eur(500)));
  CHECK(get(Value::record(pairs, 2), "colour").is_absent());
  CHECK(get(Value::absent(), "price").is_absent());
  CHECK(f.incident.message.empty());
  CHECK(get(text("FI"), "price").is_absent());
  CHECK(f.incident.message == "'price' is asked of something that has no fields");
}

TEST_CASE("a field of a former type is an incident, whatever is asked of it") {
  Fixture f;
  f.person.attributes = {{"age", text("18")}};
  auto age = Code().op32(Op::kAttribute, f.builder.name("age"));
  CHECK(f.evaluate(age.op(Op::kIsPresent).op(Op::kReturn)).is_absent());
  CHECK(f.incident.message ==
        "contact.age is a string, as an earlier schema had it: import it again, or `set` it");
}

TEST_CASE("comparisons") {
  Fixture f;
  CHECK(f.apply(Op::kEqual, {Value::integer(2), Value::decimal(2'000'000)}).truth());
  CHECK(f.apply(Op::kEqual, {Value::absent(), Value::absent()}).truth());
  CHECK(f.apply(Op::kNotEqual, {Value::absent(), text("x")}).truth());
  CHECK(f.apply(Op::kLess, {eur(1), eur(2)}).truth());
  CHECK(identical(f.apply(Op::kLess, {eur(2), eur(2)}), Value::boolean(false)));
  CHECK(f.apply(Op::kLessEqual, {eur(2), eur(2)}).truth());
  CHECK(f.apply(Op::kGreater, {text("b"), text("a")}).truth());
  CHECK(f.apply(Op::kGreaterEqual, {Value::date(3), Value::date(3)}).truth());
  CHECK(f.failure(Op::kLess, {Value::boolean(true), text("x")}) ==
        "cannot compare a bool and a string");
  CHECK(f.failure(Op::kGreater, {Value::absent(), Value::integer(1)}) ==
        "cannot compare an absent value and an int");
  CHECK(f.failure(Op::kLess, {eur(1), Value::money(1, currency("USD"))}) ==
        "mixed currencies: EUR and USD");
}

TEST_CASE("equality is no answer about another currency or a former type") {
  Fixture f;
  const auto usd = Value::money(1, currency("USD"));
  const Value amounts[] = {eur(1), usd};
  const auto list = Value::list(amounts, 2);
  for (auto op : {Op::kEqual, Op::kNotEqual}) {
    CHECK(f.failure(op, {eur(1), usd}) == "mixed currencies: EUR and USD");
    CHECK(f.failure(op, {Value::integer(5), text("5")}) == "cannot compare an int and a string");
    CHECK(f.apply(op, {list, Value::list(amounts, 1)}).truth() == (op == Op::kNotEqual));
  }
  CHECK(f.failure(Op::kIn, {eur(7), list}) == "mixed currencies: USD and EUR");
  CHECK(f.apply(Op::kIn, {eur(1), list}).truth());
  CHECK(f.failure(Op::kContains, {list, text("x")}) == "cannot compare money in EUR and a string");
}

TEST_CASE("arithmetic") {
  Fixture f;
  CHECK(identical(f.apply(Op::kAdd, {Value::integer(1), Value::integer(2)}), Value::integer(3)));
  CHECK(identical(f.apply(Op::kAdd, {text("ab"), text("cd")}), text("abcd")));
  CHECK(identical(f.apply(Op::kSubtract, {eur(500), eur(200)}), eur(300)));
  CHECK(identical(f.apply(Op::kMultiply, {eur(500), Value::integer(3)}), eur(1500)));
  CHECK(identical(f.apply(Op::kDivide, {Value::integer(1), Value::integer(4)}),
                  Value::decimal(250'000)));
  CHECK(identical(f.apply(Op::kRemainder, {Value::integer(-1), Value::integer(7)}),
                  Value::integer(6)));
  CHECK(identical(f.apply(Op::kNegate, {eur(5)}), eur(-5)));
  CHECK(
      identical(f.apply(Op::kNegate, {Value::duration({1, 2, 3})}), Value::duration({-1, -2, -3})));
  CHECK(identical(f.apply(Op::kToDecimal, {Value::integer(2)}), Value::decimal(2'000'000)));
  CHECK(identical(f.apply(Op::kToDecimal, {text("x")}), text("x")));
  CHECK(f.failure(Op::kDivide, {Value::integer(1), Value::integer(0)}) == "division by zero");
  CHECK(f.failure(Op::kRemainder, {Value::decimal(1), Value::decimal(0)}) == "division by zero");
  CHECK(f.failure(Op::kAdd, {Value::integer(INT64_MAX), Value::integer(1)}) ==
        "cannot add an int and an int: the result is out of range");
  CHECK(f.failure(Op::kNegate, {Value::integer(INT64_MIN)}) ==
        "cannot negate an int: the result is out of range");
  CHECK(f.failure(Op::kToDecimal, {Value::integer(INT64_MAX)}) ==
        "the int 9223372036854775807 is out of a decimal's range");
  CHECK(f.failure(Op::kAdd, {eur(1), Value::money(1, currency("USD"))}) ==
        "mixed currencies: EUR and USD");
  CHECK(f.failure(Op::kAdd, {Value::integer(1), text("x")}) == "cannot add an int and a string");
  CHECK(f.failure(Op::kAdd, {Value::absent(), Value::integer(1)}) ==
        "cannot add an absent value and an int");
  CHECK(f.failure(Op::kNegate, {text("x")}) == "cannot negate a string");
}

TEST_CASE("datetimes move in the contact's zone") {
  Fixture f;
  // 2026-03-07 09:00 in New York; one day later the clocks have changed, 24 hours later it is
  // 10:00.
  auto before = *parse_instant("2026-03-07T14:00:00Z");
  auto day = *parse_instant("2026-03-08T13:00:00Z");
  f.person.attributes = {{"timezone", text("America/New_York")}};
  CHECK(identical(f.apply(Op::kAdd, {Value::datetime(before), Value::duration({0, 1, 0})}),
                  Value::datetime(day)));
  CHECK(identical(f.apply(Op::kAdd, {Value::duration({0, 1, 0}), Value::datetime(before)}),
                  Value::datetime(day)));
  CHECK(identical(f.apply(Op::kSubtract, {Value::datetime(day), Value::duration({0, 1, 0})}),
                  Value::datetime(before)));
  CHECK(identical(f.apply(Op::kAdd, {Value::datetime(before), Value::duration({0, 0, kMsPerDay})}),
                  Value::datetime(before + kMsPerDay)));
  CHECK(identical(f.apply(Op::kSubtract, {Value::datetime(day), Value::datetime(before)}),
                  Value::duration({0, 0, day - before})));
  f.person.attributes = {
      {"timezone", text("Mars/Olympus")}};  // unknown: the schema's default, Helsinki
  auto shifted = f.apply(Op::kAdd, {Value::datetime(*parse_instant("2026-03-28T10:00:00Z")),
                                    Value::duration({0, 1, 0})});
  CHECK(instant_text(shifted.num) == "2026-03-29T09:00:00Z");
}

TEST_CASE("logic, membership and texts") {
  Fixture f;
  Value items[] = {text("FI"), text("SE")};
  auto list = Value::list(items, 2);
  CHECK(identical(f.apply(Op::kNot, {Value::boolean(true)}), Value::boolean(false)));
  CHECK(f.apply(Op::kIsPresent, {text("")}).truth());
  CHECK(identical(f.apply(Op::kIsPresent, {Value::absent()}), Value::boolean(false)));
  CHECK(f.apply(Op::kIn, {text("SE"), list}).truth());
  CHECK(identical(f.apply(Op::kIn, {Value::absent(), list}), Value::boolean(false)));
  CHECK(f.apply(Op::kContains, {list, text("FI")}).truth());
  CHECK(f.apply(Op::kContains, {text("stop it"), text("stop")}).truth());
  CHECK(f.apply(Op::kStartsWith, {text("stop it"), text("stop")}).truth());
  CHECK(f.apply(Op::kEndsWith, {text("stop it"), text("it")}).truth());
  CHECK(f.apply(Op::kInRange, {Value::integer(3), Value::integer(1), Value::integer(3)}).truth());
  CHECK(identical(f.apply(Op::kInRange, {Value::integer(0), Value::integer(1), Value::integer(3)}),
                  Value::boolean(false)));
  CHECK(f.failure(Op::kNot, {Value::integer(1)}) ==
        "a condition is an int where true or false is needed");
  CHECK(f.failure(Op::kNot, {Value::absent()}) ==
        "a condition is an absent value where true or false is needed");
  CHECK(f.failure(Op::kIn, {text("SE"), Value::absent()}) ==
        "cannot look for a string in an absent value");
  CHECK(f.failure(Op::kContains, {Value::integer(1), text("x")}) ==
        "cannot look for a string in an int");
  CHECK(f.failure(Op::kStartsWith, {text("x"), Value::absent()}) ==
        "cannot look for an absent value at the start of a string");
  CHECK(f.failure(Op::kEndsWith, {text("x"), Value::absent()}) ==
        "cannot look for an absent value at the end of a string");
  for (auto op : {Op::kEqual, Op::kStartsWith, Op::kEndsWith, Op::kContains})
    CHECK(identical(f.apply(op, {Value::absent(), text("x")}), Value::boolean(false)));
  CHECK(identical(f.apply(Op::kInRange, {Value::absent(), Value::integer(1), Value::integer(3)}),
                  Value::boolean(false)));
}

TEST_CASE("patterns match anywhere and are compiled once") {
  Fixture f;
  auto code = f.push({text("please STOP now")})
                  .op32(Op::kMatches, f.builder.text("(?i)\\bstop\\b"))
                  .op(Op::kReturn);
  CHECK(f.evaluate(code).truth());
  CHECK(f.evaluate(
             f.push({Value::integer(1)}).op32(Op::kMatches, f.builder.text("a")).op(Op::kReturn))
            .is_absent());
  CHECK(f.incident.message == "cannot match a pattern against an int");
}

TEST_CASE("records have the names of their constant, and own what is in them") {
  Fixture f;
  const Value names[] = {text("sku"), text("items")};
  auto constant = f.builder.constant(Value::list(names, 2));
  auto none = f.builder.constant(Value::list(names, 0));
  auto code = f.push({text("a"), Value::integer(1)});
  code.op8(Op::kMakeList, 1).op32(Op::kMakeRecord, constant).u8(2).op(Op::kReturn);
  auto record = f.evaluate(code);
  REQUIRE(record.tag == Tag::kRecord);
  REQUIRE(record.aux == 2);
  REQUIRE(record.field("sku"));
  CHECK(record.field("sku")->text() == "a");
  CHECK(record.field("items")->items[0].num == 1);
  auto empty = f.evaluate(Code().op32(Op::kMakeRecord, none).u8(0).op(Op::kReturn));
  CHECK(empty.tag == Tag::kRecord);
  CHECK(empty.aux == 0);
}

TEST_CASE("lists and joined texts") {
  Fixture f;
  auto list =
      f.evaluate(f.push({Value::integer(1), text("x")}).op8(Op::kMakeList, 2).op(Op::kReturn));
  REQUIRE(list.tag == Tag::kList);
  REQUIRE(list.aux == 2);
  CHECK(identical(list.items[1], text("x")));
  CHECK(f.evaluate(Code().op8(Op::kMakeList, 0).op(Op::kReturn)).aux == 0);
  auto joined = f.evaluate(f.push({text("a "), eur(1999), Value::absent(), text(" b")})
                               .op8(Op::kJoin, 4)
                               .op(Op::kReturn));
  CHECK(joined.text() == "a 19.99 EUR b");
  f.person.attributes = {{"timezone", text("America/New_York")}};
  auto local = f.evaluate(f.push({Value::datetime(kNow)}).op8(Op::kJoin, 1).op(Op::kReturn));
  CHECK(local.text() == "2026-03-02T05:00:00-05:00");
  f.person.attributes = {{"timezone", text("Asia/Kathmandu")}};
  CHECK(f.evaluate(f.push({Value::datetime(kNow)}).op8(Op::kJoin, 1).op(Op::kReturn)).text() ==
        "2026-03-02T15:45:00+05:45");
  f.person.attributes = {{"timezone", text("UTC")}};
  CHECK(f.evaluate(f.push({Value::datetime(kNow)}).op8(Op::kJoin, 1).op(Op::kReturn)).text() ==
        "2026-03-02T10:00:00Z");
}

TEST_CASE("catalog functions see the contact's zone") {
  Fixture f;
  f.person.attributes = {{"timezone", text("Asia/Tokyo")}};
  auto call = [&](Code code, std::uint32_t number, std::uint32_t count) {
    return f.evaluate(code.op(Op::kCallFunction).u16(number).u8(count).op(Op::kReturn));
  };
  // 2026-03-02 was a Monday; 23:00 UTC is Tuesday 08:00 in Tokyo.
  auto late = Value::datetime(*parse_instant("2026-03-02T23:00:00Z"));
  CHECK(identical(call(f.push({late}), 52, 1), Value::integer(2)));
  CHECK(identical(call(f.push({late}), 51, 1), Value::integer(8)));
  auto day = Value::date(*parse_date("2026-03-08"));
  auto nine = Value::time(*parse_time_of_day("09:00"));
  CHECK(instant_text(call(f.push({day, nine, text("America/New_York")}), 56, 3).num) ==
        "2026-03-08T13:00:00Z");
  CHECK(instant_text(call(f.push({day, nine}), 56, 2).num) == "2026-03-08T00:00:00Z");
  CHECK(instant_text(call(f.push({day, nine, Value::absent()}), 56, 3).num) ==
        "2026-03-08T00:00:00Z");
  CHECK(call(f.push({day, nine, text("Nowhere/Else")}), 56, 3).is_absent());
  CHECK(f.incident.message == "no time zone has the name 'Nowhere/Else'");
  CHECK(call(f.push({day, day}), 56, 2).is_absent());
  CHECK(f.incident.message == "an instant is made of a date, a time and perhaps a zone");
}

TEST_CASE("jumps") {
  Fixture f;
  auto choose = [&](Op op, const Value& condition) {
    auto code = f.push({condition});
    code.jump(op, 0).op32(Op::kConst, f.builder.constant(Value::integer(1))).jump(Op::kJump, 1);
    code.place(0).op32(Op::kConst, f.builder.constant(Value::integer(2))).place(1).op(Op::kReturn);
    return f.evaluate(code);
  };
  CHECK(identical(choose(Op::kJumpIfFalse, Value::boolean(false)), Value::integer(2)));
  CHECK(identical(choose(Op::kJumpIfFalse, Value::boolean(true)), Value::integer(1)));
  CHECK(identical(choose(Op::kJumpIfTrue, Value::boolean(true)), Value::integer(2)));
  CHECK(identical(choose(Op::kJumpIfTrue, Value::boolean(false)), Value::integer(1)));
  CHECK(choose(Op::kJumpIfTrue, Value::absent()).is_absent());
  CHECK(f.incident.message == "a condition is an absent value where true or false is needed");
  CHECK(choose(Op::kJumpIfFalse, Value::integer(0)).is_absent());
  auto fallback = [&](const Value& value) {
    auto code = f.push({value});
    code.jump(Op::kJumpIfPresent, 0)
        .op(Op::kPop)
        .op32(Op::kConst, f.builder.constant(Value::integer(9)));
    return f.evaluate(code.place(0).op(Op::kReturn));
  };
  CHECK(identical(fallback(Value::integer(5)), Value::integer(5)));
  CHECK(identical(fallback(Value::absent()), Value::integer(9)));
}

TEST_CASE("an incident says where") {
  Fixture f;
  f.evaluate(f.push({Value::integer(1)}).op32(Op::kFail, f.builder.text("no such thing")));
  CHECK(f.incident.message == "no such thing");
  CHECK(static_cast<Op>(f.linked->program().code[f.incident.code]) == Op::kFail);
}

// ---- limits

TEST_CASE("fuel ends an endless loop, and its limit is exact") {
  Fixture f;
  f.evaluate(Code().place(0).jump(Op::kJump, 0));
  CHECK(f.incident.message == "over the limit kFuel: a transition may run 100000 instructions");
  CHECK(f.machine.instructions() == limits::kFuel);
  // 99,999 instructions and a Return are within it; one more is not.
  auto counted = [&](std::uint32_t instructions) {
    Code code;
    code.op(Op::kAbsent);
    for (std::uint32_t i = 0; i + 2 < instructions; ++i) code.op(Op::kToDecimal);
    f.evaluate(code.op(Op::kReturn));
    return f.incident.message;
  };
  CHECK(counted(limits::kFuel) == "");
  CHECK(counted(limits::kFuel + 1) ==
        "over the limit kFuel: a transition may run 100000 instructions");
}

TEST_CASE("the arena's limit ends what grows") {
  Fixture f;
  std::string kilobyte(1024, 'x');
  auto code = f.push({text(kilobyte)});
  code.place(0).op(Op::kDuplicate).op(Op::kAdd).jump(Op::kJump, 0);
  CHECK(f.evaluate(code).is_absent());
  CHECK(f.incident.message ==
        "over the limit kArenaBytes: a transition may use 4194304 bytes of memory");
}

TEST_CASE("nested lists cannot be made deep, nor wide without memory") {
  Fixture f;
  auto code = f.push({Value::integer(1)});
  code.place(0).op8(Op::kMakeList, 1).jump(Op::kJump, 0);
  CHECK(f.evaluate(code).is_absent());
  CHECK(f.incident.message == "over the limit kTypeDepth: lists may be nested 16 deep");
  Code wide = f.push({Value::integer(1)});
  for (int depth = 0; depth < 8; ++depth) {
    for (int i = 0; i < 63; ++i) wide.op(Op::kDuplicate);
    wide.op8(Op::kMakeList, 64);
  }
  CHECK(f.evaluate(wide.op8(Op::kJoin, 1).op(Op::kReturn)).is_absent());
  CHECK(f.incident.message.starts_with("over the limit k"));
}
