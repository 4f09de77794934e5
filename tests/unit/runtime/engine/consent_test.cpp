// Consents, lists and answers to messages, as events bring them.
#include <random>

#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {

namespace {

using F = EventFate;

F told(World& world, const std::string& event, const Fields& fields,
       const std::string& time = "2026-03-02 10:00") {
  return world.event("anna", event, at(time), fields);
}
std::pair<std::string, Value> text(const std::string& name, const std::string& value) {
  static std::deque<std::string> kept;  // events view their fields
  return {name, Value::string(kept.emplace_back(value))};
}

bool may_mail(World& world, Channel channel = Channel::kEmail) {
  return consents_to(world.row("anna").subscriptions, world.engine->names().find("news"), channel);
}

}  // namespace

TEST_CASE("an event about what does not exist is refused, and changes nothing") {
  World world(journey("send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  const auto before = world.row("anna").refs;
  CHECK(told(world, "unsubscribed", {text("conversation", "newsletter")}) ==
        F::kUnknownConversation);
  CHECK(told(world, "unsubscribed", {text("conversation", "visit")}) == F::kUnknownConversation);
  CHECK(told(world, "unsubscribed", {text("channel", "e-mail")}) == F::kUnknownChannel);
  CHECK(told(world, "subscribed", {}) == F::kNoConversation);
  CHECK(told(world, "subscribed", {text("channel", "email")}) == F::kNoConversation);
  CHECK(told(world, "list.added", {text("list", "blocket")}) == F::kUnknownList);
  CHECK(told(world, "list.removed", {}) == F::kNoList);
  CHECK(told(world, "message.complained", {text("message", "helo")}) == F::kUnknownMessage);
  CHECK(told(world, "message.unsubscribed", {text("campaign", "J")}) == F::kUnknownCampaign);
  CHECK(told(world, "message.unsubscribed", {text("message", "third")}) == F::kNotSent);
  CHECK(told(world, "message.unsubscribed", {text("message", std::string(32, 'a'))}) ==
        F::kNotSent);
  CHECK(told(world, "message.opened", {text("message", "hello"), text("channel", "sms")}) ==
        F::kNotSent);
  CHECK(world.row("anna").refs == before);
  CHECK(may_mail(world));
  world.check();
}

TEST_CASE("what an earlier program named is still known") {
  World world(journey("send hello via email") +
              "conversation old { from \"O <o@acme.example>\" } list gone");
  world.contact("anna");
  world.install(journey("send second via email"));
  world.close();
  world.open();  // nothing but the store remembers
  CHECK(told(world, "unsubscribed", {text("conversation", "old")}) == F::kApplied);
  CHECK(told(world, "list.added", {text("list", "gone")}) == F::kApplied);
  CHECK(told(world, "unsubscribed", {text("conversation", "older")}) == F::kUnknownConversation);
}

TEST_CASE("an objection ends what it names, and everything when it names nothing") {
  World world(journey("send hello via email"));
  world.contact("anna");
  CHECK(told(world, "unsubscribed", {text("conversation", "news"), text("channel", "sms")}) ==
        F::kApplied);
  CHECK((may_mail(world) && !may_mail(world, Channel::kSms)));
  CHECK(told(world, "subscribed", {text("conversation", "news"), text("channel", "sms")},
             "2026-03-02 10:01") == F::kApplied);
  CHECK(told(world, "unsubscribed", {}, "2026-03-02 10:02") == F::kApplied);
  CHECK((!may_mail(world) && !may_mail(world, Channel::kSms)));
  CHECK(told(world, "subscribed", {text("conversation", "news")}, "2026-03-02 10:03") ==
        F::kApplied);
  CHECK((may_mail(world) && !may_mail(world, Channel::kSms)));  // e-mail, as none is named
  CHECK_FALSE(may_mail(world, Channel::kPush));
}

TEST_CASE("who unsubscribes by a message leaves its conversation on every channel") {
  const auto flow = "send hello via email";
  const bool per_channel = GENERATE(false, true);
  auto script = journey(flow);
  if (per_channel) script.replace(script.find("suppress"), 0, "unsubscribe per channel ");
  script +=
      "journey bye { category transactional start on unsubscribed as u flow "
      "{ set contact.stage = u.conversation ?? \"all\" } }";
  World world(script);
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  CHECK(told(world, GENERATE("message.unsubscribed", "message.complained"),
             {text("message", "hello")}) == F::kApplied);
  CHECK_FALSE(may_mail(world));
  CHECK(may_mail(world, Channel::kSms) == per_channel);
  // It is an `unsubscribed` of its own.
  Arena arena;
  CHECK(find_attribute(world.row("anna").attributes, world.engine->names().find("stage"), arena)
            .text() == "news");
  world.check();
}

TEST_CASE("an answer finds its message however many came after it") {
  World world(journey("send hello via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  const auto first = to_hex(world.row("anna").touches.front().ledger_id.view());
  for (int i = 0; i < 70; ++i)
    world.visit("anna", "2026-03-02 " + std::to_string(11 + i / 60) + ":" +
                            (i % 60 < 10 ? "0" : "") + std::to_string(i % 60));
  CHECK(world.row("anna").touches.size() == limits::kTouchesPerContact);
  for (const auto* receipt : {"message.opened", "message.opened", "message.clicked"})
    CHECK(told(world, receipt, {text("message", first)}, "2026-03-03 10:00") == F::kApplied);
  CHECK(world.told("anna", {EntryKind::kReceipt}) == Lines{"first message.opened 03-03 10:00:00",
                                                           "more message.opened 03-03 10:00:00",
                                                           "first message.clicked 03-03 10:00:00"});
  CHECK(world.row("anna").touches.size() == limits::kTouchesPerContact);
  CHECK(told(world, "message.unsubscribed", {text("message", first)}, "2026-03-03 11:00") ==
        F::kApplied);
  CHECK_FALSE(may_mail(world));
  world.check();
}

TEST_CASE("the same events in any order end in the same consents and lists") {
  struct Said {
    std::string event;
    Fields fields;
    std::string time;
  };
  const std::vector<Said> all = {
      {"subscribed", {text("conversation", "news")}, "2026-03-01 10:00"},
      {"subscribed", {text("conversation", "news"), text("channel", "sms")}, "2026-03-01 12:00"},
      {"unsubscribed", {text("conversation", "news"), text("channel", "sms")}, "2026-03-01 12:00"},
      {"unsubscribed", {text("channel", "email")}, "2026-03-01 11:00"},
      {"subscribed", {text("conversation", "news")}, "2026-03-01 13:00"},
      {"list.added", {text("list", "blocked")}, "2026-03-01 10:00"},
      {"list.removed", {text("list", "blocked")}, "2026-03-01 11:00"},
      {"list.removed", {text("list", "staff")}, "2026-03-01 11:00"},
      {"list.added", {text("list", "staff")}, "2026-03-01 11:00"},
  };
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(28);
  std::optional<ContactRow> expected;
  for (int round = 0; round < 60; ++round) {
    World world(journey("send hello via email"));
    world.contact("anna", {}, {}, false);
    CHECK(told(world, "ping", {{"n", Value::integer(1)}}, "2026-03-02 10:00") == F::kApplied);
    const auto import_at = random() % (order.size() + 1);
    for (std::size_t i = 0; i <= order.size(); ++i) {
      if (i == import_at) world.contact("anna");
      if (i == order.size()) break;
      const auto& one = all[order[i]];
      REQUIRE(told(world, one.event, one.fields, one.time) == F::kApplied);
    }
    const auto row = world.row("anna");
    if (!expected) expected = row;
    REQUIRE(row.subscriptions == expected->subscriptions);
    REQUIRE((row.lists == expected->lists && row.list_words == expected->list_words));
    std::shuffle(order.begin(), order.end(), random);
    if (round == 0) world.check();
  }
  CHECK(expected->subscriptions.size() == 3);  // e-mail again; no SMS; no mail before that
}

TEST_CASE("in virtual time a message of the morning has left before an objection of noon") {
  World world(journey("send hello via email"));
  world.contact("anna");
  auto& names = world.engine->names();
  const auto page = world.fields({{"page", Value::string("p")}});
  const auto news = world.fields({{"conversation", Value::string("news")}});
  const EventInput both[] = {
      {"e1", "anna", names.number("visit"), at("2026-03-02 08:00"), page},
      {"e2", "anna", names.number("unsubscribed"), at("2026-03-02 12:00"), news}};
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply(both, &fates).ok());
  REQUIRE(world.engine->settle().ok());
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 08:00:00"});
}

TEST_CASE("a word from tomorrow counts from today, so that it can be taken back") {
  World world(journey("send hello via email"), false);
  world.clock.ms = at("2026-03-02 10:00");
  world.contact("anna", {}, {}, false);
  CHECK(told(world, "subscribed", {text("conversation", "news")}, "2026-03-03 09:00") ==
        F::kApplied);
  CHECK(may_mail(world));
  world.clock.ms = at("2026-03-02 11:00");
  CHECK(told(world, "unsubscribed", {text("conversation", "news")}, "2026-03-02 11:00") ==
        F::kApplied);
  CHECK_FALSE(may_mail(world));
}

}  // namespace camp::testing
