#include "runtime/measure/report.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <limits>

#include "journal_fixture.h"
#include "runtime/store/mem_store.h"

using namespace camp;
using namespace camp::test;

namespace {

ReportModel fold_one(const Chunk& chunk) {
  ReportBuilder builder;
  REQUIRE(builder.add_chunk(0, 1, seal_chunk(chunk)).ok());
  return std::move(builder).take();
}

std::vector<JournalEntry> start_of(std::uint32_t arm, Verdict verdict) {
  return {message(1, arm, verdict), transition(1, arm, WakeKind::kStart, StopKind::kFinished)};
}

const Counts& arm_of(const ReportModel& model, std::uint32_t arm, std::size_t run = 0) {
  for (const auto& it : model.runs.at(run).arms) {
    if (it.arm.arm == arm) return it.counts;
  }
  FAIL("no such arm");
  return model.runs[0].counts;
}

}  // namespace

TEST_CASE("contacts and messages are counted for the run and for each arm") {
  auto model = fold_one({{"a", start_of(kMens, kQueue)},
                         {"b", start_of(kMens, kNoConsent)},
                         {"c", start_of(kHoldout, kWithhold)}});
  REQUIRE(model.runs.size() == 1);
  CHECK(model.entries == 6);
  const auto& all = model.runs[0].counts;
  CHECK(all.contacts == 3);
  CHECK(all.entered == 3);
  CHECK(all.finished == 3);
  CHECK(all.queued == 1);
  CHECK(all.withheld == 1);
  CHECK(all.skipped_in_all() == 1);
  CHECK(arm_of(model, kMens).contacts == 2);
  CHECK(arm_of(model, kMens).skipped[static_cast<std::size_t>(Gate::kConsent)] == 1);
  CHECK(arm_of(model, kHoldout).withheld == 1);
  CHECK(arm_of(model, kHoldout).queued == 0);
}

TEST_CASE("an assignment of an earlier run counts in a later one, where none is written") {
  auto assigned = entry(1, kMens, AssignedEntry{{kExperiment, kMens}});
  ReportBuilder builder;
  REQUIRE(
      builder
          .add_chunk(
              0, 1,
              seal_chunk(
                  {{"a", {assigned, transition(1, kMens, WakeKind::kStart, StopKind::kFinished)}}}))
          .ok());
  REQUIRE(
      builder
          .add_chunk(
              0, 2,
              seal_chunk({{"a", {transition(2, kMens, WakeKind::kStart, StopKind::kFinished)}}}))
          .ok());
  auto model = std::move(builder).take();
  REQUIRE(model.runs.size() == 2);
  CHECK(arm_of(model, kMens, 0).contacts == 1);
  CHECK(arm_of(model, kMens, 1).contacts == 1);
}

TEST_CASE("a contact that comes twice is one contact and two entries, also when assigned late") {
  ReportBuilder builder;
  auto second = transition(0, kMens, WakeKind::kStart, StopKind::kFinished);
  second.subject.instance = 2;
  REQUIRE(
      builder
          .add_chunk(3, 1,
                     seal_chunk({{"a", {transition(0, 0, WakeKind::kStart, StopKind::kParked)}}}))
          .ok());
  REQUIRE(builder
              .add_chunk(
                  3, 2,
                  seal_chunk({{"a", {transition(0, kMens, WakeKind::kTimer, StopKind::kExited)}}}))
              .ok());
  REQUIRE(builder.add_chunk(3, 3, seal_chunk({{"a", {second}}})).ok());
  auto model = std::move(builder).take();
  CHECK(model.runs[0].counts.contacts == 1);
  CHECK(model.runs[0].counts.entered == 2);
  CHECK(model.runs[0].counts.exited == 1);
  CHECK(model.runs[0].counts.standing == 0);
  CHECK(arm_of(model, kMens).contacts == 1);
  CHECK(arm_of(model, kMens).standing == 0);
}

