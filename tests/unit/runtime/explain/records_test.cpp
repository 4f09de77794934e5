// The records that readers of a store get, from a real engine's store.
#include <catch2/catch.hpp>

#include "runtime/explain/comms.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/lost_steps.h"
#include "runtime/explain/status.h"
#include "runtime/explain/told_text.h"
#include "runtime/explain/why.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

std::unique_ptr<StoreView> view_of(World& world) {
  auto view = StoreView::open(world.store, 0);
  REQUIRE(view.ok());
  return std::move(*view);
}

// anna: entered by a visit, got `hello` after a day, bought; bo stands at the wait; cy has no
// consent.
World& told_world() {
  static World world(journey("wait 1d as first send hello wait 2d as rest"));
  static bool once = [] {
    for (const auto* id : {"anna", "bo"}) world.contact(id);
    world.contact("cy", {}, {}, false);
    world.visit("anna", "2026-03-02 10:00");
    world.visit("cy", "2026-03-02 10:00");
    world.advance("2026-03-03 12:00");
    world.purchase("anna", "2026-03-03 12:30", "buy-1");
    world.visit("bo", "2026-03-03 13:00");
    return true;
  }();
  REQUIRE(once);
  return world;
}

}  // namespace

TEST_CASE("messages are told with names, receipts, conversions and their text") {
  auto view = view_of(told_world());
  auto comms = read_comms(*view, "anna", {.content = true, .history = true}).value();
  REQUIRE(comms.messages.size() == 1);
  const auto& story = comms.messages[0];
  CHECK(story.told.subject.flow == "j");
  CHECK(story.told.message()->step == "send hello");
  CHECK(story.conversions == std::vector<std::string>{"bought 10.00 EUR"});
  REQUIRE(story.content);
  REQUIRE(story.content->parts.size() == 2);
  CHECK(story.content->parts[0].text == "Hi you");
  CHECK(story.content->parts[1].text == "Hello -");
  Lines lines;
  for (const auto& told : comms.history) lines.push_back(text_of(told));
  CHECK(lines ==
        Lines{"email = anna@example.com", "subscribed to news on email",
              "subscribed to news on sms",
              "entered by visit (event e1); waits at \"first\" until 2026-03-03T10:00:00Z",
              "hello via email: sent",
              "woken by its timer; waits at \"rest\" until 2026-03-05T10:00:00Z",
              "reached bought, worth 10.00 EUR by purchase (event buy-1), thanks to hello"});
  CHECK(read_comms(*view, "nobody", {}).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("a decision is told with what stood around it") {
  auto view = view_of(told_world());
  auto why = explain_why(*view, "anna", "hello").value();
  REQUIRE(why.decisions.size() == 1);
  const auto& decision = why.decisions[0];
  CHECK(decision.place.substr(0, 10) == "main.camp:");
  REQUIRE(decision.stood);
  CHECK(decision.stood->step == "first");
  CHECK(moment(decision.stood->since_ms) == "03-02 10:00:00");
  REQUIRE(decision.wake);
  CHECK(decision.wake->transition()->wake == WakeKind::kTimer);
  CHECK(decision.place_sent == "spool/j/2026-03-03/email-0001.mbox");
  REQUIRE(decision.then.size() == 1);
  CHECK(decision.gates.size() == gates().size());
  for (const auto& step : decision.gates) CHECK(step.passed == Passed::kOk);
  CHECK(why.reasons.empty());
  // The same by its ledger id; another's id is not there.
  auto id = to_hex(decision.told.message()->ledger_id.view());
  CHECK(explain_why(*view, "anna", id).value().decisions.size() == 1);
  CHECK(explain_why(*view, "bo", id).error().kind == ErrorKind::kNotFound);
  CHECK(explain_why(*view, "anna", "helo").error().hint == "did you mean 'hello'?");
}

TEST_CASE("the gate that stopped a message, and why one was never decided") {
  auto view = view_of(told_world());
  auto skipped = explain_why(*view, "cy", "hello").value();
  REQUIRE(skipped.decisions.size() == 1);
  Lines marks;
  for (const auto& step : skipped.decisions[0].gates)
    marks.push_back(step.passed == Passed::kOk     ? "ok"
                    : step.passed == Passed::kStop ? std::string(step.gate->word)
                                                   : "-");
  CHECK(std::count(marks.begin(), marks.end(), info_of(Gate::kConsent)->word) == 1);
  CHECK(marks.back() == "-");
  CHECK(skipped.decisions[0].place_sent.empty());
  auto waiting = explain_why(*view, "bo", "hello").value();
  CHECK(waiting.decisions.empty());
  REQUIRE(waiting.reasons.size() == 1);
  CHECK(waiting.reasons[0].word == "waiting");
  auto never = explain_why(*view, "bo", "third").value();
  REQUIRE(never.reasons.size() == 1);
  CHECK(never.reasons[0].word == "never_sent");
}

TEST_CASE("status, standings and a contact") {
  auto view = view_of(told_world());
  std::uint64_t asked = 0;
  auto status = read_status(*view, true, [&](std::uint64_t, std::uint64_t total) {
                  CHECK(total == 3);
                  return ++asked > 0;
                }).value();
  CHECK(asked == 3);
  CHECK(status.virtual_time);
  CHECK(status.counters.sent == 1);
  CHECK(status.pending == 0);
  CHECK_FALSE(status.deployed_ms);
  CHECK(moment(status.next.due_ms.value()) == "03-04 13:00:00");
  REQUIRE(status.standings->size() == 2);
  CHECK(status.standings->at(0).step == "first");
  CHECK(status.standings->at(0).waiting == 1);
  CHECK(status.standings->at(1).waiting == 2);
  auto contact = read_told_contact(*view, "bo").value();
  REQUIRE(contact.instances.size() == 1);
  CHECK(contact.instances[0].step == "first");
  CHECK(contact.attributes ==
        std::vector<std::pair<std::string, std::string>>{{"email", "bo@example.com"}});
  CHECK(contact.subscriptions.size() == 2);
}

TEST_CASE("steps at which somebody stands are missed in a program that lacks them") {
  auto view = view_of(told_world());
  bool stopped = false;
  auto lost = [&](const std::string& text) {
    return find_lost_steps(*view, compiled(text), {}, &stopped).value();
  };
  CHECK(lost(journey("wait 1d as first send hello wait 2d as rest send second")).empty());
  CHECK(lost(journey("wait 9d as rest send hello wait 1h as first")).empty());  // by label alone
  auto one = lost(journey("wait 1d as first send hello wait 2d as other"));
  REQUIRE(one.size() == 1);
  CHECK(one[0].flow == "j");
  CHECK(one[0].step == "rest");
  CHECK(one[0].contacts == 2);
  CHECK((one[0].example == "anna" || one[0].example == "cy"));
  CHECK(lost(kSchema).size() == 2);  // the journey is gone with both
  CHECK_FALSE(stopped);
  auto none = find_lost_steps(
      *view, compiled(kSchema), [](std::uint64_t, std::uint64_t) { return false; }, &stopped);
  CHECK(none.ok());
  CHECK(stopped);
}

// Asks with each read in turn failing: none of them may be taken for "nothing there".
template <class Ask>
void check_every_read_counts(World& world, Ask ask) {
  REQUIRE(ask(*view_of(world)).ok());
  auto whole = view_of(world);
  const auto before = world.store.reads();
  REQUIRE(ask(*whole).ok());
  const auto reads = world.store.reads() - before;
  REQUIRE(reads > 0);
  for (std::uint64_t nth = 1; nth <= reads; ++nth) {
    auto view = view_of(world);
    world.store.fail_read(nth);
    const auto asked = ask(*view);
    world.store.fail_read(0);
    INFO("read " << nth << " of " << reads);
    REQUIRE_FALSE(asked.ok());
    CHECK(asked.error().kind == ErrorKind::kIo);
  }
}

TEST_CASE("a read that fails is never an answer") {
  const auto flow = journey("wait 1d as first send hello wait 2d as rest");
  const auto buyers =
      campaign("send second", "include buyers") + "segment buyers = count(purchase) > 0\n";
  World world(flow + buyers);
  for (const auto* id : {"anna", "bo"}) world.contact(id);
  world.visit("anna", "2026-03-02 10:00");
  world.advance("2026-03-03 12:00");
  world.purchase("anna", "2026-03-03 12:30");
  world.run("one");
  const auto next = compiled(flow + buyers + "segment more = contact.score > 1\n");
  world.install(flow + buyers + "segment more = contact.score > 1\n");  // the view knows this one
  check_every_read_counts(world, [](StoreView& view) {
    return read_comms(view, "anna", {.content = true, .history = true});
  });
  check_every_read_counts(world,
                          [](StoreView& view) { return explain_why(view, "anna", "hello"); });
  check_every_read_counts(world, [](StoreView& view) { return explain_why(view, "bo", "second"); });
  check_every_read_counts(world, [](StoreView& view) { return read_told_contact(view, "anna"); });
  check_every_read_counts(world, [](StoreView& view) { return read_status(view, true, {}); });
  check_every_read_counts(world, [&](StoreView& view) {
    bool stopped = false;
    return find_lost_steps(view, next, {}, &stopped);
  });
}

}  // namespace camp::testing
