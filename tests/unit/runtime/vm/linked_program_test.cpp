// Linking: names to numbers, patterns, defaults, reactions, entries.
#include <catch2/catch.hpp>

#include "program_builder.h"

using namespace camp;
using namespace camp::test;

TEST_CASE("names, defaults, addresses and zone are linked") {
  Builder b;
  b.names.number("something else");  // the store's numbers are not the program's
  auto linked = b.link();
  CHECK(linked->number(b.name("age")) == b.names.find("age"));
  CHECK(linked->flow_by_number(b.names.find("welcome")) == 0);
  CHECK(linked->flow_by_number(b.names.find("age")) == kNone);
  REQUIRE(linked->event_by_number(b.names.find("purchase")) != nullptr);
  CHECK(linked->event_by_number(b.names.find("welcome")) == nullptr);
  CHECK(linked->default_of_attribute(b.names.find("age"))->num == 18);
  CHECK(linked->default_of_attribute(b.names.find("country")) == nullptr);
  CHECK(linked->default_of_name(b.name("age"))->num == 18);
  CHECK(linked->address_attribute(Channel::kSms) == b.names.find("phone"));
  CHECK(linked->address_attribute(Channel::kPush) == Names::kUnknown);
  CHECK(linked->tells_zone(b.names.find("timezone")));
  CHECK(linked->tells_zone(b.names.find("phone")));
  CHECK_FALSE(linked->tells_zone(b.names.find("age")));
  CHECK(calendar::name_of(linked->default_zone()) == "Europe/Helsinki");
  CHECK(linked->store_number() == 1);
}

TEST_CASE("a contact's zone is the stored one, else the phone number's, else the default") {
  Builder b;
  auto linked = b.link();
  Arena arena;
  const auto zone = [&](std::vector<NamedValue> values) {
    std::string attributes;
    encode_attributes(attributes, std::move(values));
    return std::string(calendar::name_of(linked->zone_of(attributes, arena)));
  };
  const auto zone_name = b.names.find("timezone"), phone = b.names.find("phone");
  CHECK(zone({}) == "Europe/Helsinki");
  CHECK(zone({{phone, Value::string("+81312345678")}}) == "Asia/Tokyo");
  CHECK(zone({{phone, Value::string("+12125550100")}}) == "Europe/Helsinki");
  CHECK(zone({{phone, Value::string("+81312345678")}, {zone_name, Value::string("Asia/Dubai")}}) ==
        "Asia/Dubai");
  CHECK(zone({{phone, Value::string("+81312345678")}, {zone_name, Value::string("no zone")}}) ==
        "Asia/Tokyo");
}

TEST_CASE("reactions are found by event") {
  Builder b;
  b.flow().starts = {{{b.name("purchase"), kNone, kNone, kNone}, false}};
  auto linked = b.link();
  auto purchase = b.names.find("purchase");
  REQUIRE(linked->starts_on(purchase).size() == 1);
  CHECK(linked->starts_on(purchase)[0].flow == 0);
  CHECK(linked->starts_on(b.names.find("message.clicked")).empty());
}

TEST_CASE("only waits that are reached are entries") {
  Builder b;
  auto step = b.step("wait");
  auto unreached = b.step("unreached");
  auto second = b.constant(Value::duration({0, 0, 1000}));
  Code code;
  code.op32(Op::kConst, second).op(Op::kWait).u32(step);
  auto behind = code.here();
  code.op(Op::kEnd)
      .op32(Op::kConst, second)
      .op(Op::kWait)
      .u32(unreached);  // never reached, and behind it nothing
  b.body(code);
  auto linked = b.link();
  CHECK(linked->is_entry(0, 0));
  CHECK(linked->is_entry(0, behind));
  CHECK(!linked->is_entry(0, code.here()));
  CHECK(!linked->is_entry(0, 1));
  CHECK(linked->resume_of(step) == behind);
  CHECK(linked->wait_of(step) == kNone);
  CHECK(linked->resume_of(unreached) == kNone);
  CHECK(linked->resume_of(UINT32_MAX) == kNone);
}

TEST_CASE("what cannot run is refused") {
  Builder bad_pattern;
  bad_pattern.expression(
      Code().op(Op::kAbsent).op32(Op::kMatches, bad_pattern.text("(")).op(Op::kReturn));
  bad_pattern.body(Code().op(Op::kEnd));
  auto linked = LinkedProgram::link(bad_pattern.program(), 1, bad_pattern.names);
  REQUIRE(!linked);
  CHECK(linked.error().kind == ErrorKind::kCorrupt);
  CHECK(linked.error().message == "the program's pattern '(' cannot be used: missing ): (");

  Builder huge;  // over kRegexBytes when compiled
  huge.expression(
      Code().op(Op::kAbsent).op32(Op::kMatches, huge.text("((a{100}){100}){100}")).op(Op::kReturn));
  huge.body(Code().op(Op::kEnd));
  CHECK(!LinkedProgram::link(huge.program(), 1, huge.names));

  Builder unverified;
  unverified.body(Code().op(Op::kPop).op(Op::kEnd));
  auto refused = LinkedProgram::link(unverified.program(), 1, unverified.names);
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::kCorrupt);
  CHECK(unverified.names.count() == 0);
}