TEST_CASE("who stands at a wait is counted once, however often she parks") {
  ReportBuilder builder;
  REQUIRE(
      builder
          .add_chunk(0, 1,
                     seal_chunk({{"a",
                                  {transition(0, 0, WakeKind::kStart, StopKind::kParked),
                                   transition(0, 0, WakeKind::kEvent, StopKind::kParked)}},
                                 {"b", {transition(0, 0, WakeKind::kStart, StopKind::kParked)}}}))
          .ok());
  REQUIRE(
      builder
          .add_chunk(0, 2,
                     seal_chunk({{"b", {transition(0, 0, WakeKind::kTimer, StopKind::kIncident)}}}))
          .ok());
  auto model = std::move(builder).take();
  CHECK(model.runs[0].counts.standing == 1);
}

TEST_CASE("outcomes reach the arms of their messages by ordinal") {
  ReportBuilder builder;
  REQUIRE(builder
              .add_chunk(0, 1,
                         seal_chunk({{"a", start_of(kMens, kQueue)},
                                     {"b", start_of(kHoldout, kWithhold)},
                                     {"c", start_of(kWomens, kQueue)},
                                     {"d", start_of(kMens, kQueue)}}))
              .ok());
  Outcomes outcomes;
  outcomes.count = 3;
  outcomes.exceptions = {{1, MessageOutcome::kFailed, 0, "no"},
                         {2, MessageOutcome::kUnknown, 0, ""}};
  REQUIRE(builder.add_outcomes(0, 1, encode_outcomes(outcomes)).ok());
  // A chunk whose messages have not left: they stay in the outbox.
  REQUIRE(builder.add_chunk(0, 2, seal_chunk({{"e", start_of(kMens, kQueue)}})).ok());
  auto model = std::move(builder).take();
  CHECK(arm_of(model, kMens).sent == 1);
  CHECK(arm_of(model, kMens).unknown == 1);
  CHECK(arm_of(model, kMens).in_outbox() == 1);
  CHECK(arm_of(model, kWomens).failed == 1);
  CHECK(model.runs[0].counts.sent == 1);
  CHECK(model.runs[0].counts.queued == 4);
}

TEST_CASE("conversions, converters, revenue by currency and by day") {
  auto eur = currency("EUR"), usd = currency("USD");
  auto model = fold_one(
      {{"a",
        {converted(1, kMens, kPurchase, Value::money(1000, eur), 0),
         converted(1, kMens, kPurchase, Value::money(500, eur), 3), converted(1, kMens, kVisit)}},
       {"b",
        {converted(1, kMens, kPurchase, Value::money(200, eur), 3),
         converted(1, kMens, kPurchase, Value::money(70, usd), 4)}}});
  const auto& counts = arm_of(model, kMens);
  const auto* goal = counts.goal(kPurchase);
  REQUIRE(goal);
  CHECK(goal->conversions == 4);
  CHECK(goal->converters == 2);
  CHECK(goal->converters_by_day == std::map<std::int64_t, std::uint64_t>{{14'000, 1}, {14'003, 1}});
  REQUIRE(goal->revenue.size() == 2);
  CHECK(goal->revenue[0].minor == 1700);
  CHECK(goal->revenue[0].contacts == 2);
  CHECK(goal->revenue[0].squares ==
        1500.0 * 1500 + 200.0 * 200);  // of a contact's sum, not of each event
  CHECK(goal->revenue[1].minor == 70);
  CHECK(counts.goal(kVisit)->converters == 1);
  CHECK(counts.goal(kVisit)->revenue.empty());
  CHECK(counts.contacts ==
        2);  // converters are contacts of the arm, whatever else was written of them
}

