#include "runtime/explain/ledger_check.h"

#include <catch2/catch.hpp>

#include "ledger_store.h"
#include "runtime/delivery/round.h"
#include "runtime/state/checked.h"
#include "runtime/state/older_rows.h"
#include "runtime/state/open_conversion.h"

namespace camp {
namespace {

LedgerCheck check(LedgerStore& ledger) {
  auto result = check_ledger(ledger.store, {});
  REQUIRE(result.ok());
  return *result;
}

bool finds(const LedgerCheck& check, std::string_view part) {
  for (const auto& finding : check.findings) {
    if (finding.what.find(part) != std::string::npos) return true;
  }
  return false;
}

void flip(LedgerStore& ledger, Family family, const std::string& key) {
  auto bytes = ledger.value(family, key);
  bytes[bytes.size() / 2] ^= 4;
  ledger.put(family, key, bytes);
}

}  // namespace

TEST_CASE("a ledger that balances is clean") {
  LedgerStore ledger;
  auto result = check(ledger);
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.what << " " << finding.where);
  CHECK(result.clean());
  CHECK(result.sums.reserved == 4);
  CHECK(result.sums.sent == 1);
  CHECK(result.sums.pending == 1);
  CHECK(result.sums.skipped == 1);
  CHECK(result.sums.withheld == 1);
  CHECK(result.sums.balanced());
  CHECK(result.contacts == 2);
}

TEST_CASE("an empty store is clean") {
  MemStore store;
  CHECK(check_ledger(store, {})->clean());
}

TEST_CASE("a message without an outcome, and with two") {
  auto anna = LedgerStore::partition("anna");
  LedgerStore lost;
  auto delivery = LedgerStore::anna_delivery();
  delivery.low_tick = 3;
  lost.put_rows("anna", LedgerStore::anna_partition(), delivery);
  CHECK(finds(check(lost), "without outcome and not in the outbox"));
  CHECK_FALSE(check(lost).sums.balanced());

  LedgerStore twice;
  delivery.low_tick = 1;
  twice.put_rows("anna", LedgerStore::anna_partition(), delivery);
  CHECK(finds(check(twice), "in the outbox as well"));

  LedgerStore orphan;
  DeferredMessage message;
  message.tick = 9;
  orphan.put(Family::kOutbox, keys::deferred(anna, kBegin, xxh3_128("x")),
             encode_deferred(message));
  CHECK(finds(check(orphan), "1 deferred message that no chunk of the journal has"));
}

TEST_CASE("a message decided twice") {
  LedgerStore ledger;
  ledger.put_chunk("anna", 2,
                   {LedgerStore::message("a1", Decision::kQueued, Gate::kPassed),
                    LedgerStore::transition(WakeKind::kTimer, StopKind::kParked)});
  CHECK(finds(check(ledger), "ledger id occurs twice"));
}

