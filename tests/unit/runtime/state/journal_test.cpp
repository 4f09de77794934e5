#include "runtime/state/journal.h"

#include <catch2/catch.hpp>
#include <limits>

#include "runtime/state/outcomes.h"
#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

constexpr std::string_view kTwoTakenAway("\x02\x01\x00\x02\x00", 5);
constexpr std::string_view kOneSlot(
    "\x01\x04"
    "Anna",
    6);

JournalEntry entry_of(EntryBody what, std::int64_t at_ms = kNow) {
  return {at_ms, {300, 0, 1, {}}, std::move(what)};
}

TransitionEntry transition(WakeKind wake, StopKind stop) {
  TransitionEntry entry;
  entry.program = 2;
  entry.wake = wake;
  entry.stop = stop;
  entry.to_step = 0;
  return entry;
}

MessageEntry message(Verdict verdict) {
  MessageEntry entry;
  entry.program = 2;
  entry.step = 4;
  entry.message = 30;
  entry.channel = Channel::kWebhook;
  entry.verdict = verdict;
  entry.tried = UINT32_MAX;
  entry.ledger_id = hash_of("m");
  entry.address = "anna@example.com";
  entry.slots = kOneSlot;
  return entry;
}

// ---- one at random of every kind: a kind without its `random` does not compile

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  bool coin() { return below(2) == 1; }
  // Numbers of all sizes, and the ends.
  std::uint32_t number() { return static_cast<std::uint32_t>(random_() >> (32 + below(33))); }
  std::int64_t time_ms() {
    const std::int64_t ends[] = {kMin, kMax, 0, -1, kNow};
    return coin() ? ends[below(std::size(ends))] : static_cast<std::int64_t>(random_());
  }
  template <class Enum>
  Enum up_to(Enum last) {  // from 1
    return static_cast<Enum>(1 + below(static_cast<std::uint64_t>(last)));
  }
  Channel channel() { return static_cast<Channel>(below(kChannelCount)); }
  Hash128 hash() { return hash_of(text()); }
  std::string_view text() {
    static const std::string kBytes(1000, '\xA7');
    return std::string_view(kBytes).substr(0, coin() ? below(3) : below(kBytes.size()));
  }
  EventCause cause() { return coin() ? EventCause{} : EventCause{number(), text()}; }
  Value value() {
    const Value values[] = {Value::absent(), Value::money(time_ms(), currency("EUR")),
                            Value::integer(time_ms()), Value::string(text())};
    return values[below(std::size(values))];
  }

 private:
  std::mt19937_64 random_;
};

void random(Chance& chance, TransitionEntry& it) {
  it = {chance.number(),
        chance.up_to(WakeKind::kExitEvent),
        chance.up_to(StopKind::kIncident),
        chance.number(),
        chance.number(),
        0,
        chance.cause(),
        chance.text()};
  if (it.stop == StopKind::kParked) it.due_ms = chance.time_ms();
}
void random(Chance& chance, TalkEntry& it) {
  it = {chance.number(), chance.number(), chance.up_to(kLastTalkPoint)};
}
void random(Chance& chance, EventEntry& it) {
  it = {chance.number(), chance.number(), chance.cause()};
}
void random(Chance& chance, RequestedEntry& it) {
  it = {chance.number(), chance.number(), chance.number(), chance.hash(), chance.text()};
}
void random(Chance& chance, AnsweredEntry& it) {
  it = {chance.number(), chance.hash(),   chance.up_to(RequestFate::kUnknown),
        chance.number(), chance.number(), chance.text()};
}
void random(Chance& chance, AssignedEntry& it) {
  it = {{chance.number(), chance.number()}, chance.number()};
}
void random(Chance& chance, MessageEntry& it) {
  it.ledger_id = chance.hash();
  for (auto* number : {&it.program, &it.step, &it.message, &it.content, &it.tried})
    *number = chance.number();
  it.channel = chance.channel();
  it.transactional = chance.coin();
  it.was_held = chance.coin();
  it.verdict.decision = chance.up_to(Decision::kHeld);
  if (it.verdict.decision != Decision::kQueued)
    it.verdict.gate = gates()[chance.below(gates().size())].gate;
  if (it.verdict.decision != Decision::kQueued && has_rules(it.verdict.gate)) {
    it.policy = chance.number();
    it.rule = chance.number();
  }
  if (it.verdict.decision == Decision::kHeld) it.until_ms = chance.time_ms();
  it.address = chance.text();
  it.slots = chance.text();
}
void random(Chance& chance, RefusedEntry& it) { it = {chance.up_to(Refusal::kNotApproved)}; }
CreditShares random_shares(Chance& chance) {
  CreditShares shares;
  if (chance.coin()) return shares;
  shares.of = 3;
  shares.whole = chance.coin();
  if (chance.coin()) shares.own.push_back({chance.hash(), chance.number(), 0});
  if (chance.coin()) shares.own.push_back({chance.hash(), chance.number(), 2});
  return shares;
}
void random(Chance& chance, ConvertedEntry& it) {
  it = {chance.hash(),    chance.number(), chance.number(),      chance.cause(),
        chance.time_ms(), chance.value(),  random_shares(chance)};
}
void random(Chance& chance, ShiftedEntry& it) {
  it = {chance.number(), chance.number(), chance.time_ms(), chance.time_ms(), chance.time_ms()};
}
void random(Chance& chance, RefundedEntry& it) {
  it = {chance.hash(),
        chance.number(),
        chance.number(),
        chance.cause(),
        chance.time_ms(),
        chance.cause(),
        Value::money(chance.time_ms(), currency("EUR")),
        random_shares(chance)};
}
void random(Chance& chance, ReceiptEntry& it) {
  it = {chance.up_to(ReceiptKind::kFailed),
        chance.coin(),
        chance.channel(),
        chance.hash(),
        chance.number(),
        chance.cause(),
        chance.text()};
}
void random(Chance& chance, IncidentEntry& it) {
  it = {chance.number(), chance.number(), chance.text()};
}
void random(Chance& chance, ConsentEntry& it) {
  it.said = {chance.number() | 1, chance.channel(), chance.coin(), chance.time_ms()};
  it.said.imported = it.said.subscribed && chance.coin();
  if (it.said.subscribed && !it.said.imported && chance.coin()) {
    it.said.requested_ms = chance.time_ms() | 1;
    it.said.confirmation = chance.hash();
  }
  if (!it.said.subscribed && chance.coin()) it.said.channel = std::nullopt;
  if (!it.said.subscribed && chance.coin()) it.said.conversation = kEveryConversation;
}
void random(Chance& chance, OptInEntry& it) {
  it.asked = {chance.number() | 1, chance.channel(), true, chance.time_ms()};
  it.asked.imported = chance.coin();
}
void random(Chance& chance, AttributesEntry& it) {
  it = {chance.coin() ? kTwoTakenAway : std::string_view()};
}
void random(Chance& chance, ListEntry& it) {
  it = {chance.number(), chance.coin(), chance.time_ms()};
}

