// Double opt-in: who is asked to confirm, what its link does, and each refusal.
#include <deque>

#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

using F = EventFate;

const std::string kLetters = kSchema + R"(
conversation letters { from "L <l@acme.example>" double_opt_in email, sms using yes }
message yes { email { subject "Yes?" text "{{ confirm_url }}" } sms "{{ confirm_url }}" }
journey greeted {
  category marketing conversation letters start on subscribed letters again
  goal came on ping within 7d
  flow { send hello via email }
}
)";

class Letters : public World {
 public:
  explicit Letters(const std::string& policy = "") : World(kLetters + policy) {
    contact("anna", {{"phone", Value::string("+358401234567")}}, {}, false);
    advance("2026-03-02 09:00");
  }
  F says(const std::string& event, const std::string& time) {
    return World::event("anna", event, at(time), {{"conversation", Value::string("letters")}});
  }
  std::string link(Channel channel = Channel::kEmail) {
    return engine->last_link("anna", engine->names().find("letters"), channel).value();
  }
  F uses(const std::string& token, const std::string& time, const std::string& who = "anna") {
    return World::event(who, "subscription.confirmed", at(time), {{"token", Value::string(token)}});
  }
  bool subscribed(Channel channel = Channel::kEmail) {
    return consents_to(row("anna").subscriptions, engine->names().find("letters"), channel);
  }
  UpsertCounts import(bool confirmed, const Fields& known = {}) {
    ContactBatch batch;
    const auto data = fields(known);
    batch.contacts = {{"anna", data}};
    batch.subscriptions = {{engine->names().find("letters"), Channel::kEmail}};
    batch.confirmed = confirmed;
    auto counts = engine->upsert(batch);
    REQUIRE(counts.ok());
    REQUIRE(engine->settle().ok());
    return *counts;
  }
};

}  // namespace

TEST_CASE("a subscription counts once its link was used, with the proof of it") {
  Letters world;
  CHECK(world.says("subscribed", "2026-03-02 10:00") == F::kApplied);
  CHECK_FALSE(world.subscribed());
  CHECK(world.told("anna") == Lines{"yes email sent 03-02 10:00:00"});
  const auto confirmation = world.row("anna").touches.front().ledger_id;
  CHECK(world.uses(world.link(), "2026-03-04 10:00") == F::kApplied);
  const auto row = world.row("anna");
  REQUIRE(row.subscriptions.size() == 1);
  const auto& word = row.subscriptions.front();
  CHECK((word.subscribed && !word.imported && word.confirmation == confirmation));
  CHECK(word.requested_ms == at("2026-03-02 10:00"));
  CHECK(word.since_ms == at("2026-03-04 10:00"));
  CHECK(world.told("anna", {EntryKind::kOptIn, EntryKind::kConsent}) ==
        Lines{"asked 03-02 10:00:00", "given 03-04 10:00:00"});
  CHECK(world.told("anna") ==
        Lines{"yes email sent 03-02 10:00:00", "hello email sent 03-04 10:00:00"});
  world.check();
}

TEST_CASE("each link that confirms nothing is refused for its own reason, and changes nothing") {
  Letters world;
  world.contact("bo", {}, {}, false);
  CHECK(world.uses("", "2026-03-02 09:10") == F::kNoLink);
  CHECK(world.uses("no link", "2026-03-02 09:10") == F::kNoLink);
  CHECK(world.event("anna", "subscription.confirmed", at("2026-03-02 09:10")) == F::kNoLink);
  CHECK(world.event("anna", "subscription.requested", at("2026-03-02 09:10")) == F::kOursToAsk);
  world.says("subscribed", "2026-03-02 10:00");
  const auto link = world.link();
  auto forged = link;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  CHECK(world.uses(forged, "2026-03-02 10:01") == F::kNoLink);
  CHECK(world.uses(link, "2026-03-02 10:01", "bo") == F::kNoLink);  // another's: no other answer
  CHECK(world.uses(link, "2026-03-09 10:00") == F::kLinkExpired);
  CHECK_FALSE(world.subscribed());
  CHECK(world.says("subscribed", "2026-03-09 11:00") == F::kApplied);
  const auto second = world.link();
  CHECK(second != link);
  CHECK(world.says("unsubscribed", "2026-03-09 12:00") == F::kApplied);
  CHECK(world.uses(second, "2026-03-09 12:01") == F::kLinkObjected);
  CHECK(world.says("subscribed", "2026-03-09 13:00") == F::kApplied);
  CHECK(world.uses(second, "2026-03-09 13:01") == F::kLinkObjected);  // that of before it
  const auto third = world.link();
  CHECK(world.uses(third, "2026-03-09 13:02") == F::kApplied);
  CHECK(world.uses(third, "2026-03-09 13:03") == F::kLinkUsed);
  CHECK(world.uses(second, "2026-03-09 13:03") == F::kLinkUsed);
  CHECK(world.subscribed());
  CHECK_FALSE(world.subscribed(Channel::kSms));
  world.check();
}