TEST_CASE("what was refunded is no revenue of its contact any more, but stays a conversion") {
  const auto eur = currency("EUR");
  auto model = fold_one({{"a",
                          {converted(1, kMens, kPurchase, Value::money(1000, eur)),
                           converted(1, kMens, kPurchase, Value::money(500, eur)),
                           refunded(1, kMens, kPurchase, Value::money(500, eur))}},
                         {"b",
                          {converted(1, kMens, kPurchase, Value::money(200, eur)),
                           refunded(1, kMens, kPurchase, Value::money(200, eur))}}});
  for (const bool of_arm : {true, false}) {
    const auto& counts = of_arm ? arm_of(model, kMens) : model.runs[0].counts;
    const auto* goal = counts.goal(kPurchase);
    REQUIRE(goal);
    CHECK(goal->conversions == 3);
    CHECK(goal->converters == 2);
    CHECK(goal->refunded == 2);
    REQUIRE(goal->revenue.size() == 1);
    CHECK(goal->revenue[0].minor == 1000);
    CHECK(goal->revenue[0].contacts == 2);
    CHECK(goal->revenue[0].squares == 1000.0 * 1000);
    CHECK_FALSE(goal->revenue[0].overflowed);
  }
}

TEST_CASE("a sum beyond 64 bits is marked, not wrong") {
  auto much = Value::money(std::numeric_limits<std::int64_t>::max(), currency("EUR"));
  auto model = fold_one(
      {{"a", {converted(1, 0, kPurchase, much)}}, {"b", {converted(1, 0, kPurchase, much)}}});
  CHECK(model.runs[0].counts.goal(kPurchase)->revenue[0].overflowed);
  auto once = fold_one({{"a", {converted(1, 0, kPurchase, much)}}});
  CHECK_FALSE(once.runs[0].counts.goal(kPurchase)->revenue[0].overflowed);
}

TEST_CASE("receipts: messages by their first, contacts once") {
  auto model = fold_one({{"a",
                          {message(1, kMens, kQueue), receipt(1, kMens, ReceiptKind::kOpened, true),
                           receipt(1, kMens, ReceiptKind::kOpened, false),
                           receipt(1, kMens, ReceiptKind::kOpened, true)}}});
  CHECK(arm_of(model, kMens).receipt(ReceiptKind::kOpened).messages == 2);
  CHECK(arm_of(model, kMens).receipt(ReceiptKind::kOpened).contacts == 1);
}

TEST_CASE(
    "an arm has the messages that were decided from the assignment on, and what came of them") {
  auto sent_before = message(1, 0, kQueue);
  auto held_before = message(1, 0, {Decision::kHeld, Gate::kQuiet});
  std::get<MessageEntry>(held_before.what).ledger_id.bytes[0] = 1;
  auto released = message(1, kMens, kQueue);
  std::get<MessageEntry>(released.what).ledger_id.bytes[0] = 1;
  std::get<MessageEntry>(released.what).was_held = true;
  auto opened = receipt(1, kMens, ReceiptKind::kOpened, true);
  auto model =
      fold_one({{"a",
                 {sent_before, held_before,
                  transition(1, kMens, WakeKind::kStart, StopKind::kFinished), released, opened}}});
  const auto& all = model.runs[0].counts;
  CHECK(all.queued == 2);
  CHECK(all.held == 0);
  CHECK(all.receipt(ReceiptKind::kOpened).contacts == 1);
  const auto& arm = arm_of(model, kMens);
  CHECK(arm.contacts == 1);
  CHECK(arm.queued == 0);
  CHECK(arm.held == 0);
  CHECK(arm.receipt(ReceiptKind::kOpened).contacts == 0);
}

