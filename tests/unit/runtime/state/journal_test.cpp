#include "runtime/state/journal.h"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

void check_same(const JournalEntry& a, const JournalEntry& b) {
  CHECK((a.kind == b.kind && a.at_ms == b.at_ms && a.program == b.program));
  CHECK((a.subject.flow == b.subject.flow && a.subject.run == b.subject.run));
  CHECK((a.subject.instance == b.subject.instance && a.subject.arms == b.subject.arms));
  CHECK((a.wake == b.wake && a.stop == b.stop && a.from_step == b.from_step &&
         a.to_step == b.to_step));
  CHECK(
      (a.due_ms == b.due_ms && a.event_id == b.event_id && a.event == b.event && a.text == b.text));
  CHECK((a.assigned == b.assigned && a.ledger_id == b.ledger_id && a.message == b.message));
  CHECK(
      (a.step == b.step && a.channel == b.channel && a.verdict == b.verdict && a.tried == b.tried));
  CHECK((a.content == b.content && a.transactional == b.transactional && a.was_held == b.was_held));
  CHECK(
      (a.address == b.address && a.slots == b.slots && a.refusal == b.refusal && a.goal == b.goal));
  CHECK((equal(a.worth, b.worth) && a.event_ms == b.event_ms && a.receipt == b.receipt));
  CHECK((a.first == b.first && a.conversation == b.conversation && a.subscribed == b.subscribed));
  CHECK((a.code == b.code && a.attributes == b.attributes));
  CHECK((a.list == b.list && a.member == b.member));
}

JournalEntry entry_of(EntryKind kind, std::int64_t at_ms) {
  JournalEntry entry;
  entry.kind = kind;
  entry.at_ms = at_ms;
  entry.subject = {300, 0, 1, {}};
  return entry;
}

JournalEntry transition(WakeKind wake, StopKind stop, std::int64_t at_ms) {
  auto entry = entry_of(EntryKind::kTransition, at_ms);
  entry.program = 2;
  entry.wake = wake;
  entry.stop = stop;
  entry.to_step = 0;
  return entry;
}

JournalEntry message(Verdict verdict) {
  auto entry = entry_of(EntryKind::kMessage, kNow);
  entry.program = 2;
  entry.step = 4;
  entry.content = UINT32_MAX;
  entry.transactional = verdict.decision == Decision::kQueued;
  entry.was_held = verdict.decision == Decision::kSkipped;
  entry.message = 30;
  entry.channel = Channel::kWebhook;
  entry.verdict = verdict;
  entry.tried = UINT32_MAX;
  entry.ledger_id = hash_of("m");
  entry.address = "anna@example.com";
  entry.slots = std::string_view(
      "\x01\x04"
      "Anna",
      6);
  return entry;
}

std::vector<JournalEntry> transitions() {
  auto parked = transition(WakeKind::kStart, StopKind::kParked, kNow);
  parked.due_ms = kNow + 3'600'000;
  auto woken = transition(WakeKind::kEvent, StopKind::kParked, kMin);
  woken.from_step = 0xFFFFFFFE;
  woken.to_step = 5;
  woken.due_ms = kMax;
  woken.event = 9;
  woken.event_id = "order-17";
  woken.subject.arms = {{40, 1}, {41, UINT32_MAX}};
  auto exited = transition(WakeKind::kExitEvent, StopKind::kExited, kMax);
  exited.event_id = "x";
  exited.text = "asked to stop";
  exited.subject.run = UINT32_MAX;
  return {parked, woken, exited, transition(WakeKind::kTimer, StopKind::kFinished, 0),
          transition(WakeKind::kTimer, StopKind::kIncident, -1)};
}

std::vector<JournalEntry> outcomes_of_messages() {
  auto converted = entry_of(EntryKind::kConverted, kNow);
  converted.goal = 8;
  converted.message = 30;
  converted.ledger_id = hash_of("m");
  converted.event = 9;
  converted.event_id = "order-17";
  converted.event_ms = kMin;
  converted.worth = Value::money(8000, currency("EUR"));
  auto visited = converted;
  visited.worth = Value::absent();
  auto receipt = entry_of(EntryKind::kReceipt, kNow);
  receipt.receipt = ReceiptKind::kFailed;
  receipt.first = true;
  receipt.channel = Channel::kSms;
  receipt.message = 30;
  receipt.ledger_id = hash_of("m");
  receipt.event = 10;
  receipt.event_id = "r1";
  receipt.text = "https://acme.example/cart";
  return {message({Decision::kQueued, Gate::kPassed}),
          message({Decision::kWithheld, Gate::kHoldout}),
          message({Decision::kSkipped, Gate::kTooLarge}),
          converted,
          visited,
          receipt};
}