TEST_CASE("a link proves the address it was sent to, and no other") {
  Letters world;
  world.says("subscribed", "2026-03-02 10:00");
  const auto link = world.link();
  world.contact("anna", {{"email", Value::string("other@example.com")}}, {}, false);
  CHECK(world.uses(link, "2026-03-02 11:00") == F::kLinkElsewhere);
  world.says("subscribed", "2026-03-02 12:00");
  CHECK(world.uses(world.link(), "2026-03-02 12:01") == F::kApplied);
}

TEST_CASE("an import asks, once; what was confirmed elsewhere is consent") {
  Letters world;
  CHECK(world.import(false).to_confirm == 1);
  CHECK(world.told("anna") == Lines{"yes email sent 03-02 09:00:00"});
  CHECK(world.import(false).unchanged == 1);
  CHECK(world.told("anna").size() == 1);
  CHECK_FALSE(world.subscribed());
  CHECK(world.uses(world.link(), "2026-03-02 10:00") == F::kApplied);
  CHECK(world.import(false).unchanged == 1);
  CHECK(world.subscribed());
  world.says("unsubscribed", "2026-03-02 11:00");
  CHECK(world.import(false).objections == 1);
  CHECK(world.import(true).objections == 1);
  CHECK_FALSE(world.subscribed());
  Letters other;
  CHECK(other.import(true).changed == 1);
  CHECK(other.subscribed());
  CHECK(other.told("anna").empty());
  world.check();
}

TEST_CASE("an import asks again where the link went to another address than the contact's now") {
  Letters world;
  CHECK(world.import(false).to_confirm == 1);
  const auto first = world.link();
  world.contact("anna", {{"email", Value::string("other@example.com")}}, {}, false);
  CHECK(world.link() == first);
  world.close();
  world.open();
  world.advance("2026-03-02 10:00");
  CHECK(world.import(false).to_confirm == 1);
  CHECK(world.told("anna").size() == 2);
  CHECK(world.import(false).unchanged == 1);
  CHECK(world.uses(first, "2026-03-02 11:00") == F::kLinkElsewhere);
  CHECK(world.uses(world.link(), "2026-03-02 11:00") == F::kApplied);
  world.check();
}

TEST_CASE("a confirmation that is held is one for whichever address she has when it leaves") {
  Letters world("policy { quiet 21:00..08:00 for all }");  // by the clock of Helsinki
  world.advance("2026-03-02 22:00");
  CHECK(world.import(false).to_confirm == 1);
  world.advance("2026-03-02 23:00");
  CHECK(world.import(false, {{"email", Value::string("other@example.com")}}).to_confirm == 0);
  world.advance("2026-03-03 06:00");
  const Lines held_and_sent{"yes email held quiet_hours 03-02 22:00:00",
                            "yes email sent 03-03 06:00:00"};
  CHECK(world.told("anna") == held_and_sent);
  CHECK(world.import(false).to_confirm == 0);
  CHECK(world.import(false, {{"email", Value::string("third@example.com")}}).to_confirm == 1);
  CHECK(world.told("anna").size() == 3);
  CHECK(world.uses(world.link(), "2026-03-03 07:00") == F::kApplied);
  world.check();
}

TEST_CASE("a confirmation that a cap has skipped can be used by nobody: an import asks again") {
  Letters world("policy { cap 1 per 1d for all }");
  world.says("subscribed", "2026-03-02 10:00");
  world.says("subscribed", "2026-03-02 12:00");
  const Lines sent_and_skipped{"yes email sent 03-02 10:00:00",
                               "yes email skipped capped 03-02 12:00:00"};
  CHECK(world.told("anna") == sent_and_skipped);
  CHECK(world.link().empty());
  world.advance("2026-03-03 10:00");
  CHECK(world.import(false).to_confirm == 1);
  CHECK(world.told("anna").back() == "yes email sent 03-03 10:00:00");
  CHECK(world.uses(world.link(), "2026-03-03 11:00") == F::kApplied);
  world.check();
}

TEST_CASE("a link whose use is told with a time of before its request subscribes at the request") {
  Letters world;
  world.says("subscribed", "2026-03-12 10:00");
  CHECK(world.uses(world.link(), "2026-03-02 10:00") == F::kApplied);
  CHECK(world.row("anna").subscriptions.at(0).since_ms == at("2026-03-12 10:00"));
  CHECK(world.told("anna").back() == "hello email sent 03-12 10:00:00");
  world.check();
}

TEST_CASE("an import asks again once the link is too old") {
  Letters world;
  CHECK(world.import(false).to_confirm == 1);
  world.advance("2026-03-08 09:00");
  CHECK(world.import(false).unchanged == 1);
  world.advance("2026-03-20 09:00");
  CHECK(world.import(false).to_confirm == 1);
  CHECK(world.told("anna") ==
        Lines{"yes email sent 03-02 09:00:00", "yes email sent 03-20 09:00:00"});
  CHECK(world.uses(world.link(), "2026-03-20 10:00") == F::kApplied);
  world.check();
}

