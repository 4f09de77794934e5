#include "runtime/state/store_row.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"

namespace camp {
namespace {
constexpr std::uint8_t kVirtualTime = 1;  // flags
}  // namespace

std::string encode_store_row(const StoreRow& row) {
  std::string out;
  put_u8(out, kStoreVersion);
  put_u8(out, row.virtual_time ? kVirtualTime : 0);
  out.append(row.id.view());
  put_signed(out, row.clock_ms);
  put_varint(out, row.next_run);
  put_varint(out, row.next_program);
  put_varint(out, row.current_program);
  put_varint(out, row.next_entry);
  seal(out);
  return out;
}

bool decode_store_row(std::string_view sealed, StoreRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kStoreVersion) return false;
  row->virtual_time = (in.u8() & kVirtualTime) != 0;
  row->id = entry_bytes::read_hash(in);
  row->clock_ms = in.signed_varint();
  row->next_run = in.varint32();
  row->next_program = in.varint32();
  row->current_program = in.varint32();
  row->next_entry = in.varint();
  return in.ok() && in.at_end();
}

std::string meta_keys::name(std::uint32_t number) {
  std::string key = "N";
  put_u32be(key, number);
  return key;
}

bool meta_keys::parse_name(std::string_view key, std::uint32_t* number) {
  Reader in(key);
  if (in.u8() != 'N') return false;
  *number = in.u32be();
  return in.ok() && in.at_end();
}

std::string meta_keys::spool(std::string_view path) { return "S" + std::string(path); }

}  // namespace camp
