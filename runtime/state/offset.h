// Times close to each other are written as offsets: a wait of two days is 5 bytes instead of 7. The
// arithmetic wraps, so that every pair of times, however far apart, comes back as it went in.
#pragma once
#include <cstdint>
#include <string>

#include "lang/base/bytes.h"

namespace camp {

inline void put_offset(std::string& out, std::int64_t time_ms, std::int64_t base_ms) {
  put_signed(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(time_ms) -
                                            static_cast<std::uint64_t>(base_ms)));
}

inline std::int64_t read_offset(Reader& in, std::int64_t base_ms) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(base_ms) +
                                   static_cast<std::uint64_t>(in.signed_varint()));
}

}  // namespace camp
