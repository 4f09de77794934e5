// The instruction set, generated from opcodes.def.
#pragma once
#include <cstdint>
#include <string_view>

namespace camp {

enum class Op : std::uint8_t {
#define CAMP_OP(number, name, operands, pops, pushes, flags, doc) k##name = number,
#include "lang/program/opcodes.def"
#undef CAMP_OP
};

// What the verifier, the compiler, the disassembler and the VM's linker have to know of an
// instruction: a set, one bit each.
using OpFlags = std::uint16_t;
namespace op_flags {
inline constexpr OpFlags kPure = 0;
inline constexpr OpFlags kJumps = 1 << 0;           // may go on at its operand j
inline constexpr OpFlags kEnds = 1 << 1;            // never goes on at the next instruction
inline constexpr OpFlags kFlowOnly = 1 << 2;        // belongs into a flow's body
inline constexpr OpFlags kExpressionOnly = 1 << 3;  // belongs anywhere else
inline constexpr OpFlags kEmptyStack = 1 << 4;      // leaves an empty stack: only locals are kept
inline constexpr OpFlags kClosed = 1 << 5;          // no aggregate may be open
inline constexpr OpFlags kSuspends = 1 << 6;        // the instance parks here
inline constexpr OpFlags kEffect = 1 << 7;          // asks for something to be done
inline constexpr OpFlags kTemplateOnly = 1 << 8;    // belongs into a template's body
}  // namespace op_flags

inline constexpr int kB = -1;  // pops: as many as operand b says

struct OpInfo {
  Op op;
  std::string_view name;
  std::string_view operands;  // the letters of opcodes.def
  int pops;
  int pushes;
  OpFlags flags;
  std::string_view doc;

  bool is(OpFlags flag) const { return (flags & flag) != 0; }
};

const OpInfo* info_of(std::uint8_t byte);  // null for a byte that is no instruction

// The letters of an instruction's operands, for whoever decodes at compile time (the VM's loop).
constexpr std::string_view operands_of(Op op) {
  switch (op) {
#define CAMP_OP(number, name, operands, pops, pushes, flags, doc) \
  case Op::k##name:                                               \
    return operands;
#include "lang/program/opcodes.def"
#undef CAMP_OP
  }
  return {};
}

constexpr std::size_t operand_bytes(char letter) {
  switch (letter) {
    case 'c':
    case 'n':
    case 'j':
    case 's':
      return 4;
    case 'x':
      return 2;
    default:
      return 1;  // l, b
  }
}

// How an aggregate folds the values that EventsAdd gives it. Persisted: numbers never move.
enum class Aggregate : std::uint8_t {
  kCount = 0,
  kSum = 1,
  kMin = 2,
  kMax = 3,
  kAverage = 4,
  kFirst = 5,
  kLast = 6,
};
inline constexpr std::uint8_t kAggregateCount = 7;
// Of EventsAtLeast: the times of so many events are remembered while they are counted.
inline constexpr std::uint8_t kAtLeastMax = 64;

}  // namespace camp
