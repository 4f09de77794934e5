#include "runtime/state/system_entry.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::uint8_t kVersion = 1;

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
  put_u8(out, kVersion);
  put_u8(out, static_cast<std::uint8_t>(entry.kind));
  put_signed(out, entry.at_ms);
  put_varint(out, entry.subject);
  put_varint(out, entry.count);
  seal(out);
  return out;
}

bool decode_system_entry(std::string_view sealed, SystemEntry* entry) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kVersion) return false;
  entry->kind = static_cast<SystemKind>(in.u8());
  entry->at_ms = in.signed_varint();
  entry->subject = in.varint32();
  entry->count = in.varint();
  return in.ok() && in.at_end() && row_of(entry->kind) != nullptr;
}

Error unreadable_system_entry(std::uint64_t number, std::string_view sealed) {
  return unreadable(sealed, kVersion, fmt::format("entry {} of the system log", number));
}

}  // namespace camp