// In an order of their own: what a kind leaves behind in reused memory would show in the next.
std::vector<JournalEntry> one_of_each(Chance& chance) {
  std::vector<JournalEntry> entries;
  const auto add = [&](auto body) {
    random(chance, body);
    JournalEntry entry{
        chance.time_ms(), {chance.number(), chance.number(), chance.number(), {}}, body};
    if (chance.coin()) entry.subject.run = 0;
    for (auto arms = chance.below(3); arms > 0; --arms)
      entry.subject.arms.push_back({chance.number(), chance.number()});
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(chance.below(entries.size() + 1)),
                   std::move(entry));
  };
#define CAMP_JOURNAL_KIND(number, Name, word, doc) add(Name##Entry{});
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
  return entries;
}

std::string chunk_of(const std::vector<JournalEntry>& entries,
                     std::string_view contact_id = "anna") {
  JournalWriter writer(kNow);
  writer.begin_contact(contact_id);
  for (const auto& entry : entries) writer.add(entry);
  return writer.finish();
}

TEST_CASE("every kind of entry comes back as it went in, into memory that others had") {
  Chance chance(1);
  JournalGroup group;
  for (int i = 0; i < 2'000; ++i) {
    const auto entries = one_of_each(chance);
    const auto bytes = chunk_of(entries);
    Arena arena;
    JournalReader reader(bytes, arena);
    CHECK(reader.base_ms() == kNow);
    REQUIRE(reader.next(&group));
    CHECK(group.contact_id == "anna");
    CHECK(group.entries == entries);
    CHECK_FALSE(reader.next(&group));
    CHECK(reader.ok());
  }
}

TEST_CASE("what is kept of an entry needs neither chunk nor arena of its reader") {
  Chance chance(2);
  for (int i = 0; i < 200; ++i) {
    const auto entries = one_of_each(chance);
    Arena kept_in;
    std::vector<JournalEntry> kept;
    {
      auto bytes = chunk_of(entries);
      Arena arena;
      JournalReader reader(bytes, arena);
      JournalGroup group;
      REQUIRE(reader.next(&group));
      for (auto entry : group.entries) {
        entry.keep_in(kept_in);
        kept.push_back(std::move(entry));
      }
      std::fill(bytes.begin(), bytes.end(), '\0');
    }
    CHECK(kept == entries);
  }
}

