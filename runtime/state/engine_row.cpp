#include "runtime/state/engine_row.h"

#include <bit>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {
constexpr std::uint8_t kVirtualTime = 1;  // flags

using CounterArray = std::array<std::uint64_t, kEngineCounterCount>;
static_assert(sizeof(CounterArray) == sizeof(EngineCounters));
}  // namespace

std::string encode_engine_row(const EngineRow& row) {
  std::string out;
  put_u8(out, kStoreVersion);
  put_u8(out, row.virtual_time ? kVirtualTime : 0);
  put_signed(out, row.clock_ms);
  put_varint(out, row.tick);
  put_varint(out, row.next_run);
  put_varint(out, row.next_program);
  put_varint(out, row.current_program);
  put_varint(out, row.outbox_low);
  for (auto counter : std::bit_cast<CounterArray>(row.counters)) put_varint(out, counter);
  seal(out);
  return out;
}

bool decode_engine_row(std::string_view sealed, EngineRow* row, std::uint8_t* version) {
  *version = sealed.empty() ? 0 : static_cast<std::uint8_t>(sealed[0]);
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kStoreVersion) return false;
  row->virtual_time = (in.u8() & kVirtualTime) != 0;
  row->clock_ms = in.signed_varint();
  row->tick = in.varint();
  row->next_run = in.varint32();
  row->next_program = in.varint32();
  row->current_program = in.varint32();
  row->outbox_low = in.varint();
  CounterArray counters{};
  for (auto& counter : counters) counter = in.varint();
  row->counters = std::bit_cast<EngineCounters>(counters);
  return in.ok() && in.at_end();
}

std::string encode_low_water(const LowWaterMarks& marks) {
  std::string out;
  for (auto minute : marks) put_u32be(out, minute);
  seal(out);
  return out;
}

bool decode_low_water(std::string_view sealed, LowWaterMarks* marks) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  for (auto& minute : *marks) minute = in.u32be();
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