TEST_CASE("a run has its messages' part of what they share; where arms are compared, all of it") {
  auto part = converted(1, 0, kPurchase, Value::money(1000, currency("EUR")));
  auto& entry = std::get<ConvertedEntry>(part.what);
  entry.message = kMessage;
  entry.shares = {3, false, {{{}, kMessage, 0}, {{}, kMessage, 2}}};
  const auto of_run = fold_one({{"a", {part}}});
  const auto* goal = of_run.runs[0].counts.goal(kPurchase);
  REQUIRE(goal != nullptr);
  SharedCount two;
  two.add(2, 3);
  CHECK(goal->conversions == two);
  CHECK(goal->converters == 1);
  CHECK(goal->revenue.at(0).minor == 667);
  entry.shares.whole = true;
  const auto of_arms = fold_one({{"a", {part}}});
  CHECK(of_arms.runs[0].counts.goal(kPurchase)->conversions == 1);
  CHECK(of_arms.runs[0].counts.goal(kPurchase)->revenue.at(0).minor == 1000);
}

TEST_CASE("what is credited to a message is counted beside what counts for an arm") {
  auto credited = converted(1, kMens, kPurchase);
  std::get<ConvertedEntry>(credited.what).message = kMessage;
  auto outside = converted(1, 0, kPurchase);  // after the arm's window
  std::get<ConvertedEntry>(outside.what).message = kMessage;
  auto model =
      fold_one({{"a", {credited}},
                {"b", {converted(1, kMens, kPurchase)}},
                {"c", {transition(1, kMens, WakeKind::kStart, StopKind::kFinished), outside}}});
  const auto* arm = arm_of(model, kMens).goal(kPurchase);
  CHECK(arm->converters == 2);
  CHECK(arm->credited == 1);
  CHECK(arm_of(model, kMens).contacts == 3);
  CHECK(model.runs[0].counts.goal(kPurchase)->converters == 3);
  CHECK(model.runs[0].counts.goal(kPurchase)->credited == 2);
}

TEST_CASE("refusals and incidents") {
  auto refused = entry(0, 0, RefusedEntry{Refusal::kTooSoon});
  auto model = fold_one({{"a", {refused, refused, entry(0, 0, IncidentEntry{})}}});
  CHECK(model.runs[0].counts.refused[static_cast<std::size_t>(Refusal::kTooSoon)] == 2);
  CHECK(model.runs[0].counts.incidents == 1);
  CHECK(model.runs[0].counts.contacts == 0);  // she never got in
}

TEST_CASE("corrupt chunks and outcomes that do not belong are refused with their place") {
  auto sealed = seal_chunk({{"a", start_of(kMens, kQueue)}});
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto broken = sealed;
    broken[i] = static_cast<char>(broken[i] ^ 0x10);
    ReportBuilder builder;
    auto result = builder.add_chunk(7, 42, broken);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().kind == ErrorKind::kCorrupt);
    CHECK(result.error().where == "partition 7, tick 42");
  }
  Outcomes outcomes;
  outcomes.count = 2;  // the chunk has one
  ReportBuilder builder;
  CHECK_FALSE(builder.add_outcomes(0, 1, encode_outcomes({0, "", 0, {}})).ok());  // of no chunk
  REQUIRE(builder.add_chunk(0, 1, sealed).ok());
  CHECK_FALSE(builder.add_outcomes(0, 1, encode_outcomes(outcomes)).ok());
  CHECK_FALSE(builder.add_outcomes(0, 2, encode_outcomes({0, "", 1, {}})).ok());
  CHECK_FALSE(builder.add_outcomes(0, 1, "junk").ok());
  REQUIRE(builder.add_outcomes(0, 1, encode_outcomes({0, "", 1, {}})).ok());
  CHECK_FALSE(builder.add_outcomes(0, 1, encode_outcomes({0, "", 1, {}})).ok());  // twice
}

