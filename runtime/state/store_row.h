// What a store remembers as a whole: one row, and the meta family's keys. It changes rarely,
// through one owner (the Engine).
//
//   store_row := version:u8 flags:u8 id:16B clock_ms:zigzag next_run:varint next_program:varint
//                current_program:varint next_entry:varint checksum:u32
//   "store" -> store_row
//   'N' number:u32be -> name | 'S' spool path -> file:varint length:varint checksum
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/hash.h"

namespace camp {

// Version of the whole store; a store with a larger one is refused (kNewer).
inline constexpr std::uint8_t kStoreVersion = 1;

struct StoreRow {
  bool virtual_time = false;
  // Enters every ledger id, so that two stores never give one message's id twice to a provider.
  // Zero in stores with virtual time: what they would send is the same everywhere.
  Hash128 id;
  std::int64_t clock_ms = 0;  // virtual stores: the time, unless a partition's row has a later one
  std::uint32_t next_run = 1;
  std::uint32_t next_program = 1;
  std::uint32_t current_program = 0;  // 0: none yet
  std::uint64_t next_entry = 1;       // of the system log
};
std::string encode_store_row(const StoreRow& row);
bool decode_store_row(std::string_view sealed, StoreRow* row);

namespace meta_keys {
inline constexpr std::string_view kStore = "store";
std::string name(std::uint32_t number);
bool parse_name(std::string_view key, std::uint32_t* number);
std::string spool(std::string_view path);  // of a spool file with the number 0
}  // namespace meta_keys

}  // namespace camp
