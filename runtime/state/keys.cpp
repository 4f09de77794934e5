#include "runtime/state/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "runtime/state/entry_bytes.h"

namespace camp::keys {
namespace {

constexpr char kEnd = '\0';  // behind a contact's id
constexpr char kEventKind = 'e';
constexpr char kAppliedKind = 'd';
constexpr char kEntriesKind = '\0';  // of a journal key
constexpr char kOutcomesKind = '\1';
constexpr std::size_t kEventTail = 1 + 1 + 4 + 8 + 8;  // 0x00 'e' name time id_hash
constexpr std::size_t kJournalBytes = 1 + 8 + 1;
constexpr char kAttemptedKind = '\0';  // of an outbox key
constexpr char kDeferredKind = '\1';
constexpr char kRequestKind = '\2';
constexpr char kPacedKind = '\3';
constexpr std::uint8_t kParkedKind = 0xFF;  // of a key of timers, where minutes never begin so
constexpr std::size_t kAttemptedBytes = 1 + 1 + 8;
constexpr std::size_t kDeferredBytes = 1 + 1 + 8 + 16;
constexpr std::size_t kPacedBytes = kDeferredBytes + 2;
constexpr char kShardRow = '\0';  // of a partition's rows
constexpr char kDeliveryRow = '\1';
constexpr char kRhythmRow = '\2';
constexpr char kRefsKind = 'r';
constexpr char kPastKind = 'p';
constexpr char kTouchKind = 't';
constexpr char kExposureKind = 'x';
constexpr char kConversionKind = 'c';
constexpr char kAttributesKind = 'a';

static_assert(limits::kPartitions == 256, "a partition is one byte of every key");

// Byte order is then the order of signed times.
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
std::uint64_t ordered(std::int64_t time_ms) {
  return static_cast<std::uint64_t>(time_ms) ^ kSignBit;
}
std::int64_t time_of(std::uint64_t bits) { return static_cast<std::int64_t>(bits ^ kSignBit); }

// One allocation per key: `tail` is what the caller appends.
std::string contact_with_room(std::string_view contact_id, std::size_t tail) {
  std::string key;
  key.reserve(1 + contact_id.size() + tail);
  put_u8(key, partition_of(contact_id));
  key.append(contact_id);
  return key;
}

std::string events_with_room(std::string_view contact_id) {
  auto key = contact_with_room(contact_id, kEventTail);
  key.push_back(kEnd);
  key.push_back(kEventKind);
  return key;
}

// C0, DEL and (as UTF-8: C2 80 .. C2 9F) C1. Stricter than has_control_character, which lets line
// breaks pass.
bool holds_control(std::string_view id) {
  for (std::size_t i = 0; i < id.size(); ++i) {
    auto byte = static_cast<unsigned char>(id[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < id.size() && static_cast<unsigned char>(id[i + 1]) < 0xA0)
      return true;
  }
  return false;
}

std::string journal_key(std::uint8_t partition, std::uint64_t tick, char kind) {
  std::string key;
  put_u8(key, partition);
  put_u64be(key, tick);
  key.push_back(kind);
  return key;
}

std::string numbered(char kind, std::uint32_t number) {
  std::string key(1, kind);
  put_u32be(key, number);
  return key;
}

}  // namespace

std::uint8_t partition_of(std::string_view contact_id) {
  return static_cast<std::uint8_t>(xxh3_64(contact_id) % limits::kPartitions);
}

Result<void> check_contact_id(std::string_view contact_id) {
  auto refuse = [](std::string message, std::string hint) {
    return Error{ErrorKind::kInvalid, std::move(message), "", std::move(hint)};
  };
  if (contact_id.empty()) return refuse("the contact id is empty", "give every contact an id");
  if (contact_id.size() > limits::kContactIdBytes) {
    return refuse(fmt::format("the contact id has {} bytes, more than the {} of kContactIdBytes",
                              contact_id.size(), limits::kContactIdBytes),
                  "use a shorter id");
  }
  if (auto at = find_invalid_utf8(contact_id)) {
    return refuse(fmt::format("the contact id is not UTF-8 at byte {}", *at), "write it in UTF-8");
  }
  if (holds_control(contact_id)) {
    return refuse("the contact id holds a control character",
                  "remove line breaks, tabs and the like");
  }
  return {};
}

std::string contact(std::string_view contact_id) { return contact_with_room(contact_id, 0); }

std::string events_prefix(std::string_view contact_id) { return events_with_room(contact_id); }

std::string events_of(std::string_view contact_id, std::uint32_t event_name) {
  auto key = events_with_room(contact_id);
  put_u32be(key, event_name);
  return key;
}

std::string event(std::string_view contact_id, std::uint32_t event_name, std::int64_t time_ms,
                  std::uint64_t arrival) {
  auto key = events_of(contact_id, event_name);
  put_u64be(key, ordered(time_ms));
  put_u64be(key, arrival);
  return key;
}

namespace {
constexpr int kIndexBits = 24;  // of an arrival, behind its tick
}  // namespace

std::uint64_t arrival(std::uint64_t tick, std::size_t index) {
  CAMP_ASSERT(index >> kIndexBits == 0);
  return tick << kIndexBits | index;
}

std::uint64_t tick_of_arrival(std::uint64_t arrival) { return arrival >> kIndexBits; }

bool parse_event(std::string_view key, EventKey* parsed) {
  // From 1: the partition may be 0x00 as well.
  auto end = key.find(kEnd, 1);
  if (end == std::string_view::npos || end < 2 || key.size() != end + kEventTail) return false;
  if (key[end + 1] != kEventKind) return false;
  auto id = key.substr(1, end - 1);
  if (partition_of_key(key) != partition_of(id)) return false;
  Reader in(key.substr(end + 2));
  parsed->contact_id = id;
  parsed->event_name = in.u32be();
  parsed->time_ms = time_of(in.u64be());
  parsed->arrival = in.u64be();
  return true;
}

std::string applied(std::string_view contact_id, const Hash128& id_hash) {
  auto key = contact_with_room(contact_id, 2 + id_hash.bytes.size());
  key.push_back(kEnd);
  key.push_back(kAppliedKind);
  key.append(id_hash.view());
  return key;
}

std::string timers(std::uint8_t partition, std::uint32_t minute, std::uint64_t tick) {
  std::string key;
  put_u8(key, partition);
  put_u32be(key, minute);
  put_u64be(key, tick);
  return key;
}

std::uint32_t minute_of_timers(std::string_view key) {
  Reader in(key);
  in.u8();
  return in.u32be();
}

std::uint32_t minute_of(std::int64_t due_ms) {
  if (due_ms < 0) return 0;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(due_ms / kMinuteMs, kLastMinute));
}

std::string parked_prefix(std::uint8_t partition) {
  std::string key;
  put_u8(key, partition);
  put_u8(key, kParkedKind);
  return key;
}

std::string parked(std::uint8_t partition, std::uint32_t pause_subject, std::uint64_t tick) {
  auto key = parked_prefix(partition);
  put_u32be(key, pause_subject);
  put_u64be(key, tick);
  return key;
}

bool parse_parked(std::string_view key, std::uint32_t* pause_subject) {
  Reader in(key);
  in.u8();
  const bool is_parked = in.u8() == kParkedKind;
  *pause_subject = in.u32be();
  in.u64be();
  return is_parked && in.ok() && in.at_end();
}

std::string journal(std::uint8_t partition, std::uint64_t tick) {
  return journal_key(partition, tick, kEntriesKind);
}

std::string outcomes(std::uint8_t partition, std::uint64_t tick) {
  return journal_key(partition, tick, kOutcomesKind);
}

bool parse_journal(std::string_view key, JournalKey* parsed) {
  if (key.size() != kJournalBytes) return false;
  if (key.back() != kEntriesKind && key.back() != kOutcomesKind) return false;
  Reader in(key);
  parsed->partition = in.u8();
  parsed->tick = in.u64be();
  parsed->is_outcomes = key.back() == kOutcomesKind;
  return true;
}

std::string system(std::uint64_t number) {
  std::string key;
  put_u64be(key, number);
  return key;
}

bool parse_system(std::string_view key, std::uint64_t* number) {
  Reader in(key);
  *number = in.u64be();
  return in.ok() && in.at_end();
}

std::string partition_row(std::uint8_t partition) {
  return partition_prefix(partition) + kShardRow;
}
std::string delivery_row(std::uint8_t partition) {
  return partition_prefix(partition) + kDeliveryRow;
}

std::string rhythm(std::uint8_t partition, std::uint32_t group, Channel channel) {
  auto key = partition_prefix(partition) + kRhythmRow;
  put_u32be(key, group);
  put_u8(key, static_cast<std::uint8_t>(channel));
  return key;
}
bool is_rhythm(std::string_view key) {
  return key.size() == 3 + sizeof(std::uint32_t) && key[1] == kRhythmRow;
}

std::string attempted(std::uint8_t partition, std::uint64_t tick) {
  auto key = partition_prefix(partition);
  key.push_back(kAttemptedKind);
  put_u64be(key, tick);
  return key;
}

namespace {

std::string due_key(std::string prefix, std::int64_t due_ms, const Hash128& id) {
  put_u64be(prefix, ordered(due_ms));
  prefix.append(id.view());
  return prefix;
}

}  // namespace

std::string deferred(std::uint8_t partition, std::int64_t due_ms, const Hash128& ledger_id) {
  return due_key(partition_prefix(partition) + kDeferredKind, due_ms, ledger_id);
}

std::string paced_prefix(std::uint8_t partition, const RateLine& line) {
  auto prefix = partition_prefix(partition) + kPacedKind;
  prefix.push_back(static_cast<char>(line.channel));
  prefix.push_back(line.transactional ? '\0' : '\1');
  return prefix;
}

std::string paced(std::uint8_t partition, const RateLine& line, std::int64_t slot_ms,
                  const Hash128& ledger_id) {
  return due_key(paced_prefix(partition, line), slot_ms, ledger_id);
}

bool parse_outbox(std::string_view key, OutboxKey* parsed) {
  if (key.size() < 2) return false;
  Reader in(key);
  parsed->partition = in.u8();
  const auto kind = static_cast<char>(in.u8());
  if (kind == kAttemptedKind && key.size() == kAttemptedBytes) {
    parsed->kind = OutboxKind::kAttempted;
    parsed->tick = in.u64be();
    return true;
  }
  if (kind == kPacedKind && key.size() == kPacedBytes) {
    parsed->kind = OutboxKind::kPaced;
    parsed->line.channel = entry_bytes::read_channel(in, in.u8());
    parsed->line.transactional = !entry_bytes::read_bool(in);
  } else if (kind == kDeferredKind && key.size() == kDeferredBytes) {
    parsed->kind = OutboxKind::kDeferred;
  } else {
    return false;
  }
  parsed->due_ms = time_of(in.u64be());
  parsed->ledger_id = entry_bytes::read_hash(in);
  return in.ok();
}

std::string requests_prefix(std::uint8_t partition) {
  return partition_prefix(partition) + kRequestKind;
}

std::string request(std::uint8_t partition, std::int64_t due_ms, const Hash128& id) {
  return due_key(requests_prefix(partition), due_ms, id);
}

bool parse_request(std::string_view key, std::int64_t* due_ms, Hash128* id) {
  if (key.size() != kDeferredBytes || key[1] != kRequestKind) return false;
  Reader in(key.substr(2));
  *due_ms = time_of(in.u64be());
  *id = entry_bytes::read_hash(in);
  return true;
}

std::string index_prefix(std::string_view contact_id) {
  auto key = contact_with_room(contact_id, 2 + 8 + 8);
  key.push_back(kEnd);
  return key;
}

std::string refs_prefix(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kRefsKind);
  return key;
}

