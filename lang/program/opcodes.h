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

enum class OpFlags : std::uint8_t { kPure, kJumps, kEnds, kSuspends, kEffect };

inline constexpr int kB = -1;  // pops: as many as operand b says

struct OpInfo {
  Op op;
  std::string_view name;
  std::string_view operands;  // the letters of opcodes.def
  int pops;
  int pushes;
  OpFlags flags;
  std::string_view doc;
};

const OpInfo* info_of(std::uint8_t byte);  // null for a byte that is no instruction
std::size_t operand_bytes(char letter);    // of one operand
std::size_t operand_bytes(const OpInfo& info);

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

}  // namespace camp
