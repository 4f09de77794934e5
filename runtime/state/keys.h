// Every key of the store, and the partition of a contact. Big-endian, so that byte order is the
// order meant.
//
// Of a partition, and each begins with it:
//   partition := partition:u8 0x00                                 Partitions: the shard's row
//   delivery  := partition:u8 0x01                                 Partitions: the outbox's row
//   rhythm    := partition:u8 0x02 group:u32be channel:u8          Partitions: rhythm_row.h
//                (a segment, or 0: everybody)
//   contact   := partition:u8 id                                   Contacts
//   event     := contact 0x00 'e' name:u32be time:u64be arrival:u64be
//                (time with its sign bit flipped; arrival: of one instant, which came first)
//                                                                Events
//   applied   := contact 0x00 'd' id_hash:16B                      Events: ids already applied
//   timers    := partition:u8 minute:u32be tick:u64be              Timers
//   parked    := partition:u8 0xFF subject:u32be tick:u64be        Timers: wait for a resume
//   journal   := partition:u8 tick:u64be 0x00                      Journal: entries
//   outcomes  := partition:u8 tick:u64be 0x01                      Journal: its messages' outcomes
//   attempted := partition:u8 0x00 tick:u64be                      Outbox
//   deferred  := partition:u8 0x01 due:u64be ledger_id:16B         Outbox
//   request   := partition:u8 0x02 due:u64be id:16B                Outbox
//   paced     := partition:u8 0x03 channel:u8 others:u8 slot:u64be ledger_id:16B  Outbox
//                (wait for the channel's rate; others: 0 transactional, 1 not)
//   refs      := contact 0x00 'r' first_tick:u64be                 Index
//   attributes := contact 0x00 'a'                                 Index
//   past      := contact 0x00 'p' flow:u32be key:u64be             Index
//   touch     := contact 0x00 't' at:u64be ledger_id:16B            Index
//   exposure  := contact 0x00 'x' at:u64be instance:u32be experiment:u32be  Index
//                (at of both with all bits but the sign's flipped: newest first)
//   conversion := contact 0x00 'c' refund:u32be tick:u64be ordinal:u32be     Index
//   run_part  := partition:u8 run:u32be                            RunParts
//   page      := partition:u8 run:u32be page:u32be                 RunParts
//   trial_begun := partition:u8 0:u32be experiment:u32be run:u32be program:u32be  RunParts
//                (no run has the number 0)
// Store-wide:
//   run       := 'r' run:u32be                                     Runs
//   run_key   := 'k' campaign:u32be key                            Runs
//   schedule  := 's' campaign:u32be                                Runs
//   decision  := 'x' experiment:u32be run:u32be program:u32be number:u32be  Runs
//   program   := 'p' number:u32be                                  Programs
//   program_hash := 'h' sha256                                     Programs
//   system    := number:u64be                                     SystemLog
//   meta keys: see store_row.h
// Contact ids hold no control character (check_contact_id), so 0x00 ends them without ambiguity.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "runtime/state/rates_row.h"
#include "runtime/state/trial_row.h"

