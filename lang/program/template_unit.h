// A bare Liquid file, compiled: what `camp render FILE` runs. Never on disk, so it has no section
// in a program's bytes; its code is verified like any.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lang/program/program.h"

namespace camp {

struct TemplatePartial {
  FunctionIndex body = kNone;
  std::uint16_t variable = 0;  // that `with` and `for` bind, unless `as` says another
};

struct TemplateUnit {
  Program program;
  FunctionIndex body = kNone;
  std::unordered_map<std::string, TemplatePartial> partials;
  std::unordered_map<std::string, std::uint16_t> variables;
};

// As Liquid words its errors: `Liquid error (line 3): divided by 0`; of a partial
// `(card line 3)`.
std::string liquid_error(std::string_view what, std::string_view file, std::uint32_t line,
                         std::string_view message);

// The two variables that all templates have, and the operand that names none.
inline constexpr std::uint16_t kForLoopVariable = 0;
inline constexpr std::uint16_t kTableLoopVariable = 1;
inline constexpr std::uint16_t kNoVariable = 0xFFFF;

// Operand b of LoopBegin and Partial: a set.
namespace loop_flags {
inline constexpr std::uint8_t kTable = 1;
inline constexpr std::uint8_t kReversed = 2;
inline constexpr std::uint8_t kContinue = 4;  // offset: continue
inline constexpr std::uint8_t kColumns = 8;   // what is given
inline constexpr std::uint8_t kLimit = 16;
inline constexpr std::uint8_t kOffset = 32;
}  // namespace loop_flags
namespace partial_flags {
inline constexpr std::uint8_t kIsolated = 1;
inline constexpr std::uint8_t kForEach = 2;
inline constexpr std::uint8_t kBound = 4;
}  // namespace partial_flags

}  // namespace camp
