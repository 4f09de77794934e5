// Hand-made journal chunks: a contact's entries, one call each.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "runtime/state/journal.h"
#include "runtime/state/keys.h"

namespace camp::test {

inline constexpr std::uint32_t kFlow = 1, kExperiment = 2, kMens = 3, kWomens = 4, kHoldout = 5,
                               kVisit = 6, kPurchase = 7, kMessage = 8, kProgram = 1;
inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kBaseMs = 14'000 * kDayMs;

inline JournalEntry entry(std::uint32_t run, std::uint32_t arm, EntryBody what) {
  JournalEntry e;
  e.what = std::move(what);
  e.at_ms = kBaseMs;
  e.subject.flow = kFlow;
  e.subject.run = run;
  e.subject.instance = 1;
  if (arm != 0) e.subject.arms = {{kExperiment, arm}};
  return e;
}
inline JournalEntry transition(std::uint32_t run, std::uint32_t arm, WakeKind wake, StopKind stop) {
  TransitionEntry e;
  e.program = kProgram;
  e.wake = wake;
  e.stop = stop;
  e.due_ms = kBaseMs;
  return entry(run, arm, e);
}
inline JournalEntry message(std::uint32_t run, std::uint32_t arm, Verdict verdict) {
  MessageEntry e;
  e.program = kProgram;
  e.message = kMessage;
  e.verdict = verdict;
  return entry(run, arm, e);
}
inline JournalEntry converted(std::uint32_t run, std::uint32_t arm, std::uint32_t goal,
                              Value worth = {}, std::int64_t day = 0) {
  ConvertedEntry e;
  e.goal = goal;
  e.worth = worth;
  e.cause = {9, "e"};
  e.event_ms = kBaseMs + day * kDayMs;
  return entry(run, arm, e);
}
inline JournalEntry refunded(std::uint32_t run, std::uint32_t arm, std::uint32_t goal,
                             Value worth) {
  RefundedEntry e;
  e.goal = goal;
  e.worth = worth;
  e.cause = {8, "r"};
  e.converted = {9, "e"};
  return entry(run, arm, e);
}
inline JournalEntry receipt(std::uint32_t run, std::uint32_t arm, ReceiptKind kind, bool first) {
  ReceiptEntry e;
  e.receipt = kind;
  e.first = first;
  return entry(run, arm, e);
}

// One chunk; contacts in key order because a map is.
using Chunk = std::map<std::string, std::vector<JournalEntry>>;
inline std::string seal_chunk(const Chunk& contacts) {
  JournalWriter writer(kBaseMs);
  for (const auto& [id, entries] : contacts) {
    writer.begin_contact(id);
    for (const auto& e : entries) writer.add(e);
  }
  return writer.finish();
}

inline constexpr Verdict kQueue{Decision::kQueued, Gate::kPassed};
inline constexpr Verdict kWithhold{Decision::kWithheld, Gate::kHoldout};
inline constexpr Verdict kNoConsent{Decision::kSkipped, Gate::kConsent};

}  // namespace camp::test