TEST_CASE("an instance that nothing will wake") {
  auto minute = keys::minute_of(kBegin + 60'000);
  auto key = keys::timers(LedgerStore::partition("anna"), minute, 2);
  LedgerStore none;
  none.erase(Family::kTimers, key);
  CHECK(finds(check(none), "no timer will ever wake it"));

  LedgerStore stale;
  stale.put_timer(1);
  CHECK(finds(check(stale), "no timer will ever wake it"));

  LedgerStore below;
  auto row = LedgerStore::anna_partition();
  row.low_minute = minute + 1;
  below.put_rows("anna", row, LedgerStore::anna_delivery());
  CHECK(finds(check(below), "below the low-water mark"));
  CHECK(finds(check(below), "no timer will ever wake it"));
}

TEST_CASE("an instance that wakes when nobody meant it") {
  const auto begun_at = [](std::int64_t since_ms, std::int64_t due_ms) {
    LedgerStore ledger;
    auto row = LedgerStore::anna();
    row.instances[0].since_ms = since_ms;
    row.instances[0].due_ms = due_ms;
    ledger.put_contact("anna", row);
    TimerChunkWriter writer(keys::minute_of(due_ms));
    writer.add({"anna", 1, 2, due_ms});
    ledger.put(Family::kTimers,
               keys::timers(LedgerStore::partition("anna"), keys::minute_of(due_ms), 3),
               writer.finish());
    return check(ledger);
  };
  constexpr std::int64_t kHourMs = 3'600'000, kYearMs = 365 * 24 * kHourMs;
  CHECK(begun_at(kBegin, kBegin + kYearMs).clean());
  CHECK(begun_at(kBegin + kHourMs, kBegin + 2 * kHourMs).clean());  // a clock set right a little
  CHECK(finds(begun_at(kBegin + kYearMs, kBegin + kYearMs + kHourMs),
              "instance 1 waits since 2027-02-25T06:13:20Z, which is yet to come"));
  CHECK(finds(begun_at(kBegin, kBegin + 101 * kYearMs), "longer than a wait can take"));

  LedgerStore behind;  // as camps did that moved timers behind their low-water mark
  const auto minute = keys::minute_of(kBegin + kYearMs);
  TimerChunkWriter writer(minute);
  writer.add({"anna", 1, 2, kBegin + 60'000});
  behind.put(Family::kTimers, keys::timers(LedgerStore::partition("anna"), minute, 2),
             writer.finish());
  CHECK(finds(check(behind), "lies where nobody looks before 2027-02-25T06:13:00Z"));
}

TEST_CASE("histories and contacts name each other") {
  LedgerStore forgotten;
  auto row = LedgerStore::anna();
  row.refs = {1};
  forgotten.put_contact("anna", row);
  CHECK(finds(check(forgotten), "entries that their contact does not name"));

  LedgerStore invented;
  row.refs = {1, 2, 3};
  invented.put_contact("anna", row);
  CHECK(finds(check(invented), "names a chunk of the journal that has nothing of it"));
}

TEST_CASE("what stands beside a contact's row is read as well") {
  LedgerStore ledger;
  const auto past = keys::past("anna", 3, 4), attributes = keys::attributes("anna");
  const auto touch = keys::touch("anna", kBegin, Hash128{});
  const auto exposure = keys::exposure("anna", kBegin, 1, 2);
  std::string empty;  // no attributes
  put_varint(empty, 0);
  seal(empty);
  ledger.put(Family::kIndex, attributes, empty);
  ledger.put(Family::kIndex, past, encode_past({3, 4, kBegin, kBegin}));
  ledger.put(Family::kIndex, touch, encode_older_touch({}));
  ledger.put(Family::kIndex, exposure, encode_older_exposure({}));
  CHECK(check(ledger).clean());
  for (const auto& key : {attributes, past, touch, exposure}) {
    INFO(key[key.find('\0') + 1]);
    const auto good = ledger.value(Family::kIndex, key);
    flip(ledger, Family::kIndex, key);
    const auto result = check(ledger);
    ledger.put(Family::kIndex, key, good);
    REQUIRE(result.finding_count == 1);
    CHECK(result.findings[0].where == "anna");
  }
}

namespace {

const auto kWorth = Value::money(8000, currency("EUR"));

JournalEntry converted(std::string_view event_id) {
  ConvertedEntry entry;
  entry.goal = 30;
  entry.cause = {40, event_id};
  entry.worth = kWorth;
  return {kBegin, {10, 1, 1, {}}, entry};
}
JournalEntry refunded(std::string_view event_id, Value worth = kWorth) {
  RefundedEntry entry;
  entry.goal = 30;
  entry.cause = {41, "r"};
  entry.converted = {40, event_id};
  entry.worth = worth;
  return {kBegin, {10, 1, 1, {}}, entry};
}
OpenConversion open_conversion(std::string_view event_id) {
  OpenConversion open;
  open.refund = 41;
  open.sender = {1, 10, 1, 1, ""};
  open.goal = 30;
  open.event = 40;
  open.event_id = event_id;
  open.worth = kWorth;
  return open;
}

// anna's first chunk with this at its end, and what may be refunded beside her row.
LedgerCheck check_with(std::vector<JournalEntry> more,
                       const std::optional<OpenConversion>& open = {}) {
  LedgerStore ledger;
  using D = Decision;
  std::vector<JournalEntry> entries{LedgerStore::message("a1", D::kQueued, Gate::kPassed),
                                    LedgerStore::message("a2", D::kSkipped, Gate::kConsent),
                                    LedgerStore::transition(WakeKind::kStart, StopKind::kParked)};
  entries.insert(entries.end(), more.begin(), more.end());
  ledger.put_chunk("anna", 1, std::move(entries));
  if (open)
    ledger.put(Family::kIndex, open_conversion_key("anna", *open), encode_open_conversion(*open));
  return check(ledger);
}

}  // namespace

TEST_CASE("a refund takes back what was converted, once") {
  CHECK(check_with({converted("p"), refunded("p")}).clean());
  for (const auto& entries : std::vector<std::vector<JournalEntry>>{
           {refunded("p")},
           {refunded("p"), converted("p")},
           {converted("q"), refunded("p")},
           {converted("p"), refunded("p"), refunded("p")},
           {converted("p"), refunded("p", Value::money(8001, currency("EUR")))}})
    CHECK(finds(check_with(entries), "a refund of what was not converted, or was refunded before"));
}

TEST_CASE("what may be refunded is in the journal, and was not refunded") {
  const auto open = open_conversion("p");
  CHECK(check_with({converted("p")}, open).clean());
  for (const auto& entries : std::vector<std::vector<JournalEntry>>{
           {}, {converted("q")}, {converted("p"), refunded("p")}})
    CHECK(finds(check_with(entries, open),
                "a conversion that may be refunded is not in the journal"));
}

TEST_CASE("counters that a count contradicts") {
  LedgerStore ledger;
  auto row = LedgerStore::anna_partition();
  auto delivery = LedgerStore::anna_delivery();
  delivery.counters.sent = 2;
  row.counters.waiting = 0;
  ledger.put_rows("anna", row, delivery);
  auto result = check(ledger);
  CHECK(finds(result, "counter 'sent' says 2, counting gives 1"));
  CHECK(finds(result, "counter 'waiting' says 0, counting gives 1"));
  CHECK(result.finding_count == 2);
}

TEST_CASE("a run that does not agree with its pages or the journal") {
  LedgerStore started;
  auto run = started.run();
  run.digest = sha256("other");
  started.put(Family::kRuns, keys::run(1), encode_run_row(run));
  auto part = started.put_part("anna");
  part.done = 0;
  started.put(Family::kRunParts, keys::run_part(LedgerStore::partition("anna"), 1),
              encode_run_part(part));
  auto result = check(started);
  CHECK(finds(result, "counts 1 contact as started, the journal has 2"));
  CHECK(finds(result, "finished with 1 of 2"));
  CHECK(finds(result, "digest"));

  LedgerStore torn;
  torn.erase(Family::kRunParts, keys::page(LedgerStore::partition("anna"), 1, 0));
  CHECK(finds(check(torn), "page 0 of run 1 in partition "));
}

TEST_CASE("a system log that does not agree with the store's rows") {
  LedgerStore gap;
  gap.erase(Family::kSystemLog, keys::system(2));
  CHECK(finds(check(gap), "entry 2 of the system log is not there"));

  LedgerStore bent;
  auto entry = encode_system_entry({SystemKind::kDeployed, kBegin, 9, 0});
  entry.back() = static_cast<char>(entry.back() ^ 1);
  bent.put(Family::kSystemLog, keys::system(2), entry);
  CHECK(finds(check(bent), "entry 2 of the system log fails its checksum"));

  LedgerStore cut;  // its end is gone, and with it the run's last word
  cut.erase(Family::kSystemLog, keys::system(4));
  auto result = check(cut);
  CHECK(finds(result, "ends before entry 5"));
  CHECK(finds(result, "the run's state is not what the system log says"));

  LedgerStore other;
  other.put(Family::kSystemLog, keys::system(1),
            encode_system_entry({SystemKind::kDeployed, kBegin, 9, 0}));
  CHECK(finds(check(other), "not the one that the system log names last"));
}

TEST_CASE("every flipped bit is found, whatever it hits") {
  auto anna = LedgerStore::partition("anna");
  auto minute = keys::minute_of(kBegin + 60'000);
  const std::pair<Family, std::string> rows[] = {
      {Family::kJournal, keys::journal(anna, 1)},
      {Family::kJournal, keys::outcomes(anna, 1)},
      {Family::kContacts, keys::contact("anna")},
      {Family::kTimers, keys::timers(anna, minute, 2)},
      {Family::kRuns, keys::run(1)},
      {Family::kRunParts, keys::page(anna, 1, 0)},
      {Family::kRunParts, keys::run_part(anna, 1)},
      {Family::kSystemLog, keys::system(2)},
  };
  for (const auto& [family, key] : rows) {
    LedgerStore ledger;
    flip(ledger, family, key);
    INFO("family " << static_cast<int>(family));
    CHECK_FALSE(check(ledger).clean());
  }
}

TEST_CASE("keys that are none are findings, not crashes") {
  for (auto family : {Family::kJournal, Family::kTimers, Family::kIndex, Family::kOutbox}) {
    LedgerStore ledger;
    ledger.put(family, std::string("\x05garbage"), "x");
    CHECK_FALSE(check(ledger).clean());
  }
}

TEST_CASE("stopping proves nothing") {
  LedgerStore ledger;
  auto result =
      check_ledger(ledger.store, [](std::uint64_t done, std::uint64_t) { return done < 3; });
  REQUIRE(result.ok());
  CHECK(result->stopped);
  CHECK_FALSE(result->clean());
}

}  // namespace camp
