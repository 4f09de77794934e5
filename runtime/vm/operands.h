// An instruction's operands, as the loops read them: in order, each as wide as its letter in
// opcodes.def says. A row with more or fewer of them than its case takes apart does not compile.
#pragma once
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "lang/program/opcodes.h"

namespace camp {

// Operands are little-endian, as this project's machines are; the assertion is for the one that is
// not.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

template <std::size_t bytes>
using Unsigned = std::conditional_t<bytes == 4, std::uint32_t,
                                    std::conditional_t<bytes == 2, std::uint16_t, std::uint8_t>>;

template <Op op, std::size_t place>
auto operand(const char*& pc) {
  Unsigned<operand_bytes(operands_of(op)[place])> value;
  std::memcpy(&value, pc, sizeof value);
  pc += sizeof value;
  return value;
}

template <Op op, std::size_t... places>
auto operands_at(const char*& pc, std::index_sequence<places...>) {
  return std::tuple{operand<op, places>(pc)...};
}
template <Op op>
auto operands(const char*& pc) {
  return operands_at<op>(pc, std::make_index_sequence<operands_of(op).size()>());
}
// Of an instruction with one.
template <Op op>
auto only(const char*& pc) {
  static_assert(operands_of(op).size() == 1);
  return operand<op, 0>(pc);
}

}  // namespace camp
