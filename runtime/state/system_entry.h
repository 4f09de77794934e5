// An entry of the system log: a change of what is store-wide, written in the batch that makes it.
// What is about a contact is in the journal.
//
//   system_entry := version:u8 kind:u8 at_ms:zigzag subject:varint count:varint
//                   [n:varint (partition:u8 tick:varint)*] checksum:u32
//                   -- version 2: with how far each partition had come, those that had begun;
//                   where time stands still, that tells what came before
//   key: keys::system(number), numbered from 1 without a gap (StoreRow::next_entry)
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"

namespace camp {

enum class SystemKind : std::uint8_t {
#define CAMP_SYSTEM_KIND(number, name, word, doc) k##name = number,
#include "runtime/state/system_kinds.def"
#undef CAMP_SYSTEM_KIND
};
std::string_view system_kind_word(SystemKind kind);
std::string_view system_kind_text(SystemKind kind);  // a sentence without a full stop
inline bool is_about_run(SystemKind kind) {
  return (kind >= SystemKind::kRunBegan && kind <= SystemKind::kRunSent) ||
         kind == SystemKind::kRunCancelled;
}

// What is done from outside: whoever lives the past once more (runtime/sim) has to know when.
inline bool is_input(SystemKind kind) {
  switch (kind) {
    case SystemKind::kTaken:
    case SystemKind::kDeployed:
    case SystemKind::kRunBegan:
    case SystemKind::kPaused:
    case SystemKind::kResumed:
    case SystemKind::kShifted:
    case SystemKind::kCancelled:
      return true;
    default:
      return false;
  }
}

inline bool is_about_campaign(SystemKind kind) { return kind == SystemKind::kRunsMissed; }
// The subject is a PauseSubject.
inline bool is_about_pause(SystemKind kind) {
  return kind == SystemKind::kPaused || kind == SystemKind::kResumed ||
         kind == SystemKind::kShifted || kind == SystemKind::kCancelled;
}
// The subject is a flow, or 0: of several, or of one contact's.
inline bool is_about_incidents(SystemKind kind) {
  return kind >= SystemKind::kIncidentsRetried && kind <= SystemKind::kIncidentsEnded;
}

// The subject is a flow.
inline bool is_about_approval(SystemKind kind) {
  return kind == SystemKind::kApproved || kind == SystemKind::kRejected;
}
inline bool is_about_test_run(SystemKind kind) { return kind == SystemKind::kTestRun; }

inline bool is_about_experiment(SystemKind kind) {
  return kind == SystemKind::kDecided || kind == SystemKind::kWeighed;
}

struct SystemEntry {
  SystemKind kind{};
  std::int64_t at_ms = 0;
  std::uint32_t subject = 0;  // a program's, run's, flow's or experiment's number; 0: the store
  std::uint64_t count = 0;    // contacts of the run's audience, runs that were missed, or instances
  // The last tick of each partition before it, 0 for none; empty: not known, or nobody will ask.
  std::vector<std::uint64_t> ticks = {};
};
std::string encode_system_entry(const SystemEntry& entry);
bool decode_system_entry(std::string_view sealed, SystemEntry* entry);
Error unreadable_system_entry(std::uint64_t number, std::string_view sealed);

}  // namespace camp
