#include "lang/program/opcodes.h"

#include <array>

namespace camp {
namespace {

using namespace op_flags;  // the rows name them bare

constexpr OpInfo kRows[] = {
#define CAMP_OP(number, name, operands, pops, pushes, flags, doc) \
  {Op::k##name, #name, operands, pops, pushes, flags, doc},
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

}  // namespace camp
