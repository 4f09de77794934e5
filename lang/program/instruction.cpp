#include "lang/program/instruction.h"

namespace camp {
namespace {

constexpr std::size_t kOperandsMax = 4;

constexpr bool operands_fit() {
#define CAMP_OP(number, name, operands, pops, pushes, flags, doc) \
  if (std::string_view(operands).size() > kOperandsMax) return false;
#include "lang/program/opcodes.def"
#undef CAMP_OP
  return true;
}
static_assert(operands_fit() && std::tuple_size_v<decltype(Instruction::operands)> == kOperandsMax);

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

std::uint32_t Instruction::operand(char letter) const {
  auto at = info->operands.find(letter);
  return at == std::string_view::npos ? 0 : operands[at];
}

std::uint32_t Instruction::pops() const {
  return info->pops == kB ? operand('b') : static_cast<std::uint32_t>(info->pops);
}

std::optional<Instruction> decode_instruction(std::string_view code, std::size_t at) {
  if (at >= code.size()) return std::nullopt;
  Instruction instruction;
  instruction.begin = at;
  instruction.info = info_of(static_cast<std::uint8_t>(code[at]));
  if (instruction.info == nullptr) return std::nullopt;
  const auto letters = instruction.info->operands;
  ++at;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    auto size = operand_bytes(letters[i]);
    if (code.size() - at < size) return std::nullopt;
    instruction.operands[i] = little_endian(code.substr(at, size));
    at += size;
  }
  instruction.end = at;
  return instruction;
}

std::uint32_t code_of_step(const Program& program, StepIndex step) {
  const auto flow = program.steps[step].flow;
  if (flow >= program.flows.size()) return kNone;
  const auto& body = program.functions[program.flows[flow].body];
  for (std::size_t at = body.begin; at < body.end;) {
    const auto instruction = decode_instruction(program.code, at);
    if (!instruction) break;
    const bool has_step = instruction->info->operands.find('s') != std::string_view::npos;
    if (has_step && instruction->operand('s') == step) return static_cast<std::uint32_t>(at);
    at = instruction->end;
  }
  return kNone;
}

}  // namespace camp
