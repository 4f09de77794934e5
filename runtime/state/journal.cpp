// The bodies of a journal's entries (journal.h has the chunk around them):
//
//   entry      := kind:u8 at:zigzag flow:varint [run:varint] instance:varint [arms] body
//                 kind's bit 0x40: run is there; 0x80: arms are; at = offset to the chunk's base_ms
//   arms       := n:varint (experiment:varint arm:varint)*
//   transition := program:varint how:u8 from:varint to:varint
//                 [parked: due:zigzag] [cause] [text:bytes]
//                 how = wake | stop << 3 | 0x40 with a cause | 0x80 with a text;
//                 from, to = step + 1, 0: none; due = offset to the entry's time
//   cause      := event:varint event_id:bytes
//   assigned   := experiment:varint arm:varint
//   message    := program:varint step:varint message:varint what:varint how:u8 [gate:u8]
//                 tried:varint ledger_id:16B address:bytes slots:bytes
//                 what = content << 1 | 1 when transactional
//                 how = channel | decision << 4 | 0x80 when it was held; gate: unless queued
//                 a held one is followed by another message with its ledger_id, when it is let go
//   refused    := refusal:u8
//   converted  := goal:varint message:varint ledger_id:16B cause event:zigzag worth:value
//                 event = the event's time, offset to the entry's
//   receipt    := how:u8 channel:u8 message:varint ledger_id:16B cause text:bytes
//                 how = kind | 0x80 when first
//   incident   := program:varint code:varint text:bytes
//   consent    := conversation:varint how:u8         -- how = channel | 0x80 when subscribed
//   attributes := bytes( as in contact_row.h, and absent values )
//   list       := list:varint member:u8
#include "runtime/state/journal.h"

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "runtime/state/attributes.h"
#include "runtime/state/checked.h"
#include "runtime/state/offset.h"