std::string refs(std::string_view contact_id, std::uint64_t first_tick) {
  auto key = refs_prefix(contact_id);
  put_u64be(key, first_tick);
  return key;
}

std::string attributes(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kAttributesKind);
  return key;
}

std::string past_prefix(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kPastKind);
  return key;
}

std::string past(std::string_view contact_id, std::uint32_t flow, std::uint64_t key_hash) {
  auto key = past_prefix(contact_id);
  put_u32be(key, flow);
  put_u64be(key, key_hash);
  return key;
}

std::string touches_prefix(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kTouchKind);
  return key;
}

std::string touch(std::string_view contact_id, std::int64_t at_ms, const Hash128& ledger_id) {
  auto key = touches_prefix(contact_id);
  put_u64be(key, ~ordered(at_ms));
  return key.append(ledger_id.view());
}

bool parse_touch(std::string_view key, std::int64_t* at_ms, Hash128* ledger_id) {
  constexpr std::size_t kTail = 8 + sizeof ledger_id->bytes;
  if (key.size() < kTail) return false;
  Reader in(key.substr(key.size() - kTail));
  *at_ms = time_of(~in.u64be());
  *ledger_id = entry_bytes::read_hash(in);
  return true;
}

std::string exposures_prefix(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kExposureKind);
  return key;
}

