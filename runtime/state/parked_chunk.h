// What came due or came in while it was paused, to happen when it is resumed, in the order in which
// it came. Of one tick, partition and subject (keys::parked):
//   parked_chunk := version:u8 n:varint wake* checksum:u32
//   wake := kind:u8 contact_id:bytes instance:varint token:varint due_ms:zigzag
//           [kEvent, kStart: event:varint time_ms:zigzag arrival:u64be place:varint]
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

inline constexpr std::uint8_t kParkedChunkVersion = 1;

// Persisted.
enum class ParkedKind : std::uint8_t {
  kTimer = 1,     // of an instance
  kEvent = 2,     // that an instance's wait was for
  kStart = 3,     // that a journey starts on
  kRunStart = 4,  // by which a contact starts in a run, whose number is the token
  kMessages = 5,  // held ones are to be asked about
};

struct ParkedWake {
  ParkedKind kind{};
  std::string_view contact_id;
  // As the timer's it stands for (timer_chunk.h); of an event, of the wait it was for.
  std::uint32_t instance = 0;
  std::uint32_t token = 0;
  std::int64_t due_ms = 0;
  // Where the event is kept (keys::event); a change (conductor's) is kept nowhere.
  std::uint32_t event = 0;
  std::int64_t time_ms = 0;
  std::uint64_t arrival = 0;
  // kEvent: the wait's arm; kStart: the journey's start, or kNone for any.
  std::uint32_t place = 0;
};

std::string encode_parked_chunk(const std::vector<ParkedWake>& wakes);
bool decode_parked_chunk(std::string_view sealed, std::vector<ParkedWake>* wakes);

}  // namespace camp
