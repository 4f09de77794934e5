// Of which segments it is known who is in them (ContactRow::segments): those that start journeys of
// the current program, as it says them. In the meta family:
//   "watched" -> version:u8 n:varint (segment:varint digest:16B)* checksum:u32     -- sorted
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "runtime/shelf/programs.h"
#include "runtime/store/store.h"

namespace camp {

inline constexpr std::string_view kWatchListKey = "watched";

struct WatchedSegment {
  std::uint32_t segment = 0;  // name number
  // LinkedProgram::digest_of; of one that looks at windows with the clocks by which they run out.
  Hash128 digest;
  friend bool operator==(const WatchedSegment&, const WatchedSegment&) = default;
};
using WatchList = std::vector<WatchedSegment>;

// Each of these segments once, by its number, with its condition in the program.
struct WatchedCondition {
  std::uint32_t segment = 0;
  FunctionIndex condition = kNone;
};
std::vector<WatchedCondition> watched_conditions(const LinkedProgram& program);

WatchList watch_list_of(const LinkedProgram& program);
std::string encode_watch_list(const WatchList& list);
// Empty: none is watched yet. Errors: kCorrupt, kIo.
Result<WatchList> read_watch_list(Store& store);

}  // namespace camp
