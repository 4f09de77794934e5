// A small store, made by hand, whose ledger balances: what inspect and the ledger's check are
// tested on.
#pragma once
#include <string>

#include "runtime/explain/inspect.h"
#include "runtime/state/partition_row.h"
#include "runtime/state/store_row.h"
#include "runtime/state/system_entry.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/store/mem_store.h"

namespace camp {

inline constexpr std::int64_t kBegin = 1'772'000'000'000;

// anna: tick 1, a run starts, one message queued (sent) and one skipped; tick 2, her timer: one
// message queued (pending). She waits. bo was in the run as well, in tick 1: withheld, finished.
struct LedgerStore {
  MemStore store;

  static JournalEntry message(std::string_view id, Decision decision, Gate gate) {
    MessageEntry entry;
    entry.program = 1;
    entry.ledger_id = xxh3_128(id);
    entry.message = 20;
    entry.channel = Channel::kEmail;
    entry.verdict = {decision, gate};
    entry.address = "a@example.com";
    return {kBegin, {10, 1, 1, {}}, entry};
  }
  static JournalEntry transition(WakeKind wake, StopKind stop) {
    TransitionEntry entry;
    entry.program = 1;
    entry.wake = wake;
    entry.stop = stop;
    entry.to_step = 0;
    entry.due_ms = stop == StopKind::kParked ? kBegin + 60'000 : 0;
    return {kBegin, {10, 1, 1, {}}, entry};
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
    StoreRow store_row;
    store_row.next_run = 2;
    store_row.next_entry = 5;
    std::uint64_t number = 0;
    for (auto kind :
         {SystemKind::kMade, SystemKind::kRunBegan, SystemKind::kRunDrawn, SystemKind::kRunSent})
      put(Family::kSystemLog, keys::system(++number),
          encode_system_entry({kind, kBegin, is_about_run(kind) ? 1u : 0u, 2}));
    put(Family::kMeta, meta_keys::kStore, encode_store_row(store_row));
    put_rows("anna", anna_partition(), anna_delivery());
    PartitionRow other;
    other.tick = 1;
    other.clock_ms = kBegin;
    other.counters.contacts = other.counters.entered = other.counters.transitions = 1;
    other.counters.withheld = 1;
    put_rows("bo", other, {});
  }

  static PartitionRow anna_partition() {
    PartitionRow row;
    row.tick = row.last_queued = 2;
    row.clock_ms = kBegin;
    row.counters.contacts = row.counters.entered = row.counters.waiting = 1;
    row.counters.transitions = row.counters.queued = 2;
    row.counters.skipped = 1;
    return row;
  }
  static DeliveryRow anna_delivery() {
    DeliveryRow row;
    row.low_tick = 2;
    row.counters.sent = 1;
    return row;
  }
  void put_rows(std::string_view id, const PartitionRow& row, const DeliveryRow& delivery) {
    put(Family::kPartitions, keys::partition_row(partition(id)), encode_partition_row(row));
    put(Family::kPartitions, keys::delivery_row(partition(id)), encode_delivery_row(delivery));
  }

  RunRow run() {
    RunRow row;
    row.number = 1;
    row.campaign = 10;
    row.program = 1;
    row.key = "k";
    row.state = RunState::kSent;
    row.started_ms = row.ended_ms = kBegin;
    row.audience = 2;
    return row;
  }
  void put_run() {
    auto row = run();
    std::string digests;
    for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
      RunPart part;
      for (std::string_view id : {"anna", "bo"})
        if (partition(id) == p) part = put_part(id);
      digests += part.digest.view();
    }
    row.digest = sha256(digests);
    put(Family::kRuns, keys::run(1), encode_run_row(row));
  }
  RunPart put_part(std::string_view id) {
    auto page = encode_page({id});
    put(Family::kRunParts, keys::page(partition(id), 1, 0), page);
    RunPart part;
    part.audience = part.pages = part.next_page = 1;
    part.done = 1;
    part.digest = sha256(std::string(part.digest.view()) + page);
    put(Family::kRunParts, keys::run_part(partition(id), 1), encode_run_part(part));
    return part;
  }
};

}  // namespace camp
