#include "runtime/state/system_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::uint8_t kVersion = 1, kWithTicks = 2;

void put_ticks(std::string& out, const std::vector<std::uint64_t>& ticks) {
  put_varint(out, static_cast<std::uint64_t>(
                      std::count_if(ticks.begin(), ticks.end(), [](auto it) { return it != 0; })));
  for (std::size_t p = 0; p < ticks.size(); ++p) {
    if (ticks[p] == 0) continue;
    put_u8(out, static_cast<std::uint8_t>(p));
    put_varint(out, ticks[p]);
  }
}

bool read_ticks(Reader& in, std::vector<std::uint64_t>* ticks) {
  ticks->assign(limits::kPartitions, 0);
  int last = -1;
  for (auto left = in.count(2); left > 0 && in.ok(); --left) {
    const auto partition = in.u8();
    if (partition <= last) return false;
    last = partition;
    (*ticks)[partition] = in.varint();
    if ((*ticks)[partition] == 0) return false;
  }
  return in.ok();
}

struct KindRow {
  SystemKind kind;
  std::string_view word;
  std::string_view text;
};
constexpr KindRow kKinds[] = {
#define CAMP_SYSTEM_KIND(number, name, word, doc) {SystemKind::k##name, word, doc},
#include "runtime/state/system_kinds.def"
#undef CAMP_SYSTEM_KIND
};

const KindRow* row_of(SystemKind kind) {
  for (const auto& row : kKinds)
    if (row.kind == kind) return &row;
  return nullptr;
}

}  // namespace

std::string_view system_kind_word(SystemKind kind) { return row_of(kind)->word; }
std::string_view system_kind_text(SystemKind kind) { return row_of(kind)->text; }

std::string encode_system_entry(const SystemEntry& entry) {
  std::string out;
  put_u8(out, entry.ticks.empty() ? kVersion : kWithTicks);
  put_u8(out, static_cast<std::uint8_t>(entry.kind));
  put_signed(out, entry.at_ms);
  put_varint(out, entry.subject);
  put_varint(out, entry.count);
  if (!entry.ticks.empty()) put_ticks(out, entry.ticks);
  seal(out);
  return out;
}

bool decode_system_entry(std::string_view sealed, SystemEntry* entry) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  const auto version = in.u8();
  if (version != kVersion && version != kWithTicks) return false;
  entry->kind = static_cast<SystemKind>(in.u8());
  entry->at_ms = in.signed_varint();
  entry->subject = in.varint32();
  entry->count = in.varint();
  entry->ticks.clear();
  if (version == kWithTicks && !read_ticks(in, &entry->ticks)) return false;
  return in.ok() && in.at_end() && row_of(entry->kind) != nullptr;
}

Error unreadable_system_entry(std::uint64_t number, std::string_view sealed) {
  return unreadable(sealed, kWithTicks, fmt::format("entry {} of the system log", number));
}

}  // namespace camp
