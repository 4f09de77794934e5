// An entry into a journey was refused.
//
//   refused := why:u8
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

// Persisted: numbers never move.
enum class Refusal : std::uint8_t { kOnce = 1, kStillIn = 2, kTooSoon = 3, kTooMany = 4 };

struct RefusedEntry {
  Refusal why{};

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const RefusedEntry&, const RefusedEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const RefusedEntry& entry) {
  CAMP_ASSERT(bits(entry.why) != 0);
  put_bits(out, bits(entry.why));
}

inline void read_body(Reader& in, Arena&, std::int64_t, RefusedEntry& entry) {
  entry.why = read_enum(in, in.u8(), Refusal::kTooMany);
}

}  // namespace entry_bytes
}  // namespace camp
