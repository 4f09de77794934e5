// What the engine itself remembers, in one row written with every tick, and the meta family's keys.
//
//   engine_row := version:u8 flags:u8 clock_ms:zigzag tick:varint next_run:varint
//                 next_program:varint current_program:varint outbox_low:varint
//                 counter:varint* checksum:u32
//   "engine" -> engine_row | "low" -> 256 * minute:u32be (timers' low-water marks) checksum
//   'N' number:u32be -> name | 'S' spool path -> file:varint length:varint checksum
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/limits.h"

namespace camp {

// Version of the whole store; a store with a larger one is refused (kNewer).
inline constexpr std::uint8_t kStoreVersion = 1;

// Counted in the batch that makes them true; `camp status` reads them without a scan. Persisted in
// this order: append, never move.
struct EngineCounters {
  std::uint64_t contacts = 0;
  std::uint64_t events = 0;
  std::uint64_t waiting = 0;    // instances that stand at a wait
  std::uint64_t incidents = 0;  // instances parked by a failure
  std::uint64_t entered = 0;    // instances ever
  std::uint64_t transitions = 0;
  std::uint64_t queued = 0;  // messages ever decided to be sent
  std::uint64_t withheld = 0;
  std::uint64_t skipped = 0;
  std::uint64_t sent = 0;  // outcomes
  std::uint64_t failed = 0;
};
inline constexpr std::size_t kEngineCounterCount = sizeof(EngineCounters) / sizeof(std::uint64_t);

struct EngineRow {
  bool virtual_time = false;
  std::int64_t clock_ms = 0;  // virtual stores: the time; live ones: of the last tick
  std::uint64_t tick = 0;     // the last committed one
  std::uint32_t next_run = 1;
  std::uint32_t next_program = 1;
  std::uint32_t current_program = 0;  // 0: none yet
  std::uint64_t outbox_low = 0;       // no outbox entry lies below this tick
  EngineCounters counters;
};
std::string encode_engine_row(const EngineRow& row);
// False when corrupt; `*version` is the row's even then, when it could be read.
bool decode_engine_row(std::string_view sealed, EngineRow* row, std::uint8_t* version);

using LowWaterMarks = std::array<std::uint32_t, limits::kPartitions>;
std::string encode_low_water(const LowWaterMarks& marks);
bool decode_low_water(std::string_view sealed, LowWaterMarks* marks);

namespace meta_keys {
inline constexpr std::string_view kEngine = "engine";
inline constexpr std::string_view kLowWater = "low";
std::string name(std::uint32_t number);
bool parse_name(std::string_view key, std::uint32_t* number);
std::string spool(std::string_view path);  // of a spool file with the number 0
}  // namespace meta_keys

}  // namespace camp
