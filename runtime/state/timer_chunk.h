// The timers that one tick set for one partition and minute.
//   timer_chunk := version:u8 n:varint (contact_id:bytes instance:varint token:varint
//                  due_offset_ms:zigzag)* checksum
// due_offset_ms counts from the minute of the key. A timer whose token no longer matches its
// instance's wait is dropped when it comes due: nothing is deleted when a wait ends early.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

inline constexpr std::uint8_t kTimerChunkVersion = 1;

// Timers that name no instance are about held messages, or about conditions that are to be asked
// again (ContactRow::ask_ms): by their token.
inline constexpr std::uint32_t kNoInstance = 0;
inline constexpr std::uint32_t kHeldMessages = 0, kConditions = 1;
// The instance of timers by which a contact starts in a run, whose number is their token: none yet.
inline constexpr std::uint32_t kRunStart = UINT32_MAX;

struct Timer {
  std::string_view contact_id;
  std::uint32_t instance = 0;
  std::uint32_t token = 0;
  std::int64_t due_ms = 0;
};

// Builds a chunk without keeping timers: add() appends bytes.
class TimerChunkWriter {
 public:
  explicit TimerChunkWriter(std::uint32_t minute) : minute_(minute) {}
  void add(const Timer& timer);
  bool empty() const { return count_ == 0; }
  std::string finish() const;

 private:
  std::uint32_t minute_;
  std::uint32_t count_ = 0;
  std::string body_;
};

bool decode_timer_chunk(std::string_view sealed, std::uint32_t minute, std::vector<Timer>* out);

}  // namespace camp
