#include "runtime/explain/inspect.h"

#include <catch2/catch.hpp>

#include "ledger_store.h"

namespace camp {

TEST_CASE("a contact's history comes in order, with what became of each message") {
  LedgerStore ledger;
  ContactRow row;
  REQUIRE(read_contact(ledger.store, "anna", &row).value());
  auto history = ContactHistory::read(ledger.store, "anna", row);
  REQUIRE(history.ok());
  const auto& entries = history->entries();
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].fate == Fate::kSent);
  CHECK(entries[0].file == "email-0001.mbox");
  CHECK(entries[0].entry.message()->address == "a@example.com");
  CHECK(entries[1].fate == Fate::kSkipped);
  CHECK(entries[2].entry.transition()->wake == WakeKind::kStart);
  CHECK(entries[3].fate == Fate::kPending);
  CHECK(entries[3].tick == 2);
}

TEST_CASE("outcomes belong to the messages of the whole chunk, in their order") {
  LedgerStore ledger;
  JournalWriter writer(kBegin);
  writer.begin_contact("anna");
  writer.add(LedgerStore::message("x1", Decision::kQueued, Gate::kPassed));
  writer.add(LedgerStore::message("x2", Decision::kSkipped, Gate::kAddress));
  writer.add(LedgerStore::message("x3", Decision::kQueued, Gate::kPassed));
  ledger.put(Family::kJournal, keys::journal(LedgerStore::partition("anna"), 1), writer.finish());
  ledger.put(Family::kJournal, keys::outcomes(LedgerStore::partition("anna"), 1),
             encode_outcomes({kBegin, "f", 2, {{1, MessageOutcome::kFailed, kBegin, "no room"}}}));
  auto row = LedgerStore::anna();
  row.refs = {1};
  auto history = ContactHistory::read(ledger.store, "anna", row);
  REQUIRE(history.ok());
  CHECK(history->entries()[0].fate == Fate::kSent);
  CHECK(history->entries()[1].fate == Fate::kSkipped);
  CHECK(history->entries()[2].fate == Fate::kFailed);
  CHECK(history->entries()[2].reason == "no room");
}

TEST_CASE("references that left the row are found in the index, oldest first") {
  LedgerStore ledger;
  auto row = LedgerStore::anna();
  row.refs = {9};
  std::string older;
  for (std::uint64_t number : {2, 3, 5}) put_varint(older, number);  // a count, then two ticks
  ledger.put(Family::kIndex, keys::refs("anna", 3), older);
  CHECK(contact_refs(ledger.store, "anna", row).value() == std::vector<std::uint64_t>{3, 5, 9});
  ledger.put(Family::kIndex, keys::refs("anna", 3), std::string(1, 9));
  CHECK(contact_refs(ledger.store, "anna", row).error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("a gap or a broken chunk in a history is said, not passed over") {
  LedgerStore ledger;
  auto key = keys::journal(LedgerStore::partition("anna"), 2);
  auto bytes = ledger.value(Family::kJournal, key);
  bytes[bytes.size() / 2] ^= 1;
  ledger.put(Family::kJournal, key, bytes);
  CHECK(ContactHistory::read(ledger.store, "anna", LedgerStore::anna()).error().kind ==
        ErrorKind::kCorrupt);
  ledger.erase(Family::kJournal, key);
  CHECK(ContactHistory::read(ledger.store, "anna", LedgerStore::anna()).error().kind ==
        ErrorKind::kCorrupt);
}

TEST_CASE("unknown and impossible ids are no contacts") {
  LedgerStore ledger;
  ContactRow row;
  for (auto id : {"cara", "", "an\nna"}) CHECK_FALSE(read_contact(ledger.store, id, &row).value());
}

TEST_CASE("the ledger is listed with every message once") {
  LedgerStore ledger;
  std::vector<std::string> lines;
  auto scanned = scan_ledger(ledger.store, [&](const LedgerLine& line) {
    lines.push_back(std::string(line.contact_id) + " " + std::string(fate_word(line.fate)));
    return true;
  });
  REQUIRE(scanned.ok());
  std::sort(lines.begin(), lines.end());
  CHECK(lines ==
        std::vector<std::string>{"anna pending", "anna sent", "anna skipped", "bo withheld"});
  int seen = 0;
  REQUIRE(scan_ledger(ledger.store, [&](const LedgerLine&) { return ++seen < 2; }).ok());
  CHECK(seen == 2);
}

TEST_CASE("who is in a run's snapshot") {
  LedgerStore ledger;
  auto run = ledger.run();
  CHECK(in_snapshot(ledger.store, run, "anna").value());
  CHECK(in_snapshot(ledger.store, run, "bo").value());
  for (auto id : {"a", "annb", "zed", "cara"})
    CHECK_FALSE(in_snapshot(ledger.store, run, id).value());
  run.state = RunState::kSnapshot;
  CHECK_FALSE(in_snapshot(ledger.store, run, "anna").value());
  run.state = RunState::kSending;
  ledger.erase(Family::kRunParts, keys::page(LedgerStore::partition("anna"), 1, 0));
  CHECK(in_snapshot(ledger.store, run, "anna").error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("a snapshot of many pages is searched right") {
  MemStore store;
  std::vector<std::string> contact_keys;
  for (int i = 0; i < 5000; ++i) contact_keys.push_back(keys::contact("c" + std::to_string(i)));
  std::sort(contact_keys.begin(), contact_keys.end());
  RunRow run;
  run.number = 7;
  run.state = RunState::kSent;
  auto batch = store.make_batch();
  std::vector<RunPart> parts(limits::kPartitions);
  for (std::size_t i = 0; i < contact_keys.size(); i += 2) {  // every second one, one a page
    const auto partition = keys::partition_of_key(contact_keys[i]);
    batch->put(Family::kRunParts, keys::page(partition, 7, parts[partition].pages++),
               encode_page({keys::id_of_contact_key(contact_keys[i])}));
  }
  for (std::size_t p = 0; p < parts.size(); ++p)
    batch->put(Family::kRunParts, keys::run_part(static_cast<std::uint8_t>(p), 7),
               encode_run_part(parts[p]));
  REQUIRE(store.commit(*batch).ok());
  for (std::size_t i = 0; i < contact_keys.size(); ++i) {
    auto id = keys::id_of_contact_key(contact_keys[i]);
    CHECK(in_snapshot(store, run, id).value() == (i % 2 == 0));
  }
}

}  // namespace camp
