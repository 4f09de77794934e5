// What is remembered of a partition besides its contacts, in two rows with one writer each: its
// shard, with every tick that touches it, and the outbox, with every round.
//
//   partition_row := version:u8 tick:varint clock_ms:zigzag low_minute:varint next_ordinal:varint
//                    last_queued:varint last_event_ms:zigzag counter:varint* checksum:u32
//   delivery_row  := version:u8 low_tick:varint counter:varint* checksum:u32
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/limits.h"

namespace camp {

inline constexpr std::uint8_t kPartitionRowVersion = 1;

// Counted in the batch that makes them true; `camp status` reads them without a scan. Persisted in
// this order: append, never move.
struct PartitionCounters {
  std::uint64_t contacts = 0;
  std::uint64_t events = 0;
  std::uint64_t waiting = 0;    // instances that stand at a wait
  std::uint64_t incidents = 0;  // instances parked by a failure
  std::uint64_t entered = 0;    // instances ever
  std::uint64_t transitions = 0;
  std::uint64_t queued = 0;  // messages ever given to the outbox
  std::uint64_t withheld = 0;
  std::uint64_t skipped = 0;
  std::uint64_t held = 0;  // messages that wait in their contact's row, now
};
struct DeliveryCounters {
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;  // queued, and not wanted any more when their turn came
  std::uint64_t unknown = 0;
  std::uint64_t deferred = 0;  // wait for another attempt, now
  std::uint64_t under_way = 0;  // are being attempted, now
};
template <class Counters>
inline constexpr std::size_t kCounterCount = sizeof(Counters) / sizeof(std::uint64_t);

struct PartitionRow {
  std::uint64_t tick = 0;          // the last committed one of this partition
  std::int64_t clock_ms = 0;       // its time
  std::uint32_t low_minute = 0;    // no timer of the partition lies before this minute
  std::uint32_t next_ordinal = 1;  // of a contact: dense, never given twice
  std::uint64_t last_queued = 0;   // the newest tick whose chunk has messages to send
  std::int64_t last_event_ms = 0;  // the latest own time of its events
  PartitionCounters counters;
};
std::string encode_partition_row(const PartitionRow& row);
bool decode_partition_row(std::string_view sealed, PartitionRow* row);

struct DeliveryRow {
  std::uint64_t low_tick = 0;  // every chunk before this tick has its outcomes
  DeliveryCounters counters;
};
std::string encode_delivery_row(const DeliveryRow& row);
bool decode_delivery_row(std::string_view sealed, DeliveryRow* row);

using PartitionRows = std::array<PartitionRow, limits::kPartitions>;
using DeliveryRows = std::array<DeliveryRow, limits::kPartitions>;

// Of a whole store.
struct Counters : PartitionCounters, DeliveryCounters {
  // Messages that are in the outbox: not sent, and not given up.
  std::uint64_t pending() const;
};
Counters sum_of(const PartitionRows& partitions, const DeliveryRows& deliveries);

}  // namespace camp
