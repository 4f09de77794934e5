// Messages: who gets them, who does not and why, and what they lead to.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {
const std::vector<EntryKind> kMessagesAndGoals = {EntryKind::kMessage, EntryKind::kConverted};
const std::string kHeldOut =
    "experiment e { variant a 1% { send hello via email wait 1h send second via email } holdout "
    "99% }";
}  // namespace

TEST_CASE("a goal's window ends with its last moment, and the last message gets the credit") {
  World world(journey("send hello via email wait 1d send second via email wait 30d"));
  for (std::string id : {"anna", "bo", "cleo"}) {
    world.contact(id);
    world.visit(id, "2026-03-02 10:00");
  }
  world.purchase("anna", "2026-03-02 10:00");
  world.purchase("bo", "2026-03-10 10:00");  // 7 days after `second`, to the moment
  world.event("cleo", "purchase", at("2026-03-10 10:00:01"),
              {{"order", Value::string("o")}, {"total", Value::money(100, currency("EUR"))}});
  CHECK(world.told("anna", {EntryKind::kConverted}) == Lines{"bought by hello 03-02 10:00:00"});
  CHECK(world.told("bo", {EntryKind::kConverted}) == Lines{"bought by second 03-10 10:00:00"});
  CHECK(world.told("cleo", {EntryKind::kConverted}).empty());
  // Late, with a time between the two messages: the one before it.
  world.purchase("cleo", "2026-03-03 09:00");
  CHECK(world.told("cleo", {EntryKind::kConverted}) == Lines{"bought by hello 03-10 10:00:01"});
}

TEST_CASE("with `credit first` the first message within the window gets it") {
  World world(journey("send hello via email wait 1d send second via email wait 30d", "again",
                      "goal bought on purchase as p within 7d worth p.total credit first"));
  for (std::string id : {"anna", "bo", "cleo"}) {
    world.contact(id);
    world.visit(id, "2026-03-02 10:00");
  }
  world.purchase("anna", "2026-03-09 10:00");  // 7 days after `hello`, to the moment
  world.purchase("bo", "2026-03-09 10:01");
  world.purchase("cleo", "2026-03-10 10:01");
  CHECK(world.told("anna", {EntryKind::kConverted}) == Lines{"bought by hello 03-09 10:00:00"});
  CHECK(world.told("bo", {EntryKind::kConverted}) == Lines{"bought by second 03-09 10:01:00"});
  CHECK(world.told("cleo", {EntryKind::kConverted}).empty());
}

TEST_CASE(
    "a run has the conversions of its messages: its own, or those of the first in the window") {
  for (const bool first : {false, true}) {
    INFO((first ? "first" : "last"));
    auto text = kSchema + campaign("send hello via email");
    const std::string worth = "worth p.total";
    text.replace(text.find(worth), worth.size(), worth + (first ? " credit first" : ""));
    World world(text);
    world.contact("anna");
    world.advance("2026-03-02 09:00");
    world.run("one");
    world.advance("2026-03-04 09:00");
    world.run("two");
    world.purchase("anna", "2026-03-05 09:00");
    const auto history = ContactHistory::read(world.store, "anna", world.row("anna"));
    REQUIRE(history.ok());
    std::vector<std::uint32_t> runs;
    for (const auto& line : history->entries())
      if (std::holds_alternative<ConvertedEntry>(line.entry.what))
        runs.push_back(line.entry.subject.run);
    CHECK(runs == std::vector<std::uint32_t>{first ? 1u : 2u});
  }
}

namespace {

// `run: 1/3 hello+second 10.00 of 30.00`, what each run has of each conversion and refund.
Lines shares_of(World& world, const std::string& id) {
  const auto history = ContactHistory::read(world.store, id, world.row(id));
  REQUIRE(history.ok());
  Lines lines;
  const auto add = [&](const JournalEntry& entry, const auto& it, const std::string& what) {
    auto line = what + " of run " + std::to_string(entry.subject.run) + ":";
    for (const auto& share : it.shares.own)
      line += " " + std::string(world.engine->names().text(share.message)) + " " +
              std::to_string(share.place) + "/" + std::to_string(it.shares.of) + " " +
              std::to_string(share_of(it.worth.num, share.place, it.shares.of));
    lines.push_back(line + (it.shares.whole ? " whole" : ""));
  };
  for (const auto& line : history->entries()) {
    if (const auto* it = std::get_if<ConvertedEntry>(&line.entry.what))
      add(line.entry, *it, "made");
    if (const auto* it = std::get_if<RefundedEntry>(&line.entry.what)) add(line.entry, *it, "lost");
  }
  return lines;
}

}  // namespace