std::string exposure(std::string_view contact_id, std::int64_t at_ms, std::uint32_t instance,
                     std::uint32_t experiment) {
  auto key = exposures_prefix(contact_id);
  put_u64be(key, ~ordered(at_ms));
  put_u32be(key, instance);
  put_u32be(key, experiment);
  return key;
}

bool parse_exposure(std::string_view key, std::int64_t* at_ms, std::uint32_t* experiment) {
  constexpr std::size_t kTail = 8 + 4 + 4;
  if (key.size() < kTail) return false;
  Reader in(key.substr(key.size() - kTail));
  *at_ms = time_of(~in.u64be());
  in.u32be();  // of the instance, which the row has
  *experiment = in.u32be();
  return true;
}

std::string all_conversions_prefix(std::string_view contact_id) {
  auto key = index_prefix(contact_id);
  key.push_back(kConversionKind);
  return key;
}

std::string conversions_prefix(std::string_view contact_id, std::uint32_t refund_event) {
  auto key = all_conversions_prefix(contact_id);
  put_u32be(key, refund_event);
  return key;
}

std::string conversion(std::string_view contact_id, std::uint32_t refund_event, std::uint64_t tick,
                       std::uint32_t ordinal) {
  auto key = conversions_prefix(contact_id, refund_event);
  put_u64be(key, tick);
  put_u32be(key, ordinal);
  return key;
}

