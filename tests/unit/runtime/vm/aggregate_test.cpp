// count, sum, min, max, avg, first, last over past events.
#include <catch2/catch.hpp>

#include "program_builder.h"

using namespace camp;
using namespace camp::test;

namespace {

constexpr std::int64_t kDay = 86'400'000;

struct Fixture {
  Builder builder;
  Person person;
  MemoryHistory history;
  Machine machine;
  Incident incident;

  void purchase(std::int64_t time_ms, std::string_view order, std::int64_t minor,
                const char (&code)[4] = "EUR") {
    history.rows.push_back(
        {builder.names.number("purchase"), time_ms,
         encode_fields(builder.names, {{"order", Value::string(order)},
                                       {"total", Value::money(minor, currency(code))}})});
  }
  Value fold(Aggregate aggregate, const char* field, const Value& window = Value::absent()) {
    Code code;
    window.is_absent() ? code.op(Op::kAbsent) : code.op32(Op::kConst, builder.constant(window));
    code.op32(Op::kEventsBegin, builder.name("purchase")).u8(static_cast<std::uint32_t>(aggregate));
    code.place(0).jump(Op::kEventsNext, 1).op32(Op::kEventField, builder.name(field));
    code.op(Op::kEventsAdd).jump(Op::kJump, 0).place(1).op(Op::kEventsEnd).op(Op::kReturn);
    return evaluate(code);
  }
  Value at_least(std::uint8_t wanted, const Value& window) {
    Code code;
    code.op32(Op::kConst, builder.constant(window));
    code.op32(Op::kEventsBegin, builder.name("purchase")).u8(0);
    code.place(0).jump(Op::kEventsNext, 1).op(Op::kAbsent).op(Op::kEventsAdd).jump(Op::kJump, 0);
    return evaluate(code.place(1).op(Op::kEventsAtLeast).u8(wanted).op(Op::kReturn));
  }
  Value evaluate(const Code& code, const EventAtHand* event = nullptr) {
    auto function = builder.expression(code);
    auto linked = builder.link();
    Situation situation;
    situation.contact = person.facts(builder.names);
    situation.event = event;
    situation.history = &history;
    situation.now_ms = kNow;
    incident = {};
    Value result;
    if (!machine.evaluate(*linked, function, situation, &result, &incident)) return Value::absent();
    return result;
  }
};

bool identical(const Value& a, const Value& b) { return a.tag == b.tag && equal(a, b); }
Value eur(std::int64_t minor) { return Value::money(minor, currency("EUR")); }

}  // namespace

TEST_CASE("aggregates over three events") {
  Fixture f;
  f.purchase(kNow - 3 * kDay, "first order, a longer text", 1000);
  f.purchase(kNow - 2 * kDay, "b", 3000);
  f.purchase(kNow, "last order, a longer text", 2001);
  f.purchase(kNow + 1, "not yet", 9999);
  CHECK(identical(f.fold(Aggregate::kCount, "total"), Value::integer(3)));
  CHECK(identical(f.fold(Aggregate::kSum, "total"), eur(6001)));
  CHECK(identical(f.fold(Aggregate::kMin, "total"), eur(1000)));
  CHECK(identical(f.fold(Aggregate::kMax, "total"), eur(3000)));
  CHECK(identical(f.fold(Aggregate::kAverage, "total"),
                  *arithmetic(Arithmetic::kDivide, eur(6001), Value::integer(3))));
  CHECK(f.fold(Aggregate::kFirst, "order").text() == "first order, a longer text");
  CHECK(f.fold(Aggregate::kLast, "order").text() == "last order, a longer text");
  CHECK(f.fold(Aggregate::kMin, "order").text() == "b");
  CHECK(f.fold(Aggregate::kMax, "order").text() == "last order, a longer text");
}

TEST_CASE("a window begins so long before now, in the contact's calendar, and includes its edges") {
  Fixture f;
  f.purchase(kNow - 2 * kDay - 1, "a", 1);
  f.purchase(kNow - 2 * kDay, "b", 1);
  CHECK(
      identical(f.fold(Aggregate::kCount, "total", Value::duration({0, 2, 0})), Value::integer(1)));
  CHECK(
      identical(f.fold(Aggregate::kCount, "total", Value::duration({0, 3, 0})), Value::integer(2)));
  f.fold(Aggregate::kCount, "total", Value::integer(3));
  CHECK(f.incident.message == "a history's window is not a duration");
}

TEST_CASE("what is counted changes when an event leaves the window that decides it") {
  Fixture f;
  const auto ten_days = Value::duration({0, 10, 0});
  const auto leaves_ms = [](std::int64_t days_ago) { return kNow + (10 - days_ago) * kDay + 1; };
  f.purchase(kNow - 9 * kDay, "c", 500);
  f.purchase(kNow - 7 * kDay, "a", 900);
  f.purchase(kNow - 5 * kDay, "a", 500);
  f.purchase(kNow - 2 * kDay, "b", 700);
  const auto changes_at = [&](Aggregate aggregate, const char* field) {
    f.fold(aggregate, field, ten_days);
    return f.machine.next_change_ms();
  };
  for (const auto aggregate :
       {Aggregate::kCount, Aggregate::kSum, Aggregate::kAverage, Aggregate::kFirst})
    CHECK(changes_at(aggregate, "total") == leaves_ms(9));
  CHECK(changes_at(Aggregate::kLast, "total") == leaves_ms(2));
  CHECK(changes_at(Aggregate::kMin, "total") == leaves_ms(5));  // the later one of two
  CHECK(changes_at(Aggregate::kMax, "total") == leaves_ms(7));
  CHECK(changes_at(Aggregate::kMin, "order") == leaves_ms(5));
  CHECK(changes_at(Aggregate::kSum, "message") == INT64_MAX);  // none has it
  f.fold(Aggregate::kCount, "total");
  CHECK(f.machine.next_change_ms() == INT64_MAX);
  for (const auto& [wanted, days_ago] : {std::pair(1, 2), {2, 5}, {3, 7}, {4, 9}}) {
    CHECK(f.at_least(static_cast<std::uint8_t>(wanted), ten_days).truth());
    CHECK(f.machine.next_change_ms() == leaves_ms(days_ago));
  }
  CHECK(!f.at_least(5, ten_days).truth());
  CHECK(f.machine.next_change_ms() == INT64_MAX);
  f.purchase(kNow - 1 * kDay, "x", 1, "USD");
  f.fold(Aggregate::kSum, "total", ten_days);         // fails until the last euro has left ...
  CHECK(f.machine.next_change_ms() == leaves_ms(9));  // ... or whatever else is the first to
}

