// What the parts of the ledger's proof have in common: findings, counts, and what is compared
// between them. Only for ledger_check.cpp and its parts; of one thread, grows with the runs and the
// files of the spool.
#pragma once
#include <compare>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <unordered_map>

#include "runtime/explain/ledger_check.h"
#include "runtime/shelf/meta.h"
#include "runtime/state/keys.h"
#include "runtime/state/rates_row.h"

namespace camp {

// Of the ledger ids that a spool file has, or should have: equal when these are.
struct SpoolSum {
  std::uint64_t count = 0;
  std::uint64_t sums[2] = {0, 0};  // ids are hashes: their sum tells them apart
  void add(const Hash128& id) {
    std::uint64_t halves[2];
    static_assert(sizeof halves == sizeof id.bytes);
    std::memcpy(halves, id.bytes.data(), sizeof halves);
    ++count;
    sums[0] += halves[0];
    sums[1] += halves[1];
  }
  friend bool operator==(const SpoolSum&, const SpoolSum&) = default;
};

struct LedgerTally {
  LedgerCheck check;
  Counters counted;                                         // as the store should have them
  std::unordered_map<std::uint32_t, std::uint64_t> starts;  // transitions that began, per run
  RatesRow paced;                                           // who waits for a channel's rate
  std::map<std::string, SpoolSum> sent_to;  // by what the outcomes say: a file of the spool

  void found(std::string what, std::string where) {
    if (++check.finding_count <= kFindingsShown)
      check.findings.push_back({std::move(what), std::move(where)});
  }
};

struct HistoryRef {           // a contact and a chunk of the journal with entries of it
  std::uint64_t contact = 0;  // XXH3 of the id
  std::uint64_t tick = 0;
  friend auto operator<=>(const HistoryRef&, const HistoryRef&) = default;
};

IteratorBounds partition_bounds(std::uint8_t partition);

}  // namespace camp