std::vector<JournalEntry> the_others() {
  auto assigned = entry_of(EntryKind::kAssigned, kNow);
  assigned.assigned = {40, 3};
  auto refused = entry_of(EntryKind::kRefused, kNow);
  refused.refusal = Refusal::kTooMany;
  auto incident = entry_of(EntryKind::kIncident, kNow);
  incident.program = 2;
  incident.code = UINT32_MAX;
  incident.text = "EUR and USD cannot be added";
  auto consent = entry_of(EntryKind::kConsent, kNow);
  consent.subject = {};
  consent.conversation = 20;
  consent.channel = Channel::kWebhook;
  consent.subscribed = true;
  auto attributes = entry_of(EntryKind::kAttributes, kNow);
  attributes.attributes = std::string_view("\x02\x01\x00\x02\x00", 5);  // two taken away
  auto erased = entry_of(EntryKind::kAttributes, kNow);
  auto list = entry_of(EntryKind::kList, kNow);
  list.list = UINT32_MAX;
  list.member = true;
  return {assigned, refused, incident, consent, attributes, erased, list};
}

std::string chunk_of(const std::vector<JournalEntry>& entries,
                     std::string_view contact_id = "anna") {
  JournalWriter writer(kNow);
  writer.begin_contact(contact_id);
  for (const auto& entry : entries) writer.add(entry);
  return writer.finish();
}

TEST_CASE("every kind of entry comes back as it went in") {
  for (const auto& entries : {transitions(), outcomes_of_messages(), the_others()}) {
    auto bytes = chunk_of(entries);
    Arena arena;
    JournalReader reader(bytes, arena);
    CHECK(reader.base_ms() == kNow);
    JournalGroup group;
    REQUIRE(reader.next(&group));
    CHECK(group.contact_id == "anna");
    REQUIRE(group.entries.size() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) check_same(group.entries[i], entries[i]);
    CHECK_FALSE(reader.next(&group));
    CHECK(reader.ok());
  }
}

TEST_CASE("groups in key order; a contact without entries leaves none") {
  JournalWriter writer(0);
  CHECK(writer.empty());
  writer.begin_contact("a");
  CHECK(writer.empty());
  writer.begin_contact("b");
  for (const auto& entry : outcomes_of_messages()) writer.add(entry);
  CHECK_FALSE(writer.empty());
  CHECK(writer.queued_messages() == 1);
  writer.begin_contact("c");
  for (int i = 0; i < 300; ++i) writer.add(transition(WakeKind::kTimer, StopKind::kFinished, i));
  writer.begin_contact("d");
  auto bytes = writer.finish();

  Arena arena;
  JournalReader reader(bytes, arena);
  JournalGroup group;
  REQUIRE(reader.next(&group));
  CHECK((group.contact_id == "b" && group.entries.size() == 6));
  REQUIRE(reader.next(&group));
  CHECK((group.contact_id == "c" && group.entries.size() == 300));
  CHECK(group.entries[0].address.empty());  // nothing of the group before
  CHECK(group.entries[299].at_ms == 299);
  CHECK_FALSE(reader.next(&group));
  CHECK(reader.ok());
}

TEST_CASE("an empty chunk is one") {
  Arena arena;
  auto bytes = JournalWriter(kMin).finish();
  JournalReader reader(bytes, arena);
  JournalGroup group;
  CHECK_FALSE(reader.next(&group));
  CHECK(reader.ok());
  CHECK(reader.base_ms() == kMin);
}

bool reads_whole(std::string_view bytes, Arena& arena, JournalGroup* group) {
  JournalReader reader(bytes, arena);
  while (reader.next(group)) {
  }
  return reader.ok();
}

TEST_CASE("every flipped bit and every cut of a chunk is found") {
  auto good = chunk_of(outcomes_of_messages());
  Arena arena;
  JournalGroup group;
  CHECK(reads_whole(good, arena, &group));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(reads_whole(bad, arena, &group));
    CHECK_FALSE(reads_whole(std::string_view(good).substr(0, bit / 8), arena, &group));
  }
}

// One group of "a" with these bytes as its only entry.
bool reads_entry(std::string_view entry) {
  std::string chunk(
      "\x01\x00\x00\x01\x01"
      "a"
      "\x01",
      7);
  chunk.append(entry);
  seal(chunk);
  Arena arena;
  JournalGroup group;
  return reads_whole(chunk, arena, &group);
}