namespace camp {
namespace {

constexpr std::uint8_t kHasRun = 0x40, kHasArms = 0x80, kKindMask = 0x3F;
constexpr std::uint8_t kHasCause = 0x40, kHasText = 0x80;
constexpr std::uint8_t kHighBit = 0x80;
constexpr unsigned kStopShift = 3, kDecisionShift = 4;
constexpr std::size_t kArmBytesMin = 2, kEntryBytesMin = 5, kGroupBytesMin = 3 + kEntryBytesMin;
constexpr std::size_t kExceptionBytesMin = 4;

template <class T>
constexpr unsigned bits(T value) {
  return static_cast<unsigned>(value);
}

// An enum whose numbers run from 1 to `last`.
template <class T>
T read_enum(Reader& in, unsigned number, T last) {
  if (number < 1 || number > bits(last)) in.fail();
  return static_cast<T>(number);
}

bool read_bool(Reader& in) {
  auto byte = in.u8();
  if (byte > 1) in.fail();
  return byte == 1;
}

Channel read_channel(Reader& in, unsigned number) {
  if (number >= kChannelCount) in.fail();
  return static_cast<Channel>(number);
}

// ---- writing: an enum left at zero would make the chunk unreadable for ever: it is caught here

void put_bits(std::string& out, unsigned value) { put_u8(out, static_cast<std::uint8_t>(value)); }

void put_cause(std::string& out, const JournalEntry& entry) {
  put_varint(out, entry.event);
  put_bytes(out, entry.event_id);
}

void put_transition(std::string& out, const JournalEntry& entry) {
  bool caused = entry.event != 0 || !entry.event_id.empty();
  bool told = !entry.text.empty();
  CAMP_ASSERT(bits(entry.wake) != 0 && bits(entry.stop) != 0);
  put_varint(out, entry.program);
  put_bits(out, bits(entry.wake) | bits(entry.stop) << kStopShift | (caused ? kHasCause : 0u) |
                    (told ? kHasText : 0u));
  put_varint(out, entry.from_step + 1);  // wraps: kNone is 0, one byte
  put_varint(out, entry.to_step + 1);
  if (entry.stop == StopKind::kParked) put_offset(out, entry.due_ms, entry.at_ms);
  if (caused) put_cause(out, entry);
  if (told) put_bytes(out, entry.text);
}

void put_message(std::string& out, const JournalEntry& entry) {
  const auto& verdict = entry.verdict;
  CAMP_ASSERT(verdict.decision == Decision::kQueued || info_of(verdict.gate) != nullptr);
  CAMP_ASSERT(bits(verdict.decision) != 0);
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  put_varint(out, entry.message);
  put_varint(out, std::uint64_t{entry.content} << 1 | (entry.transactional ? 1u : 0u));
  put_bits(out, bits(entry.channel) | bits(verdict.decision) << kDecisionShift |
                    (entry.was_held ? kHighBit : 0u));
  if (verdict.decision != Decision::kQueued) put_bits(out, bits(verdict.gate));
  put_varint(out, entry.tried);
  out.append(entry.ledger_id.view());
  put_bytes(out, entry.address);
  put_bytes(out, entry.slots);
}

void put_converted(std::string& out, const JournalEntry& entry) {
  put_varint(out, entry.goal);
  put_varint(out, entry.message);
  out.append(entry.ledger_id.view());
  put_cause(out, entry);
  put_offset(out, entry.event_ms, entry.at_ms);
  encode_value(out, entry.worth);
}

void put_receipt(std::string& out, const JournalEntry& entry) {
  CAMP_ASSERT(bits(entry.receipt) != 0);
  put_bits(out, bits(entry.receipt) | (entry.first ? kHighBit : 0u));
  put_bits(out, bits(entry.channel));
  put_varint(out, entry.message);
  out.append(entry.ledger_id.view());
  put_cause(out, entry);
  put_bytes(out, entry.text);
}

void put_incident(std::string& out, const JournalEntry& entry) {
  put_varint(out, entry.program);
  put_varint(out, entry.code);
  put_bytes(out, entry.text);
}

void put_consent(std::string& out, const JournalEntry& entry) {
  put_varint(out, entry.conversation);
  put_bits(out, bits(entry.channel) | (entry.subscribed ? kHighBit : 0u));
}

void put_body(std::string& out, const JournalEntry& entry) {
  switch (entry.kind) {
    case EntryKind::kTransition:
      return put_transition(out, entry);
    case EntryKind::kAssigned:
      put_varint(out, entry.assigned.experiment);
      return put_varint(out, entry.assigned.arm);
    case EntryKind::kMessage:
      return put_message(out, entry);
    case EntryKind::kRefused:
      CAMP_ASSERT(bits(entry.refusal) != 0);
      return put_bits(out, bits(entry.refusal));
    case EntryKind::kConverted:
      return put_converted(out, entry);
    case EntryKind::kReceipt:
      return put_receipt(out, entry);
    case EntryKind::kIncident:
      return put_incident(out, entry);
    case EntryKind::kConsent:
      return put_consent(out, entry);
    case EntryKind::kAttributes:
      return put_bytes(out, entry.attributes);
    case EntryKind::kList:
      put_varint(out, entry.list);
      return put_bits(out, entry.member ? 1 : 0);
  }
  CAMP_ASSERT(!"an entry without a kind");
}

void put_entry(std::string& out, const JournalEntry& entry, std::int64_t base_ms) {
  const auto& subject = entry.subject;
  put_bits(out, bits(entry.kind) | (subject.run != 0 ? kHasRun : 0u) |
                    (subject.arms.empty() ? 0u : kHasArms));
  put_offset(out, entry.at_ms, base_ms);
  put_varint(out, subject.flow);
  if (subject.run != 0) put_varint(out, subject.run);
  put_varint(out, subject.instance);
  if (!subject.arms.empty()) {
    put_varint(out, subject.arms.size());
    for (const auto& arm : subject.arms) {
      put_varint(out, arm.experiment);
      put_varint(out, arm.arm);
    }
  }
  put_body(out, entry);
}

// ---- reading

Hash128 read_hash(Reader& in) {
  Hash128 hash;
  auto bytes = in.take(hash.bytes.size());
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

void read_cause(Reader& in, JournalEntry& entry) {
  entry.event = in.varint32();
  entry.event_id = in.bytes();
}

void read_transition(Reader& in, JournalEntry& entry) {
  entry.program = in.varint32();
  unsigned how = in.u8();
  entry.wake = read_enum(in, how & 7u, WakeKind::kExitEvent);
  entry.stop = read_enum(in, how >> kStopShift & 7u, StopKind::kIncident);
  entry.from_step = in.varint32() - 1;
  entry.to_step = in.varint32() - 1;
  if (entry.stop == StopKind::kParked) entry.due_ms = read_offset(in, entry.at_ms);
  if ((how & kHasCause) != 0) read_cause(in, entry);
  if ((how & kHasText) != 0) entry.text = in.bytes();
}

void read_message(Reader& in, JournalEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  entry.message = in.varint32();
  const auto what = in.varint();
  if (what >> 33 != 0) in.fail();
  entry.content = static_cast<std::uint32_t>(what >> 1);
  entry.transactional = (what & 1) != 0;
  unsigned how = in.u8();
  entry.channel = read_channel(in, how & 15u);
  entry.was_held = (how & kHighBit) != 0;
  entry.verdict.decision =
      read_enum(in, (how & (kHighBit - 1u)) >> kDecisionShift, Decision::kHeld);
  if (entry.verdict.decision != Decision::kQueued) {
    entry.verdict.gate = static_cast<Gate>(in.u8());
    if (info_of(entry.verdict.gate) == nullptr) in.fail();
  }
  entry.tried = in.varint32();
  entry.ledger_id = read_hash(in);
  entry.address = in.bytes();
  entry.slots = in.bytes();
}

void read_converted(Reader& in, Arena& arena, JournalEntry& entry) {
  entry.goal = in.varint32();
  entry.message = in.varint32();
  entry.ledger_id = read_hash(in);
  read_cause(in, entry);
  entry.event_ms = read_offset(in, entry.at_ms);
  entry.worth = decode_value(in, arena);
}

void read_receipt(Reader& in, JournalEntry& entry) {
  unsigned how = in.u8();
  entry.receipt = read_enum(in, how & (kHighBit - 1u), ReceiptKind::kFailed);
  entry.first = (how & kHighBit) != 0;
  entry.channel = read_channel(in, in.u8());
  entry.message = in.varint32();
  entry.ledger_id = read_hash(in);
  read_cause(in, entry);
  entry.text = in.bytes();
}

void read_incident(Reader& in, JournalEntry& entry) {
  entry.program = in.varint32();
  entry.code = in.varint32();
  entry.text = in.bytes();
}

void read_consent(Reader& in, JournalEntry& entry) {
  entry.conversation = in.varint32();
  unsigned how = in.u8();
  entry.channel = read_channel(in, how & (kHighBit - 1u));
  entry.subscribed = (how & kHighBit) != 0;
}

void read_body(Reader& in, Arena& arena, JournalEntry& entry) {
  switch (entry.kind) {
    case EntryKind::kTransition:
      return read_transition(in, entry);
    case EntryKind::kAssigned:
      entry.assigned.experiment = in.varint32();
      entry.assigned.arm = in.varint32();
      return;
    case EntryKind::kMessage:
      return read_message(in, entry);
    case EntryKind::kRefused:
      entry.refusal = read_enum(in, in.u8(), Refusal::kTooMany);
      return;
    case EntryKind::kConverted:
      return read_converted(in, arena, entry);
    case EntryKind::kReceipt:
      return read_receipt(in, entry);
    case EntryKind::kIncident:
      return read_incident(in, entry);
    case EntryKind::kConsent:
      return read_consent(in, entry);
    case EntryKind::kAttributes:
      entry.attributes = in.bytes();
      if (!attributes_well_formed(entry.attributes)) in.fail();
      return;
    case EntryKind::kList:
      entry.list = in.varint32();
      entry.member = read_bool(in);
      return;
  }
}

void read_entry(Reader& in, Arena& arena, std::int64_t base_ms, JournalEntry& entry) {
  auto arms = std::move(entry.subject.arms);  // keeps its memory from group to group
  entry = JournalEntry{};
  unsigned kind = in.u8();
  entry.kind = read_enum(in, kind & kKindMask, EntryKind::kList);
  entry.at_ms = read_offset(in, base_ms);
  entry.subject.flow = in.varint32();
  if ((kind & kHasRun) != 0) entry.subject.run = in.varint32();
  entry.subject.instance = in.varint32();
  arms.resize((kind & kHasArms) != 0 ? in.count(kArmBytesMin) : 0);
  for (auto& arm : arms) {
    arm.experiment = in.varint32();
    arm.arm = in.varint32();
  }
  entry.subject.arms = std::move(arms);
  if (in.ok()) read_body(in, arena, entry);
}

}  // namespace

void JournalWriter::begin_contact(std::string_view contact_id) {
  end_contact();
  CAMP_ASSERT(contact_id > contact_id_);  // key order within a partition is the ids' order
  contact_id_.assign(contact_id);
}

void JournalWriter::add(const JournalEntry& entry) {
  CAMP_ASSERT(!contact_id_.empty());
  if (entries_++ == 0) ++groups_;
  if (is_queued(entry)) ++queued_;
  put_entry(entries_bytes_, entry, base_ms_);
}

// The number of entries stands before them: they are gathered apart.
void JournalWriter::end_contact() {
  if (entries_ == 0) return;
  put_bytes(body_, contact_id_);
  put_varint(body_, entries_);
  body_.append(entries_bytes_);
  entries_bytes_.clear();
  entries_ = 0;
}

std::string JournalWriter::finish() {
  end_contact();
  std::string chunk;
  chunk.reserve(body_.size() + 1 + 3 * kMaxVarintBytes + 4);
  put_u8(chunk, kJournalVersion);
  put_signed(chunk, base_ms_);
  put_varint(chunk, queued_);
  put_varint(chunk, groups_);
  chunk.append(body_);
  seal(chunk);
  return chunk;
}

JournalReader::JournalReader(std::string_view sealed, Arena& arena) : arena_(arena), in_({}) {
  std::string_view bytes;
  ok_ = unseal(sealed, &bytes);
  in_ = Reader(bytes);
  ok_ = ok_ && in_.u8() == kJournalVersion;
  if (!ok_) return;
  base_ms_ = in_.signed_varint();
  queued_ = in_.varint32();
  groups_left_ = in_.count(kGroupBytesMin);
  ok_ = in_.ok();
}

bool JournalReader::next(JournalGroup* group) {
  if (!ok_) return false;
  if (groups_left_ == 0) {
    ok_ = in_.at_end();
    return false;
  }
  --groups_left_;
  group->contact_id = in_.bytes();
  auto count = in_.count(kEntryBytesMin);
  ok_ = in_.ok() && count > 0 && group->contact_id > last_contact_id_;
  last_contact_id_ = group->contact_id;
  // One by one: an entry takes more room in memory than on disk, and `count` may lie.
  std::size_t done = 0;
  for (; done < count && ok_; ++done) {
    if (done == group->entries.size()) group->entries.emplace_back();
    read_entry(in_, arena_, base_ms_, group->entries[done]);
    ok_ = in_.ok();
  }
  group->entries.resize(done);
  return ok_;
}

std::string encode_outcomes(const Outcomes& outcomes) {
  std::string out;
  put_u8(out, kJournalVersion);
  put_signed(out, outcomes.at_ms);
  put_bytes(out, outcomes.file);
  put_varint(out, outcomes.count);
  put_varint(out, outcomes.exceptions.size());
  for (const auto& it : outcomes.exceptions) {
    put_varint(out, it.ordinal);
    put_bits(out, bits(it.outcome));
    put_offset(out, it.at_ms, outcomes.at_ms);
    put_bytes(out, it.text);
  }
  seal(out);
  return out;
}

bool decode_outcomes(std::string_view sealed, Outcomes* out) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kJournalVersion) return false;
  out->at_ms = in.signed_varint();
  out->file = in.bytes();
  out->count = in.varint32();
  auto exceptions = in.count(kExceptionBytesMin);
  out->exceptions.clear();
  std::uint64_t least = 0;  // ordinals ascend
  for (std::size_t i = 0; i < exceptions && in.ok(); ++i) {
    auto& it = out->exceptions.emplace_back();
    it.ordinal = in.varint32();
    if (it.ordinal < least || it.ordinal >= out->count) in.fail();
    least = std::uint64_t{it.ordinal} + 1;
    it.outcome = read_enum(in, in.u8(), MessageOutcome::kDeferred);
    it.at_ms = read_offset(in, out->at_ms);
    it.text = in.bytes();
  }
  return in.ok() && in.at_end();
}

}  // namespace camp