TEST_CASE("a blanked entry has no address, text or attribute, and is still one") {
  constexpr std::string_view kSecret = "anna@example.com";
  auto left = transition(WakeKind::kTimer, StopKind::kExited);
  left.text = kSecret;
  auto sent = message({Decision::kQueued, Gate::kPassed});
  sent.slots = kSecret;
  ReceiptEntry receipt;
  receipt.receipt = ReceiptKind::kClicked;
  receipt.text = kSecret;
  std::string stored;
  encode_attributes(stored, {{1, Value::string(kSecret)}});
  std::vector<JournalEntry> entries = {entry_of(left), entry_of(sent), entry_of(receipt),
                                       entry_of(IncidentEntry{2, 3, kSecret}),
                                       entry_of(AttributesEntry{stored})};
  for (auto& entry : entries) {
    CHECK(chunk_of({entry}).find(kSecret) != std::string::npos);
    entry.blank();
    const auto bytes = chunk_of({entry});
    CHECK(bytes.find(kSecret) == std::string::npos);
    Arena arena;
    JournalReader reader(bytes, arena);
    JournalGroup group;
    REQUIRE(reader.next(&group));
    CHECK(group.entries == std::vector<JournalEntry>{entry});
  }
}

TEST_CASE("the words and numbers of the kinds") {
  CHECK(word_of(EntryKind::kTransition) == "transition");
  CHECK(word_of(EntryKind::kList) == "list");
  CHECK(kind_of(EntryBody(MessageEntry{})) == EntryKind::kMessage);
  CHECK(static_cast<int>(kind_of(EntryBody(ListEntry{}))) == 10);
}

TEST_CASE("groups in key order; a contact without entries leaves none") {
  JournalWriter writer(0);
  CHECK(writer.empty());
  writer.begin_contact("a");
  CHECK(writer.empty());
  writer.begin_contact("b");
  writer.add(entry_of(message({Decision::kQueued, Gate::kPassed})));
  writer.add(entry_of(message({Decision::kSkipped, Gate::kTooLarge})));
  CHECK_FALSE(writer.empty());
  CHECK(writer.queued_messages() == 1);
  writer.begin_contact("c");
  for (int i = 0; i < 300; ++i)
    writer.add(entry_of(transition(WakeKind::kTimer, StopKind::kFinished), i));
  writer.begin_contact("d");
  auto bytes = writer.finish();

  Arena arena;
  JournalReader reader(bytes, arena);
  JournalGroup group;
  REQUIRE(reader.next(&group));
  CHECK((group.contact_id == "b" && group.entries.size() == 2));
  REQUIRE(reader.next(&group));
  CHECK((group.contact_id == "c" && group.entries.size() == 300));
  CHECK(group.entries[299].at_ms == 299);
  CHECK_FALSE(reader.next(&group));
  CHECK(reader.ok());
}

TEST_CASE("a chunk of version 1 is read as well: no message shares a conversion") {
  Chance chance(3);
  ConvertedEntry converted;
  random(chance, converted);
  converted.shares = {};
  auto bytes = chunk_of({entry_of(converted)});
  constexpr std::size_t kSealBytes = 4, kNoShares = 1;
  bytes.resize(bytes.size() - kSealBytes - kNoShares);
  bytes[0] = 1;
  seal(bytes);
  Arena arena;
  JournalReader reader(bytes, arena);
  JournalGroup group;
  REQUIRE(reader.next(&group));
  CHECK(group.entries == std::vector<JournalEntry>{entry_of(converted)});
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
  Chance chance(3);
  auto good = chunk_of(one_of_each(chance));
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
  CHECK(reads_entry("\x04\x00\x01\x01\x06"sv));        // refused: exited first
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x0c"sv));  // no such refusal
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x00"sv));
  CHECK_FALSE(reads_entry("\x04\x00\x01\x01\x04\x00"sv));  // something left over
  CHECK_FALSE(reads_entry("\x00\x00\x01\x01\x04"sv));      // no such kind
  CHECK_FALSE(reads_entry("\x09\x00\x01\x01\x04"sv));
  CHECK_FALSE(reads_entry("\x84\x00\x01\x01\x7F\x04"sv));          // arms that are not there
  CHECK(reads_entry("\x08\x00\x01\x01\x02\x87\x00"sv));            // consent
  CHECK_FALSE(reads_entry("\x08\x00\x01\x01\x02\x08\x00"sv));      // no such channel
  CHECK_FALSE(reads_entry("\x08\x00\x01\x01\x00\x87\x00"sv));      // to every conversation
  CHECK(reads_entry("\x01\x00\x01\x01\x02\x11\x00\x00"sv));        // start, finished
  CHECK_FALSE(reads_entry("\x01\x00\x01\x01\x02\x16\x00\x00"sv));  // wake 6
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
  std::string content("\x03\x00\x01\x01\x02\x00\x05\xFF\xFF\xFF\xFF\x1F\x10\x00", 14);
  content.append(18, '\0');
  CHECK(reads_entry(content));
  content[11] = 0x3F;  // more contents than can be
  CHECK_FALSE(reads_entry(content));
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
  Chance chance(4);
  auto all = one_of_each(chance);
  for (const auto& entry : one_of_each(chance)) all.push_back(entry);
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
  CHECK(refused([](Outcomes& o) { o.exceptions[0].outcome = static_cast<MessageOutcome>(7); }));
  std::mt19937_64 random(6);
  for (int i = 0; i < 50'000; ++i) decode_outcomes(sealed_noise(random, 60), &back);
}

}  // namespace
}  // namespace camp