namespace camp::keys {

// XXH3-64 of the id, modulo kPartitions. Fixed for ever: keys on disk begin with it.
std::uint8_t partition_of(std::string_view contact_id);
// Valid ids: 1..kContactIdBytes bytes of UTF-8 without control characters.
Result<void> check_contact_id(std::string_view contact_id);

std::string contact(std::string_view contact_id);
inline std::uint8_t partition_of_key(std::string_view key) {
  return static_cast<std::uint8_t>(key[0]);
}
inline std::string_view id_of_contact_key(std::string_view key) { return key.substr(1); }

std::string events_prefix(std::string_view contact_id);  // events, not what was applied
std::string events_of(std::string_view contact_id, std::uint32_t event_name);  // prefix
std::string event(std::string_view contact_id, std::uint32_t event_name, std::int64_t time_ms,
                  std::uint64_t arrival);
// Of the `index`th event that a tick brings its contact: no two events of a contact share it.
std::uint64_t arrival(std::uint64_t tick, std::size_t index);
std::uint64_t tick_of_arrival(std::uint64_t arrival);
struct EventKey {
  std::string_view contact_id;
  std::uint32_t event_name = 0;
  std::int64_t time_ms = 0;
  std::uint64_t arrival = 0;
};
bool parse_event(std::string_view key, EventKey* parsed);  // false for any other key
std::string applied(std::string_view contact_id, const Hash128& id_hash);

std::string timers(std::uint8_t partition, std::uint32_t minute, std::uint64_t tick);
std::uint32_t minute_of_timers(std::string_view key);
inline constexpr std::int64_t kMinuteMs = 60'000;
// 0 for everything before 1970, kLastMinute for the year 10104 and all behind it.
std::uint32_t minute_of(std::int64_t due_ms);
inline constexpr std::uint32_t kLastMinute = 0xFEFFFFFF;  // behind it lies what is parked

std::string parked_prefix(std::uint8_t partition);
std::string parked(std::uint8_t partition, std::uint32_t pause_subject, std::uint64_t tick);
bool parse_parked(std::string_view key, std::uint32_t* pause_subject);  // false for timers

std::string journal(std::uint8_t partition, std::uint64_t tick);
std::string outcomes(std::uint8_t partition, std::uint64_t tick);
struct JournalKey {
  std::uint8_t partition = 0;
  std::uint64_t tick = 0;
  bool is_outcomes = false;
};
bool parse_journal(std::string_view key, JournalKey* parsed);

std::string system(std::uint64_t number);
bool parse_system(std::string_view key, std::uint64_t* number);

std::string partition_row(std::uint8_t partition);
std::string delivery_row(std::uint8_t partition);
std::string rhythm(std::uint8_t partition, std::uint32_t group, Channel channel);
bool is_rhythm(std::string_view key);  // among those of Partitions

std::string attempted(std::uint8_t partition, std::uint64_t tick);
std::string deferred(std::uint8_t partition, std::int64_t due_ms, const Hash128& ledger_id);
// All of a line, in the order in which it leaves.
std::string paced_prefix(std::uint8_t partition, const RateLine& line);
std::string paced(std::uint8_t partition, const RateLine& line, std::int64_t slot_ms,
                  const Hash128& ledger_id);
enum class OutboxKind : std::uint8_t { kAttempted, kDeferred, kPaced };
struct OutboxKey {
  std::uint8_t partition = 0;
  OutboxKind kind{};
  std::uint64_t tick = 0;   // attempted
  std::int64_t due_ms = 0;  // deferred; paced: its slot
  Hash128 ledger_id;        // deferred, paced
  RateLine line;            // paced
};
bool parse_outbox(std::string_view key, OutboxKey* parsed);  // false for requests

std::string requests_prefix(std::uint8_t partition);
std::string request(std::uint8_t partition, std::int64_t due_ms, const Hash128& id);
bool parse_request(std::string_view key, std::int64_t* due_ms, Hash128* id);  // false for others

std::string index_prefix(std::string_view contact_id);  // all of a contact's keys in Index
std::string refs_prefix(std::string_view contact_id);
std::string refs(std::string_view contact_id, std::uint64_t first_tick);
std::string attributes(std::string_view contact_id);
std::string past_prefix(std::string_view contact_id);
std::string past(std::string_view contact_id, std::uint32_t flow, std::uint64_t key);
std::string touches_prefix(std::string_view contact_id);  // of all, newest first
std::string touch(std::string_view contact_id, std::int64_t at_ms, const Hash128& ledger_id);
bool parse_touch(std::string_view key, std::int64_t* at_ms, Hash128* ledger_id);
std::string exposures_prefix(std::string_view contact_id);  // of all, newest first
std::string exposure(std::string_view contact_id, std::int64_t at_ms, std::uint32_t instance,
                     std::uint32_t experiment);
bool parse_exposure(std::string_view key, std::int64_t* at_ms, std::uint32_t* experiment);
std::string all_conversions_prefix(std::string_view contact_id);
std::string conversions_prefix(std::string_view contact_id, std::uint32_t refund_event);
std::string conversion(std::string_view contact_id, std::uint32_t refund_event, std::uint64_t tick,
                       std::uint32_t ordinal);
bool parse_conversion(std::string_view key, std::uint32_t* refund_event, std::uint64_t* tick,
                      std::uint32_t* ordinal);

std::string run(std::uint32_t run_number);
std::string run_key(std::uint32_t campaign, std::string_view key);
inline constexpr char kScheduleKind = 's';  // all schedules, and nothing else, begin with it
std::string schedule(std::uint32_t campaign);
std::string run_part(std::uint8_t partition, std::uint32_t run_number);
std::string page(std::uint8_t partition, std::uint32_t run_number, std::uint32_t page_number);
std::string trial_begun(std::uint8_t partition, const TrialKey& trial);
std::string trials_begun_prefix(std::uint8_t partition);
inline constexpr char kDecisionKind = 'x';  // all decisions, and nothing else, begin with it
std::string decision(const TrialKey& trial, std::uint32_t number);
std::string decisions_prefix(const TrialKey& trial);
// Of trial_begun, behind its prefix.
bool parse_trial(std::string_view key_behind_prefix, TrialKey* trial);
bool parse_decision(std::string_view key, TrialKey* trial, std::uint32_t* number);
inline constexpr char kProgramKind = 'p';  // all programs, and nothing else, begin with it
std::string program(std::uint32_t program_number);
bool parse_program(std::string_view key, std::uint32_t* program_number);
std::string program_hash(const Sha256& hash);

// All keys of one partition, in any family that has partitions.
std::string partition_prefix(std::uint8_t partition);
// The key behind every key that begins with `prefix`; "" when there is none (all bytes 0xFF).
std::string after_prefix(std::string prefix);

}  // namespace camp::keys
