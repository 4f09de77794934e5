// The text that a template function has printed for a message, as the ledger keeps it: what the
// program has stands there as the number of its constant, so that an entry stays small.
//
//   piece := 0, constant:varint | 1, n:varint, bytes
#pragma once
#include <string>
#include <string_view>

#include "lang/base/bytes.h"
#include "lang/program/program.h"

namespace camp {

inline void put_literal_piece(std::string& out, ConstIndex literal) {
  put_u8(out, 0);
  put_varint(out, literal);
}
inline void put_text_piece(std::string& out, std::string_view text) {
  put_u8(out, 1);
  put_bytes(out, text);
}

// Visits every piece's text. False: these are no pieces of this program.
template <class Visit>
bool for_each_piece(const Program& program, std::string_view pieces, Visit visit) {
  Reader in(pieces);
  while (in.ok() && !in.at_end()) {
    const auto kind = in.u8();
    if (kind == 1) {
      visit(in.bytes());
      continue;
    }
    const auto literal = in.varint32();
    if (kind != 0 || literal >= program.constants.size() ||
        program.constants[literal].tag != Tag::kString)
      return false;
    visit(program.constants[literal].text());
  }
  return in.ok();
}

}  // namespace camp
