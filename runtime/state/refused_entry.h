// An entry into a journey was refused.
//
//   refused := why:u8
#pragma once
#include <array>
#include <string_view>

#include "runtime/state/entry_bytes.h"

namespace camp {

enum class Refusal : std::uint8_t {
#define CAMP_REFUSAL(number, Name, word, text) k##Name = number,
#include "runtime/state/refusals.def"
#undef CAMP_REFUSAL
};
struct RefusalInfo {
  Refusal refusal;
  std::string_view word;
  std::string_view text;
};
inline constexpr std::array kRefusals = {
#define CAMP_REFUSAL(number, Name, word, text) RefusalInfo{Refusal::k##Name, word, text},
#include "runtime/state/refusals.def"
#undef CAMP_REFUSAL
};
inline const RefusalInfo& info_of(Refusal refusal) {
  return kRefusals[static_cast<std::size_t>(refusal) - 1];  // numbered from 1, in order
}

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
  entry.why = read_enum(in, in.u8(), kRefusals.back().refusal);
}

}  // namespace entry_bytes
}  // namespace camp
