#include "runtime/delivery/compose.h"

#include <catch2/catch.hpp>

#include "lang/base/bytes.h"
#include "tests/support/contents.h"

namespace camp {
namespace {

// A content with two slots in the subject (the second used first), none in the text and two in the
// HTML, one raw.
struct Fixture {
  Program program;
  MessageDecl message;
  ContentDecl& content;

  Fixture()
      : content(message.contents.emplace_back(testing::content_decl(
            Channel::kEmail,
            {{ContentPart::kSubject, 0}, {ContentPart::kText, 1}, {ContentPart::kHtml, 2}}))) {
    for (auto text : {"Hi ", ", 1 < 2", "plain", "<b title=\"", "\">", "</b>"}) {
      program.constants.push_back(Value::string(text));
    }
    program.constants.push_back(Value::integer(7));
    auto literal = [](ConstIndex index) { return TemplatePart{index}; };
    auto slot = [](std::uint16_t index, bool escape) {
      return TemplatePart{kNone, index, escape ? SlotForm::kEscaped : SlotForm::kAsIs};
    };
    program.templates = {
        {{literal(0), slot(1, false), literal(1), slot(0, false)}, {0, 0}},
        {{literal(2)}, {}},
        {{literal(3), slot(0, true), literal(4), slot(1, false), slot(0, true), literal(5)},
         {0, 0}},
    };
  }
};

std::string slots_of(const std::vector<std::string_view>& texts) {
  std::string slots;
  put_varint(slots, texts.size());
  for (auto text : texts) put_bytes(slots, text);
  return slots;
}

TEST_CASE("a message is the literals and slots of its templates, subject's slots first") {
  Fixture fixture;
  ComposedMessage message;
  REQUIRE(compose(fixture.program, &fixture.message, 0, slots_of({"A", "B&", "<\"'&>", "<i>"}),
                  &message));
  CHECK(message.text_of(ContentPart::kSubject) == "Hi B&, 1 < 2A");
  CHECK(message.text_of(ContentPart::kText) == "plain");
  CHECK(message.text_of(ContentPart::kHtml) ==
        "<b title=\"&lt;&quot;&#39;&amp;&gt;\"><i>&lt;&quot;&#39;&amp;&gt;</b>");
}

TEST_CASE("a message of another content leaves nothing of the one before") {
  Fixture fixture;
  ComposedMessage message;
  message.parts.resize(3, {ContentPart::kHtml, "old", "old"});
  MessageDecl sms;
  sms.contents = {testing::content_decl(Channel::kSms, {{ContentPart::kText, 1}})};
  REQUIRE(compose(fixture.program, &sms, 0, slots_of({}), &message));
  REQUIRE(message.parts.size() == 1);
  CHECK(message.text_of(ContentPart::kText) == "plain");
  CHECK(message.parts[0].label.empty());
}

TEST_CASE("slots that do not fit are refused") {
  Fixture fixture;
  ComposedMessage message;
  auto fits = [&](std::string_view slots) {
    return compose(fixture.program, &fixture.message, 0, slots, &message);
  };
  auto right = slots_of({"A", "B", "C", "D"});
  CHECK(fits(right));
  CHECK(!fits(slots_of({"A", "B", "C"})));
  CHECK(!fits(slots_of({"A", "B", "C", "D", "E"})));
  CHECK(!fits(slots_of({})));
  CHECK(!fits(right + "x"));
  for (std::size_t size = 0; size < right.size(); ++size) CHECK(!fits(right.substr(0, size)));
  CHECK(!compose(fixture.program, &fixture.message, 1, right, &message));  // it has one content
  CHECK(!compose(fixture.program, nullptr, 0, right, &message));
  CHECK(!fits("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"));  // a count that lies
}

TEST_CASE("indexes that a program does not have are refused") {
  ComposedMessage message;
  auto slots = slots_of({"A", "B", "C", "D"});
  SECTION("template") {
    Fixture fixture;
    fixture.content.parts[2].text = 3;
    CHECK(!compose(fixture.program, &fixture.message, 0, slots, &message));
  }
  SECTION("constant, or one that is no text") {
    for (ConstIndex index : {ConstIndex{6}, ConstIndex{7}}) {
      Fixture fixture;
      fixture.program.templates[1].parts[0].literal = index;
      CHECK(!compose(fixture.program, &fixture.message, 0, slots, &message));
    }
  }
  SECTION("slot of another template") {
    Fixture fixture;
    fixture.program.templates[0].parts[1].slot = 2;
    CHECK(!compose(fixture.program, &fixture.message, 0, slots, &message));
  }
}

}  // namespace
}  // namespace camp
