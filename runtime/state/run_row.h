// A run: one execution of a campaign over the snapshot of its audience.
//   run_row  := version:u8 campaign:varint program:varint key:bytes state:u8 started_ms:zigzag
//               ended_ms:zigzag audience:varint doubles:varint above_limit:varint
//               digest:32B when:u8 [1, 2: date_days:zigzag time_ms:varint]
//               [without_outlet:varint] checksum:u32
//               -- when: 0 by hand, 1 by its schedule, 2 the same, everybody by their own clocks;
//               version 2: with without_outlet
//   run_part := version:u8 audience:varint digest:32B pages:varint next_page:varint done:varint
//               checksum:u32                 -- of one partition, in it
//   page     := version:u8 n:varint contact_id:bytes* checksum:u32
//               -- ids of the partition, in key order
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/schedule/schedule.h"

namespace camp {

inline constexpr std::uint8_t kRunRowVersion = 1, kRunRowPerOutlet = 2;

// Persisted. A run goes down this list as far as kSent, or is cancelled. That it is paused is
// its campaign's (pauses_row.h); draft and approval come with their issues.
enum class RunState : std::uint8_t {
  kSnapshot = 1,  // its audience is being written down; nothing was sent
  kSending = 2,
  kSent = 3,       // everybody has started; some may stand at a wait
  kCancelled = 4,  // by an operator, before that
};
inline bool is_over(RunState state) { return state >= RunState::kSent; }
std::string_view run_state_text(RunState state);

struct RunRow {
  std::uint32_t number = 0;    // in the key, not in the row
  std::uint32_t campaign = 0;  // name number
  std::uint32_t program = 0;
  std::string key;  // what makes a run the same run
  RunState state{};
  std::int64_t started_ms = 0;
  std::int64_t ended_ms = 0;
  std::uint64_t audience = 0;  // contacts in the snapshot
  // left out of it though they belong: by `one per`, by the limit, ...
  std::uint64_t doubles = 0;
  std::uint64_t above_limit = 0;
  std::uint64_t without_outlet = 0;  // and because no outlet is theirs, where the run is per outlet
  Sha256 digest;                     // over its parts' digests, in order
  std::optional<Nominal> nominal;    // when its schedule says; none: it was started by hand
  bool contact_time = false;         // everybody starts when their own clocks show it
  std::uint64_t done = 0;            // contacts started: the sum over its parts, not in the row
};

// What a run is in one partition.
struct RunPart {
  std::uint64_t audience = 0;
  Sha256 digest;  // a chain over the pages: sha256(digest before, page)
  std::uint32_t pages = 0;
  // the cursor: moves in the batch that holds the page's transitions
  std::uint32_t next_page = 0;
  std::uint64_t done = 0;
};
std::string encode_run_part(const RunPart& part);
bool decode_run_part(std::string_view sealed, RunPart* part);

std::string encode_run_row(const RunRow& row);
bool decode_run_row(std::string_view sealed, RunRow* row);

std::string encode_page(const std::vector<std::string_view>& contact_ids);
bool decode_page(std::string_view sealed, std::vector<std::string_view>* contact_ids);
// For who could not: why. `sealed` absent: there is none.
Error unreadable_page(std::uint8_t partition, std::uint32_t run, std::uint32_t page,
                      std::optional<std::string_view> sealed);

}  // namespace camp