bool parse_conversion(std::string_view key, std::uint32_t* refund_event, std::uint64_t* tick,
                      std::uint32_t* ordinal) {
  constexpr std::size_t kTail = 4 + 8 + 4;
  if (key.size() < kTail) return false;
  Reader in(key.substr(key.size() - kTail));
  *refund_event = in.u32be();
  *tick = in.u64be();
  *ordinal = in.u32be();
  return true;
}

std::string run(std::uint32_t run_number) { return numbered('r', run_number); }

std::string run_key(std::uint32_t campaign, std::string_view key) {
  auto result = numbered('k', campaign);
  result.append(key);
  return result;
}

std::string schedule(std::uint32_t campaign) { return numbered(kScheduleKind, campaign); }

namespace {

void put_trial(std::string& key, const TrialKey& trial) {
  put_u32be(key, trial.experiment);
  put_u32be(key, trial.run);
  put_u32be(key, trial.program);
}

void read_trial(Reader& in, TrialKey* trial) {
  trial->experiment = in.u32be();
  trial->run = in.u32be();
  trial->program = in.u32be();
}

}  // namespace

std::string trials_begun_prefix(std::uint8_t partition) {
  auto key = partition_prefix(partition);
  put_u32be(key, 0);
  return key;
}

std::string trial_begun(std::uint8_t partition, const TrialKey& trial) {
  auto key = trials_begun_prefix(partition);
  put_trial(key, trial);
  return key;
}

std::string decisions_prefix(const TrialKey& trial) {
  std::string key(1, kDecisionKind);
  put_trial(key, trial);
  return key;
}

std::string decision(const TrialKey& trial, std::uint32_t number) {
  auto key = decisions_prefix(trial);
  put_u32be(key, number);
  return key;
}

bool parse_trial(std::string_view key_behind_prefix, TrialKey* trial) {
  Reader in(key_behind_prefix);
  read_trial(in, trial);
  return in.ok() && in.at_end();
}

bool parse_decision(std::string_view key, TrialKey* trial, std::uint32_t* number) {
  Reader in(key);
  if (in.u8() != static_cast<std::uint8_t>(kDecisionKind)) return false;
  read_trial(in, trial);
  *number = in.u32be();
  return in.ok() && in.at_end() && *number != 0;
}

std::string run_part(std::uint8_t partition, std::uint32_t run_number) {
  auto key = partition_prefix(partition);
  put_u32be(key, run_number);
  return key;
}

std::string page(std::uint8_t partition, std::uint32_t run_number, std::uint32_t page_number) {
  auto key = run_part(partition, run_number);
  put_u32be(key, page_number);
  return key;
}

std::string program(std::uint32_t program_number) { return numbered(kProgramKind, program_number); }

bool parse_program(std::string_view key, std::uint32_t* program_number) {
  Reader in(key);
  if (in.u8() != static_cast<std::uint8_t>(kProgramKind)) return false;
  *program_number = in.u32be();
  return in.ok() && in.at_end();
}

std::string program_hash(const Sha256& hash) {
  std::string key(1, 'h');
  key.append(hash.view());
  return key;
}

std::string partition_prefix(std::uint8_t partition) {
  return std::string(1, static_cast<char>(partition));
}

std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

}  // namespace camp::keys