TEST_CASE("at least so many of more events than are remembered") {
  Fixture f;
  const auto ten_days = Value::duration({0, 10, 0});
  for (int i = 0; i < 200; ++i) f.purchase(kNow - (200 - i), "x", 1);
  CHECK(f.at_least(kAtLeastMax, ten_days).truth());
  CHECK(f.machine.next_change_ms() == kNow - kAtLeastMax + 10 * kDay + 1);
  CHECK(f.at_least(1, ten_days).truth());
  CHECK(f.machine.next_change_ms() == kNow - 1 + 10 * kDay + 1);
}

TEST_CASE("over nothing") {
  Fixture f;
  CHECK(identical(f.fold(Aggregate::kCount, "total"), Value::integer(0)));
  for (auto aggregate : {Aggregate::kSum, Aggregate::kMin, Aggregate::kMax, Aggregate::kAverage,
                         Aggregate::kFirst, Aggregate::kLast}) {
    CHECK(f.fold(aggregate, "total").is_absent());
    CHECK(f.incident.message.empty());
  }
  f.purchase(kNow, "a", 100);
  CHECK(f.fold(Aggregate::kSum, "message").is_absent());  // a field that no event has
  CHECK(identical(f.fold(Aggregate::kCount, "message"), Value::integer(1)));
}

TEST_CASE("aggregates that cannot be computed") {
  Fixture f;
  f.purchase(kNow - 1, "a", 100);
  f.purchase(kNow, "b", 100, "USD");
  f.fold(Aggregate::kSum, "total");
  CHECK(f.incident.message == "mixed currencies: EUR and USD");
  f.fold(Aggregate::kMax, "total");
  CHECK(f.incident.message == "mixed currencies: USD and EUR");
  f.fold(Aggregate::kSum, "order");
  CHECK(f.incident.message.empty());  // texts join; the checker refuses it before
  f.history.broken = true;
  f.fold(Aggregate::kCount, "total");
  CHECK(f.incident.message == "the contact's past events cannot be read");
}

TEST_CASE("the event at hand comes back after an aggregate") {
  Fixture f;
  f.purchase(kNow, "past", 100);
  auto data = encode_fields(f.builder.names, {{"order", Value::string("now")}});
  EventAtHand event{f.builder.names.number("purchase"), "e", data, kNow, {}};
  Code code;
  code.op(Op::kAbsent).op32(Op::kEventsBegin, f.builder.name("purchase")).u8(0);
  code.place(0).jump(Op::kEventsNext, 1).op(Op::kAbsent).op(Op::kEventsAdd).jump(Op::kJump, 0);
  code.place(1)
      .op(Op::kEventsEnd)
      .op(Op::kPop)
      .op32(Op::kEventField, f.builder.name("order"))
      .op(Op::kReturn);
  CHECK(f.evaluate(code, &event).text() == "now");
  // Left in the middle, by an event that is enough.
  Code early;
  early.op(Op::kAbsent).op32(Op::kEventsBegin, f.builder.name("purchase")).u8(0);
  early.jump(Op::kEventsNext, 0).place(0).op(Op::kEventsEnd).op(Op::kPop);
  early.op32(Op::kEventField, f.builder.name("order")).op(Op::kReturn);
  CHECK(f.evaluate(early, &event).text() == "now");
}

TEST_CASE("kAggregateEvents, at its edge") {
  Fixture f;
  for (std::size_t i = 0; i < limits::kAggregateEvents; ++i) f.purchase(kNow - 1, "x", 1);
  CHECK(identical(f.fold(Aggregate::kSum, "total"),
                  eur(static_cast<std::int64_t>(limits::kAggregateEvents))));
  f.purchase(kNow, "x", 1);
  f.fold(Aggregate::kSum, "total");
  CHECK(f.incident.message ==
        "over the limit kAggregateEvents: a history function may look at 10000 events");
}

TEST_CASE("without a history there are no events") {
  Builder b;
  Code code;
  code.op(Op::kAbsent).op32(Op::kEventsBegin, b.name("purchase")).u8(0);
  code.place(0).jump(Op::kEventsNext, 1).op(Op::kAbsent).op(Op::kEventsAdd).jump(Op::kJump, 0);
  auto function = b.expression(code.place(1).op(Op::kEventsEnd).op(Op::kReturn));
  auto linked = b.link();
  Machine machine;
  Value result;
  Incident incident;
  REQUIRE(machine.evaluate(*linked, function, Situation(), &result, &incident));
  CHECK(identical(result, Value::integer(0)));
}