TEST_CASE("numbers out of range are refused behind a good checksum") {
  using namespace std::string_view_literals;
  CHECK(reads_entry("\x04\x00\x01\x01\x04"sv));        // refused: too many
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x05"sv));  // no such refusal
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x00"sv));
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x04\x00"sv));  // something left over
  CHECK_FALSE(reads_entry("\x00\x00\x01\x01\x04"sv));      // no such kind
  CHECK_FALSE(reads_entry("\x09\x00\x01\x01\x04"sv));
  CHECK_FALSE(reads_entry("\x84\x00\x01\x01\x7F\x04"sv));          // arms that are not there
  CHECK(reads_entry("\x08\x00\x01\x01\x02\x87"sv));                // consent
  CHECK_FALSE(reads_entry("\x08\x00\x01\x01\x02\x08"sv));          // no such channel
  CHECK(reads_entry("\x01\x00\x01\x01\x02\x11\x00\x00"sv));        // start, finished
  CHECK_FALSE(reads_entry("\x01\x00\x01\x01\x02\x15\x00\x00"sv));  // wake 5
  CHECK_FALSE(reads_entry("\x01\x00\x01\x01\x02\x29\x00\x00"sv));  // stop 5
  std::string skipped("\x03\x00\x01\x01\x02\x00\x05\x03\x30\x01\x00", 11);
  skipped.append(18, '\0');
  CHECK(reads_entry(skipped));
  skipped[9] = 99;  // no such gate
  CHECK_FALSE(reads_entry(skipped));
  skipped[9] = 0;  // skipped by none
  CHECK_FALSE(reads_entry(skipped));
  skipped[9] = 1;
  skipped[8] = 0x50;  // no such decision
  CHECK_FALSE(reads_entry(skipped));
}

TEST_CASE("groups out of order or empty are refused") {
  using namespace std::string_view_literals;
  auto reads = [](std::string_view body) {
    std::string chunk(body);
    seal(chunk);
    Arena arena;
    JournalGroup group;
    return reads_whole(chunk, arena, &group);
  };
  auto entry = "\x01\x04\x00\x01\x01\x04"sv;
  auto two = [&](std::string_view first, std::string_view second) {
    std::string body("\x01\x00\x00\x02\x01", 5);
    body.append(first).append(entry).append("\x01").append(second).append(entry);
    return reads(body);
  };
  CHECK(two("a", "b"));
  CHECK_FALSE(two("b", "a"));
  CHECK_FALSE(two("a", "a"));
  CHECK_FALSE(
      reads("\x01\x00\x01\x01"
            "a"
            "\x00\x00\x00\x00\x00\x00"sv));  // no entries
  CHECK_FALSE(reads("\x01\x00\x7F"sv));      // a count that lies
  CHECK_FALSE(reads("\x02\x00\x00"sv));      // a later version
}

TEST_CASE("sealed noise and mutated chunks never crash the reader") {
  std::mt19937_64 random(5);
  Arena arena;
  JournalGroup group;
  auto all = transitions();
  for (const auto& entry : outcomes_of_messages()) all.push_back(entry);
  for (const auto& entry : the_others()) all.push_back(entry);
  auto good = chunk_of(all);
  int read = 0;
  for (int i = 0; i < 100'000; ++i) {
    reads_whole(sealed_noise(random, 80), arena, &group);
    auto bytes = good.substr(0, good.size() - 4);
    for (auto n = random() % 3; n != ~0ull; --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    seal(bytes);
    read += reads_whole(bytes, arena, &group) ? 1 : 0;
    CHECK(group.entries.capacity() < 1000);
    arena.reset();
  }
  CHECK(read > 1000);
}

TEST_CASE("outcomes come back as they went in, and nothing else does") {
  Outcomes outcomes{
      kMin,
      "email/2026-03-02/0001.eml",
      7,
      {{0, MessageOutcome::kFailed, 5, "full"}, {6, MessageOutcome::kUnknown, -5, ""}}};
  Outcomes back;
  back.exceptions.resize(9);
  REQUIRE(decode_outcomes(encode_outcomes(outcomes), &back));
  CHECK((back.at_ms == kMin && back.file == outcomes.file && back.count == 7));
  REQUIRE(back.exceptions.size() == 2);
  CHECK((back.exceptions[0].ordinal == 0 && back.exceptions[0].text == "full"));
  CHECK(back.exceptions[0].outcome == MessageOutcome::kFailed);
  CHECK(
      (back.exceptions[1].ordinal == 6 && back.exceptions[1].outcome == MessageOutcome::kUnknown));

  auto refused = [&](auto change) {
    auto wrong = outcomes;
    change(wrong);
    return !decode_outcomes(encode_outcomes(wrong), &back);
  };
  CHECK_FALSE(refused([](Outcomes&) {}));
  CHECK(refused([](Outcomes& o) { o.count = 6; }));                  // an ordinal beyond
  CHECK(refused([](Outcomes& o) { o.exceptions[1].ordinal = 0; }));  // twice
  CHECK(refused([](Outcomes& o) { o.exceptions[0].outcome = {}; }));
  CHECK(refused([](Outcomes& o) { o.exceptions[0].outcome = static_cast<MessageOutcome>(6); }));
  std::mt19937_64 random(6);
  for (int i = 0; i < 50'000; ++i) decode_outcomes(sealed_noise(random, 60), &back);
}

}  // namespace
}  // namespace camp
