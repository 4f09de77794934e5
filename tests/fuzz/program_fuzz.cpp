// Any bytes as a program: refused by the decoder, or by the verifier, or whole. Then it prints, and
// encoding it gives a program with the same name. Corpus: tests/fuzz/corpus/program.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lang/base/assert.h"
#include "lang/program/codec.h"
#include "lang/program/disassembler.h"
#include "lang/program/verifier.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto program = camp::decode_program({reinterpret_cast<const char*>(data), size});
  if (!program || !camp::verify(*program)) return 0;
  camp::disassemble(*program, "", {});
  auto bytes = camp::encode_program(*program);
  auto again = camp::decode_program(bytes);
  CAMP_ASSERT(again.ok() && camp::verify(*again).ok());
  CAMP_ASSERT(camp::encode_program(*again) == bytes);
  CAMP_ASSERT(camp::program_hash(*again) == camp::program_hash(*program));
  return 0;
}