TEST_CASE("every step has who came by and stands there, every message what became of it") {
  auto at = [](JournalEntry e, std::uint32_t from, std::uint32_t to) {
    auto& transition = std::get<TransitionEntry>(e.what);
    transition.from_step = from;
    transition.to_step = to;
    return e;
  };
  auto sms = [](std::uint8_t id, Verdict verdict, bool was_held) {
    auto e = message(0, 0, verdict);
    auto& sent = std::get<MessageEntry>(e.what);
    sent.ledger_id.bytes[0] = static_cast<decltype(+sent.ledger_id.bytes[0])>(id);
    sent.step = 7;
    sent.channel = Channel::kSms;
    sent.was_held = was_held;
    return e;
  };
  auto opened = receipt(0, 0, ReceiptKind::kOpened, true);
  std::get<ReceiptEntry>(opened.what).ledger_id.bytes[0] = 1;
  constexpr std::uint32_t kNowhere = 0xFFFFFFFF, kWait = 5, kExit = 9;
  constexpr Verdict kHold{Decision::kHeld, Gate::kQuiet};
  ReportBuilder builder;
  auto start = transition(0, 0, WakeKind::kStart, StopKind::kParked);
  REQUIRE(builder
              .add_chunk(0, 1,
                         seal_chunk({{"a", {sms(1, kHold, false), at(start, kNowhere, kWait)}},
                                     {"b", {at(start, kNowhere, kWait)}},
                                     {"c", {at(start, kNowhere, kWait)}}}))
              .ok());
  auto exited = transition(0, 0, WakeKind::kTimer, StopKind::kExited);
  auto taken_out = transition(0, 0, WakeKind::kExitEvent, StopKind::kExited);
  REQUIRE(builder
              .add_chunk(0, 2,
                         seal_chunk({{"a", {sms(1, kQueue, true), at(exited, kWait, kExit)}},
                                     {"b", {at(taken_out, kWait, kWait)}}}))
              .ok());
  REQUIRE(builder.add_outcomes(0, 2, encode_outcomes({1, "", 1, {}})).ok());
  REQUIRE(builder.add_chunk(0, 3, seal_chunk({{"a", {opened}}})).ok());
  auto model = std::move(builder).take();
  const auto& places = model.runs.at(0).places;
  REQUIRE(places.size() == 3);
  const auto& wait = places.at({kProgram, kWait, 0, {}});
  CHECK(wait.contacts == 3);
  CHECK(wait.standing == 1);  // c
  CHECK(wait.left == 0);      // b was taken out: she came to no exit
  CHECK(places.at({kProgram, kExit, 0, {}}).left == 1);
  const auto& sent = places.at({kProgram, 7, kMessage, Channel::kSms});
  CHECK(sent.contacts == 1);
  CHECK(sent.messages.held == 0);
  CHECK(sent.messages.sent == 1);
  CHECK(sent.messages.receipt(ReceiptKind::kOpened) == 1);
  CHECK(model.runs[0].counts.reached == 1);
  CHECK(model.runs[0].counts.last_ms == kBaseMs);
}

TEST_CASE("every arm has its own places, from its assignment on") {
  auto at = [](JournalEntry e, std::uint32_t from, std::uint32_t to) {
    auto& transition = std::get<TransitionEntry>(e.what);
    transition.from_step = from;
    transition.to_step = to;
    return e;
  };
  constexpr std::uint32_t kNowhere = 0xFFFFFFFF, kBefore = 2, kAfter = 5;
  auto start = transition(0, 0, WakeKind::kStart, StopKind::kParked);
  auto in_arm = [&](std::uint32_t arm) {
    return at(transition(0, arm, WakeKind::kTimer, StopKind::kParked), kBefore, kAfter);
  };
  auto sent = message(0, kMens, kQueue);
  auto opened = receipt(0, kMens, ReceiptKind::kOpened, true);
  ReportBuilder builder;
  REQUIRE(builder
              .add_chunk(0, 1,
                         seal_chunk({{"a", {at(start, kNowhere, kBefore)}},
                                     {"b", {at(start, kNowhere, kBefore)}},
                                     {"c", {at(start, kNowhere, kBefore)}}}))
              .ok());
  REQUIRE(
      builder.add_chunk(0, 2, seal_chunk({{"a", {sent, in_arm(kMens)}}, {"b", {in_arm(kWomens)}}}))
          .ok());
  REQUIRE(builder.add_outcomes(0, 2, encode_outcomes({1, "", 1, {}})).ok());
  REQUIRE(builder.add_chunk(0, 3, seal_chunk({{"a", {opened}}})).ok());
  auto model = std::move(builder).take();
  const auto& run = model.runs.at(0);
  CHECK(run.places.at({kProgram, kBefore, 0, {}}).standing == 1);  // c
  CHECK(run.places.at({kProgram, kAfter, 0, {}}).standing == 2);
  REQUIRE(run.arms.size() == 2);
  for (const auto& arm : run.arms) {
    CHECK(arm.places.at({kProgram, kAfter, 0, {}}).contacts == 1);
    CHECK(arm.places.count({kProgram, kBefore, 0, {}}) == 0);
  }
  const auto& message_places = run.arms[0].places;
  REQUIRE(message_places.size() == 2);
  const auto& counts = std::find_if(message_places.begin(), message_places.end(), [](auto& it) {
                         return it.first.message != 0;
                       })->second;
  CHECK(counts.messages.sent == 1);
  CHECK(counts.messages.receipt(ReceiptKind::kOpened) == 1);
  CHECK(run.arms[1].places.size() == 1);
}

