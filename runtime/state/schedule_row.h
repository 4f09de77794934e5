// How far a campaign's schedule has come in this store: which of its runs were started, or passed
// over. Written in the batch that makes the run, so that none starts twice and none is lost.
//   schedule_row := version:u8 fingerprint:16B since_ms:zigzag done_days:zigzag done_ms:varint
//                   n:varint run:varint* checksum:u32
//   key: keys::schedule(campaign)
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/schedule/schedule.h"

namespace camp {

inline constexpr std::uint8_t kScheduleRowVersion = 1;

struct ScheduleRow {
  std::uint32_t campaign = 0;       // name number; in the key, not in the row
  Hash128 fingerprint;              // of the schedule as declared: another one begins anew
  std::int64_t since_ms = 0;        // what was due before that was never this store's
  Nominal done;                     // every nominal time up to here is done with
  std::vector<std::uint32_t> runs;  // started, and not everybody of theirs has
};
std::string encode_schedule_row(const ScheduleRow& row);
bool decode_schedule_row(std::string_view sealed, ScheduleRow* row);

}  // namespace camp
