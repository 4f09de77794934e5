// What the parts of the ledger's proof have in common: findings, counts, and what is compared
// between them. Only for ledger_check.cpp and its parts; of one thread, grows with the runs alone.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "runtime/explain/ledger_check.h"
#include "runtime/shelf/meta.h"
#include "runtime/state/keys.h"

namespace camp {

struct LedgerTally {
  LedgerCheck check;
  Counters counted;                                         // as the store should have them
  std::unordered_map<std::uint32_t, std::uint64_t> starts;  // transitions that began, per run

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

std::string place_text(std::uint64_t partition, std::uint64_t tick);
IteratorBounds partition_bounds(std::uint8_t partition);

}  // namespace camp
