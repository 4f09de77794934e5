// One instruction as data: what the verifier, the disassembler and tests read. The VM has its own
// fetch.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lang/program/opcodes.h"
#include "lang/program/program.h"

namespace camp {

struct Instruction {
  const OpInfo* info = nullptr;
  std::size_t begin = 0;                    // offset in the code given
  std::size_t end = 0;                      // of the next instruction
  std::array<std::uint32_t, 4> operands{};  // in the order of info->operands

  // The operand with this letter; 0 when the instruction has none.
  std::uint32_t operand(char letter) const;
  // How many values it takes off the stack.
  std::uint32_t pops() const;
};

// The instruction at `at`; nothing when the byte is no instruction or its operands reach over the
// code's end.
std::optional<Instruction> decode_instruction(std::string_view code, std::size_t at);

// Where the first instruction that names the step begins; kNone when nothing of its flow does.
std::uint32_t code_of_step(const Program& program, StepIndex step);

}  // namespace camp