TEST_CASE("a link makes an import's consent the confirmed one, which is no new subscription") {
  Letters world;
  world.says("subscribed", "2026-03-21 10:00");
  CHECK(world.import(true).changed == 1);
  const auto link = world.link();
  CHECK(world.uses(link, "2026-03-21 11:00") == F::kApplied);
  const auto row = world.row("anna");
  REQUIRE(row.subscriptions.size() == 1);
  const auto& word = row.subscriptions.front();
  CHECK((!word.imported && word.requested_ms == at("2026-03-21 10:00")));
  CHECK(word.confirmation == row.touches.front().ledger_id);
  CHECK(world.told("anna") == Lines{"yes email sent 03-21 10:00:00"});  // and no `hello`
  CHECK(world.uses(link, "2026-03-21 12:00") == F::kLinkUsed);
  CHECK(world.says("unsubscribed", "2026-03-20 10:00") == F::kApplied);
  CHECK(world.subscribed());
  world.check();
}

TEST_CASE("a consent names the message whose link was used, not the last one that was sent") {
  Letters world;
  world.says("subscribed", "2026-03-02 10:00");
  const auto first = world.link();
  world.says("subscribed", "2026-03-02 10:20");
  const auto second = world.link();
  const auto sent = world.row("anna").touches;
  REQUIRE(sent.size() == 2);
  world.close();
  world.open();
  const auto proof = [&] { return world.row("anna").subscriptions.at(0); };
  CHECK(world.uses(first, "2026-03-02 10:30") == F::kApplied);
  CHECK(proof().requested_ms == at("2026-03-02 10:00"));
  CHECK(proof().confirmation == sent[0].ledger_id);
  CHECK(world.uses(second, "2026-03-02 10:40") == F::kApplied);  // asked for later: stronger
  CHECK(proof().requested_ms == at("2026-03-02 10:20"));
  CHECK(proof().confirmation == sent[1].ledger_id);
  CHECK(world.uses(first, "2026-03-02 10:50") == F::kLinkUsed);
  CHECK(world.told("anna").back() == "hello email sent 03-02 10:30:00");  // once
  world.check();
}

TEST_CASE("an objection of the past writes to nobody about what it leaves open") {
  Letters world;
  world.says("subscribed", "2026-03-02 10:00");
  CHECK(world.uses(world.link(), "2026-03-02 10:30") == F::kApplied);
  world.says("subscribed", "2026-03-05 10:00");
  const auto before = world.told("anna");
  const auto data = world.fields({{"conversation", Value::string("letters")}});
  EventInput past{"h1", "anna", world.engine->names().find("unsubscribed"), at("2026-03-04 10:00"),
                  data};
  past.history = true;
  std::vector<EventFate> fates;
  REQUIRE(world.engine->apply({&past, 1}, &fates).ok());
  CHECK(fates.at(0) == F::kApplied);
  REQUIRE(world.engine->settle().ok());
  CHECK_FALSE(world.subscribed());
  CHECK(world.told("anna") == before);
  CHECK(world.says("subscribed", "2026-03-05 11:00") == F::kApplied);
  CHECK(world.told("anna").size() == before.size() + 1);
  world.check();
}

TEST_CASE("a link of another store, or of before a contact was erased, is none") {
  Letters world;
  world.says("subscribed", "2026-03-02 10:00");
  const auto link = world.link();
  CHECK(world.engine->contact_of_link("https://site.invalid/confirm/" + link) == "anna");
  CHECK_FALSE(world.engine->contact_of_link(link + "A"));
  world.close();
  world.open();
  CHECK(world.engine->contact_of_link(link) == "anna");
  CHECK(*world.engine->erase("anna"));
  CHECK(world.uses(link, "2026-03-02 11:00") == F::kUnknownContact);
  CHECK(world.row("anna").opt_ins.empty());
  world.check();
}

TEST_CASE("the link is in no history, and the same event once more changes nothing") {
  Letters world;
  world.says("subscribed", "2026-03-02 10:00");
  const auto data = world.fields({{"token", Value::string(world.link())}});
  const EventInput used{"u1", "anna", world.engine->names().find("subscription.confirmed"),
                        at("2026-03-02 11:00"), data};
  std::vector<EventFate> fates;
  for (const auto expected : {F::kApplied, F::kDuplicate}) {
    REQUIRE(world.engine->apply({&used, 1}, &fates).ok());
    CHECK(fates.at(0) == expected);
  }
  auto rows = world.store.iterate(Family::kEvents, {});
  std::size_t events = 0;
  for (rows->seek_to_first(); rows->valid(); rows->next(), ++events)
    CHECK(rows->value().find(world.link()) == std::string_view::npos);
  CHECK(events >= 2);
}

}  // namespace camp::testing
