#include "lang/program/opcodes.h"

#include <array>

namespace camp {
namespace {

constexpr OpInfo kRows[] = {
#define CAMP_OP(number, name, operands, pops, pushes, flags, doc) \
  {Op::k##name, #name, operands, pops, pushes, OpFlags::flags, doc},
#include "lang/program/opcodes.def"
#undef CAMP_OP
};

constexpr auto kByByte = [] {
  std::array<const OpInfo*, 256> table{};
  for (const auto& row : kRows) table[static_cast<std::uint8_t>(row.op)] = &row;
  return table;
}();

}  // namespace

const OpInfo* info_of(std::uint8_t byte) { return kByByte[byte]; }

std::size_t operand_bytes(char letter) {
  switch (letter) {
    case 'c':
    case 'n':
    case 'j':
      return 4;
    case 't':
    case 'f':
    case 's':
    case 'x':
      return 2;
    default:
      return 1;  // l, b
  }
}

std::size_t operand_bytes(const OpInfo& info) {
  std::size_t size = 0;
  for (char letter : info.operands) size += operand_bytes(letter);
  return size;
}

}  // namespace camp