TEST_CASE("days are those of the report's zone") {
  const auto* zone = calendar::find_zone("America/Chicago");
  REQUIRE(zone != nullptr);
  ReportBuilder builder(zone);
  REQUIRE(builder.add_chunk(0, 1, seal_chunk({{"a", {converted(1, 0, kVisit)}}})).ok());
  auto model = std::move(builder).take();
  // Midnight in UTC is the evening before in Chicago.
  CHECK(model.runs[0].counts.goal(kVisit)->converters_by_day.begin()->first ==
        kBaseMs / kDayMs - 1);
}

TEST_CASE("a whole store: the fold stops when told to, and refuses foreign keys") {
  MemStore store;
  auto batch = store.make_batch();
  for (std::uint64_t tick = 1; tick <= 600; ++tick)
    batch->put(Family::kJournal, keys::journal(static_cast<std::uint8_t>(tick % 200), tick),
               seal_chunk({{"a" + std::to_string(tick), start_of(kMens, kQueue)}}));
  REQUIRE(store.commit(*batch).ok());
  auto model = fold_journal(store, calendar::utc(), {}, [](std::uint64_t) { return true; });
  REQUIRE(model.ok());
  CHECK(model->chunks == 600);
  CHECK(model->runs[0].counts.contacts == 600);
  CHECK_FALSE(fold_journal(store, calendar::utc(), {}, [](std::uint64_t) { return false; }).ok());
  batch->clear();
  batch->put(Family::kJournal, "?", "");
  REQUIRE(store.commit(*batch).ok());
  auto refused = fold_journal(store, calendar::utc(), {}, [](std::uint64_t) { return true; });
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kCorrupt);
}

// Not an assertion on time (machines differ): prints the rate, and shows that facts of one
// partition stay there.
TEST_CASE("a million entries", "[.speed]") {
  constexpr int kChunks = 250, kContacts = 2000;
  std::vector<std::string> chunks;
  for (int c = 0; c < kChunks; ++c) {
    Chunk chunk;
    for (int i = 0; i < kContacts; ++i)
      chunk["contact" + std::to_string(c * kContacts + i)] =
          start_of(kMens + static_cast<std::uint32_t>(i % 3), kQueue);
    chunks.push_back(seal_chunk(chunk));
  }
  auto begun = std::chrono::steady_clock::now();
  ReportBuilder builder;
  for (int c = 0; c < kChunks; ++c)
    REQUIRE(builder.add_chunk(static_cast<std::uint8_t>(c), 1, chunks[static_cast<std::size_t>(c)])
                .ok());
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  auto model = std::move(builder).take();
  CHECK(model.runs[0].counts.contacts == kChunks * kContacts);
  WARN(static_cast<double>(model.entries) / took.count() / 1e6 << " million entries/s");
}
