#include "runtime/state/partition_row.h"

#include <bit>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

template <class T>
using Array = std::array<std::uint64_t, kCounterCount<T>>;

template <class T>
void put_counters(std::string& out, const T& counters) {
  for (auto counter : std::bit_cast<Array<T>>(counters)) put_varint(out, counter);
}

template <class T>
void read_counters(Reader& in, T* counters) {
  Array<T> read{};  // an older row ends before the last ones
  for (auto& counter : read)
    if (!in.at_end()) counter = in.varint();
  *counters = std::bit_cast<T>(read);
}

template <class T>
void add(T* sum, const T& counters) {
  auto total = std::bit_cast<Array<T>>(*sum);
  auto more = std::bit_cast<Array<T>>(counters);
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += more[i];
  *sum = std::bit_cast<T>(total);
}

}  // namespace

std::string encode_partition_row(const PartitionRow& row) {
  std::string out;
  put_u8(out, kPartitionRowVersion);
  put_varint(out, row.tick);
  put_signed(out, row.clock_ms);
  put_varint(out, row.low_minute);
  put_varint(out, row.next_ordinal);
  put_varint(out, row.last_queued);
  put_signed(out, row.last_event_ms);
  put_counters(out, row.counters);
  seal(out);
  return out;
}

bool decode_partition_row(std::string_view sealed, PartitionRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kPartitionRowVersion) return false;
  row->tick = in.varint();
  row->clock_ms = in.signed_varint();
  row->low_minute = in.varint32();
  row->next_ordinal = in.varint32();
  row->last_queued = in.varint();
  row->last_event_ms = in.signed_varint();
  read_counters(in, &row->counters);
  return in.ok() && in.at_end();
}

std::string encode_delivery_row(const DeliveryRow& row) {
  std::string out;
  put_u8(out, kPartitionRowVersion);
  put_varint(out, row.low_tick);
  put_counters(out, row.counters);
  seal(out);
  return out;
}

bool decode_delivery_row(std::string_view sealed, DeliveryRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kPartitionRowVersion) return false;
  row->low_tick = in.varint();
  read_counters(in, &row->counters);
  return in.ok() && in.at_end();
}

std::uint64_t Counters::pending() const {
  auto gone = sent + failed + cancelled + unknown;
  return queued > gone ? queued - gone : 0;
}

Counters sum_of(const PartitionRows& partitions, const DeliveryRows& deliveries) {
  Counters sum;
  for (const auto& row : partitions) add<PartitionCounters>(&sum, row.counters);
  for (const auto& row : deliveries) add<DeliveryCounters>(&sum, row.counters);
  return sum;
}

}  // namespace camp
