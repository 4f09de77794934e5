// A small store, made by hand, whose ledger balances: what inspect and the ledger's check are
// tested on.
#pragma once
#include <string>

#include "runtime/explain/inspect.h"
#include "runtime/state/engine_row.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/store/mem_store.h"

namespace camp {

inline constexpr std::int64_t kBegin = 1'772'000'000'000;

// anna: tick 1, a run starts, one message queued (sent) and one skipped; tick 2, her timer: one
// message queued (pending). She waits. bo was in the run as well, in tick 1: withheld, finished.
struct LedgerStore {
  MemStore store;
  EngineRow engine;

  static JournalEntry message(std::string_view id, Decision decision, Gate gate) {
    JournalEntry entry;
    entry.kind = EntryKind::kMessage;
    entry.at_ms = kBegin;
    entry.subject = {10, 1, 1, {}};
    entry.program = 1;
    entry.ledger_id = xxh3_128(id);
    entry.message = 20;
    entry.channel = Channel::kEmail;
    entry.verdict = {decision, gate};
    entry.address = "a@example.com";
    return entry;
  }
  static JournalEntry transition(WakeKind wake, StopKind stop) {
    JournalEntry entry;
    entry.kind = EntryKind::kTransition;
    entry.at_ms = kBegin;
    entry.subject = {10, 1, 1, {}};
    entry.program = 1;
    entry.wake = wake;
    entry.stop = stop;
    entry.to_step = 0;
    entry.due_ms = stop == StopKind::kParked ? kBegin + 60'000 : 0;
    return entry;
  }

  void put(Family family, std::string_view key, std::string_view value) {
    auto batch = store.make_batch();
    batch->put(family, key, value);
    REQUIRE(store.commit(*batch).ok());
  }
  void erase(Family family, std::string_view key) {
    auto batch = store.make_batch();
    batch->erase(family, key);
    REQUIRE(store.commit(*batch).ok());
  }
  std::string value(Family family, std::string_view key) {
    std::string bytes;
    auto found = store.get(family, key, &bytes);
    REQUIRE(found.ok());
    REQUIRE(*found);
    return bytes;
  }

  static std::uint8_t partition(std::string_view id) { return keys::partition_of(id); }

  void put_chunk(std::string_view id, std::uint64_t tick, std::vector<JournalEntry> entries) {
    JournalWriter writer(kBegin);
    writer.begin_contact(id);
    for (const auto& entry : entries) writer.add(entry);
    put(Family::kJournal, keys::journal(partition(id), tick), writer.finish());
  }
  void put_contact(std::string_view id, const ContactRow& row) {
    std::string bytes;
    encode_contact_row(bytes, row);
    put(Family::kContacts, keys::contact(id), bytes);
  }
  static ContactRow anna() {
    ContactRow row;
    row.created_ms = kBegin;
    Instance instance;
    instance.number = 1;
    instance.flow = 10;
    instance.run = 1;
    instance.program = 1;
    instance.state = InstanceState::kWaiting;
    instance.started_ms = instance.since_ms = kBegin;
    instance.token = 2;
    instance.due_ms = kBegin + 60'000;
    row.instances = {instance};
    row.next_instance = 2;
    row.refs = {1, 2};
    return row;
  }
  void put_timer(std::uint32_t token) {
    auto minute = keys::minute_of(kBegin + 60'000);
    TimerChunkWriter writer(minute);
    writer.add({"anna", 1, token, kBegin + 60'000});
    put(Family::kTimers, keys::timers(partition("anna"), minute, 2), writer.finish());
  }

  LedgerStore() {
    REQUIRE(partition("anna") != partition("bo"));
    using D = Decision;
    put_chunk("anna", 1,
              {message("a1", D::kQueued, Gate::kPassed), message("a2", D::kSkipped, Gate::kConsent),
               transition(WakeKind::kStart, StopKind::kParked)});
    put(Family::kJournal, keys::outcomes(partition("anna"), 1),
        encode_outcomes({kBegin, "email-0001.mbox", 1, {}}));
    put_chunk("anna", 2,
              {message("a3", D::kQueued, Gate::kPassed),
               transition(WakeKind::kTimer, StopKind::kParked)});
    put(Family::kOutbox, keys::outbox(2, partition("anna")), std::string(1, 1));
    put_chunk("bo", 1,
              {message("b1", D::kWithheld, Gate::kHoldout),
               transition(WakeKind::kStart, StopKind::kFinished)});
    put_contact("anna", anna());
    auto bo = anna();
    bo.instances[0].state = InstanceState::kEnded;
    bo.refs = {1};
    put_contact("bo", bo);
    put_timer(2);
    put_run();
    engine.tick = 2;
    engine.next_run = 2;
    engine.outbox_low = 2;
    engine.counters = {.contacts = 2,
                       .events = 0,
                       .waiting = 1,
                       .incidents = 0,
                       .entered = 2,
                       .transitions = 3,
                       .queued = 2,
                       .withheld = 1,
                       .skipped = 1,
                       .sent = 1,
                       .failed = 0};
  }

  RunRow run() {
    RunRow row;
    row.number = 1;
    row.campaign = 10;
    row.program = 1;
    row.key = "k";
    row.state = RunState::kSent;
    row.started_ms = row.ended_ms = kBegin;
    row.audience = row.done = 2;
    row.pages = row.next_page = 2;
    return row;
  }
  void put_run() {
    auto row = run();
    std::vector<std::string_view> ids = {"anna", "bo"};
    if (partition("bo") < partition("anna")) ids = {"bo", "anna"};
    for (std::uint32_t page = 0; page < 2; ++page) {
      auto bytes = encode_page({ids[page]});
      row.digest = sha256(std::string(row.digest.view()) + bytes);
      put(Family::kRuns, keys::page(1, page), bytes);
    }
    put(Family::kRuns, keys::run(1), encode_run_row(row));
  }
};

}  // namespace camp