TEST_CASE("with `credit linear` all messages within the window share it, and give it back so") {
  World world(journey(
      "send hello via email wait 1d send second via email wait 1d send third via email wait 30d",
      "again",
      "goal bought on purchase as p within 7d worth p.total credit linear refunded by refund as r "
      "where r.order == p.order"));
  for (std::string id : {"anna", "bo"}) {
    world.contact(id);
    world.visit(id, "2026-03-02 10:00");
  }
  const auto paid = [&](const std::string& id, const std::string& when) {
    world.event(id, "purchase", at(when),
                {{"order", Value::string("o")}, {"total", Value::money(1000, currency("EUR"))}});
  };
  paid("anna", "2026-03-02 11:00");  // one message: it has all of it
  CHECK(shares_of(world, "anna") == Lines{"made of run 0:"});
  paid("bo", "2026-03-09 10:01");  // a minute behind the first one's window
  world.event("bo", "refund", at("2026-03-09 12:00"), {{"order", Value::string("o")}});
  CHECK(shares_of(world, "bo") == Lines{"made of run 0: second 0/2 500 third 1/2 500",
                                        "lost of run 0: second 0/2 500 third 1/2 500"});
  world.check();
}

TEST_CASE("each run has the shares of its own messages") {
  auto text = kSchema + campaign("send hello via email wait 1h send second via email");
  const std::string worth = "worth p.total";
  text.replace(text.find(worth), worth.size(), worth + " credit linear");
  World world(text);
  world.contact("anna");
  world.advance("2026-03-02 09:00");
  world.run("one");
  world.advance("2026-03-04 09:00");
  world.run("two");
  world.event("anna", "purchase", at("2026-03-04 09:30"),
              {{"order", Value::string("o")}, {"total", Value::money(1000, currency("EUR"))}});
  CHECK(shares_of(world, "anna") ==
        Lines{"made of run 2: hello 2/3 333", "made of run 1: hello 0/3 334 second 1/3 333"});
  world.check();
}

TEST_CASE("an experiment's arms have all of what its messages share") {
  auto text = kSchema + campaign(
                            "experiment e { variant a 100% { send hello via email wait 1h send "
                            "second via email } }");
  const std::string worth = "worth p.total";
  text.replace(text.find(worth), worth.size(), worth + " credit linear");
  World world(text);
  world.contact("anna");
  world.advance("2026-03-02 09:00");
  world.run("one");
  world.event("anna", "purchase", at("2026-03-02 12:00"),
              {{"order", Value::string("o")}, {"total", Value::money(1001, currency("EUR"))}});
  CHECK(shares_of(world, "anna") == Lines{"made of run 1: hello 0/2 501 second 1/2 500 whole"});
}

