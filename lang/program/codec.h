// A Program as bytes, and back.
//
//   program := magic:"CAMPPROG" version:u8 section* ; a section is id:u8 length:varint body
// The source map is the last section and outside of the hash. Decoding takes any bytes: it gives a
// Program or an Error, never a crash (kCorrupt; kNewer for a later version; kExhausted over
// limits::kProgramBytes). A decoded program must still pass verify() before it runs.
#pragma once
#include <string>
#include <string_view>

#include "lang/base/result.h"
#include "lang/program/program.h"

namespace camp {

inline constexpr std::uint8_t kProgramVersion = 11;

std::string encode_program(const Program& program);
Result<Program> decode_program(std::string_view bytes);

// The program's name: SHA-256 over everything but the source map.
Sha256 program_hash(const Program& program);

}  // namespace camp
