// The part of the ledger's proof that reads one partition's contacts, what will wake them, and
// their events: every row decodes, and whoever waits has a timer (liveness).
#pragma once
#include <string_view>
#include <vector>

#include "runtime/explain/ledger_tally.h"
#include "runtime/shelf/pauses.h"
#include "runtime/state/contact_row.h"

namespace camp {

class LedgerContacts {
 public:
  LedgerContacts(Store& store, const StoreMeta& meta, std::uint8_t partition, LedgerTally& tally)
      : store_(store),
        meta_(meta),
        clock_ms_(meta.clock_ms()),
        partition_(partition),
        tally_(tally) {}

  // Once. An Error only when the disk cannot be read.
  Result<void> check();
  Result<void> check_events();

  // What the contacts name, in no order; valid after check().
  std::vector<Hash128> held_ids;  // of messages that a row holds
  std::vector<HistoryRef> refs;
  std::vector<std::uint64_t> open_conversions;  // that may be refunded: conversion_hash

 private:
  struct Wake {  // what will wake an instance
    std::uint64_t contact = 0;
    std::uint32_t instance = 0;
    std::uint32_t token = 0;
    std::int64_t due_ms = 0;
    friend auto operator<=>(const Wake&, const Wake&) = default;
  };

  Result<void> read_timers();
  void read_parked(PauseSubject subject, std::string_view sealed, const std::string& where);
  Result<void> read_index();
  void check_beside(std::string_view id, std::string_view key, std::string_view sealed);
  Result<void> check_contacts();
  void check_contact(std::string_view id, const ContactRow& row);
  void check_wait(std::string_view id, const Instance& instance);

  Store& store_;
  const StoreMeta& meta_;
  const std::int64_t clock_ms_;  // what the store took for now last
  const std::uint8_t partition_;
  LedgerTally& tally_;
  PausesRow pauses_;
  std::vector<Wake> wakes_;  // sorted
};

}  // namespace camp
