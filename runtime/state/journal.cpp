#include "runtime/state/journal.h"

#include <fmt/format.h>

#include <array>

#include "runtime/state/checked.h"

namespace camp {

using namespace entry_bytes;

namespace {

constexpr unsigned kIsOfRun = 0x40, kHasArms = 0x80, kKindMask = 0x3F;
constexpr std::uint8_t kSharesSince = 2;  // version of the chunk
constexpr std::size_t kArmBytesMin = 2, kEntryBytesMin = 5, kGroupBytesMin = 3 + kEntryBytesMin;

constexpr std::array kKinds = {
#define CAMP_JOURNAL_KIND(number, Name, word, doc) EntryKind::k##Name,
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
};
static_assert(kKinds.size() == std::variant_size_v<EntryBody>);

void put_entry(std::string& out, const JournalEntry& entry, std::int64_t base_ms) {
  const auto& subject = entry.subject;
  put_bits(out, bits(entry.kind()) | (subject.run != 0 ? kIsOfRun : 0u) |
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
  std::visit(
      [&](const auto& body) {
        put_body(out, entry.at_ms, body);
        if constexpr (requires { body.shares; }) put_shares(out, body.shares);
      },
      entry.what);
}

template <class Body>
void read_one(Reader& in, Arena& arena, std::uint8_t version, std::int64_t at_ms, Body& body) {
  read_body(in, arena, at_ms, body);
  if constexpr (requires { body.shares; })
    if (version >= kSharesSince) read_shares(in, body.shares);
}

void read_what(Reader& in, Arena& arena, std::uint8_t version, unsigned kind, JournalEntry& entry) {
  switch (static_cast<EntryKind>(kind)) {
#define CAMP_JOURNAL_KIND(number, Name, word, doc) \
  case EntryKind::k##Name:                         \
    return read_one(in, arena, version, entry.at_ms, entry.what.emplace<Name##Entry>());
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
  }
  in.fail();
}

// The arms' memory is kept from group to group.
void read_entry(Reader& in, Arena& arena, std::uint8_t version, std::int64_t base_ms,
                JournalEntry& entry) {
  const unsigned kind = in.u8();
  auto& subject = entry.subject;
  entry.at_ms = read_offset(in, base_ms);
  subject.flow = in.varint32();
  subject.run = (kind & kIsOfRun) != 0 ? in.varint32() : 0;
  subject.instance = in.varint32();
  subject.arms.resize((kind & kHasArms) != 0 ? in.count(kArmBytesMin) : 0);
  for (auto& arm : subject.arms) {
    arm.experiment = in.varint32();
    arm.arm = in.varint32();
  }
  if (in.ok()) read_what(in, arena, version, kind & kKindMask, entry);
}

}  // namespace

std::string_view word_of(EntryKind kind) {
  switch (kind) {
#define CAMP_JOURNAL_KIND(number, Name, word, doc) \
  case EntryKind::k##Name:                         \
    return word;
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
  }
  return "";
}

EntryKind kind_of(const EntryBody& body) { return kKinds[body.index()]; }

void JournalEntry::keep_in(Arena& arena) {
  std::visit([&](auto& body) { body.keep_in(arena); }, what);
}

void JournalEntry::blank() {
  std::visit([](auto& body) { body.blank(); }, what);
}

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
  version_ = in_.u8();
  ok_ = ok_ && version_ >= 1 && version_ <= kJournalVersion;
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
    read_entry(in_, arena_, version_, base_ms_, group->entries[done]);
    ok_ = in_.ok();
  }
  group->entries.resize(done);
  return ok_;
}

std::string chunk_place(std::uint8_t partition, std::uint64_t tick) {
  return fmt::format("partition {}, tick {}", partition, tick);
}

Error unreadable_chunk(std::uint8_t partition, std::uint64_t tick, std::string_view sealed) {
  return unreadable(sealed, kJournalVersion, "a chunk of the journal",
                    chunk_place(partition, tick));
}

}  // namespace camp