TEST_CASE("the latest kCreditShares messages share a conversion, and no more") {
  World world(journey("send hello via email", "again",
                      "goal bought on purchase as p worth p.total credit linear"));
  world.contact("anna");
  const auto begin_ms = at("2026-03-02 10:00");
  const auto shared_by = [&] {
    const auto history = ContactHistory::read(world.store, "anna", world.row("anna"));
    REQUIRE(history.ok());
    const auto* last = std::get_if<ConvertedEntry>(&history->entries().back().entry.what);
    REQUIRE(last != nullptr);
    CHECK(last->shares.own.size() == last->shares.of);
    return last->shares.of;
  };
  constexpr auto kMost = static_cast<int>(limits::kCreditShares);
  for (int i = 0; i < kMost - 1; ++i)
    world.event("anna", "visit", begin_ms + i * 60'000, {{"page", Value::string("p")}});
  const auto buy = [&](int minute) {
    world.event("anna", "purchase", begin_ms + minute * 60'000 + 1,
                {{"order", Value::string("o")}, {"total", Value::money(1, currency("EUR"))}});
  };
  buy(kMost - 2);
  CHECK(shared_by() == limits::kCreditShares - 1);
  for (int i = kMost - 1; i <= kMost; ++i) {
    world.event("anna", "visit", begin_ms + i * 60'000, {{"page", Value::string("p")}});
    buy(i);
    CHECK(shared_by() == limits::kCreditShares);
  }
}

TEST_CASE("the ledger says which content was sent, and in which category") {
  World world(kSchema + R"(
journey m { category marketing conversation news start on visit again
            goal bought on purchase within 7d flow { send hello via sms or email } }
journey t { category transactional conversation news start on ping again flow { send hello via sms } }
)");
  world.contact("anna", {{"phone", Value::string("+35840123456")}});
  world.visit("anna", "2026-03-02 10:00");
  world.event("anna", "ping", at("2026-03-02 11:00"), {{"n", Value::integer(1)}});
  const auto history = ContactHistory::read(world.store, "anna", world.row("anna"));
  REQUIRE(history.ok());
  Lines told;
  for (const auto& line : history->entries()) {
    if (const auto* it = line.entry.message())
      told.push_back((it->transactional ? "transactional " : "marketing ") +
                     std::to_string(it->content) + " " + std::string(fate_word(line.fate)));
  }
  CHECK(told == Lines{"marketing 1 sent", "transactional 1 sent"});
}

TEST_CASE("a held-out contact walks the same path at the same times, its messages withheld") {
  World world(kSchema + campaign(kHeldOut));
  for (int i = 0; i < 40; ++i) world.contact("c" + std::to_string(i));
  world.advance("2026-03-02 09:00");
  world.run("k");
  world.advance("2026-03-03 00:00");
  const auto counters = world.engine->counters();
  CHECK(counters.withheld + counters.sent == 80);
  CHECK(counters.withheld >= 70);
  for (int i = 0; i < 40; ++i) {
    auto lines = world.told("c" + std::to_string(i));
    bool held = lines.at(0).find("withheld") != std::string::npos;
    CHECK(lines ==
          (held ? Lines{"hello email withheld holdout 03-02 09:00:00",
                        "second email withheld holdout 03-02 10:00:00"}
                : Lines{"hello email sent 03-02 09:00:00", "second email sent 03-02 10:00:00"}));
  }
  world.check();
}

TEST_CASE("an experiment's arm is kept from run to run, whatever the shares are then") {
  auto text = [](const std::string& shares) {
    return kSchema + campaign("experiment e { " + shares + " }");
  };
  World world(
      text("variant a 100% { send hello via email } variant b 0% { send second via email }"));
  world.contact("anna");
  world.run("one");
  world.install(
      text("variant a 0% { send hello via email } variant b 100% { send second via email }"));
  world.contact("bo");
  world.run("two");
  CHECK(world.told("anna", {EntryKind::kAssigned}).size() == 1);
  CHECK(world.told("anna").back().substr(0, 5) == "hello");
  CHECK(world.told("bo").back().substr(0, 6) == "second");
  // An arm that is gone: a new one, and only that one counts from then on.
  world.install(text("variant b 100% { send second via email }"));
  world.run("three");
  CHECK(world.told("anna").back().substr(0, 6) == "second");
  CHECK(world.row("anna").assignments.size() == 1);
  world.check();
}

TEST_CASE("`by` with a value that no arm has is an incident, and nothing else happens") {
  auto text = kSchema + campaign(R"(set contact.stage = "in"  send hello via email
    experiment e by contact.arm { variant a for "x" { } holdout for "y" })");
  const std::string open = "arm: string?";
  text.replace(text.find(open), open.size(), R"(arm: one of "x", "y")");
  World world(text);
  world.contact("anna", {{"arm", Value::string("x")}});
  world.contact("bo", {{"arm", Value::string("z")}});
  world.contact("cleo");
  world.run("k");
  CHECK(world.told("anna").size() == 1);
  for (std::string id : {"bo", "cleo"}) {
    CHECK(world.told(id).empty());
    CHECK(world.told(id, {EntryKind::kIncident}).size() == 1);
    auto row = world.row(id);
    CHECK(row.instances.at(0).state == InstanceState::kIncident);
    CHECK(row.touches.empty());
    CHECK(row.assignments.empty());
    Arena arena;
    CHECK(find_attribute(row.attributes, world.engine->names().number("stage"), arena).is_absent());
  }
  CHECK(world.engine->counters().incidents == 2);
  world.check();
}

TEST_CASE("consent that is lost between two messages stops the second") {
  World world(
      journey("send hello via email as r wait 1h send second via email or sms wait 1h send third "
              "via email"));
  for (std::string id : {"anna", "bo", "cleo"}) {
    world.contact(id, {{"phone", Value::string("+358401234567")}});
    world.visit(id, "2026-03-02 10:00");
  }
  world.event("anna", "unsubscribed", at("2026-03-02 10:30"),
              {{"conversation", Value::string("news")}});
  world.event("bo", "message.unsubscribed", at("2026-03-02 10:30"),
              {{"message", Value::string("hello")}});
  world.event("cleo", "list.added", at("2026-03-02 10:30"), {{"list", Value::string("blocked")}});
  world.advance("2026-03-03 00:00");
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 10:00:00",
                                    "second email skipped no_consent 03-02 11:00:00",
                                    "third email skipped no_consent 03-02 12:00:00"});
  // Who unsubscribes by a mail is not sent a text message instead.
  CHECK(world.told("bo")[1] == "second email skipped no_consent 03-02 11:00:00");
  CHECK(world.told("cleo")[1] == "second email skipped suppressed 03-02 11:00:00");
  // The import of the same file does not bring the consent back; an own `subscribed` does.
  CHECK(world.contact("anna", {{"phone", Value::string("+358401234567")}}).unchanged == 1);
  world.visit("anna", "2026-03-04 10:00");
  CHECK(world.told("anna").back() == "hello email skipped no_consent 03-04 10:00:00");
  world.event("anna", "subscribed", at("2026-03-04 10:30"),
              {{"conversation", Value::string("news")}});
  world.advance("2026-03-04 11:00");
  CHECK(world.told("anna").back() == "second email sent 03-04 11:00:00");
  world.check();
}

TEST_CASE("a conversion belongs to the message it names when both touch one event") {
  World world(journey("send hello via email", "once") + campaign("send second via email"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.run("k");
  world.purchase("anna", "2026-03-02 11:00", "x");
  world.purchase("anna", "2026-03-02 11:00", "x");
  auto lines = world.told("anna", {EntryKind::kConverted});
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"bought by hello 03-02 11:00:00", "bought by second 03-02 11:00:00"});
}

}  // namespace camp::testing
